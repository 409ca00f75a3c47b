"""What is written of a change set: everything that it changes, in as few bytes as are quickly read.

An entry is a JSON object: `world`, and of these what there is.

    dropped   true: everything about the world is forgotten, and this is all that there is to say
    deleted   [table, id] of records
    withdrawn [index, line]
    messages  messages in full, as rows
    moved     what happened to messages: [id, behind how many things, at, what, state, detail]
    records   [table, id, record], the record as `codec` writes it
    added     [table, id, number] of counters
    lines     [index, line]
    steps     steps to come; those of messages as rows
    done      [due_at, how many, behind how many] of steps that were done
    rewritten [from, until, steps]: from one instant until before another there are these

Messages and their steps are nearly all of what there is, and their codec takes three times as long.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from msgspec import Raw, Struct
from msgspec.json import Encoder
from msgspec.structs import replace

from simulator.adapters.codec import STEP, of_table
from simulator.adapters.codec.messages import spell_message
from simulator.domain.message import Message
from simulator.domain.steps import MessageStep, Step
from simulator.services.ports import Change, Key, Lease, Snapshot
from simulator.services.tables import MESSAGE

__all__ = ["entries_of", "entry_of", "entry_of_drop", "entry_of_steps"]

_encode: Final = Encoder().encode

# How much of a snapshot is in one entry.
_STRIDE: Final = 500


class _Entry(Struct, omit_defaults=True, gc=False):
    """An entry, which is written without what is empty in it."""

    world: str
    deleted: list[Any] = []
    withdrawn: list[Any] = []
    messages: list[Any] = []
    moved: list[Any] = []
    records: list[Any] = []
    added: list[Any] = []
    lines: list[Any] = []
    steps: list[Any] = []
    done: list[Any] = []


def entry_of(
    world: str,
    change: Change,
    messages: Mapping[str, Message],
    leased: Mapping[int, Sequence[Step]],
) -> bytes:
    """Write what a change set changes.

    Args:
        world: the world's name.
        change: which holds.
        messages: of the world, by their ids, before the change.
        leased: its leased steps, before the change.
    """
    # What is deleted and written at once is written in full.
    before = {} if change.deletes else messages
    new, moved, others = _spell_records(change.puts, before)
    return _encode(
        _Entry(
            world,
            deleted=change.deletes,
            withdrawn=change.withdrawn,
            messages=new,
            moved=moved,
            records=others,
            added=[(*key, floor.delta) for key, floor in change.adds.items()],
            lines=change.entries,
            steps=_spell_steps(change.steps),
            done=[] if change.done is None else [*_spell_done(change.done, leased)],
        )
    )


def entry_of_drop(world: str) -> bytes:
    """Write that a world is forgotten."""
    return _encode({"world": world, "dropped": True})


def entry_of_steps(
    world: str, since: int | None, until: int | None, steps: Iterable[Step]
) -> bytes:
    """Write which steps there are from one instant until before another; None is without end."""
    return _encode({"world": world, "rewritten": (since, until, _spell_steps(steps))})


def entries_of(world: str, snapshot: Snapshot) -> Iterator[bytes]:
    """Write a snapshot, in pieces that are quickly made and all belong into one batch."""
    for records in _pieces(snapshot.records.items()):
        change = Change()
        change.puts = dict(records)
        yield entry_of(world, change, {}, {})
    lines = ((name, line) for name, index in snapshot.indexes.items() for line in index)
    for some in _pieces(lines):
        change = Change()
        change.entries = some
        yield entry_of(world, change, {}, {})
    for steps in _pieces(snapshot.steps):
        change = Change()
        change.steps = steps
        yield entry_of(world, change, {}, {})
    yield _encode({"world": world})  # a world that holds nothing is there, too


def _pieces(many: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(many)
    while piece := list(islice(rest, _STRIDE)):
        yield piece


def _spell_records(
    puts: Mapping[Key[Any], object], before: Mapping[str, Message]
) -> tuple[list[object], list[object], list[object]]:
    """Tell messages in full, what happened to messages, and other records."""
    messages: list[object] = []
    moved: list[object] = []
    others: list[object] = []
    for key, record in puts.items():
        if type(record) is Message and key[0] == MESSAGE.name and key[1] == record.id:
            old = before.get(record.id)
            if old is not None and _is_next(old, record):
                event, count = record.timeline[-1], len(old.timeline)
                moved.append((record.id, count, event.at, event.what, event.state, event.detail))
            else:
                messages.append(spell_message(record))
        elif type(record) is int or type(record) is str:
            others.append((*key, record))
        else:
            others.append((*key, Raw(of_table(key[0]).encode(record))))
    return messages, moved, others


def _is_next(old: Message, new: Message) -> bool:
    """Tell whether one thing has happened to a message, and nothing else is different."""
    if len(new.timeline) != len(old.timeline) + 1:
        return False
    event, state = new.timeline[-1], new.state
    return event.state is state and new == replace(
        old, state=state, timeline=(*old.timeline, event)
    )


def _spell_steps(steps: Iterable[Step]) -> list[object]:
    return [step if type(step) is MessageStep else Raw(STEP.encode(step)) for step in steps]


def _spell_done(
    done: Lease, leased: Mapping[int, Sequence[Step]]
) -> Iterator[tuple[int, int, int]]:
    """Tell leased steps by their places among those of their instants, older leases' first."""
    before: dict[int, int] = {}
    if len(leased) > 1:
        for lease_id, steps in leased.items():
            if lease_id < done.id:
                _count(before, steps)
    own: dict[int, int] = {}
    _count(own, leased[done.id])
    for due_at, count in own.items():
        yield due_at, count, before.get(due_at, 0)


def _count(counts: dict[int, int], steps: Sequence[Step]) -> None:
    for step in steps:
        counts[step.due_at] = counts.get(step.due_at, 0) + 1
