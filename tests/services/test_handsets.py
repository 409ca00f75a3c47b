"""Phones of a world that are not ordinary ones."""

import asyncio

from simulator.domain.address import E164
from simulator.domain.handset import AutoReply, Handset, Handsets
from simulator.services.handsets import delete, get, put
from simulator.services.tables import HANDSETS
from tests.parts import Bench, build_bench
from tests.stores import YieldingStore
from tests.traffic import ALICE, BOB

ANSWERING = Handset(ALICE, AutoReply("STOP", 5_000))


async def test_a_handset_is_an_ordinary_one_until_it_is_told_otherwise(bench: Bench) -> None:
    """Then it is what it was told to be, in its own world."""
    world = await bench.world()
    assert await get(world, ALICE) == Handset(ALICE)

    assert await put(world, ANSWERING) == ANSWERING

    assert await get(world, ALICE) == ANSWERING
    assert await get(world, BOB) == Handset(BOB)
    assert await get(await bench.world("other"), ALICE) == Handset(ALICE)


async def test_a_handset_can_be_told_again(bench: Bench) -> None:
    """The last word holds, and others are not touched."""
    world = await bench.world()
    await put(world, ANSWERING)
    bob = await put(world, Handset(BOB, AutoReply("yes", 0)))

    changed = await put(world, Handset(ALICE, AutoReply("no", 1)))

    assert await world.get(HANDSETS) == Handsets({ALICE: changed, BOB: bob})


async def test_a_handset_can_be_made_ordinary_again(bench: Bench) -> None:
    """Once: the second time it is one already."""
    world = await bench.world()
    await put(world, ANSWERING)
    bob = await put(world, Handset(BOB, AutoReply("yes", 0)))

    assert [await delete(world, ALICE) for _ in range(2)] == [True, False]

    assert await get(world, ALICE) == Handset(ALICE)
    assert await get(world, BOB) == bob


async def test_many_told_at_once_all_are() -> None:
    """They share a record, and none is lost."""
    world = await build_bench(store=YieldingStore()).world()
    told = [Handset(E164(f"+120255501{n:02}"), AutoReply(str(n), n)) for n in range(20)]

    await asyncio.gather(*(put(world, handset) for handset in told))

    assert [await get(world, handset.number) for handset in told] == told
