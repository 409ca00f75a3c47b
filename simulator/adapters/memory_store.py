"""The store in this process's memory: fast, and forgotten when the process ends."""

import asyncio
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Sequence
from heapq import heappop, heappush
from typing import TypeVar, cast

from simulator.domain.steps import Step
from simulator.services.ports import Change, Conflict, Floor, IndexEntry, Key, LeasedStep, LeaseLost

__all__ = ["MemoryStore"]

T = TypeVar("T")


class _Space:
    """What is kept of one world."""

    __slots__ = ("indexes", "leased", "records", "revision", "step_count", "timeline", "watchers")

    def __init__(self) -> None:
        self.records: defaultdict[str, dict[str, object]] = defaultdict(dict)
        self.indexes: defaultdict[str, list[str]] = defaultdict(list)
        self.timeline: list[tuple[int, int, Step]] = []
        self.leased: dict[int, Step] = {}
        self.step_count = 0
        self.revision = 0
        self.watchers: list[asyncio.Future[None]] = []

    def check(self, change: Change) -> None:
        for key, expected in change.expected.items():
            found = self.records[key.table].get(key.id)
            if found is not expected and found != expected:
                raise Conflict
        for counter, floor in change.adds.items():
            if floor.least is not None and self._counted(counter, floor) < floor.least:
                raise Conflict
        if not all(step_id in self.leased for step_id in change.done):
            raise LeaseLost

    def write(self, change: Change) -> None:
        for key, record in change.puts.items():
            if record is None:
                self.records[key.table].pop(key.id, None)
            else:
                self.records[key.table][key.id] = record
        for counter, floor in change.adds.items():
            self.records[counter.table][counter.id] = self._counted(counter, floor)
        for entry in change.entries:
            _insert(self.indexes[entry.index_name], entry.id)
        for entry in change.withdrawn:
            self._withdraw(entry)
        for step in change.steps:
            self.step_count += 1
            heappush(self.timeline, (step.due_at, self.step_count, step))
        for step_id in change.done:
            del self.leased[step_id]
        self.touch()

    def lease(self, until: int, limit: int) -> list[LeasedStep]:
        leased: list[LeasedStep] = []
        timeline = self.timeline
        if not timeline or timeline[0][0] > until:
            return leased
        due_at = timeline[0][0]
        while timeline and timeline[0][0] == due_at and len(leased) < limit:
            _, step_id, step = heappop(timeline)
            self.leased[step_id] = step
            leased.append(LeasedStep(step_id, step))
        return leased

    def _counted(self, counter: Key[int], floor: Floor) -> int:
        return cast("int", self.records[counter.table].get(counter.id, 0)) + floor.delta

    def _withdraw(self, entry: IndexEntry) -> None:
        index = self.indexes[entry.index_name]
        position = bisect_left(index, entry.id)
        if position < len(index) and index[position] == entry.id:
            del index[position]

    def touch(self) -> None:
        self.revision += 1
        if self.watchers:
            for watcher in self.watchers:
                if not watcher.done():
                    watcher.set_result(None)
            self.watchers.clear()


class MemoryStore:
    """Keeps everything in dicts. Records are kept as they are: values that nobody changes.

    Nothing here waits, so a method is one moment, and so a change set needs no lock.
    """

    def __init__(self) -> None:
        self._spaces: defaultdict[str, _Space] = defaultdict(_Space)

    async def read(self, world: str, keys: Sequence[Key[T]]) -> Sequence[T | None]:
        """Read records; None for each that is not there."""
        space = self._spaces.get(world)
        if space is None:
            return [None] * len(keys)
        records = space.records
        return [cast("T | None", records[table].get(record_id)) for table, record_id in keys]

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
        return space.timeline[0][0] if space and space.timeline else None

    async def lease(self, world: str, *, until: int, limit: int) -> Sequence[LeasedStep]:
        """Take the steps of the earliest due instant, if it is not after `until`."""
        space = self._spaces.get(world)
        return space.lease(until, limit) if space else []

    async def revision(self, world: str) -> int:
        """Count the world's change sets."""
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

    async def worlds(self) -> Sequence[str]:
        """Name all worlds that hold anything."""
        return sorted(name for name, space in self._spaces.items() if space.revision)

    async def drop(self, world: str) -> None:
        """Forget everything about a world."""
        space = self._spaces.pop(world, None)
        if space:
            space.touch()


def _insert(index: list[str], entry_id: str) -> None:
    if not index or index[-1] < entry_id:  # nearly always: ids are made in rising order
        index.append(entry_id)
        return
    position = bisect_left(index, entry_id)
    if position == len(index) or index[position] != entry_id:
        insort(index, entry_id)
