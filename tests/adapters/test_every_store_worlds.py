"""What every store promises of worlds: apart, forgotten when dropped, and watched."""

import asyncio

import pytest

from simulator.domain.clock import manual_clock
from simulator.domain.world import WorldSettings
from simulator.services.ports import Conflict, Floor, LeaseLost, Store, WorldGone
from simulator.services.tables import SETTINGS
from tests.every_store import COUNTER, FAR_OFF, A, B, change, oldest, records, step
from tests.stores import turns


async def test_every_change_has_a_revision_of_its_own(store: Store) -> None:
    """The number differs after each commit and after a drop, and is the same in between."""
    seen = [await store.revision("w")]
    for number in range(3):
        await store.commit("w", change(puts={A: str(number)}))
        seen.append(await store.revision("w"))
    assert await store.revision("w") == seen[-1]
    await store.drop("w")

    assert len(set(seen)) == 4
    assert await store.revision("w") != seen[-1]


async def test_a_world_made_anew_is_not_taken_for_the_old_one(store: Store) -> None:
    """Who saw a world before it was dropped and made again is told that it differs."""
    await store.commit("w", change(puts={A: "old"}))
    seen = await store.revision("w")

    await store.drop("w")
    await store.commit("w", change(puts={A: "new"}))

    assert await store.revision("w") != seen


async def test_who_is_behind_does_not_wait(store: Store) -> None:
    """A revision that is already another one ends the wait at once."""
    revision = await store.revision("w")
    await store.commit("w", change(puts={A: "1"}))

    await asyncio.wait_for(store.changed("w", since=revision), 60)


@pytest.mark.parametrize("what", ["commit", "drop"])
async def test_a_change_wakes_all_who_wait_for_it(store: Store, what: str) -> None:
    """A commit and a drop wake every waiter of that world."""
    await store.commit("w", change(puts={A: "1"}))
    revision = await store.revision("w")
    waiters = [asyncio.create_task(store.changed("w", since=revision)) for _ in range(3)]
    await turns()
    assert not any(waiter.done() for waiter in waiters)

    if what == "commit":
        await store.commit("w", change(puts={A: "2"}))
    else:
        await store.drop("w")

    await asyncio.wait_for(asyncio.gather(*waiters), 60)


async def test_who_waits_for_a_world_to_come_is_woken(store: Store) -> None:
    """A world need not be there to be waited for."""
    waiter = asyncio.create_task(store.changed("w", since=await store.revision("w")))
    await turns()
    assert not waiter.done()

    await store.commit("w", change(puts={A: "1"}))

    await asyncio.wait_for(waiter, 60)


async def test_nobody_is_woken_by_what_changes_nothing(store: Store) -> None:
    """A refused change, a reading, and another world's changes wake nobody."""
    await store.commit("w", change(puts={A: "1"}))
    waiter = asyncio.create_task(store.changed("w", since=await store.revision("w")))
    await turns()

    with pytest.raises(Conflict):
        await store.commit("w", change(expected={A: None}))
    await store.read("w", (A,))
    await store.commit("other", change(puts={A: "1"}))
    await store.drop("other")
    await turns()

    assert not waiter.done()
    waiter.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiter


async def test_who_gives_up_waiting_disturbs_nobody(store: Store) -> None:
    """A waiter that is cancelled leaves the others waiting, and the store working."""
    revision = await store.revision("w")
    quitter, stayer = (asyncio.create_task(store.changed("w", since=revision)) for _ in range(2))
    await turns()

    quitter.cancel()
    await turns()
    assert not stayer.done()
    await store.commit("w", change(puts={A: "1"}))

    await asyncio.wait_for(stayer, 60)


async def test_worlds_are_named_in_order(store: Store) -> None:
    """Every world that holds something is named; looking at one does not make it."""
    for name in ("b", "a", "c"):
        await store.commit(name, change(puts={A: name}))
    await store.read("looked", (A,))
    await store.next_due_at("looked")
    await store.lease("looked", until=FAR_OFF, limit=1)

    assert list(await store.worlds()) == ["a", "b", "c"]


async def test_a_dropped_world_holds_nothing(store: Store) -> None:
    """Records, indexes and steps go with it; dropping it again, or a stranger, does no harm."""
    filling = change(puts={A: "1", COUNTER: 3}, entries=[("i", "a")], steps=[step(1)])
    await store.commit("w", filling)
    await store.commit("kept", change(puts={A: "kept"}))

    for name in ("w", "w", "stranger"):
        await store.drop(name)

    assert await records(store, A, COUNTER) == [None, None]
    assert await oldest(store) == ""
    assert await store.count("w", "i") == 0
    assert await store.next_due_at("w") is None
    assert await store.lease("w", until=FAR_OFF, limit=9) is None
    assert list(await store.worlds()) == ["kept"]
    assert await records(store, A, world="kept") == ["kept"]


async def test_two_worlds_are_apart(store: Store) -> None:
    """Nothing that is written in one world is seen, expected, counted or leased in another."""
    kept = change(puts={A: "1"}, adds={COUNTER: Floor(5, 0)}, entries=[("i", "a")], steps=[step(1)])
    await store.commit("other", kept)
    lease = await store.lease("other", until=FAR_OFF, limit=9)

    with pytest.raises(Conflict):
        await store.commit("w", change(adds={COUNTER: Floor(-5, 0)}))
    with pytest.raises(LeaseLost):
        await store.commit("w", change(done=lease))
    await store.commit("w", change(expected={A: None}, puts={B: "2"}, entries=[("i", "b")]))

    assert await records(store, A, B, COUNTER) == [None, "2", None]
    assert await records(store, A, B, COUNTER, world="other") == ["1", None, 5]
    assert await oldest(store) == "b"
    assert await store.next_due_at("w") is None


def incarnate(name: str) -> WorldSettings:
    """Make the settings of one of the worlds that are called w."""
    clock = manual_clock(wall_at=0, world_at=0)
    return WorldSettings("w", 7, "", clock, "perfect", None, 0, incarnation=name)


async def test_what_was_decided_of_a_world_is_written_into_no_other(store: Store) -> None:
    """Neither into the place where it was, nor into the next world of its name."""
    await store.commit("w", change(expected={SETTINGS: None}, puts={SETTINGS: incarnate("one")}))
    decided = change(expected={A: None}, puts={A: "1"}, steps=[step(1)], incarnation="one")

    await store.drop("w")
    with pytest.raises(WorldGone):
        await store.commit("w", decided)
    assert list(await store.worlds()) == []
    await store.commit("w", change(expected={SETTINGS: None}, puts={SETTINGS: incarnate("two")}))
    with pytest.raises(WorldGone):
        await store.commit("w", decided)
    with pytest.raises(WorldGone):
        await store.commit("w", change(puts={A: "1"}))

    assert await records(store, A) == [None]
    assert await store.next_due_at("w") is None
    await store.commit("w", change(puts={A: "1"}, incarnation="two"))
    assert await records(store, A) == ["1"]


async def test_what_does_not_hold_is_told_before_what_is_gone(store: Store) -> None:
    """Who finds a place taken, or has lost a lease, is told just that."""
    await store.commit("w", change(puts={SETTINGS: incarnate("one")}, steps=[step(1)]))
    lease = await store.lease("w", until=FAR_OFF, limit=9)
    with pytest.raises(Conflict):
        await store.commit("w", change(expected={SETTINGS: None}))
    await store.drop("w")
    with pytest.raises(LeaseLost):
        await store.commit("w", change(done=lease, incarnation="one"))


async def test_who_is_alone_is_in_nobodys_way_in_his_own_process(store: Store) -> None:
    """He writes and reads as ever, and so does everybody else; and he lets go when he is done."""
    await store.commit("w", change(puts={A: "1"}))
    for _ in range(2):
        async with store.alone("w"), store.alone("other"):
            await store.commit("w", change(puts={A: "2"}))
            await store.drop("w")
    assert await records(store, A) == [None]
