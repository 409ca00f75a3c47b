"""The envelope around every answer: `{ok, data, error, metadata}`."""

from collections.abc import Sequence
from typing import Any

import orjson

from simulator.domain.fault_effects import Fault
from simulator.domain.message import Message
from simulator.face import Answer, Call
from simulator.face.error_object import error_object
from simulator.face.refused import Refused
from simulator.faces.gateway.translate.ids import spelled
from simulator.services.drafts import Performed
from simulator.services.messaging import BatchAnswer

__all__ = ["done", "found", "refuse", "sent", "sent_many"]

_REPLAYED = (("Idempotent-Replayed", "true"),)


def done(call: Call, data: object, performed: Performed[Any], vendor: str | None = None) -> Answer:
    """Answer with what came of a use case."""
    is_cached = performed.is_replayed
    body = _wrap(call, data, None, vendor, performed.charged, is_cached=is_cached)
    return Answer(200, body, _REPLAYED if is_cached else ())


def sent(call: Call, data: object, performed: Performed[Any], message: Message) -> Answer:
    """Answer with what came of sending a message."""
    if message.fault is not None:
        _heed(call, performed, message.fault)
    return done(call, data, performed, message.vendor)


def sent_many(
    call: Call, data: object, performed: Performed[Any], answers: Sequence[BatchAnswer]
) -> Answer:
    """Answer with what came of sending messages."""
    for answer in answers:
        if isinstance(answer, Message) and answer.fault is not None:
            _heed(call, performed, answer.fault)
    return done(call, data, performed)


def _heed(call: Call, performed: Performed[Any], fault: Fault) -> None:
    """Heed a magic number that has it that the answer is lost; one to a retry is not."""
    if not performed.is_replayed:
        call.lose_answer(fault)


def found(
    call: Call, data: object, vendor: str | None = None, headers: tuple[tuple[str, str], ...] = ()
) -> Answer:
    """Answer with what was looked up."""
    return Answer(200, _wrap(call, data, None, vendor), headers)


def refuse(call: Call, refused: Refused) -> Answer:
    """Say no."""
    error = error_object(spelled(refused))
    return Answer(error.status, _wrap(call, None, error.as_json()), error.headers)


def _wrap(
    call: Call,
    data: object,
    error: object,
    vendor: str | None = None,
    charged: int = 0,
    *,
    is_cached: bool = False,
) -> bytes:
    parts = call.simulation.parts
    metadata = {
        # The nearest float of a number with at most six decimals prints as that very number.
        "cost_usd": charged / 1_000_000,
        "latency_ms": -((call.started_ns - parts.wall.elapsed_ns()) // 1_000_000),
        "vendor": vendor,
        "cache_hit": is_cached,
        "request_id": parts.ids.uuid7(),
    }
    return orjson.dumps({"ok": error is None, "data": data, "error": error, "metadata": metadata})
