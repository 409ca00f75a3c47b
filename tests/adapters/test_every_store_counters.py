"""What every store promises of counters: nothing is lost, and no floor is broken."""

import asyncio

import pytest

from simulator.services.ports import Conflict, Floor, Store
from simulator.services.tables import BALANCE
from tests.every_store import COUNTER, change, records


async def test_a_counter_starts_at_0(store: Store) -> None:
    """What was never counted is 0 before it is added to."""
    await store.commit("w", change(adds={COUNTER: Floor(3, 0)}))
    await store.commit("w", change(adds={COUNTER: Floor(-1, None)}))

    assert await records(store, COUNTER) == [2]


async def test_a_counter_goes_on_from_what_was_written(store: Store) -> None:
    """A counter is a record like any other, and can be set."""
    await store.commit("w", change(puts={BALANCE: 100}))
    await store.commit("w", change(adds={BALANCE: Floor(-40, 0)}))

    assert await records(store, BALANCE) == [60]


async def test_a_counter_may_reach_its_floor_and_not_go_below(store: Store) -> None:
    """The least that may remain may remain."""
    await store.commit("w", change(puts={COUNTER: 10}))
    await store.commit("w", change(adds={COUNTER: Floor(-7, 3)}))

    with pytest.raises(Conflict):
        await store.commit("w", change(adds={COUNTER: Floor(-1, 3)}))

    assert await records(store, COUNTER) == [3]


async def test_a_counter_that_was_never_set_cannot_fall_below_a_floor_of_0(store: Store) -> None:
    """Nothing is not enough."""
    with pytest.raises(Conflict):
        await store.commit("w", change(adds={COUNTER: Floor(-1, 0)}))

    assert await records(store, COUNTER) == [None]


async def test_a_counter_without_a_floor_falls_without_end(store: Store) -> None:
    """None is no floor, not a floor of 0."""
    await store.commit("w", change(adds={COUNTER: Floor(-(10**15), None)}))

    assert await records(store, COUNTER) == [-(10**15)]


async def test_concurrent_adds_are_all_counted_and_none_overdraws(store: Store) -> None:
    """Nobody reads a counter to change it, so no addition is lost, and the floor holds."""
    await store.commit("w", change(puts={BALANCE: 10}))
    takes = [store.commit("w", change(adds={BALANCE: Floor(-1, 0)})) for _ in range(30)]

    answers = await asyncio.gather(*takes, return_exceptions=True)

    assert answers.count(None) == 10
    assert await records(store, BALANCE) == [0]
