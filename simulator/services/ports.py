"""What the services need of the world, in one sentence each."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, TypeAlias, TypeVar

from simulator.services.changes import (
    Change,
    Conflict,
    Feed,
    Floor,
    Lease,
    LeaseLost,
    Noted,
    Notes,
    Snapshot,
    WorldGone,
    Written,
)
from simulator.services.exchange import Exchange
from simulator.services.records import Key, Table
from simulator.services.surroundings import Alarm, Directory, IdSource, WallClock

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
    "Suppose",
    "Table",
    "WallClock",
    "WorldGone",
    "Written",
]

T = TypeVar("T")

Suppose: TypeAlias = Callable[[str, Sequence[Key[Any]]], Sequence[Any] | None]


class Store(Protocol):
    """Keeps the records, indexes and timelines of all worlds, each world apart from the others."""

    @property
    def suppose(self) -> Suppose | None:
        """What tells, of a world and keys, what the records probably are, without looking.

        It may be wrong, so it is for who commits a change set that expects them to be so. None
        instead of all of them where one is beyond guessing; None for it where looking is as quick.
        """
        ...

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

    def alone(self, world: str) -> AbstractAsyncContextManager[None]:
        """Keep all other processes from doing, while this lasts, what they ask this for, too.

        That is moving the world's time, and taking it away. Within a process it keeps nobody from
        anything: there are locks for that.
        """
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
