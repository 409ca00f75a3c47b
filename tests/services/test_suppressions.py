"""Numbers that get no messages: asked for, checked, listed and lifted."""

import asyncio

import pytest

from simulator.domain.refusals import Invalid
from simulator.domain.suppression import Suppression, SuppressionWish
from simulator.services.drafts import Draft
from simulator.services.pages import PageRequest
from simulator.services.ports import Store
from simulator.services.suppressions import (
    check,
    list_suppressions,
    opt_in,
    opt_out,
    remove,
    suppress,
)
from simulator.services.tables import SUPPRESSED, SUPPRESSION
from simulator.services.world import World
from tests.parts import NOW, Bench, build_bench
from tests.stores import YieldingStore
from tests.traffic import ALICE, BOB, once


async def stop(world: World, wish: SuppressionWish) -> Suppression:
    """Suppress a number."""
    return (await suppress(world, wish)).result


async def listed(world: World) -> list[Suppression]:
    """List all suppressions, and see that they are counted right."""
    page, total_count = await list_suppressions(world, PageRequest(limit=100))
    assert total_count == len(page.items)
    return list(page.items)


async def is_consistent(world: World) -> bool:
    """Tell whether the record of a number says what the list says."""
    there = await world.get(SUPPRESSED.key(ALICE)) or ()
    return sorted(there, key=lambda one: one.id, reverse=True) == await listed(world)


async def test_a_suppressed_number_is_found(bench: Bench) -> None:
    """As it was asked for, and at this instant of the world's time; other numbers are free."""
    world = await bench.world()

    made = await stop(world, SuppressionWish(ALICE, None, "Shop", "complaint", "by phone"))

    assert made == Suppression(made.id, ALICE, "account", "Shop", "complaint", "by phone", NOW)
    assert await check(world, ALICE) == made
    assert await check(world, ALICE, "account", "Shop") == made
    assert await check(world, ALICE, "global") is None
    assert await check(world, ALICE, None, "Bank") is None
    assert await check(world, BOB) is None
    assert await check(await bench.world("other"), ALICE) is None


async def test_suppressing_again_changes_why_and_not_since_when(bench: Bench) -> None:
    """It stays one suppression, with its id and instant, wherever it is looked at."""
    first = await stop(await bench.world(), SuppressionWish(ALICE, reason="complaint", notes="n"))
    await bench.advance("demo", 1_000)
    world = await bench.world()

    again = await stop(world, SuppressionWish(ALICE, reason="bounce"))

    assert (again.id, again.created_at) == (first.id, NOW)
    assert (again.reason, again.notes) == ("bounce", None)
    assert await check(world, ALICE) == again
    assert await listed(world) == [again]


async def test_all_suppressions_are_listed_newest_first(bench: Bench) -> None:
    """Page by page, and each page tells how many there are on all of them."""
    world = await bench.world()
    made = [
        await stop(world, wish)
        for wish in (
            SuppressionWish(ALICE),
            SuppressionWish(BOB),
            SuppressionWish(ALICE, "global"),
        )
    ]

    first, first_count = await list_suppressions(world, PageRequest(limit=2))
    second, second_count = await list_suppressions(world, PageRequest(first.next_cursor, 2))

    assert [*first.items, *second.items] == made[::-1]
    assert second.next_cursor is None
    assert first_count == second_count == 3
    with pytest.raises(Invalid):
        await list_suppressions(world, PageRequest("nonsense"))


async def test_what_is_lifted_is_gone_everywhere(bench: Bench) -> None:
    """From the check and from the list; the rest stays, and so do other numbers."""
    world = await bench.world()
    await stop(world, SuppressionWish(ALICE))
    one_sender = await stop(world, SuppressionWish(ALICE, None, "Shop"))
    bob = await stop(world, SuppressionWish(BOB))
    await stop(world, SuppressionWish(ALICE, "global"))

    assert (await remove(world, ALICE, "global")).result
    assert [one.phone for one in await listed(world)] == [BOB, ALICE, ALICE]
    assert (await remove(world, ALICE, None, "Shop")).result
    assert one_sender not in await listed(world)
    assert (await remove(world, ALICE)).result

    assert await check(world, ALICE) is None
    assert await listed(world) == [bob]


async def test_what_is_not_there_is_not_lifted(bench: Bench) -> None:
    """Neither twice, nor by another scope, nor for a number nobody has suppressed."""
    world = await bench.world()
    made = await stop(world, SuppressionWish(ALICE))

    assert not (await remove(world, BOB)).result
    assert not (await remove(world, ALICE, "global")).result
    assert not (await remove(world, ALICE, None, "Shop")).result
    assert await listed(world) == [made]
    assert (await remove(world, ALICE)).result
    assert not (await remove(world, ALICE)).result


async def test_the_record_of_a_lifted_suppression_is_not_kept(bench: Bench) -> None:
    """Nothing is left behind that no list names."""
    world = await bench.world()
    made = await stop(world, SuppressionWish(ALICE))

    await remove(world, ALICE)

    assert await world.get(SUPPRESSION.key(made.id)) is None


async def test_a_retry_suppresses_and_lifts_once(bench: Bench) -> None:
    """With a key the answers are repeated, whatever has happened in between."""
    world = await bench.world()
    first = await suppress(world, SuppressionWish(ALICE), once())
    lift = once(capability="lift")
    lifted = await remove(world, ALICE, once=lift)

    again = await suppress(world, SuppressionWish(ALICE), once())
    lifted_again = await remove(world, ALICE, once=lift)

    assert (again.result, again.is_replayed) == (first.result, True)
    assert (lifted.result, lifted_again.result, lifted_again.is_replayed) == (True, True, True)
    assert await check(world, ALICE) is None


async def test_many_at_once_make_one_suppression() -> None:
    """Whoever met another sees what that one has done."""
    store: Store = YieldingStore()
    world = await build_bench(store=store).world()

    made = await asyncio.gather(*(stop(world, SuppressionWish(ALICE)) for _ in range(20)))

    assert len({one.id for one in made}) == 1
    assert await is_consistent(world)


async def test_stop_and_start_in_one_draft_come_to_what_was_said_last(bench: Bench) -> None:
    """However often a number's mind changes at one moment, list and record agree."""
    world = await bench.world()
    draft = Draft(world)
    for _ in range(2):
        await opt_out(draft, ALICE, NOW, "STOP", BOB)
        await opt_in(draft, ALICE)
    await opt_out(draft, ALICE, NOW + 1, "stop", BOB)
    await world.commit(draft)

    (left,) = await listed(world)
    assert (left.reason, left.created_at) == ("opt_out", NOW + 1)
    assert await check(world, ALICE) == left

    draft = Draft(world)
    await opt_in(draft, ALICE)
    await opt_in(draft, BOB)
    await world.commit(draft)
    assert await listed(world) == []
    assert await world.get(SUPPRESSED.key(BOB)) is None
