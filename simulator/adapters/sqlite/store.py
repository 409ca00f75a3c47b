"""The memory store, and a file in which each change set is before anybody hears that it is done."""

import asyncio
import gc
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

from simulator.adapters.memory_store import MemoryStore
from simulator.adapters.opening import CannotOpenError
from simulator.adapters.sqlite.compaction import Compaction
from simulator.adapters.sqlite.entries import entries_of, entry_of, entry_of_drop
from simulator.adapters.sqlite.file import JournalFile
from simulator.adapters.sqlite.replay import Replay
from simulator.adapters.sqlite.writer import Writer
from simulator.domain.refusals import StoreFailed
from simulator.services.ports import Change, Conflict, Feed, Key, Lease, Notes, Snapshot
from simulator.services.tables import MESSAGE

__all__ = ["SqliteStore"]

T = TypeVar("T")

_LOG: Final = logging.getLogger(__name__)


class SqliteStore(MemoryStore):
    """Keeps everything in memory, and all but the journal of requests in a file as well.

    What is in memory is ahead of the file for as long as a batch is written. Who reads something
    of that is answered when it is in the file, too; who decides by it and writes comes behind it in
    the file, so that what is there is always what was at one moment.

    Attributes:
        path: of the file.
        compaction: what keeps it short.
    """

    def __init__(self, file: JournalFile) -> None:
        super().__init__(file.numbers_from)
        self.path = file.path
        self._file = file
        self._writer = Writer(file)
        self.compaction = Compaction(self._spaces, file, self._writer)
        self._writer.after_batch = self.compaction.look

    @classmethod
    async def open(cls, path: Path) -> "SqliteStore":
        """Open a file, and read what is in it; it is made if it is not there.

        Raises:
            CannotOpenError: says why not, and names the file.
        """
        file = JournalFile(path)
        store = cls(file)
        try:
            if file.is_long:
                with _collector_at_rest():
                    await store._read_back()
            else:
                await store._read_back()
        except BaseException:
            await store.close()
            raise
        return store

    @property
    def size(self) -> int:
        """Of the journal that is read at a start, in bytes."""
        return self._file.size

    async def close(self) -> None:
        """Write what is still to be written, and let go of the file."""
        await self.compaction.stop()
        await self._writer.close()

    async def _read_back(self) -> None:
        replay = Replay()
        for number, batch in self._file.batches():
            try:
                replay.take(batch)
            except (ValueError, LookupError, TypeError, AttributeError) as error:
                raise CannotOpenError(
                    f"{self._file.path} is damaged: batch {number} makes no sense: {error!r}"
                ) from None
        for world, tables, indexes, steps in replay.worlds():
            self._spaces[world].load(tables, indexes, steps)

    def _check(self) -> None:
        if self._writer.has_failed:
            raise StoreFailed

    async def read(self, world: str, keys: Sequence[Key[T]]) -> Sequence[T | None]:
        """Read records; None for each that is not there."""
        writer = self._writer
        if writer.has_failed:
            raise StoreFailed
        space = self._spaces.get(world)
        found = [None] * len(keys) if space is None else space.find(keys)
        waiter = writer.last_about(keys)
        if waiter is not None:
            await waiter
        return found

    async def commit(self, world: str, change: Change) -> None:
        """Write a change set, or raise Conflict and write nothing."""
        writer = self._writer
        if writer.has_failed:
            raise StoreFailed
        space = self._spaces[world]
        space.check(change)
        entry = entry_of(world, change, space.tables[MESSAGE.name], space.timeline.leased)
        space.write(change)
        keys: Sequence[Key[Any]] | dict[Key[Any], object] = change.puts
        if change.deletes:
            keys = [*change.puts, *change.deletes]
        await writer.add((entry,), keys)

    async def page(
        self, world: str, index: str, *, after: str | None, limit: int, newest_first: bool
    ) -> Sequence[str]:
        """Read ids from an index, in order, beginning behind `after`."""
        self._check()
        ids = await super().page(world, index, after=after, limit=limit, newest_first=newest_first)
        await self._writer.settle()
        return ids

    async def count(self, world: str, index: str) -> int:
        """Count the lines of an index."""
        self._check()
        counted = await super().count(world, index)
        await self._writer.settle()
        return counted

    async def lease(self, world: str, *, until: int, limit: int) -> Lease | None:
        """Take the earliest steps that are due; that they are taken is forgotten at the end."""
        self._check()
        return await super().lease(world, until=until, limit=limit)

    async def feed(self, world: str, *, after: int, limit: int) -> Feed:
        """Read what was written since a revision."""
        self._check()
        feed = await super().feed(world, after=after, limit=limit)
        await self._writer.settle()
        return feed

    async def notes(self, world: str, *, before: int | None, limit: int) -> Notes:
        """Read lines of a world's journal, newest first."""
        self._check()
        return await super().notes(world, before=before, limit=limit)

    async def worlds(self) -> Sequence[str]:
        """Name all worlds that hold anything."""
        self._check()
        names = await super().worlds()
        await self._writer.settle()
        return names

    async def drop(self, world: str) -> None:
        """Forget everything about a world."""
        self._check()
        space = self._spaces.get(world)
        is_there = space is not None and space.revision > 0
        await super().drop(world)
        if is_there:
            await self._writer.add_about_all((entry_of_drop(world),))

    async def dump(self, world: str) -> Snapshot:
        """Read everything that is kept of a world."""
        self._check()
        snapshot = await super().dump(world)
        await self._writer.settle()
        return snapshot

    async def load(self, world: str, snapshot: Snapshot) -> None:
        """Write a snapshot into a world that holds nothing, or raise Conflict."""
        if await self.revision(world):
            raise Conflict
        entries = []
        for entry in entries_of(world, snapshot):
            entries.append(entry)
            await asyncio.sleep(0)
        self._check()
        await super().load(world, snapshot)
        await self._writer.add_about_all(entries)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Read without being interrupted, and have what was read looked at by no collection either.

    Nothing of it is garbage, and to find that out takes as long as half of the reading.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    gc.collect()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()
