"""The format of the file, and how a file of an earlier one is brought to it."""

import sqlite3
from collections.abc import Callable, Mapping
from typing import Final
from zlib import crc32

__all__ = ["FORMAT", "create", "migrate"]

# Of the tables, and of the entries in them. A value may get new members that have a default, as in
# an archive; for whatever else changes, this is counted up, and a migration added.
FORMAT: Final = 1

_TABLES: Final = (
    "CREATE TABLE number (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE batch (number INTEGER PRIMARY KEY, checksum INTEGER NOT NULL, entries BLOB)",
    "INSERT INTO number VALUES ('first', 1), ('state_size', 0), ('numbers', 0)",
)


def create(db: sqlite3.Connection) -> None:
    """Make the tables."""
    for statement in _TABLES:
        db.execute(statement)


def migrate(db: sqlite3.Connection, found: int) -> None:
    """Bring a file of an earlier format to this one, step by step, within a transaction."""
    for version in range(found, FORMAT):
        _MIGRATIONS[version](db)


def _add_checksums(db: sqlite3.Connection) -> None:
    """From 0, whose batches had no checksums and were counted from 1 for ever."""
    db.execute("ALTER TABLE batch RENAME TO unchecked")
    create(db)
    db.create_function("crc32", 1, crc32, deterministic=True)
    db.execute("INSERT INTO batch SELECT number, crc32(entries), entries FROM unchecked")
    db.execute("DROP TABLE unchecked")


# By the format that they start from.
_MIGRATIONS: Final[Mapping[int, Callable[[sqlite3.Connection], None]]] = {0: _add_checksums}
