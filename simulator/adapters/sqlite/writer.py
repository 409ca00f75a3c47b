"""Writing in groups: what comes while one batch is written is the next one, and waits for it."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from simulator.adapters.sqlite.file import JournalFile
from simulator.domain.refusals import StoreFailed
from simulator.services.ports import Key

__all__ = ["Writer"]

T = TypeVar("T")

_LOG: Final = logging.getLogger(__name__)


class _Batch:
    """Entries that are written at once, and who waits until they are."""

    __slots__ = ("entries", "is_about_all", "keys", "waiters")

    def __init__(self) -> None:
        self.entries: list[bytes] = []
        self.waiters: list[asyncio.Future[None]] = []
        self.keys: set[Key[Any]] = set()
        self.is_about_all = False

    def touches(self, keys: Iterable[Key[Any]]) -> bool:
        return self.is_about_all or not self.keys.isdisjoint(keys)

    def wait(self) -> "asyncio.Future[None]":
        # One for each, for who is cancelled must not take the others along.
        waiter = asyncio.get_running_loop().create_future()
        self.waiters.append(waiter)
        return waiter

    def end(self) -> None:
        for waiter in self.waiters:
            if not waiter.done():
                waiter.set_result(None)

    def fail(self) -> None:
        for waiter in self.waiters:
            if not waiter.done():
                waiter.set_exception(StoreFailed())


class Writer:
    """Has entries written in the order in which it is told them, by a thread of its own.

    A batch that cannot be written is the end: the state in memory is ahead of the file by then, so
    all is refused until another process has read what is in the file.

    Attributes:
        has_failed: whether it has come to that.
        after_batch: is called when a batch is safe.
    """

    def __init__(self, file: JournalFile) -> None:
        self.has_failed = False
        self.after_batch: Callable[[], None] = _nothing
        self._file = file
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._gathering = _Batch()
        self._writing: _Batch | None = None
        self._is_called = False

    def add(self, entries: Sequence[bytes], keys: Iterable[Key[Any]]) -> "asyncio.Future[None]":
        """Write entries, all in one batch; they are safe when what this returns is done.

        Args:
            entries: of what has been done in memory.
            keys: of the records that it changed.
        """
        batch = self._gathering
        batch.entries += entries
        batch.keys.update(keys)
        if self._writing is None and not self._is_called:
            # Everybody who can go on at this moment comes first, and so into the same batch.
            self._is_called = True
            asyncio.get_running_loop().call_soon(self._write)
        return batch.wait()

    def add_about_all(self, entries: Sequence[bytes]) -> "asyncio.Future[None]":
        """Write entries that are about more records than can be named."""
        self._gathering.is_about_all = True
        return self.add(entries, ())

    def last_about(self, keys: Iterable[Key[Any]]) -> "asyncio.Future[None] | None":
        """Give what is to be waited for by whoever tells of records; None if they are safe."""
        gathering, writing = self._gathering, self._writing
        if gathering.entries and gathering.touches(keys):
            return gathering.wait()
        if writing is not None and writing.touches(keys):
            return writing.wait()
        return None

    async def settle(self) -> None:
        """Wait until everything is safe that was added before."""
        if self._gathering.entries:
            await self._gathering.wait()
        elif self._writing is not None:
            await self._writing.wait()

    async def do(self, work: Callable[[], T]) -> T:
        """Do something to the file between two batches."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def close(self) -> None:
        """Write what there is, and end the thread."""
        try:
            await self.settle()
        except StoreFailed:
            _LOG.warning("%s ends with what was written before it failed", self._file.path)
        await self.do(self._file.close)
        self._thread.shutdown()

    def _write(self) -> None:
        self._is_called = False
        batch, self._gathering = self._gathering, _Batch()
        self._writing = batch
        written = asyncio.get_running_loop().run_in_executor(
            self._thread, self._file.append, batch.entries
        )
        written.add_done_callback(self._written)

    def _written(self, written: "asyncio.Future[None]") -> None:
        batch, self._writing = self._writing, None
        assert batch is not None  # noqa: S101 - it was set before this could be called
        error = written.exception()
        if error is not None:
            self._fail(error, batch)
            return
        batch.end()
        if self._gathering.entries:
            self._write()
        self.after_batch()

    def _fail(self, error: BaseException, batch: _Batch) -> None:
        self.has_failed = True
        # A fault of the disk is told in a line; one of ours needs to be found.
        trace = None if isinstance(error, sqlite3.Error) else error
        _LOG.critical(
            "cannot write to %s: %s. Everything is refused until the server is started again;"
            " what was acknowledged is in the file",
            *(self._file.path, error),
            exc_info=trace,
        )
        batch.fail()
        gathering, self._gathering = self._gathering, _Batch()
        gathering.fail()


def _nothing() -> None:
    """Do nothing."""
