"""What every store promises of snapshots: all that there is, at one moment, and anywhere else."""

import asyncio

import pytest

from simulator.services.ports import Conflict, Snapshot, Store
from simulator.services.tables import BALANCE
from tests.every_store import COUNTER, FAR_OFF, A, B, change, leased, oldest, records, step
from tests.stores import turns


async def fill(store: Store) -> None:
    """Put something of each kind into a world."""
    await store.commit(
        "w",
        change(
            puts={A: "1", COUNTER: 3, BALANCE: 5},
            entries=[("i", "b"), ("i", "a"), ("j", "c")],
            steps=[step(20, "x"), step(10, "y"), step(10, "z")],
        ),
    )


async def test_a_snapshot_has_everything(store: Store) -> None:
    """Records by table and id, indexes in order, steps by instant and then as written."""
    await fill(store)

    snapshot = await store.dump("w")

    assert snapshot.records == {A: "1", COUNTER: 3, BALANCE: 5}
    assert {name: list(ids) for name, ids in snapshot.indexes.items()} == {
        "i": ["a", "b"],
        "j": ["c"],
    }
    assert list(snapshot.steps) == [step(10, "y"), step(10, "z"), step(20, "x")]


async def test_a_snapshot_has_nothing_that_is_no_more(store: Store) -> None:
    """Emptied indexes, deleted records and steps that are done leave no trace in it."""
    await fill(store)
    lease = await leased(store)
    gone = [("i", "a"), ("i", "b")]
    await store.commit("w", change(deletes=[A, COUNTER], withdrawn=gone, done=lease))

    snapshot = await store.dump("w")

    assert snapshot.records == {BALANCE: 5}
    assert {name for name, ids in snapshot.indexes.items() if ids} == {"j"}
    assert list(snapshot.steps) == []


async def test_what_is_leased_is_still_to_happen(store: Store) -> None:
    """And before what was written for the same instant later."""
    await fill(store)
    lease = await leased(store, until=10)
    await store.commit("w", change(steps=[step(10, "late"), step(5, "early")]))

    snapshot = await store.dump("w")

    names = [step.message_id for step in snapshot.steps]  # type: ignore[union-attr] # all are
    assert names == ["early", "y", "z", "late", "x"]
    await store.commit("w", change(done=lease))
    assert len((await store.dump("w")).steps) == 3


async def test_a_snapshot_stays_as_it_is(store: Store) -> None:
    """Whatever happens to the world afterwards."""
    await fill(store)
    snapshot = await store.dump("w")

    await store.commit("w", change(puts={A: "2", B: "3"}, entries=[("i", "c"), ("k", "d")]))
    await leased(store)
    await store.drop("w")

    assert snapshot.records[A] == "1"
    assert list(snapshot.indexes["i"]) == ["a", "b"]
    assert "k" not in snapshot.indexes
    assert len(snapshot.steps) == 3


async def test_what_is_not_there_is_an_empty_snapshot(store: Store) -> None:
    """And looking does not make it."""
    snapshot = await store.dump("nowhere")

    assert (dict(snapshot.records), dict(snapshot.indexes), list(snapshot.steps)) == ({}, {}, [])
    assert list(await store.worlds()) == []


async def test_a_copy_holds_the_same_and_goes_its_own_way(store: Store) -> None:
    """What is done in either of the two is not done in the other."""
    await fill(store)
    snapshot = await store.dump("w")

    await store.load("copy", snapshot)

    assert await store.dump("copy") == snapshot
    assert list(await store.worlds()) == ["copy", "w"]
    assert await store.next_due_at("copy") == 10
    await store.commit("w", change(puts={A: "2"}, withdrawn=[("i", "a")], steps=[step(1)]))
    await store.lease("w", until=FAR_OFF, limit=9)
    assert await store.dump("copy") == snapshot
    await store.commit("copy", change(expected={A: "1"}, puts={A: "3"}, entries=[("i", "z")]))
    assert await records(store, A) == ["2"]
    assert await oldest(store) == "b"


async def test_nothing_is_copied_over_what_is_there(store: Store) -> None:
    """A world that holds anything stays as it is."""
    await fill(store)
    snapshot = await store.dump("w")
    await store.commit("taken", change(puts={B: "here"}))
    before = await store.revision("taken")

    with pytest.raises(Conflict):
        await store.load("taken", snapshot)
    with pytest.raises(Conflict):
        await store.load("w", snapshot)

    assert await records(store, A, B, world="taken") == [None, "here"]
    assert await store.next_due_at("taken") is None
    assert await store.revision("taken") == before


async def test_after_a_drop_there_is_room_again(store: Store) -> None:
    """A world can be put back where it was, and what was leased before is lost."""
    await fill(store)
    await leased(store, until=10)
    snapshot = await store.dump("w")
    await store.drop("w")

    await store.load("w", snapshot)

    assert await store.dump("w") == snapshot
    assert [one.due_at for one in (await leased(store)).steps] == [10, 10, 20]


async def test_a_copy_wakes_who_waits_for_its_world(store: Store) -> None:
    """A world that comes by a snapshot has changed as much as any."""
    revision = await store.revision("w")
    waiter = asyncio.create_task(store.changed("w", since=revision))
    await turns()

    await store.load("w", Snapshot({A: "1"}, {}, ()))

    await asyncio.wait_for(waiter, 60)
    assert await store.revision("w") != revision


async def test_of_two_copies_at_once_one_is_made(store: Store) -> None:
    """The other one finds the place taken."""
    await fill(store)
    snapshot = await store.dump("w")

    outcomes = await asyncio.gather(
        *(store.load("copy", snapshot) for _ in range(3)), return_exceptions=True
    )

    assert [type(outcome) for outcome in outcomes].count(Conflict) == 2
    assert await store.dump("copy") == snapshot
