"""The file: whose it is, what format it has, and the batches in it, one row for each."""

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from zlib import crc32

from simulator.adapters.opening import CannotOpenError
from simulator.adapters.sqlite.migrations import FORMAT, create, migrate

__all__ = ["JournalFile"]

_LOG: Final = logging.getLogger(__name__)

# "CARR": by this number, which SQLite keeps in the head of a file, we know our own.
_APPLICATION_ID: Final = 0x43415252

# A file of so many bytes is long to read.
_LONG: Final = 8 * 1024 * 1024

# Old batches are deleted so many at a time, for others wait for the file meanwhile.
_DELETED_COUNT_MAX: Final = 200


class JournalFile:
    """Batches of entries, appended and read back in order.

    Attributes:
        size: of all batches that count, in bytes.
        state_size: of what the last compaction wrote, which is what the state came to then.
        numbers_from: revisions of this process rise from here; those of earlier ones were less.
    """

    # Each process takes so many, and only a JSON number's 2**53 bound how many processes may come.
    NUMBER_COUNT: Final = 2**36

    def __init__(self, path: Path) -> None:
        """Open the file, for this process alone; it is made if it is not there.

        Raises:
            CannotOpenError: somebody else has it, it is not ours, or the disk does not let us.
        """
        self.path = path
        self.size = 0
        try:
            self._db = _connect(path)
            self._own()
            self.state_size = self._number("state_size")
            self._first = self._number("first")
            self.numbers_from = self._number("numbers") + 1
            self._set("numbers", self.numbers_from + self.NUMBER_COUNT)
        except sqlite3.Error as error:
            raise CannotOpenError(_why(path, error)) from None
        self.next_number = self._first

    def _own(self) -> None:
        """See that it is our file, of a format that we read, and nobody else's meanwhile."""
        db = self._db
        # Locks of the system, which it takes back from a process that was killed.
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("BEGIN EXCLUSIVE")
        is_new = not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        found = db.execute("PRAGMA user_version").fetchone()[0]
        if is_new:
            create(db)
            db.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        elif db.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION_ID:
            raise CannotOpenError(f"{self.path} is a database of another program")
        elif found > FORMAT:
            raise CannotOpenError(
                f"{self.path} was written by a newer version: its format is {found}, and this"
                f" version reads up to {FORMAT}"
            )
        else:
            migrate(db, found)
        db.execute(f"PRAGMA user_version = {FORMAT}")
        db.execute("COMMIT")
        db.execute("PRAGMA journal_mode = WAL")
        # A write is the kernel's before anybody is answered, which outlives us. What is lost with
        # the power is what the kernel had not written yet: the end, and never the middle.
        db.execute("PRAGMA synchronous = NORMAL")

    @property
    def is_long(self) -> bool:
        """Whether there is much in it."""
        return self.path.stat().st_size > _LONG

    def append(self, entries: list[bytes]) -> None:
        """Write a batch, whole or not at all."""
        body = b"[%b]" % b",".join(entries)
        row = (self.next_number, crc32(body), body)
        self._db.execute("INSERT INTO batch (number, checksum, entries) VALUES (?, ?, ?)", row)
        self.next_number += 1
        self.size += len(body)

    def batches(self) -> Iterator[tuple[int, bytes]]:
        """Read all batches that are whole, with their numbers; cut what is broken at the end.

        Raises:
            CannotOpenError: what is broken is not the end.
        """
        try:
            yield from self._whole_batches()
        except sqlite3.Error as error:
            raise CannotOpenError(_why(self.path, error)) from None

    def _whole_batches(self) -> Iterator[tuple[int, bytes]]:
        rows = self._db.execute(
            "SELECT number, checksum, entries FROM batch WHERE number >= ? ORDER BY number",
            (self._first,),
        )
        for number, checksum, body in rows:
            if number != self.next_number or type(body) is not bytes or crc32(body) != checksum:
                rows.close()
                self._cut()
                return
            self.next_number += 1
            self.size += len(body)
            yield number, body

    def _cut(self) -> None:
        """Let the last batches go, if nothing whole is behind the first that is broken."""
        cut_count, cut_size, after = 0, 0, self.next_number
        for number, checksum, body in self._db.execute(
            "SELECT number, checksum, entries FROM batch WHERE number >= ?", (after,)
        ):
            if number > after and type(body) is bytes and crc32(body) == checksum:
                raise CannotOpenError(
                    f"{self.path} is damaged: batch {after} cannot be read, and those behind it can"
                )
            cut_count, cut_size = cut_count + 1, cut_size + len(body or b"")
        self._db.execute("DELETE FROM batch WHERE number >= ?", (after,))
        _LOG.warning(
            "%s ended in what could not be read: cut %d of its batches, %d bytes, behind batch %d",
            *(self.path, cut_count, cut_size, after - 1),
        )

    def begin_at(self, number: int, size_before: int, state_size: int) -> None:
        """Let the state begin at a batch, for everything is in it and those behind it."""
        self._db.execute("BEGIN")
        self._set("first", number)
        self._set("state_size", state_size)
        self._db.execute("COMMIT")
        self._first, self.state_size = number, state_size
        self.size -= size_before

    def forget_some(self) -> bool:
        """Delete some of the batches that do not count any more; tell if there were any."""
        cursor = self._db.execute(
            "DELETE FROM batch WHERE number IN"
            " (SELECT number FROM batch WHERE number < ? ORDER BY number LIMIT ?)",
            (self._first, _DELETED_COUNT_MAX),
        )
        return cursor.rowcount > 0

    def close(self) -> None:
        """Close the file; what is in the log beside it goes into it."""
        self._db.close()

    def _number(self, name: str) -> int:
        row = self._db.execute("SELECT value FROM number WHERE name = ?", (name,)).fetchone()
        found: int = row[0]
        return found

    def _set(self, name: str, number: int) -> None:
        self._db.execute("UPDATE number SET value = ? WHERE name = ?", (number, name))


def _connect(path: Path) -> sqlite3.Connection:
    # The thread that writes is another one than that which opens, and the two take turns.
    return sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)


def _why(path: Path, error: sqlite3.Error) -> str:
    match getattr(error, "sqlite_errorcode", None):
        case sqlite3.SQLITE_BUSY:
            return f"{path} is in use by another process"
        case sqlite3.SQLITE_NOTADB:
            return f"{path} is there, and is no database"
        case _:
            return f"cannot use {path}: {error}"
