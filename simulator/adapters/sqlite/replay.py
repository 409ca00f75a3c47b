"""Reading back: what all entries come to."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from sys import intern
from typing import Any, Final, TypeAlias

import orjson

from simulator.adapters.codec import STEP, codec_of, of_table
from simulator.adapters.memory_store import Tables, empty_tables
from simulator.domain.encoding import Encoding
from simulator.domain.fault_effects import Fault
from simulator.domain.message import Event, Message, State, What
from simulator.domain.steps import MessageStep, Step
from simulator.services.tables import MESSAGE

__all__ = ["Replay"]

# Looked up rather than called: in 3.11 a call of an enumeration takes as long as all the rest.
_WHATS: Final = {what.value: what for what in What}
_STATES: Final = {state.value: state for state in State}
_ENCODINGS: Final = {encoding.value: encoding for encoding in Encoding}

_MESSAGES: Final = MESSAGE.name
_FAULT_AT: Final = Message.__struct_fields__.index("fault")

_Indexes: TypeAlias = dict[str, list[str]]

_read_fault: Final = codec_of(Fault).read


class Replay:
    """Worlds, as entry after entry makes them.

    Entries may speak of what is not there: in the midst of a compaction the state is not whole yet,
    and what such entries leave is written once more before the compaction ends.
    """

    def __init__(self) -> None:
        self._worlds: dict[str, _Kept] = {}

    def take(self, batch: bytes) -> None:
        """Do what the entries of a batch say.

        Raises:
            ValueError: this is no batch of ours; so do KeyError and TypeError say.
        """
        worlds = self._worlds
        for entry in orjson.loads(batch):
            name = entry.pop("world")
            if "dropped" in entry:
                worlds.pop(name, None)
                continue
            kept = worlds.get(name)
            if kept is None:
                kept = worlds[name] = _Kept()
            # One string for each id, as in the process that wrote it: in the record and in all
            # indexes.
            ids: dict[str, str] = {}
            for part, sent in entry.items():
                _PARTS[part](kept, sent, ids)

    def worlds(self) -> Iterator[tuple[str, Tables, _Indexes, list[Step]]]:
        """Give the tables, indexes and steps that there are, world by world, and keep none."""
        while self._worlds:
            name, kept = self._worlds.popitem()
            yield name, *kept.finished()


class _Kept:
    """What there is of one world.

    Messages are rows that grow, and steps stay as they were parsed, until all is read: most of
    what they have been is of no account by then.
    """

    __slots__ = ("buckets", "indexes", "messages", "tables")

    def __init__(self) -> None:
        self.tables = empty_tables()
        self.messages: dict[str, list[Any]] = {}
        self.indexes: defaultdict[str, list[str]] = defaultdict(list)
        self.buckets: defaultdict[int, list[Any]] = defaultdict(list)

    def finished(self) -> tuple[Tables, _Indexes, list[Step]]:
        messages = self.tables[_MESSAGES]
        for message_id, row in self.messages.items():
            row[-1] = tuple(row[-1])
            messages[message_id] = Message(*row)
        self.messages.clear()
        indexes = {name: index for name, index in self.indexes.items() if index}
        steps = [_step(step) for due_at in sorted(self.buckets) for step in self.buckets[due_at]]
        return self.tables, indexes, steps


def _delete(kept: _Kept, sent: list[list[str]], _ids: dict[str, str]) -> None:
    for table, record_id in sent:
        kept.tables[table].pop(record_id, None)
        if table == _MESSAGES:
            kept.messages.pop(record_id, None)


def _withdraw(kept: _Kept, sent: list[list[str]], _ids: dict[str, str]) -> None:
    gone: defaultdict[str, set[str]] = defaultdict(set)
    for name, line in sent:
        gone[name].add(line)
    for name, lines in gone.items():
        index = kept.indexes[name]
        start, end = bisect_left(index, min(lines)), bisect_right(index, max(lines))
        index[start:end] = [line for line in index[start:end] if line not in lines]


def _put_messages(kept: _Kept, sent: list[list[Any]], ids: dict[str, str]) -> None:
    for row in sent:
        message_id = row[0]
        ids[message_id] = message_id
        row[1], row[2], row[6] = intern(row[1]), intern(row[2]), _ENCODINGS[row[6]]
        if row[_FAULT_AT] is not None:
            row[_FAULT_AT] = _read_fault(row[_FAULT_AT])
        row[-2] = _STATES[row[-2]]
        row[-1] = [Event(at, _WHATS[what], _STATES[told], said) for at, what, told, said in row[-1]]
        kept.messages[message_id] = row


def _move_messages(kept: _Kept, sent: list[list[Any]], _ids: dict[str, str]) -> None:
    messages, alike, event = kept.messages, None, None
    for message_id, count, at, what, state, detail in sent:
        row = messages.get(message_id)
        if row is not None and len(timeline := row[-1]) == count:
            # Much of what happens at once is the same: then it is one value, wherever it happened.
            if event is None or (at, what, state, detail) != alike:
                alike = (at, what, state, detail)
                event = Event(at, _WHATS[what], _STATES[state], detail)
            timeline.append(event)
            row[-2] = event.state


def _put_records(kept: _Kept, sent: list[list[Any]], _ids: dict[str, str]) -> None:
    tables = kept.tables
    for table, record_id, record in sent:
        # A whole number is what it is; for all else the codec knows.
        read = record if type(record) is int else of_table(table).read(record)
        tables[table][record_id] = read


def _add(kept: _Kept, sent: list[list[Any]], _ids: dict[str, str]) -> None:
    for table, record_id, delta in sent:
        counters = kept.tables[table]
        counters[record_id] = counters.get(record_id, 0) + delta


def _enter(kept: _Kept, sent: list[list[str]], ids: dict[str, str]) -> None:
    indexes = kept.indexes
    for name, line in sent:
        index, own = indexes[name], ids.get(line, line)
        if not index or index[-1] < own:
            index.append(own)
            continue
        position = bisect_left(index, own)
        if position == len(index) or index[position] != own:
            index.insert(position, own)


def _plan(kept: _Kept, sent: list[Any], _ids: dict[str, str]) -> None:
    buckets = kept.buckets
    for step in sent:
        buckets[step[0] if type(step) is list else step["due_at"]].append(step)


def _step(sent: Any) -> Step:  # noqa: ANN401 - parsed JSON
    if type(sent) is list:
        due_at, message_id, what, detail = sent
        return MessageStep(due_at, message_id, _WHATS[what], detail)
    return STEP.read(sent)


def _finish(kept: _Kept, sent: list[list[int]], _ids: dict[str, str]) -> None:
    for due_at, count, behind in sent:
        bucket = kept.buckets[due_at]
        del bucket[behind : behind + count]
        if not bucket:
            del kept.buckets[due_at]


def _rewrite(kept: _Kept, sent: Sequence[Any], ids: dict[str, str]) -> None:
    since, until, steps = sent
    for due_at in list(kept.buckets):
        if (since is None or since <= due_at) and (until is None or due_at < until):
            del kept.buckets[due_at]
    _plan(kept, steps, ids)


# In the order in which entries have them, which is that in which the store does them.
_PARTS: Final[Mapping[str, Callable[[_Kept, Any, dict[str, str]], None]]] = {
    "deleted": _delete,
    "withdrawn": _withdraw,
    "messages": _put_messages,
    "moved": _move_messages,
    "records": _put_records,
    "added": _add,
    "lines": _enter,
    "steps": _plan,
    "done": _finish,
    "rewritten": _rewrite,
}
