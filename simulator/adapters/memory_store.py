"""The store in this process's memory: fast, and forgotten when the process ends."""

import asyncio
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from itertools import count
from typing import Any, TypeAlias, TypeVar

from simulator.adapters.recent import Recent
from simulator.adapters.schedule import Schedule
from simulator.domain.steps import Step
from simulator.services.exchange import Exchange
from simulator.services.ports import (
    Change,
    Conflict,
    Feed,
    Key,
    Lease,
    LeaseLost,
    Notes,
    Snapshot,
    Suppose,
    Table,
    WorldGone,
)
from simulator.services.tables import SETTINGS

__all__ = ["MemoryStore", "Space", "Tables", "empty_tables"]

T = TypeVar("T")

# Records by table, of all that there are, and by id. Keys of both would be a tenth of all memory.
Tables: TypeAlias = dict[str, dict[str, Any]]

_SETTINGS, _OF_WORLD = SETTINGS


class Space:
    """What is kept of one world."""

    __slots__ = ("indexes", "numbers", "recent", "revision", "tables", "timeline", "watchers")

    def __init__(self, numbers: Iterator[int]) -> None:
        self.numbers = numbers
        self.tables = empty_tables()
        self.indexes: defaultdict[str, list[str]] = defaultdict(list)
        self.timeline = Schedule(numbers)
        self.recent = Recent(begun_at=next(numbers))
        self.revision = 0
        self.watchers: list[asyncio.Future[None]] = []

    def find(self, keys: Sequence[Key[Any]]) -> list[Any]:
        """Read records; None for each that is not there."""
        tables = self.tables
        return [tables[table].get(record_id) for table, record_id in keys]

    def check(self, change: Change) -> None:
        tables = self.tables
        for (table, record_id), expected in change.expected.items():
            found = tables[table].get(record_id)
            if found is not expected and found != expected:
                raise Conflict
        for (table, record_id), floor in change.adds.items():
            least = floor.least
            if least is not None and tables[table].get(record_id, 0) + floor.delta < least:
                raise Conflict
        if change.lines is not None:
            self.check_lines(change.lines)
        if change.done is not None and change.done.id not in self.timeline.leased:
            raise LeaseLost
        settings = tables[_SETTINGS].get(_OF_WORLD)
        if change.incarnation != ("" if settings is None else settings.incarnation):
            raise WorldGone

    def check_lines(self, lines: Mapping[str, Sequence[str]]) -> None:
        for name, expected in lines.items():
            if self.indexes.get(name, []) != list(expected):
                raise Conflict

    def write(self, change: Change) -> None:
        tables, indexes = self.tables, self.indexes
        if change.deletes or change.withdrawn:
            self.remove(change)
        for (table, record_id), record in change.puts.items():
            tables[table][record_id] = record
        for (table, record_id), floor in change.adds.items():
            counters = tables[table]
            counters[record_id] = counters.get(record_id, 0) + floor.delta
        for name, entry_id in change.entries:
            index = indexes[name]
            if not index or index[-1] < entry_id:  # nearly always: ids are made in rising order
                index.append(entry_id)
            else:
                _insert(index, entry_id)
        if change.steps:
            self.timeline.extend(change.steps)
        if change.done is not None:
            del self.timeline.leased[change.done.id]
        revision = self.revision = next(self.numbers)
        self.recent.take(revision, change)
        if self.watchers:
            self.wake()

    def remove(self, change: Change) -> None:
        for table, record_id in change.deletes:
            self.tables[table].pop(record_id, None)
        withdrawn: defaultdict[str, list[str]] = defaultdict(list)
        for name, entry_id in change.withdrawn:
            withdrawn[name].append(entry_id)
        for name, entry_ids in withdrawn.items():
            index = self.indexes[name]
            _withdraw(index, entry_ids)
            if not index:  # or each number that was ever written to would leave one behind
                del self.indexes[name]

    def dump(self) -> Snapshot:
        """Copy what is kept."""
        indexes = {name: list(index) for name, index in self.indexes.items() if index}
        records = {
            Table.all[name].key(record_id): record
            for name, table in self.tables.items()
            for record_id, record in table.items()
        }
        return Snapshot(records, indexes, self.timeline.pending())

    def load(self, tables: Tables, indexes: dict[str, list[str]], steps: Sequence[Step]) -> None:
        """Take what was kept elsewhere, and is nobody else's from now on."""
        self.tables, self.revision = tables, next(self.numbers)
        self.indexes.update(indexes)
        self.timeline.extend(steps)
        self.wake()

    def wake(self) -> None:
        """Tell those who wait for a change that there was one."""
        for watcher in self.watchers:
            if not watcher.done():
                watcher.set_result(None)
        self.watchers.clear()


class MemoryStore:
    """Keeps everything in dicts. Records are kept as they are: values that nobody changes.

    Nothing here waits, so a method is one moment, and so a change set needs no lock.
    """

    suppose: Suppose | None = None

    def __init__(self, numbers_from: int = 1) -> None:
        # Revisions and leases are numbered across all worlds, so that a world made anew is never
        # taken for the one that was dropped.
        numbers = count(numbers_from)
        self._spaces: defaultdict[str, Space] = defaultdict(lambda: Space(numbers))

    async def read(self, world: str, keys: Sequence[Key[T]]) -> Sequence[T | None]:
        """Read records; None for each that is not there."""
        space = self._spaces.get(world)
        return space.find(keys) if space else [None] * len(keys)

    async def commit(self, world: str, change: Change) -> None:
        """Write a change set, or raise Conflict and write nothing."""
        space = self._spaces[world]
        space.check(change)
        space.write(change)

    async def page(
        self, world: str, index: str, *, after: str | None, limit: int, newest_first: bool
    ) -> Sequence[str]:
        """Read ids from an index, in order, beginning behind `after`."""
        space = self._spaces.get(world)
        ids = space.indexes.get(index, []) if space else []
        if newest_first:
            end = len(ids) if after is None else bisect_left(ids, after)
            return ids[max(0, end - limit) : end][::-1]
        start = 0 if after is None else bisect_right(ids, after)
        return ids[start : start + limit]

    async def count(self, world: str, index: str) -> int:
        """Count the lines of an index."""
        space = self._spaces.get(world)
        return len(space.indexes.get(index, ())) if space else 0

    async def next_due_at(self, world: str) -> int | None:
        """Tell the instant of the earliest step that is not leased."""
        space = self._spaces.get(world)
        return space.timeline.instants[0] if space and space.timeline.instants else None

    async def lease(self, world: str, *, until: int, limit: int) -> Lease | None:
        """Take the earliest steps that are due at an instant or before."""
        space = self._spaces.get(world)
        return space.timeline.lease(until, limit) if space else None

    async def steps_waiting(self, world: str) -> int:
        """Count the steps that are not leased."""
        space = self._spaces.get(world)
        return sum(map(len, space.timeline.buckets.values())) if space else 0

    async def revision(self, world: str) -> int:
        """Tell the world's revision; 0 where there is nothing."""
        space = self._spaces.get(world)
        return space.revision if space else 0

    async def changed(self, world: str, *, since: int) -> None:
        """Wait until the revision differs from `since`."""
        space = self._spaces[world]
        while space.revision == since and self._spaces.get(world) is space:
            watcher = asyncio.get_running_loop().create_future()
            space.watchers.append(watcher)
            try:
                await watcher
            finally:
                if watcher in space.watchers:
                    space.watchers.remove(watcher)

    async def feed(self, world: str, *, after: int, limit: int) -> Feed:
        """Read what was written since a revision."""
        space = self._spaces.get(world)
        if space is None:
            return Feed((), 0, is_whole=after == 0)
        return space.recent.feed(space.revision, after, limit)

    def note(self, world: str, exchange: Exchange) -> None:
        """Add a line to the journal of a world, if it is there."""
        space = self._spaces.get(world)
        if space is not None and space.revision:
            revision = space.revision = next(space.numbers)
            space.recent.note(revision, exchange)
            if space.watchers:
                space.wake()

    async def notes(self, world: str, *, before: int | None, limit: int) -> Notes:
        """Read lines of a world's journal, newest first."""
        space = self._spaces.get(world)
        return space.recent.notes(before, limit) if space else Notes((), is_whole=True)

    async def worlds(self) -> Sequence[str]:
        """Name all worlds that hold anything."""
        return sorted(name for name, space in self._spaces.items() if space.revision)

    async def drop(self, world: str) -> None:
        """Forget everything about a world."""
        space = self._spaces.pop(world, None)
        if space:
            space.revision = next(space.numbers)
            space.wake()

    def alone(self, world: str) -> AbstractAsyncContextManager[None]:  # noqa: ARG002 - as the port
        """Keep other processes out, of which there are none."""
        return nullcontext()

    async def dump(self, world: str) -> Snapshot:
        """Read everything that is kept of a world."""
        space = self._spaces.get(world)
        return space.dump() if space else Snapshot({}, {}, ())

    async def load(self, world: str, snapshot: Snapshot) -> None:
        """Write a snapshot into a world that holds nothing, or raise Conflict."""
        space = self._spaces[world]
        if space.revision:
            raise Conflict
        indexes = {name: list(index) for name, index in snapshot.indexes.items()}
        tables = empty_tables()
        for (table, record_id), record in snapshot.records.items():
            tables[table][record_id] = record
        space.load(tables, indexes, snapshot.steps)


def empty_tables() -> Tables:
    """Make room for records of all kinds."""
    return {name: {} for name in Table.all}


def _insert(index: list[str], entry_id: str) -> None:
    position = bisect_left(index, entry_id)
    if position == len(index) or index[position] != entry_id:
        insort(index, entry_id)


def _withdraw(index: list[str], entry_ids: list[str]) -> None:
    """Take lines out in one piece: each piece moves all that is behind it."""
    start, end = bisect_left(index, min(entry_ids)), bisect_right(index, max(entry_ids))
    gone = frozenset(entry_ids)
    index[start:end] = [one for one in index[start:end] if one not in gone]
