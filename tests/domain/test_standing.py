"""As who a message is sent, and where he may send it."""

from dataclasses import replace

import pytest

from simulator.domain.address import E164, AlphanumericSenderId, Originator, ShortCode
from simulator.domain.dice import Dice
from simulator.domain.fault_effects import Deliver, Fault
from simulator.domain.founding import FOUNDING_NAME, FOUNDING_NUMBERS, FOUNDING_SHORT_CODE, found
from simulator.domain.holdings import Holdings
from simulator.domain.messaging_profiles import MessagingProfile, NumberPool
from simulator.domain.number_pool import STICKY_MS, Sticky
from simulator.domain.posting import Door, Posting
from simulator.domain.refusals import Declined, Ground, Invalid
from simulator.domain.standing import (
    NOT_REGISTERED,
    Standing,
    require_way,
    scruple,
    stand,
    takes_media,
)
from simulator.domain.tariffs import Medium

DICE = Dice(7)
NOW = 1_000
HELD = found(7, "", 0)
PROFILE = HELD.profiles[0]
OTHER = replace(PROFILE, id="f" * 32, pool=None, name_sender="Other")
BOTH = HELD.holding(OTHER)
LONG, _, FREE, _ = FOUNDING_NUMBERS
ALICE, HANNA = E164("+13125550199"), E164("+4915112345678")


def standing(
    sender: Originator | None = None,
    *,
    door: Door = Door.ANY,
    profile_id: str | None = None,
    region: str = "US",
    to: E164 = ALICE,
    held: Holdings = BOTH,
    sticky: Sticky | None = None,
) -> Standing:
    """Find out as who a message is sent."""
    posting = Posting("telnyx", to, "Hi", door, sender, profile_id)
    return stand(posting, held, region, sticky, DICE, NOW)


def ground(*args: object, **more: object) -> Ground:
    """Tell on what ground a message is not taken."""
    with pytest.raises(Declined) as caught:
        standing(*args, **more)  # type: ignore[arg-type] # names are the tests'
    return caught.value.ground


@pytest.mark.parametrize("sender", [LONG, FREE, FOUNDING_SHORT_CODE])
def test_a_number_sends_under_its_own_profile(sender: Originator) -> None:
    """Unless another one is named, which goes before."""
    assert standing(sender) == Standing(sender, PROFILE)
    assert standing(sender, profile_id=OTHER.id) == Standing(sender, OTHER)


def test_who_is_not_held_cannot_send() -> None:
    """Nor under a profile that is not there, nor a number that is on none."""
    for stranger in (E164("+13125550000"), ShortCode("99999")):
        assert ground(stranger) is Ground.SENDER_UNKNOWN
        assert ground(stranger, profile_id=PROFILE.id) is Ground.SENDER_UNKNOWN
    assert ground(LONG, profile_id="0" * 32) is Ground.SENDER_UNKNOWN
    number = HELD.number(LONG)
    assert number is not None
    loose = BOTH.holding(replace(number, profile_id=None))
    assert ground(LONG, held=loose) is Ground.SENDER_UNKNOWN


@pytest.mark.parametrize(
    ("door", "sender"),
    [
        (Door.LONG_CODE, FOUNDING_SHORT_CODE),
        (Door.LONG_CODE, FOUNDING_NAME),
        (Door.SHORT_CODE, FOUNDING_NAME),
        (Door.NAME, LONG),
    ],
)
def test_each_door_has_its_own_senders(door: Door, sender: Originator) -> None:
    """Whoever comes in by another is not known there."""
    assert ground(sender, door=door, profile_id=PROFILE.id) is Ground.SENDER_UNKNOWN


def test_a_name_is_shown_where_names_are() -> None:
    """Where they are not, the number that was chosen for that takes its place."""
    abroad = standing(FOUNDING_NAME, profile_id=PROFILE.id, region="DE", to=HANNA)
    assert abroad == Standing(FOUNDING_NAME, PROFILE)
    for region in ("US", "CA", "PR"):
        home = standing(FOUNDING_NAME, door=Door.NAME, profile_id=PROFILE.id, region=region)
        assert home == Standing(FOUNDING_NUMBERS[0], PROFILE)


def test_a_name_may_be_the_profiles_own() -> None:
    """It has no number to take its place."""
    own = AlphanumericSenderId("Other")
    assert standing(own, profile_id=OTHER.id, region="DE").originator == own
    assert ground(own, profile_id=OTHER.id) is Ground.DESTINATION_UNSUPPORTED
    assert ground(own, profile_id=PROFILE.id, region="DE") is Ground.SENDER_UNKNOWN


def test_a_name_needs_a_profile() -> None:
    """It is of none by itself."""
    with pytest.raises(Invalid):
        standing(FOUNDING_NAME, region="DE")
    assert ground(FOUNDING_NAME, profile_id="0" * 32) is Ground.SENDER_UNKNOWN


def test_a_business_of_another_network_needs_a_profile_only() -> None:
    """Its name is that network's affair."""
    agent = AlphanumericSenderId("Agent007")
    assert standing(agent, door=Door.AGENT, profile_id=OTHER.id) == Standing(agent, OTHER)


def test_a_number_is_drawn_from_the_pool() -> None:
    """Where none is named, or by the door for that."""
    drawn = standing(profile_id=PROFILE.id)
    assert drawn.is_drawn
    assert drawn.originator in FOUNDING_NUMBERS
    assert standing(LONG, door=Door.POOL, profile_id=PROFILE.id).originator == drawn.originator
    with pytest.raises(Invalid):
        standing()


def test_a_pool_may_be_empty() -> None:
    """Or switched off."""
    assert ground(profile_id=OTHER.id) is Ground.POOL_EMPTY
    weightless = replace(PROFILE, pool=NumberPool(0, 0, skips_unhealthy=False))
    assert ground(profile_id=PROFILE.id, held=HELD.holding(weightless)) is Ground.POOL_EMPTY


def sticky_profile(*, is_sticky: bool) -> MessagingProfile:
    """Make a profile whose numbers stick, or do not."""
    return replace(PROFILE, pool=NumberPool(1, 1, skips_unhealthy=False, is_sticky=is_sticky))


def test_a_number_sticks_to_its_recipient() -> None:
    """As long as it is there, it is wished for, and has not been too long ago."""
    held = HELD.holding(sticky_profile(is_sticky=True))
    for number in FOUNDING_NUMBERS:
        sticky = Sticky(number, NOW)
        again = standing(profile_id=PROFILE.id, held=held, sticky=sticky)
        assert again.originator == number
    usual = standing(profile_id=PROFILE.id, held=held).originator
    other = next(number for number in FOUNDING_NUMBERS if number != usual)
    old = standing(profile_id=PROFILE.id, held=held, sticky=Sticky(other, NOW - STICKY_MS))
    gone = standing(profile_id=PROFILE.id, held=held, sticky=Sticky(ALICE, NOW))
    loose = HELD.holding(sticky_profile(is_sticky=False))
    unwanted = standing(profile_id=PROFILE.id, held=loose, sticky=Sticky(other, NOW))
    assert old.originator == gone.originator == unwanted.originator == usual


def way(profile: MessagingProfile, sender: Originator, medium: Medium, region: str) -> Ground:
    """Tell on what ground a way is closed."""
    posting = Posting("telnyx", ALICE, "Hi")
    with pytest.raises(Declined) as caught:
        require_way(posting, Standing(sender, profile), medium, region)
    return caught.value.ground


def test_a_way_may_be_closed() -> None:
    """By the profile, or because media do not go there."""
    off, domestic = replace(PROFILE, is_enabled=False), replace(PROFILE, destinations=("US",))
    assert way(off, LONG, Medium.SMS, "US") is Ground.PROFILE_DISABLED
    assert way(domestic, LONG, Medium.SMS, "DE") is Ground.REGION_NOT_ALLOWED
    assert way(domestic, LONG, Medium.SMS, "") is Ground.REGION_NOT_ALLOWED
    assert way(PROFILE, LONG, Medium.MMS, "DE") is Ground.DESTINATION_UNSUPPORTED
    assert way(PROFILE, FOUNDING_NAME, Medium.MMS, "US") is Ground.SENDER_WITHOUT_MEDIA
    posting = Posting("telnyx", ALICE, "Hi")
    require_way(posting, Standing(LONG, domestic), Medium.MMS, "US")
    require_way(posting, Standing(LONG, PROFILE), Medium.SMS, "DE")
    assert takes_media("CA")
    assert not takes_media("DE")


def test_networks_of_the_united_states_ask_for_registration() -> None:
    """Of long codes, for texts and media, and of nobody else."""
    loose = replace(PROFILE, is_registered=False)
    fault = Fault("10dlc", Deliver("failed", NOT_REGISTERED, None))
    assert scruple(Standing(LONG, loose), Medium.SMS, "US") == fault
    assert scruple(Standing(LONG, loose), Medium.MMS, "US") == fault
    assert scruple(Standing(LONG, PROFILE), Medium.SMS, "US") is None
    assert scruple(Standing(LONG, loose), Medium.SMS, "CA") is None
    assert scruple(Standing(FREE, loose), Medium.SMS, "US") is None
    assert scruple(Standing(FOUNDING_SHORT_CODE, loose), Medium.SMS, "US") is None
    assert scruple(Standing(LONG, loose), Medium.WHATSAPP, "US") is None
