"""How what is kept is written: records, steps and lines of the journal, and all of them back."""

import json
from struct import Struct
from typing import Any, Final

import orjson
from msgspec.json import Encoder
from msgspec.structs import astuple

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
    "STEP_AT",
    "due_of",
    "field_of",
    "key_of",
    "line_of",
    "read_exchanges",
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
STEP_AT: Final = DUE_DIGIT_COUNT + 16 + 6

# How long the parts of a line of the journal are, in front of them.
_LENGTHS: Final = Struct(">3I")

_MESSAGES: Final = MESSAGE.name
_REMEMBERED: Final = REMEMBERED.name

_encode: Final = Encoder().encode


def field_of(key: Key[Any]) -> bytes:
    """Name the field in which a record is."""
    return f"{key[0]}:{key[1]}".encode()


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
        return _encode(spell_message(record))
    if type(record) is Remembered and type(record.result) is Message:
        # Nearly all that is remembered: a message once more.
        return _encode((record.fingerprint, record.at, spell_message(record.result)))
    return of_table(key[0]).encode(record)


def read_record(key: Key[Any], spelled: bytes) -> Any:  # noqa: ANN401 - whatever is kept there
    """Read a record."""
    if key[0] == _MESSAGES:
        return read_message(orjson.loads(spelled))
    if key[0] == _REMEMBERED and spelled.startswith(b"["):
        fingerprint, at, message = orjson.loads(spelled)
        return Remembered(fingerprint, read_message(message), at)
    return of_table(key[0]).decode(spelled)


def line_of(index: str, entry_id: str) -> bytes:
    """Write a line of an index; what a line says begins behind the first NUL."""
    return f"{index}\0{entry_id}".encode()


def split_line(line: bytes) -> tuple[str, str]:
    """Tell the index that a line is of, and what it says."""
    index, _, entry_id = line.decode().partition("\0")
    return index, entry_id


def spell_due(due_at: int) -> bytes:
    """Write an instant so that the order of texts is that of time."""
    return b"%016d" % due_at  # of DUE_DIGIT_COUNT; to look that up takes as long again


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
    told = orjson.loads(step[STEP_AT:])
    if type(told) is list:
        return MessageStep(due_of(step), told[0], WHATS[told[1]], told[2])
    return STEP.read(told)


def spell_exchange(exchange: Exchange) -> bytes:
    """Write a line of the journal so that others may follow.

    The bodies are apart from all the rest, for they are no JSON for sure.
    """
    body, answer = exchange.body, exchange.answer
    told = (*astuple(exchange)[:10], body is not None, exchange.warnings, exchange.fault)
    try:
        head = orjson.dumps(told)
    except orjson.JSONEncodeError:  # headers may have bytes that are no text at all
        head = json.dumps(told).encode()
    sent = body or b""
    return b"%b%b%b%b" % (_LENGTHS.pack(len(head), len(sent), len(answer)), head, sent, answer)


def read_exchanges(lines: bytes) -> list[Exchange]:
    """Read lines of the journal, one behind the other."""
    exchanges = []
    at = 0
    while at < len(lines):
        head_length, sent_length, answer_length = _LENGTHS.unpack_from(lines, at)
        sent_at = (at := at + _LENGTHS.size) + head_length
        answer_at = sent_at + sent_length
        end = answer_at + answer_length
        exchanges.append(
            _exchange(lines[at:sent_at], lines[sent_at:answer_at], lines[answer_at:end])
        )
        at = end
    return exchanges


def _exchange(head: bytes, sent: bytes, answer: bytes) -> Exchange:
    try:
        told = orjson.loads(head)
    except orjson.JSONDecodeError:
        told = json.loads(head)
    *members, has_body, warnings, fault = told
    body = sent if has_body else None
    decided_by = None if fault is None else tuple(fault)
    members += (body, answer, tuple(warnings), decided_by)
    return Exchange(*members)
