"""Whole worlds as JSON documents, for another process, another day, or a person to look into."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import orjson

from simulator import __version__
from simulator.adapters.codec import STEP, Malformed, codec_of, of_table
from simulator.adapters.codec.reading import Read, read_list, read_map
from simulator.domain.refusals import Invalid
from simulator.services.ports import Alarm, Key, Snapshot, Table

__all__ = ["FORMAT", "JsonArchive"]

# Of what is written. A value may get new members that have a default; a document without them is
# read as if it had those. For whatever else changes, this is counted up.
FORMAT: Final = 1

# How many records are written or read before everybody else may go first.
_STRIDE: Final = 500


class JsonArchive:
    """Writes documents like `{format, version, world, taken_at, records, indexes, steps}`."""

    def __init__(self, alarm: Alarm) -> None:
        self._alarm = alarm

    async def write(self, snapshot: Snapshot, *, world: str, taken_at: int) -> bytes:
        """Write a document."""
        records: dict[str, dict[str, object]] = {}
        for count, ((name, record_id), record) in enumerate(snapshot.records.items(), 1):
            written = orjson.Fragment(of_table(name).encode(record))
            records.setdefault(name, {})[record_id] = written
            if count % _STRIDE == 0:
                await self._alarm.breathe()
        steps = await self._each(STEP.encode, snapshot.steps)
        return orjson.dumps(
            {
                "format": FORMAT,
                "version": __version__,
                "world": world,
                "taken_at": taken_at,
                "records": records,
                "indexes": snapshot.indexes,
                "steps": [orjson.Fragment(step) for step in steps],
            }
        )

    async def read(self, document: Mapping[str, Any]) -> Snapshot:
        """Read a document.

        Raises:
            Invalid: names what is wrong, by its path.
        """
        if document.get("format") != FORMAT:
            raise Invalid.field("format", f"is not {FORMAT}, which is what this server reads")
        try:
            return Snapshot(
                await self._read_tables(document.get("records")),
                _within("indexes", _read_indexes, document.get("indexes")),
                await self._read_steps(document.get("steps")),
            )
        except Malformed as wrong:
            raise Invalid.field(".".join(wrong.path), wrong.reason) from None

    async def _read_tables(self, sent: object) -> Mapping[Key[Any], Any]:
        records: dict[Key[Any], Any] = {}
        tables = _within("records", read_map(_read_table, _read_object), sent)
        for name, table in tables.items():
            records |= await self._read_table(name, table)
        return records

    async def _read_table(self, name: str, sent: Mapping[str, Any]) -> Mapping[Key[Any], Any]:
        read, key, records = of_table(name).read, Table.all[name].key, {}
        for count, (record_id, record) in enumerate(sent.items(), 1):
            try:
                records[key(record_id)] = read(record)
            except Malformed as wrong:
                raise wrong.within(record_id).within(name).within("records") from None
            if count % _STRIDE == 0:
                await self._alarm.breathe()
        return records

    async def _read_steps(self, sent: object) -> list[Any]:
        there = _within("steps", read_list(_as_it_is, list), sent)
        steps = []
        for start in range(0, len(there), _STRIDE):
            for position, step in enumerate(there[start : start + _STRIDE], start):
                try:
                    steps.append(STEP.read(step))
                except Malformed as wrong:
                    raise wrong.within(position).within("steps") from None
            await self._alarm.breathe()
        return steps

    async def _each(self, encode: Callable[[Any], bytes], kept: Iterable[Any]) -> list[bytes]:
        encoded = []
        for count, one in enumerate(kept, 1):
            encoded.append(encode(one))
            if count % _STRIDE == 0:
                await self._alarm.breathe()
        return encoded


def _within(part: str, read: Read, sent: object) -> Any:  # noqa: ANN401 - whatever is read
    try:
        return read(sent)
    except Malformed as wrong:
        raise wrong.within(part) from None


def _read_table(name: str) -> str:
    if name not in Table.all:
        raise Malformed(f"is no kind of record; there are {', '.join(sorted(Table.all))}")
    return name


def _read_object(sent: Any) -> dict[str, Any]:  # noqa: ANN401 - nothing is known of it yet
    if type(sent) is not dict:
        raise Malformed("should be an object")
    return sent


def _as_it_is(sent: object) -> object:
    return sent


# In order and each line once, as stores need them, whoever has written them.
_read_text: Final = codec_of(str).read
_read_indexes: Final = read_map(_read_text, read_list(_read_text, lambda lines: sorted(set(lines))))
