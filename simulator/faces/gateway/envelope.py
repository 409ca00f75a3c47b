"""The envelope around every answer: `{ok, data, error, metadata}`."""

from collections.abc import Sequence
from typing import Any

import orjson

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
    headers = _REPLAYED if performed.is_replayed else ()
    metadata = _metadata(call, vendor, performed.charged, is_cached=performed.is_replayed)
    return Answer(200, _wrap(data, None, metadata), headers)


def sent(call: Call, data: object, performed: Performed[Any], message: Message) -> Answer:
    """Answer with what came of sending a message."""
    _heed(call, performed, message)
    return done(call, data, performed, message.vendor)


def sent_many(
    call: Call, data: object, performed: Performed[Any], answers: Sequence[BatchAnswer]
) -> Answer:
    """Answer with what came of sending messages."""
    for answer in answers:
        if isinstance(answer, Message):
            _heed(call, performed, answer)
    return done(call, data, performed)


def _heed(call: Call, performed: Performed[Any], message: Message) -> None:
    """Heed a magic number that has it that the answer is lost; one to a retry is not."""
    if message.fault is not None and not performed.is_replayed:
        call.lose_answer(message.fault)


def found(
    call: Call, data: object, vendor: str | None = None, headers: tuple[tuple[str, str], ...] = ()
) -> Answer:
    """Answer with what was looked up."""
    return Answer(200, _wrap(data, None, _metadata(call, vendor)), headers)


def refuse(call: Call, refused: Refused) -> Answer:
    """Say no."""
    error = error_object(spelled(refused))
    return Answer(error.status, _wrap(None, error.as_json(), _metadata(call)), error.headers)


def _wrap(data: object, error: object, metadata: object) -> bytes:
    return orjson.dumps({"ok": error is None, "data": data, "error": error, "metadata": metadata})


def _metadata(
    call: Call, vendor: str | None = None, charged: int = 0, *, is_cached: bool = False
) -> dict[str, object]:
    parts = call.simulation.parts
    return {
        # The nearest float of a number with at most six decimals prints as that very number.
        "cost_usd": charged / 1_000_000,
        "latency_ms": -((call.started_ns - parts.wall.elapsed_ns()) // 1_000_000),
        "vendor": vendor,
        "cache_hit": is_cached,
        "request_id": parts.ids.uuid7(),
    }
