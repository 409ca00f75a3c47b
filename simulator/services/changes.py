"""What is written to a store and read from it: change sets, and what there is to tell of them."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import Struct

from simulator.domain.steps import Step
from simulator.domain.value import value
from simulator.services.exchange import Exchange
from simulator.services.records import Key

__all__ = [
    "Change",
    "Conflict",
    "Feed",
    "Floor",
    "Lease",
    "LeaseLost",
    "Noted",
    "Notes",
    "Snapshot",
    "WorldGone",
    "Written",
]


class Floor(Struct, frozen=True, gc=False):
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
