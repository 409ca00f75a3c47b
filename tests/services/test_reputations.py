"""What is said of a sender, made up from a world's messages and suppressions."""

from collections.abc import Sequence

import pytest
from msgspec import structs

from simulator.domain.address import E164
from simulator.domain.clock import ClockWish
from simulator.domain.message import Message, State
from simulator.domain.refusals import NotFound
from simulator.domain.reputation import Reputation, ThrottleRisk, Tier
from simulator.domain.senders import Region, SenderWish
from simulator.domain.suppression import SuppressionWish
from simulator.services.ports import Change
from simulator.services.reputations import reputation
from simulator.services.senders import register
from simulator.services.suppressions import remove, suppress
from simulator.services.tables import MESSAGE, MESSAGES
from simulator.services.world import World
from tests.parts import NOW, Bench
from tests.sums import one
from tests.traffic import ALICE, FACE, post

NUMBER, OTHER_NUMBER = E164("+14155550123"), E164("+14155550124")
DAY_MS = 86_400_000
MIDNIGHT = NOW - NOW % DAY_MS


async def registered(world: World, number: E164 = NUMBER, region: Region = Region.WESTERN) -> str:
    """Register a sender, and tell its id."""
    return (await register(world, FACE, SenderWish(number, region))).result.id


def recipient(nth: int) -> E164:
    """Name one of very many recipients."""
    return E164(f"+1415{nth:07}")


def sent(
    count: int = 1, state: State = State.DELIVERED, *, by: E164 = NUMBER, at: int = NOW
) -> list[Message]:
    """Make messages to as many recipients."""
    message = structs.replace(one(state, at=at), originator=by)
    return [structs.replace(message, destination=recipient(nth)) for nth in range(count)]


async def write(world: World, messages: Sequence[Message]) -> None:
    """Put messages into a world and its list, in the order given, whatever their instants are."""
    change = Change()
    for message in messages:
        message_id = world.parts.ids.hex7()
        change.puts[MESSAGE.key(message_id)] = structs.replace(message, id=message_id)
        change.entries.append((MESSAGES, message_id))
    await world.commit(change)


async def complain(
    world: World, nth: int, reason: str = "complaint", sender_scope: str | None = None
) -> None:
    """Let a recipient say that it wants no more."""
    wish = SuppressionWish(recipient(nth), None, sender_scope, reason)
    await suppress(world, wish)


async def test_a_new_sender_has_sent_nothing(bench: Bench) -> None:
    """Its own code was sent to it, not by it."""
    world = await bench.world()
    sender_id = await registered(world)
    await post(world, to=ALICE)

    found = await reputation(world, sender_id)

    assert found == Reputation(Tier.NEW, 0.0, 1_000, 0, ThrottleRisk.LOW)


async def test_what_a_sender_sent_makes_its_reputation(bench: Bench) -> None:
    """Other senders' messages, and those cancelled or suppressed, make no difference to it."""
    world = await bench.world()
    sender_id = await registered(world)
    await write(world, sent(70) + sent(20, State.SENT) + sent(5, State.FAILED))
    await write(world, sent(5, State.UNDELIVERED) + sent(50, State.CANCELLED))
    await write(world, sent(50, State.SUPPRESSED) + sent(900, by=OTHER_NUMBER))

    found = await reputation(world, sender_id)

    assert found == Reputation(Tier.FAIR, 0.0, 3_000, 100, ThrottleRisk.LOW)


async def test_each_sender_has_a_reputation_of_its_own(bench: Bench) -> None:
    """By its own number and region."""
    world = await bench.world()
    good = await registered(world, NUMBER, Region.CHINA)
    poor = await registered(world, OTHER_NUMBER)
    await write(world, sent(100) + sent(100, State.FAILED, by=OTHER_NUMBER))

    assert (await reputation(world, good)).tier is Tier.GOOD
    assert (await reputation(world, good)).cap == 5_000
    assert (await reputation(world, poor)).tier is Tier.POOR


async def test_a_day_begins_at_midnight_by_the_worlds_clock(bench: Bench) -> None:
    """What was sent before midnight, UTC, counts for the 30 days, and not for today."""
    world = await bench.world()
    sender_id = await registered(world)
    yesterday = sent(60, at=MIDNIGHT - 1)
    await write(world, yesterday + sent(40, at=MIDNIGHT) + sent(500, at=NOW - 30 * DAY_MS))

    found = await reputation(world, sender_id)

    assert (found.tier, found.used_today) == (Tier.GOOD, 40)
    await bench.advance("demo", MIDNIGHT + DAY_MS - NOW)
    assert (await reputation(await bench.world(), sender_id)).used_today == 0
    await bench.advance("demo", 30 * DAY_MS)
    assert (await reputation(await bench.world(), sender_id)).tier is Tier.NEW


async def test_a_clock_set_back_hides_nothing(bench: Bench) -> None:
    """Messages of this time count though others, of a later time, were sent before them."""
    world = await bench.world()
    sender_id = await registered(world)
    await write(world, sent(100))
    await write(world, sent(700, State.FAILED, at=NOW + 40 * DAY_MS))

    assert (await reputation(world, sender_id)).tier is Tier.GOOD
    later = await bench.timeline.change_clock("demo", ClockWish(now=NOW + 40 * DAY_MS))
    assert (await reputation(later, sender_id)).tier is Tier.POOR


async def test_recipients_complain_once_each(bench: Bench) -> None:
    """To this sender or to all, however often and however many messages they were sent."""
    world = await bench.world()
    sender_id = await registered(world)
    await write(world, sent(100) + sent(100))
    await complain(world, 1)
    await complain(world, 1, "opt_out", sender_scope=NUMBER)
    await complain(world, 2, "opt_out")
    await complain(world, 3, sender_scope=NUMBER)
    await complain(world, 4, sender_scope=OTHER_NUMBER)
    await complain(world, 5, "bounced")
    await complain(world, 100)  # who was never written to

    found = await reputation(world, sender_id)

    assert (found.complaint_ratio, found.tier) == (3 / 200, Tier.FAIR)


async def test_a_complaint_taken_back_is_forgotten(bench: Bench) -> None:
    """A world keeps who is suppressed, not who once was; and a complaint grows old."""
    world = await bench.world()
    sender_id = await registered(world)
    await write(world, sent(100))
    await complain(world, 1)
    await complain(world, 2)
    await remove(world, recipient(1))

    assert (await reputation(world, sender_id)).complaint_ratio == 0.01
    await bench.advance("demo", 30 * DAY_MS)
    later = await bench.world()
    await write(later, sent(100, at=later.now))
    assert (await reputation(later, sender_id)).complaint_ratio == 0


async def test_others_go_first_while_very_many_messages_are_read(bench: Bench) -> None:
    """After each 500 messages, and after each 500 recipients."""
    world = await bench.world()
    sender_id = await registered(world)  # which sends one message
    await write(world, sent(1_000))
    await complain(world, 999)

    found = await reputation(world, sender_id)

    assert (found.used_today, found.complaint_ratio) == (1_000, 0.001)
    assert bench.alarm.breath_count == 3 + 2


async def test_a_sender_that_is_not_there_has_no_reputation(bench: Bench) -> None:
    """Nor has one of another world."""
    sender_id = await registered(await bench.world("other"))

    with pytest.raises(NotFound) as refusal:
        await reputation(await bench.world(), sender_id)

    assert (refusal.value.kind, refusal.value.name) == ("sender", sender_id)
