"""What every store promises of what was written of late: the feed, and the journal in it."""

import asyncio

import pytest

from simulator.adapters import recent
from simulator.adapters.memory_store import MemoryStore
from simulator.services.ports import Conflict, Feed, Floor, Store
from tests.every_store import COUNTER, FAR_OFF, A, B, change, leased, step
from tests.exchanges import exchange
from tests.stores import turns


async def feed(store: Store, after: int = 0, limit: int = 99) -> Feed:
    """Read what was written to the world."""
    return await store.feed("w", after=after, limit=limit)


async def noted(store: Store, before: int | None = None, limit: int = 99) -> str:
    """Read the operations in the journal, newest first, as one word."""
    notes = await store.notes("w", before=before, limit=limit)
    return "".join(line.exchange.operation for line in notes.lines)


async def test_what_was_written_is_told_in_order(store: Store) -> None:
    """Each change set with its records, what it removed, and the revision that the world had."""
    revisions = []
    for made in (change(puts={A: "1", B: "2"}), change(puts={A: "3"}, deletes=[B]), change()):
        await store.commit("w", made)
        revisions.append(await store.revision("w"))

    told = await feed(store)

    assert [one.revision for one in told.written] == revisions
    assert [dict(one.puts) for one in told.written] == [{A: "1", B: "2"}, {A: "3"}, {}]
    assert [list(one.deletes) for one in told.written] == [[], [B], []]
    assert [one.noted for one in told.written] == [None] * 3
    assert (told.until, told.is_whole) == (revisions[-1], True)


async def test_it_is_told_from_a_revision_on(store: Store) -> None:
    """Only what came later, and where nothing did, nothing."""
    await store.commit("w", change(puts={A: "1"}))
    seen = await store.revision("w")
    assert await feed(store, seen) == Feed([], seen, is_whole=True)

    await store.commit("w", change(puts={A: "2"}))
    told = await feed(store, seen)

    assert [one.puts[A] for one in told.written] == ["2"]
    assert told.is_whole


async def test_it_can_be_read_piece_by_piece(store: Store) -> None:
    """Each piece says from where to ask on, until there is no more."""
    for number in range(5):
        await store.commit("w", change(puts={A: str(number)}))
    texts, after = [], 0
    for _ in range(4):
        told = await feed(store, after, limit=2)
        assert told.is_whole
        texts.append([one.puts[A] for one in told.written])
        after = told.until

    assert texts == [["0", "1"], ["2", "3"], ["4"], []]
    assert after == await store.revision("w")


async def test_what_was_not_written_is_not_told(store: Store) -> None:
    """A refused change, a reading, a lease, and what happens to other worlds."""
    await store.commit("w", change(puts={A: "1"}, steps=[step(1)]))
    seen = await store.revision("w")

    with pytest.raises(Conflict):
        await store.commit("w", change(expected={A: None}, puts={A: "2"}))
    with pytest.raises(Conflict):
        await store.commit("w", change(adds={COUNTER: Floor(-1, 0)}))
    await store.lease("w", until=FAR_OFF, limit=9)
    await store.commit("other", change(puts={A: "3"}))
    store.note("other", exchange())

    assert (await feed(store, seen)).written == []


async def test_of_nothing_there_is_nothing_to_tell(store: Store) -> None:
    """A world that never was has an empty feed, and asking does not make it."""
    assert list((await feed(store)).written) == []
    assert (await feed(store)).is_whole
    assert not (await feed(store, 7)).is_whole
    assert await noted(store) == ""
    assert list(await store.worlds()) == []


async def test_a_revision_of_a_world_that_was_dropped_is_not_whole(store: Store) -> None:
    """Who asks on from it is told that it is another world, and what is in that."""
    await store.commit("w", change(puts={A: "old"}))
    seen = await store.revision("w")

    await store.drop("w")
    assert not (await feed(store, seen)).is_whole
    await store.commit("w", change(puts={A: "new"}))
    told = await feed(store, seen)

    assert not told.is_whole
    assert [one.puts[A] for one in told.written] == ["new"]
    assert (await feed(store)).is_whole


async def test_a_revision_that_has_not_come_yet_is_not_whole(store: Store) -> None:
    """It must be that of another server, and nobody knows what has happened since."""
    await store.commit("w", change(puts={A: "1"}))

    assert not (await feed(store, await store.revision("w") + 1)).is_whole


async def test_steps_that_wait_are_counted(store: Store) -> None:
    """Those that are leased wait no more."""
    assert await store.steps_waiting("w") == 0
    await store.commit("w", change(steps=[step(1), step(1, "n"), step(2)]))
    assert await store.steps_waiting("w") == 3

    await leased(store, until=1)

    assert await store.steps_waiting("w") == 1


# --- The journal ----------------------------------------------------------------------------------


async def test_the_journal_is_read_newest_first_and_page_by_page(store: Store) -> None:
    """From before a revision, if so wished."""
    await store.commit("w", change(puts={A: "1"}))
    for name in "abcde":
        store.note("w", exchange(operation=name))
    assert await noted(store) == "edcba"

    lines = (await store.notes("w", before=None, limit=2)).lines
    assert await noted(store, before=lines[-1].revision) == "cba"
    assert await noted(store, before=lines[-1].revision, limit=1) == "c"
    assert await noted(store, before=1) == ""


async def test_a_line_of_the_journal_is_a_part_of_the_feed(store: Store) -> None:
    """Between the change sets that were written before and after it; it has a revision, too."""
    await store.commit("w", change(puts={A: "1"}))
    before = await store.revision("w")
    store.note("w", exchange(operation="a"))
    after = await store.revision("w")
    await store.commit("w", change(puts={A: "2"}))

    told = (await feed(store)).written

    assert [one.noted and one.noted.operation for one in told] == [None, "a", None]
    assert before < after == told[1].revision
    assert dict(told[1].puts) == {}
    (line,) = (await store.notes("w", before=None, limit=9)).lines
    assert line == (told[1].revision, told[1].noted)


async def test_a_line_of_the_journal_wakes_who_waits(store: Store) -> None:
    """As a change set does."""
    await store.commit("w", change(puts={A: "1"}))
    revision = await store.revision("w")
    waiter = asyncio.create_task(store.changed("w", since=revision))
    await turns()
    assert not waiter.done()

    store.note("w", exchange())

    await asyncio.wait_for(waiter, 60)


async def test_what_is_noted_does_not_make_a_world(store: Store) -> None:
    """A call may end after its world was dropped: then nobody is there to be told."""
    await store.commit("w", change(puts={A: "1"}))
    store.note("w", exchange(operation="a"))
    await store.drop("w")

    store.note("w", exchange(operation="b"))
    assert list(await store.worlds()) == []
    waiter = asyncio.create_task(store.changed("w", since=0))
    await turns()
    store.note("w", exchange(operation="c"))
    assert list(await store.worlds()) == []

    await store.commit("w", change(puts={A: "2"}))
    await asyncio.wait_for(waiter, 60)
    assert await noted(store) == ""


# --- What there is room for -----------------------------------------------------------------------


async def test_the_oldest_goes_when_there_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted by records, so that large change sets take the room of many; the feed says so."""
    monkeypatch.setattr(recent, "KEPT_RECORD_COUNT_MAX", 8)
    store = MemoryStore()
    revisions = []
    for number in range(5):
        await store.commit("w", change(puts={A: str(number), B: "x"}))
        revisions.append(await store.revision("w"))

    told = await feed(store)

    assert [one.puts[A] for one in told.written] == ["3", "4"]
    assert not told.is_whole
    assert not (await feed(store, revisions[1])).is_whole
    assert (await feed(store, revisions[2])).is_whole
    for name in "abcdefgh":
        store.note("w", exchange(operation=name))
    assert [one.noted and one.noted.operation for one in (await feed(store)).written] == [
        *"abcdefgh"
    ]
    assert not (await feed(store, revisions[-2])).is_whole
    assert (await feed(store, revisions[-1])).is_whole


async def test_the_latest_is_kept_however_much_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """A change set of more records than there is room for is told all the same."""
    monkeypatch.setattr(recent, "KEPT_RECORD_COUNT_MAX", 1)
    store = MemoryStore()
    await store.commit("w", change(puts={A: "1"}))
    seen = await store.revision("w")
    await store.commit("w", change(puts={A: "2", B: "2"}))

    told = await feed(store, seen)

    assert ([dict(one.puts) for one in told.written], told.is_whole) == ([{A: "2", B: "2"}], True)


async def test_the_journal_keeps_so_many_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest go, and it says so."""
    monkeypatch.setattr(recent, "KEPT_NOTE_COUNT_MAX", 3)
    store = MemoryStore()
    await store.commit("w", change(puts={A: "1"}))
    for name in "abc":
        store.note("w", exchange(operation=name))
    assert (await store.notes("w", before=None, limit=1)).is_whole

    store.note("w", exchange(operation="d"))

    assert await noted(store) == "dcb"
    assert not (await store.notes("w", before=None, limit=1)).is_whole
