"""How what is kept is written: records, steps and lines of the journal, and all of them back."""

import json
from typing import Any, Final

import orjson

from simulator.adapters.codec import STEP, of_table
from simulator.adapters.codec.messages import WHATS, read_message, spell_message
from simulator.domain.message import Message
from simulator.domain.steps import MessageStep, Step
from simulator.services.exchange import Exchange
from simulator.services.once import Remembered
from simulator.services.ports import Key
from simulator.services.tables import MESSAGE, REMEMBERED

__all__ = [
    "DUE_DIGIT_COUNT",
    "SEPARATOR",
    "due_of",
    "field_of",
    "key_of",
    "line_of",
    "read_exchange",
    "read_record",
    "read_step",
    "spell_due",
    "spell_exchange",
    "spell_record",
    "spell_step",
    "split_line",
]

# No byte of UTF-8 is this one, so it may stand between others.
SEPARATOR: Final = b"\xff"

# Where a step begins, behind its instant, the revision that it was written by, and its place there.
DUE_DIGIT_COUNT: Final = 16
_STEP_AT: Final = DUE_DIGIT_COUNT + 16 + 6

_MESSAGES: Final = MESSAGE.name
_REMEMBERED: Final = REMEMBERED.name


def field_of(key: Key[Any]) -> str:
    """Name the field in which a record is."""
    return f"{key[0]}:{key[1]}"


def key_of(field: bytes) -> Key[Any]:
    """Tell which record is in a field."""
    table, _, record_id = field.decode().partition(":")
    # As `Table.key` makes them.
    return (table, record_id)  # type: ignore[return-value] # as said there


def spell_record(key: Key[Any], record: object) -> bytes:
    """Write a record."""
    if type(record) is int:
        return b"%d" % record
    if type(record) is Message:
        return orjson.dumps(spell_message(record))
    if type(record) is Remembered and type(record.result) is Message:
        # Nearly all that is remembered: a message once more.
        return orjson.dumps((record.fingerprint, record.at, spell_message(record.result)))
    return of_table(key[0]).encode(record)


def read_record(key: Key[Any], spelled: bytes) -> Any:  # noqa: ANN401 - whatever is kept there
    """Read a record."""
    if key[0] == _MESSAGES:
        return read_message(orjson.loads(spelled))
    if key[0] == _REMEMBERED and spelled.startswith(b"["):
        fingerprint, at, message = orjson.loads(spelled)
        return Remembered(fingerprint, read_message(message), at)
    return of_table(key[0]).decode(spelled)


def line_of(index: str, entry_id: str) -> str:
    """Write a line of an index; what a line says begins behind the first NUL."""
    return f"{index}\0{entry_id}"


def split_line(line: bytes) -> tuple[str, str]:
    """Tell the index that a line is of, and what it says."""
    index, _, entry_id = line.decode().partition("\0")
    return index, entry_id


def spell_due(due_at: int) -> str:
    """Write an instant so that the order of texts is that of time."""
    return f"{due_at:016}"  # of DUE_DIGIT_COUNT; to look that up takes as long again


def due_of(step: bytes) -> int:
    """Tell when a step is due."""
    return int(step[:DUE_DIGIT_COUNT])


def spell_step(step: Step) -> bytes:
    """Write a step, but not when it is due, unless it has to be said twice."""
    if type(step) is MessageStep:
        return orjson.dumps((step.message_id, step.what, step.detail))
    return STEP.encode(step)


def read_step(step: bytes) -> Step:
    """Read a step from the timeline."""
    told = orjson.loads(step[_STEP_AT:])
    if type(told) is list:
        return MessageStep(due_of(step), told[0], WHATS[told[1]], told[2])
    return STEP.read(told)


def spell_exchange(exchange: Exchange) -> tuple[bytes, bytes, bytes]:
    """Write a call and its answer: all but the bodies, and these, which are no JSON for sure."""
    body = exchange.body
    told = (*exchange[:10], body is not None, exchange.warnings, exchange.fault)
    try:
        head = orjson.dumps(told)
    except orjson.JSONEncodeError:  # headers may have bytes that are no text at all
        head = json.dumps(told).encode()
    return head, body or b"", exchange.answer


def read_exchange(head: bytes, body: bytes, answer: bytes) -> Exchange:
    """Read what was written so."""
    try:
        told = orjson.loads(head)
    except orjson.JSONDecodeError:
        told = json.loads(head)
    *members, has_body, warnings, fault = told
    sent = body if has_body else None
    decided_by = None if fault is None else tuple(fault)
    return Exchange._make([*members, sent, answer, tuple(warnings), decided_by])
