"""All records that an index names, one after the other."""

from simulator.services.tables import MESSAGE, MESSAGES, messages_to
from simulator.services.traffic import newest_first
from tests.parts import Bench
from tests.traffic import ALICE, BOB, forget, post


async def test_the_last_message_comes_first(bench: Bench) -> None:
    """One that is gone though it is still listed is passed over."""
    world = await bench.world()
    sent = [await post(world, text) for text in ("a", "b")] + [await post(world, to=BOB)]
    gone = await post(world, "gone")
    await forget(world, gone.id)

    everything = [message async for message in newest_first(world, MESSAGES, MESSAGE)]
    to_alice = [message async for message in newest_first(world, messages_to(ALICE), MESSAGE)]

    assert everything == sent[::-1]
    assert to_alice == sent[1::-1]


async def test_what_is_sent_meanwhile_is_not_seen(bench: Bench) -> None:
    """Reading goes from here to the beginning, and comes to an end however much is sent."""
    world = await bench.world()
    sent = [await post(world, text) for text in ("a", "b")]
    seen = []
    async for message in newest_first(world, MESSAGES, MESSAGE):
        await post(world, "later")
        seen.append(message)

    assert seen == sent[::-1]


async def test_where_nothing_is_nobody_has_to_be_let_go_first(bench: Bench) -> None:
    """An empty index ends at once."""
    world = await bench.world()

    assert [message async for message in newest_first(world, MESSAGES, MESSAGE)] == []
    assert bench.alarm.breath_count == 0
