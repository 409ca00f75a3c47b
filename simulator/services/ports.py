"""What the services need of the world, in one sentence each."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar

from simulator.domain.numbering import Listing
from simulator.services.changes import (
    Change,
    Conflict,
    Feed,
    Floor,
    Key,
    Lease,
    LeaseLost,
    Noted,
    Notes,
    Snapshot,
    Table,
    WorldGone,
    Written,
)
from simulator.services.exchange import Exchange

__all__ = [
    "Alarm",
    "Archive",
    "Change",
    "Conflict",
    "Directory",
    "Feed",
    "Floor",
    "IdSource",
    "Key",
    "Lease",
    "LeaseLost",
    "Noted",
    "Notes",
    "Snapshot",
    "Store",
    "Table",
    "WallClock",
    "WorldGone",
    "Written",
]

T = TypeVar("T")


class WallClock(Protocol):
    """Tells the time outside all worlds."""

    def now_ms(self) -> int:
        """Tell the milliseconds since 1970."""
        ...

    def elapsed_ns(self) -> int:
        """Tell nanoseconds that only ever rise, for measuring how long something took."""
        ...


class IdSource(Protocol):
    """Makes names that were never made before, each greater than all that this process made."""

    def uuid7(self) -> str:
        """Make a UUID version 7, in its usual spelling."""
        ...

    def hex7(self) -> str:
        """Make a UUID version 7, in 32 hexadecimal characters."""
        ...


class Alarm(Protocol):
    """Wakes one sleeper, at an instant or when it is rung."""

    def ring(self) -> None:
        """Wake the sleeper; the next one, if nobody sleeps."""
        ...

    async def sleep_until(self, wall_at: int | None) -> None:
        """Sleep until an instant of the wall clock, or until rung; None waits for a ring."""
        ...

    async def breathe(self) -> None:
        """Let everybody else go first."""
        ...


class Directory(Protocol):
    """Knows whose every number is."""

    def look_up(self, phone: str) -> Listing:
        """Tell what is known of a number, and whether it is one; always the same."""
        ...


class Store(Protocol):
    """Keeps the records, indexes and timelines of all worlds, each world apart from the others."""

    async def read(self, world: str, keys: Sequence[Key[T]]) -> Sequence[T | None]:
        """Read records, all at one moment; None for each that is not there."""
        ...

    async def commit(self, world: str, change: Change) -> None:
        """Write a change set.

        Raises:
            Conflict: something expected, or a floor, did not hold.
            LeaseLost: the lease did not hold.
            WorldGone: all the rest held, in a world that is no more or another one by now.
        """
        ...

    async def page(
        self, world: str, index: str, *, after: str | None, limit: int, newest_first: bool
    ) -> Sequence[str]:
        """Read ids from an index, in order, beginning behind `after`."""
        ...

    async def count(self, world: str, index: str) -> int:
        """Count the lines of an index."""
        ...

    async def next_due_at(self, world: str) -> int | None:
        """Tell the instant of the world's earliest step that is not leased."""
        ...

    async def lease(self, world: str, *, until: int, limit: int) -> Lease | None:
        """Take the world's earliest steps that are due at an instant or before; None if none is.

        They come in the order of their instants, and those of one instant in the order in which
        they were written. The limit may be exceeded by what is due at the instant it falls into.
        """
        ...

    async def steps_waiting(self, world: str) -> int:
        """Count the steps on the world's timeline that are not leased."""
        ...

    async def revision(self, world: str) -> int:
        """Tell the world's revision: a number that differs whenever something may differ.

        It rises with each change set and each line of the journal, and is 0 where there is nothing.
        """
        ...

    async def changed(self, world: str, *, since: int) -> None:
        """Wait until the revision differs from `since`."""
        ...

    async def feed(self, world: str, *, after: int, limit: int) -> Feed:
        """Read what was written since a revision, at most `limit` of it; 0 is the beginning.

        Of this, a store keeps as much as it has room for.
        """
        ...

    def note(self, world: str, exchange: Exchange) -> None:
        """Add a line to the journal of a world, if it is there; the oldest may have to go for it.

        It waits for nothing: a store at the end of a wire may write a moment later, in the order in
        which it was told, and before this process reads what was noted.
        """
        ...

    async def notes(self, world: str, *, before: int | None, limit: int) -> Notes:
        """Read the lines of a world's journal whose revisions are less than one, newest first."""
        ...

    async def worlds(self) -> Sequence[str]:
        """Name all worlds that hold anything, in the order of their names."""
        ...

    async def drop(self, world: str) -> None:
        """Forget everything about a world."""
        ...

    async def dump(self, world: str) -> Snapshot:
        """Read everything that is kept of a world, all at one moment."""
        ...

    async def load(self, world: str, snapshot: Snapshot) -> None:
        """Write everything that is in a snapshot, into a world that holds nothing.

        Raises:
            Conflict: it holds something.
        """
        ...


class Archive(Protocol):
    """Writes a world down for other processes, and reads what others wrote."""

    async def write(self, snapshot: Snapshot, *, world: str, taken_at: int) -> bytes:
        """Write a JSON document that says everything about a world.

        Args:
            snapshot: of the world.
            world: its name.
            taken_at: when the snapshot was taken, by the wall's clock.
        """
        ...

    async def read(self, document: Mapping[str, Any]) -> Snapshot:
        """Read what such a document says.

        Raises:
            Invalid: names what is wrong, by its path in the document.
        """
        ...
