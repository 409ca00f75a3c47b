"""Posting: what is asked of a vendor who knows his senders, and if there is anything in it."""

from enum import StrEnum
from typing import Final

from simulator.domain.address import E164, Originator
from simulator.domain.encoding import Encoding, measure
from simulator.domain.messaging_profiles import MessagingProfile
from simulator.domain.particulars import Hooks
from simulator.domain.refusals import Declined, Ground
from simulator.domain.segmentation import TooManySegments
from simulator.domain.tariffs import Medium
from simulator.domain.transliteration import Orthography, Spelled, Unspellable
from simulator.domain.value import choice, value

__all__ = ["PART_COUNT_MAX", "Door", "Posting", "medium_of", "spell"]

PART_COUNT_MAX: Final = 10
# "Unusually long", says the vendor of what may be refused so, and not how long that is.
PART_COUNT_ADVISED: Final = 4
MEDIA_COUNT_MAX: Final = 10


@choice
class Door(StrEnum):
    """By which of a vendor's doors a message comes in; behind each, other senders are known."""

    ANY = "any"
    NAME = "name"
    LONG_CODE = "long_code"
    SHORT_CODE = "short_code"
    POOL = "pool"
    AGENT = "agent"  # of a network where businesses have names of their own


@value
class Posting:
    """What a sender asks for.

    Attributes:
        face: the API through which it is asked.
        door: by which the sender comes in.
        sender: None takes a number of the profile's pool.
        profile_id: None is that of the sender.
        medium: None is MMS with media and SMS without.
        encoding: the only one that will do; None is whichever does.
        minds_length: whether a text of many parts shall rather be refused.
        send_at: None is at once.
        content: of a message that is more than text, as JSON.
        needs_invitation: whether only those may send it whom the recipient has lately written to.
    """

    face: str
    destination: E164
    text: str = ""
    door: Door = Door.ANY
    sender: Originator | None = None
    profile_id: str | None = None
    medium: Medium | None = None
    subject: str | None = None
    media_urls: tuple[str, ...] = ()
    encoding: Encoding | None = None
    minds_length: bool = False
    hooks: Hooks = Hooks()
    send_at: int | None = None
    content: str = ""
    needs_invitation: bool = False


def medium_of(posting: Posting) -> Medium:
    """Tell what a message travels by, and see that there is something to travel.

    Raises:
        Declined: its content is none, or not one of its medium.
    """
    media_count = len(posting.media_urls)
    medium = posting.medium or (Medium.MMS if media_count else Medium.SMS)
    if not posting.text and not media_count and not posting.content:
        raise Declined(Ground.NO_CONTENT)
    if medium is Medium.SMS and (media_count or posting.subject):
        raise Declined(Ground.MIXED_CONTENT)
    if media_count > MEDIA_COUNT_MAX:
        raise Declined(Ground.TOO_MUCH_MEDIA)
    return medium


def spell(
    text: str, posting: Posting, medium: Medium, profile: MessagingProfile, how: Orthography
) -> Spelled:
    """Spell the text of a message; only that of an SMS is cut into parts.

    Raises:
        Declined: it takes too many parts, or cannot be spelled as it is wanted.
    """
    if medium is not Medium.SMS:
        return Spelled(text, measure(text, how.alphabet)[0], 1)
    respells = profile.has_smart_encoding or posting.encoding is Encoding.GSM_7
    try:
        spelled = how.spell(text, posting.encoding, respells=respells)
    except Unspellable as error:
        raise Declined(Ground.UNSPELLABLE, {"why": str(error)}) from None
    except TooManySegments as error:
        raise _too_long(Ground.TOO_MANY_PARTS, error.segment_count, PART_COUNT_MAX) from None
    part_count = spelled.segment_count
    if part_count > PART_COUNT_MAX:
        raise _too_long(Ground.TOO_MANY_PARTS, part_count, PART_COUNT_MAX)
    if posting.minds_length and part_count > PART_COUNT_ADVISED:
        raise _too_long(Ground.MORE_PARTS_THAN_ADVISED, part_count, PART_COUNT_ADVISED)
    return spelled


def _too_long(ground: Ground, part_count: int, part_count_max: int) -> Declined:
    return Declined(ground, {"parts": f"{part_count}", "most": f"{part_count_max}"})
