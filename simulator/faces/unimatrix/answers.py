"""How the vendor answers: `{code, message, data}`, where only a good answer has `data`."""

from typing import Final

import orjson

from simulator.domain.message import Message
from simulator.domain.refusals import StoreFailed
from simulator.face import Answer, Call
from simulator.face.refused import Refused
from simulator.faces.unimatrix.auth import ACTION
from simulator.faces.unimatrix.error_codes import ERROR_CODES, status_of
from simulator.faces.unimatrix.errors import code_of, headers_of, reasons_of

__all__ = ["done", "refuse", "sent"]

# Ruby's SDK reads only what says that it is JSON, and .NET's looks for the header in this spelling.
_MEDIA_TYPE: Final = ("Content-Type", "application/json; charset=utf-8")
_REQUEST_ID: Final = "X-Uni-Request-Id"


def done(call: Call, data: object) -> Answer:
    """Answer with what came of it."""
    document = {"code": "0", "message": "Success", "data": data}
    return Answer(200, orjson.dumps(document), _headers(call))


def sent(call: Call, data: object, *messages: Message) -> Answer:
    """Answer with what came of sending messages; a magic number may have it that it is lost."""
    for message in messages:
        if message.fault is not None:
            call.lose_answer(message.fault)
    return done(call, data)


def refuse(call: Call, refused: Refused) -> Answer:
    """Say no: with the vendor's error, and in a header why."""
    action = call.request.query.get(ACTION)
    code = code_of(refused, call.document, action)
    call.warnings += reasons_of(refused, action)
    document = {"code": code, "message": ERROR_CODES[code]}
    headers = (*_headers(call), *headers_of(refused))
    # Nothing is wrong with us or with the call: the store is away, and the caller may come again.
    status = 503 if isinstance(refused, StoreFailed) else status_of(code)
    return Answer(status, orjson.dumps(document), headers)


def _headers(call: Call) -> tuple[tuple[str, str], ...]:
    return (_MEDIA_TYPE, (_REQUEST_ID, call.simulation.parts.ids.hex7()))
