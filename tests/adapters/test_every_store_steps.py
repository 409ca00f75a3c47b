"""What every store promises of steps: in order, to one caller, and finished once."""

import asyncio

import pytest

from simulator.services.ports import Lease, LeaseLost, Store
from tests.every_store import FAR_OFF, A, B, change, leased, records, step


async def test_nothing_waits_in_a_world_without_steps(store: Store) -> None:
    """There is no next instant and nothing to lease."""
    assert await store.next_due_at("w") is None
    assert await store.lease("w", until=FAR_OFF, limit=9) is None

    await store.commit("w", change(puts={A: "1"}))

    assert await store.next_due_at("w") is None
    assert await store.lease("w", until=FAR_OFF, limit=9) is None


async def test_steps_are_leased_by_instant_and_then_as_written(store: Store) -> None:
    """Earlier ones come first, and those of one instant in the order of their writing."""
    await store.commit("w", change(steps=[step(20, "d"), step(10, "b"), step(20, "a")]))
    await store.commit("w", change(steps=[step(10, "a"), step(5, "z"), step(20, "c")]))

    steps = (await leased(store)).steps

    assert [one.due_at for one in steps] == [5, 10, 10, 20, 20, 20]
    assert list(steps) == [
        step(5, "z"),
        *(step(10, one) for one in "ba"),
        *(step(20, one) for one in "dac"),
    ]


async def test_a_step_comes_back_as_it_was_written(store: Store) -> None:
    """Every attribute of a step is kept."""
    await store.commit("w", change(steps=[step(7, "m")]))

    assert list((await leased(store)).steps) == [step(7, "m")]


async def test_steps_are_leased_up_to_an_instant_and_with_it(store: Store) -> None:
    """What is due at that very instant is due; what is due a millisecond later is not."""
    await store.commit("w", change(steps=[step(10), step(11)]))

    assert await store.lease("w", until=9, limit=9) is None
    assert [one.due_at for one in (await leased(store, until=10)).steps] == [10]
    assert await store.next_due_at("w") == 11


@pytest.mark.parametrize(("limit", "most"), [(1, 1), (2, 4), (3, 4), (4, 4), (5, 5)])
async def test_a_limit_is_exceeded_only_by_the_instant_it_falls_into(
    store: Store, limit: int, most: int
) -> None:
    """Nothing of a later instant comes along, and what is left over comes next."""
    instants = [1, 2, 2, 2, 3, 4]
    await store.commit("w", change(steps=[step(due_at) for due_at in instants]))

    first = [one.due_at for one in (await leased(store, limit=limit)).steps]

    assert 1 <= len(first) <= most
    assert [*first, *[one.due_at for one in (await leased(store)).steps]] == instants


async def test_a_leased_step_is_not_leased_again(store: Store) -> None:
    """It is one caller's to do, and the next instant is that of the next step."""
    await store.commit("w", change(steps=[step(1), step(2)]))

    first = await leased(store, until=1)

    assert await store.next_due_at("w") == 2
    second = await leased(store)
    assert [one.due_at for one in second.steps] == [2]
    assert second.id != first.id
    assert await store.next_due_at("w") is None
    assert await store.lease("w", until=FAR_OFF, limit=9) is None


async def test_of_many_that_lease_each_step_goes_to_one(store: Store) -> None:
    """However many ask at once, no step is given twice and none is forgotten."""
    await store.commit("w", change(steps=[step(n, str(n)) for n in range(30)]))

    leases = await asyncio.gather(
        *(store.lease("w", until=FAR_OFF, limit=4) for _ in range(20)), return_exceptions=False
    )

    taken = [one.due_at for lease in leases if lease for one in lease.steps]
    assert sorted(taken) == list(range(30))


async def test_a_step_written_for_a_leased_instant_is_still_to_come(store: Store) -> None:
    """A lease holds what was there when it was given."""
    await store.commit("w", change(steps=[step(5, "a")]))
    lease = await leased(store)

    await store.commit("w", change(steps=[step(5, "b")], done=lease))

    assert await store.next_due_at("w") == 5
    assert list((await leased(store)).steps) == [step(5, "b")]


async def test_a_lease_is_done_once(store: Store) -> None:
    """Its outcome is written once; a second outcome has lost the lease."""
    await store.commit("w", change(steps=[step(1)]))
    lease = await leased(store)
    await store.commit("w", change(puts={A: "first"}, done=lease))

    with pytest.raises(LeaseLost):
        await store.commit("w", change(puts={A: "second"}, done=lease))

    assert await records(store, A) == ["first"]
    assert await store.lease("w", until=FAR_OFF, limit=9) is None


async def test_a_lease_that_was_never_given_is_lost(store: Store) -> None:
    """Nobody can finish what nobody began, in a world that is not there either."""
    with pytest.raises(LeaseLost):
        await store.commit("w", change(puts={A: "1"}, done=Lease(1, [])))

    assert list(await store.worlds()) == []


async def test_a_lease_is_lost_when_its_world_is_dropped(store: Store) -> None:
    """Nothing of the old world's comes back into a new one of the same name."""
    await store.commit("w", change(steps=[step(1)]))
    lease = await leased(store)

    await store.drop("w")

    with pytest.raises(LeaseLost):
        await store.commit("w", change(puts={A: "1"}, done=lease))
    assert await records(store, A) == [None]


async def test_a_lease_of_a_dropped_world_is_none_of_the_next(store: Store) -> None:
    """A world of the same name gives leases of its own, which an old one is not mistaken for."""
    await store.commit("w", change(steps=[step(1)]))
    old = await leased(store)
    await store.drop("w")
    await store.commit("w", change(steps=[step(1)]))
    new = await leased(store)

    with pytest.raises(LeaseLost):
        await store.commit("w", change(puts={A: "old"}, done=old))
    await store.commit("w", change(puts={B: "new"}, done=new))

    assert await records(store, A, B) == [None, "new"]
