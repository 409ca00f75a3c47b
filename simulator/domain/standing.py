"""Standing: as who a message is sent, and whether whoever that is may send it there."""

from typing import Final

from simulator.domain.address import E164, Originator, OriginatorKind, originator_kind
from simulator.domain.dice import Dice
from simulator.domain.fault_effects import Deliver, Fault
from simulator.domain.holdings import Holdings
from simulator.domain.messaging_profiles import MessagingProfile
from simulator.domain.number_pool import Sticky, choose
from simulator.domain.own_senders import NumberKind, number_kind
from simulator.domain.posting import Door, Posting
from simulator.domain.refusals import Declined, Ground, Invalid
from simulator.domain.tariffs import Medium
from simulator.domain.value import value

__all__ = ["NOT_REGISTERED", "Standing", "require_way", "scruple", "stand", "takes_media"]

# What stands in the timeline of a message from a sender that no campaign has registered.
NOT_REGISTERED: Final = "not registered for 10DLC"
_TEN_DLC: Final = "10dlc"

# Networks of these show no names; and only these take messages with media.
_NORTH_AMERICAN: Final = frozenset({"US", "CA", "PR"})


@value
class Standing:
    """As who a message is sent.

    Attributes:
        originator: what its handset shows as the sender.
        is_drawn: whether it was taken from the profile's pool.
    """

    originator: Originator
    profile: MessagingProfile
    is_drawn: bool = False


def stand(
    posting: Posting,
    holdings: Holdings,
    region: str,
    sticky: Sticky | None,
    dice: Dice,
    now: int,
) -> Standing:
    """Find out as who a message is sent.

    Args:
        posting: what is asked for.
        holdings: of whoever asks.
        region: of the destination, ISO 3166-1 alpha-2.
        sticky: from which number the recipient was last written to under this profile.
        dice: of the world.
        now: by its clock.

    Raises:
        Declined: he has no such sender, or it cannot send there.
        Invalid: no profile is named, and the sender has none.
    """
    sender = posting.sender
    if posting.door is Door.POOL or sender is None:
        return _drawn(posting, holdings, sticky, dice, now)
    if posting.door is Door.AGENT:
        return Standing(sender, _named_profile(posting, holdings))
    kind = originator_kind(sender)
    if kind not in _KINDS[posting.door]:
        raise Declined(Ground.SENDER_UNKNOWN, {"sender": sender})
    match kind:
        case OriginatorKind.E164 | OriginatorKind.SHORT_CODE:
            return _numbered(posting, sender, holdings)
        case OriginatorKind.ALPHANUMERIC_SENDER_ID:
            return _called(posting, sender, holdings, region)


_ANY: Final = frozenset(OriginatorKind)
_KINDS: Final = {
    Door.ANY: _ANY,
    Door.NAME: frozenset({OriginatorKind.ALPHANUMERIC_SENDER_ID}),
    Door.LONG_CODE: frozenset({OriginatorKind.E164}),
    # The vendor's own documentation sends from a number there.
    Door.SHORT_CODE: frozenset({OriginatorKind.SHORT_CODE, OriginatorKind.E164}),
}


def _numbered(posting: Posting, sender: Originator, holdings: Holdings) -> Standing:
    """Take a number or a short code; a profile that is named goes before its own."""
    profile_id = posting.profile_id or holdings.profile_id_of(sender)
    profile = None if profile_id is None else holdings.profile(profile_id)
    if profile is None or not _is_held(sender, holdings):
        raise Declined(Ground.SENDER_UNKNOWN, {"sender": sender})
    return Standing(sender, profile)


def _is_held(sender: Originator, holdings: Holdings) -> bool:
    return holdings.number(sender) is not None or holdings.short_code(sender) is not None


def _called(posting: Posting, sender: Originator, holdings: Holdings, region: str) -> Standing:
    """Take a name, or the number that stands in for it where names are not shown."""
    profile = _named_profile(posting, holdings)
    named = [one for one in holdings.names if one.name == sender and one.profile_id == profile.id]
    if not named and profile.name_sender != sender:
        raise Declined(Ground.SENDER_UNKNOWN, {"sender": sender})
    if region not in _NORTH_AMERICAN:
        return Standing(sender, profile)
    fallback = named[0].fallback if named else None
    if fallback is None:
        raise _unsupported(sender, posting)
    return _numbered(posting, fallback, holdings)


def _named_profile(posting: Posting, holdings: Holdings) -> MessagingProfile:
    if posting.profile_id is None:
        raise Invalid.field("messaging_profile_id", "is needed, for this sender is of none")
    profile = holdings.profile(posting.profile_id)
    if profile is None:
        raise Declined(Ground.SENDER_UNKNOWN, {"sender": posting.sender or ""})
    return profile


def _drawn(
    posting: Posting, holdings: Holdings, sticky: Sticky | None, dice: Dice, now: int
) -> Standing:
    """Take a number of the profile's pool: the one that sticks to the recipient before others."""
    profile = _named_profile(posting, holdings)
    pool = profile.pool
    numbers = [one for one in holdings.numbers if one.profile_id == profile.id]
    if pool is None:
        raise Declined(Ground.POOL_EMPTY)
    if pool.is_sticky and sticky is not None and sticky.is_good_at(now):
        stuck = [one for one in numbers if one.number == sticky.number]
        numbers = stuck or numbers
    number = choose(numbers, pool, posting.destination, dice, posting.text)
    if number is None:
        raise Declined(Ground.POOL_EMPTY)
    return Standing(number.number, profile, is_drawn=True)


def require_way(posting: Posting, standing: Standing, medium: Medium, region: str) -> None:
    """See that a profile may send such a message there.

    Raises:
        Declined: it may not.
    """
    profile, originator = standing.profile, standing.originator
    if not profile.is_enabled:
        raise Declined(Ground.PROFILE_DISABLED, {"profile": profile.id})
    if not profile.reaches(region):
        told = {"region": region, "destination": posting.destination}
        raise Declined(Ground.REGION_NOT_ALLOWED, told)
    if medium is not Medium.MMS:
        return
    if originator_kind(originator) is OriginatorKind.ALPHANUMERIC_SENDER_ID:
        raise Declined(Ground.SENDER_WITHOUT_MEDIA, {"sender": originator})
    if not takes_media(region):
        raise _unsupported(originator, posting)


def takes_media(region: str) -> bool:
    """Tell whether messages with media go to a country."""
    return region in _NORTH_AMERICAN


def _unsupported(sender: Originator, posting: Posting) -> Declined:
    told = {"sender": sender, "destination": posting.destination}
    return Declined(Ground.DESTINATION_UNSUPPORTED, told)


def scruple(standing: Standing, medium: Medium, region: str) -> Fault | None:
    """Tell what networks will object to that the vendor takes all the same.

    Those of the United States take no texts from long codes that are of no registered campaign.
    """
    if standing.profile.is_registered or region != "US" or medium not in {Medium.SMS, Medium.MMS}:
        return None
    sender = standing.originator
    if originator_kind(sender) is not OriginatorKind.E164:
        return None
    if number_kind(E164(sender)) is not NumberKind.LONG_CODE:
        return None
    return Fault(_TEN_DLC, Deliver("failed", NOT_REGISTERED, None))
