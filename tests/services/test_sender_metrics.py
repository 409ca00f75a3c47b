"""What became of the messages of each sender."""

from simulator.domain.address import E164
from simulator.domain.founding import FOUNDING_NUMBERS
from simulator.domain.sender_metrics import Counts, Slots
from simulator.domain.suppression import SuppressionWish
from simulator.services.inbound import receive_now
from simulator.services.messaging import send
from simulator.services.opt_outs import opt_outs
from simulator.services.sender_metrics import count, count_by_sender
from simulator.services.submission import Submission
from simulator.services.suppressions import suppress
from simulator.services.world import World
from tests.parts import NOW, Bench
from tests.traffic import ALICE, BOB, FACE

NUMBER, OTHER = FOUNDING_NUMBERS[:2]
HOUR = 3_600_000


async def post(world: World, originator: E164 | None) -> None:
    """Send a message from a number."""
    await send(world, Submission(FACE, ALICE, "hello", originator))


async def test_messages_are_counted_by_sender_and_by_when_they_were_sent(bench: Bench) -> None:
    """What the carrier chose a sender for is nobody's."""
    await post(await bench.world(), NUMBER)
    await post(await bench.world(), None)
    await bench.advance("demo", HOUR)
    world = await bench.world()
    await post(world, NUMBER)
    await post(world, OTHER)
    await receive_now(world, BOB, NUMBER, "hi")
    await bench.advance("demo", HOUR)

    slots = Slots(NOW, NOW + 2 * HOUR, HOUR)
    assert await count(world, slots) == {
        (NOW, NUMBER): Counts(sent=1, delivered=1),
        (NOW + HOUR, NUMBER): Counts(sent=1, delivered=1, received=1),
        (NOW + HOUR, OTHER): Counts(sent=1, delivered=1),
    }
    assert await count_by_sender(world, slots) == {
        NUMBER: Counts(sent=2, delivered=2, received=1),
        OTHER: Counts(sent=1, delivered=1),
    }


async def test_what_lies_outside_is_not_counted(bench: Bench) -> None:
    """Neither before nor behind."""
    world = await bench.world()
    await post(world, NUMBER)
    await receive_now(world, BOB, NUMBER, "hi")

    assert await count(world, Slots(NOW + 1, NOW + HOUR, HOUR)) == {}
    assert await count(world, Slots(NOW - HOUR, NOW, HOUR)) == {}


async def test_those_who_say_stop_have_opted_out(bench: Bench) -> None:
    """In which words, to which number, and when; what the account suppressed is no such thing."""
    world = await bench.world()
    await suppress(world, SuppressionWish(E164("+12025550103")))
    await receive_now(world, ALICE, NUMBER, "Stop!")
    await receive_now(world, BOB, OTHER, "unsubscribe")
    await receive_now(world, ALICE, OTHER, "end")

    assert [
        (one.phone, one.said, one.said_to, one.created_at) for one in await opt_outs(world)
    ] == [
        (BOB, "unsubscribe", OTHER, NOW),
        (ALICE, "Stop!", NUMBER, NOW),
    ]
    await receive_now(world, ALICE, OTHER, "start")
    assert [one.phone for one in await opt_outs(world)] == [BOB]
