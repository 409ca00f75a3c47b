"""What the services need of the world, in one sentence each."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from simulator.domain.steps import Step
from simulator.domain.value import value
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
    "Table",
    "WallClock",
    "WorldGone",
    "Written",
]

T = TypeVar("T")


@value
class Floor:
    """What is added to a counter, and the least that may remain; None lets it fall without end."""

    delta: int
    least: int | None


class Lease(NamedTuple):
    """Steps in the order of their instants, which are this caller's to do, all in one change."""

    id: int
    steps: Sequence[Step]


class Change:
    """Everything that one use case changes, written as a whole or not at all. Made to be filled.

    Attributes:
        expected: records as they were read; None where there was none. If one of them is no longer
            so, nothing is written. This is how two use cases that meet are told apart.
        puts: records to write.
        deletes: records to remove, unless they are among those to write.
        adds: what to add to counters, which are records that are integers; if one would fall below
            its floor, nothing is written.
        entries: lines to add to indexes, as (name of the index, id).
        withdrawn: lines to take out of indexes, unless they are among those to add.
        steps: what will happen later.
        done: the lease whose outcome this is; if it does not hold any more (the world was dropped,
            or another replica was faster), nothing is written.
        lines: indexes as they were read, line by line, None where none is minded; if one of them is
            no longer so, nothing is written.
        incarnation: that of the world's settings as they were read, empty where there were none; if
            the world was dropped since, or made anew, nothing is written.
    """

    __slots__ = (
        "adds",
        "deletes",
        "done",
        "entries",
        "expected",
        "incarnation",
        "lines",
        "puts",
        "steps",
        "withdrawn",
    )

    def __init__(self) -> None:
        self.expected: dict[Key[Any], object | None] = {}
        self.puts: dict[Key[Any], object] = {}
        self.adds: dict[Key[int], Floor] = {}
        self.deletes: list[Key[Any]] = []
        self.entries: list[tuple[str, str]] = []
        self.withdrawn: list[tuple[str, str]] = []
        self.steps: list[Step] = []
        self.done: Lease | None = None
        self.lines: dict[str, Sequence[str]] | None = None
        self.incarnation = ""


@value
class Snapshot:
    """Everything that is kept of a world, as it was at one moment.

    Attributes:
        records: by where they are kept.
        indexes: the ids in each index, in order.
        steps: what will happen later, by instants and, within one, in the order of its writing;
            what was leased at that moment is still to happen.
    """

    records: Mapping[Key[Any], Any]
    indexes: Mapping[str, Sequence[str]]
    steps: Sequence[Step]


class Written(NamedTuple):
    """What was written at once: a change set, or one line of the journal.

    Attributes:
        revision: the world's, by this; it rises from each to the next.
        puts: the records that were written, by where they are kept.
        deletes: the records that were removed, unless they are among those.
        noted: the line of the journal; None if this was a change set.
    """

    revision: int
    puts: Mapping[Key[Any], object]
    deletes: Sequence[Key[Any]]
    noted: Exchange | None


@value
class Feed:
    """What was written to a world since a revision, oldest first.

    Attributes:
        written: all of it up to `until`.
        until: the revision from which to ask on.
        is_whole: false where some of it is gone, older than all of this: there was too much to
            keep, or the world that had this revision is not the one that is there now.
    """

    written: Sequence[Written]
    until: int
    is_whole: bool


class Noted(NamedTuple):
    """A line of a world's journal, and the revision that the world had by it."""

    revision: int
    exchange: Exchange


@value
class Notes:
    """Lines of a world's journal, newest first.

    Attributes:
        is_whole: false where older ones than the oldest that is kept have been there.
    """

    lines: Sequence[Noted]
    is_whole: bool


class Conflict(Exception):
    """The store is not as expected any more. Nothing was written; read again and decide again."""


class LeaseLost(Exception):
    """The steps are not ours to do any more. Nothing was written, and nothing is left to do."""


class WorldGone(Exception):
    """The world is no more, or is another one of the same name. Nothing was written."""


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
