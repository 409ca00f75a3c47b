"""Compaction: what there is is written once more, in pieces, and then all that was before it goes.

A piece is what some records, lines or steps are at the very moment at which it is added to the
journal, like any change set. So what comes behind it in the journal goes on from there, and when
there has been a piece of everything, all batches before the first piece say nothing new.
"""

import asyncio
import logging
import sqlite3
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice, pairwise
from typing import Final

from simulator.adapters.memory_store import Space
from simulator.adapters.sqlite.entries import entry_of, entry_of_steps
from simulator.adapters.sqlite.file import JournalFile
from simulator.adapters.sqlite.writer import Writer
from simulator.domain.refusals import StoreFailed
from simulator.domain.steps import Step
from simulator.services.ports import Change, Table

__all__ = ["Compaction"]

_LOG: Final = logging.getLogger(__name__)

# Below this size there is nothing to gain by it: so much is read back in a second or two.
_SIZE_MIN: Final = 128 * 1024 * 1024

# And it has to be so many times the state, so that most of it is no more.
_FACTOR: Final = 3

# How many records, lines or instants are in a piece. It takes a millisecond or two to write.
_STRIDE: Final = 500


class Compaction:
    """Looks whether the journal has grown too long, and sees to it beside everything else.

    Attributes:
        size_min: the journal is left alone until it has so many bytes.
    """

    def __init__(self, spaces: Mapping[str, Space], file: JournalFile, writer: Writer) -> None:
        self.size_min = _SIZE_MIN
        self._spaces = spaces
        self._file = file
        self._writer = writer
        self._task: asyncio.Task[None] | None = None

    def look(self) -> None:
        """Begin, if it is time."""
        if self._task is None and self._file.size > max(
            self.size_min, _FACTOR * self._file.state_size
        ):
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Give up what has not come to its end; that does no harm."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        try:
            await self.run()
        except StoreFailed:  # which has been told
            return
        except sqlite3.Error as error:
            _LOG.warning("%s could not be compacted: %s", self._file.path, error)
        self._task = None

    async def run(self) -> None:
        """Write everything once more, and delete what was before."""
        writer, file = self._writer, self._file
        first, size_before = await writer.do(lambda: (file.next_number, file.size))
        state_size = 0
        for world in list(self._spaces):
            for piece in self._pieces(world):
                state_size += len(piece)
                await writer.add((piece,), ())
        await writer.do(lambda: file.begin_at(first, size_before, state_size))
        while await writer.do(file.forget_some):
            pass  # between two of these come those who want to write

    def _pieces(self, world: str) -> Iterator[bytes]:
        """Write what there is of a world; while this pauses, others go on changing it.

        A world that was dropped meanwhile needs no more pieces, nor does one that came instead:
        all of it is in the journal.
        """
        space = self._spaces.get(world)
        if space is None or not space.revision:
            return
        for make in (_records, _lines, _steps):
            pieces = make(world, space)
            while self._spaces.get(world) is space:
                piece = next(pieces, None)
                if piece is None:
                    break
                yield piece


def _records(world: str, space: Space) -> Iterator[bytes]:
    for name in list(space.tables):
        key, table = Table.all[name].key, space.tables[name]
        ids = iter(list(table))
        while some := list(islice(ids, _STRIDE)):
            change = Change()
            change.puts = {key(one): table[one] for one in some if one in table}
            yield entry_of(world, change, {}, {})


def _lines(world: str, space: Space) -> Iterator[bytes]:
    change = Change()
    for name in list(space.indexes):
        for lines in _pages(space, name):
            change.entries += [(name, line) for line in lines]
            if len(change.entries) >= _STRIDE:
                yield entry_of(world, change, {}, {})
                change = Change()
    yield entry_of(world, change, {}, {})


def _pages(space: Space, name: str) -> Iterator[list[str]]:
    """Read an index page by page; lines may come and go meanwhile, and say so themselves."""
    after = ""
    while page := _page(space.indexes.get(name, []), after):
        after = page[-1] + "\0"
        yield page


def _page(index: list[str], since: str) -> list[str]:
    start = bisect_left(index, since)
    return index[start : start + _STRIDE]


def _steps(world: str, space: Space) -> Iterator[bytes]:
    due: list[int | None] = list(sorted(space.timeline.buckets)[_STRIDE::_STRIDE])
    for since, until in pairwise((None, *due, None)):
        yield entry_of_steps(world, since, until, _steps_between(space, since, until))


def _steps_between(space: Space, since: int | None, until: int | None) -> Iterator[Step]:
    """Tell all steps, leased ones first: they were written before what waits for their instants."""
    timeline = space.timeline
    for steps in (*timeline.leased.values(), *timeline.buckets.values()):
        for step in steps:
            due_at = step.due_at
            if (since is None or since <= due_at) and (until is None or due_at < until):
                yield step
