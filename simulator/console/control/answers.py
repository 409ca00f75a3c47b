"""How the control API answers: plain JSON, and the house's error object when it says no."""

from dataclasses import replace
from typing import Final

import orjson

from simulator.domain.refusals import NotFound
from simulator.face import Answer, Call
from simulator.face.error_object import ErrorObject, error_object
from simulator.face.refused import NoSuchRoute, Refused

__all__ = ["answer", "refuse"]

_LISTS: Final = {
    "rule": "GET /_sim/faults tells the rules of this world.",
    "scenario": "GET /_sim/scenarios tells those that are shipped.",
    "webhook": "GET /_sim/webhooks tells those of this world.",
    "world": "GET /_sim/worlds tells those that there are; the first call of a key makes one.",
}
_CONTROL_API: Final = "/_sim"
_CALLS: Final = "GET /_sim/openapi.json tells all calls of the control API."
_NEIGHBOURS: Final = (
    "Here are the gateway (/v1), Telnyx (/v2), Unimatrix (/?action=...)"
    " and the control API (/_sim/openapi.json)."
)


def answer(document: object, status: int = 200) -> Answer:
    """Answer with a document."""
    return Answer(status, orjson.dumps(document))


def refuse(call: Call, refused: Refused) -> Answer:  # noqa: ARG001 - every face says no by call
    """Say no."""
    error = _words(refused)
    return Answer(error.status, orjson.dumps({"error": error.as_json()}), error.headers)


def _words(refused: Refused) -> ErrorObject:
    """Find the words for a refusal, and a hint where to look where something is not there."""
    error = error_object(refused)
    match refused:
        case NotFound(kind, name):
            hint = error.hint or _LISTS.get(kind)
            return replace(error, message=f"There is no {kind} {name}.", hint=hint)
        case NoSuchRoute(path):
            hint = _CALLS if path.startswith(_CONTROL_API) else _NEIGHBOURS
            return replace(error, hint=hint)
        case _:
            return error
