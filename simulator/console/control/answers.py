"""How the control API answers: plain JSON, and the house's error object when it says no."""

import orjson

from simulator.face import Answer, Call
from simulator.face.error_object import error_object
from simulator.face.refused import Refused

__all__ = ["answer", "refuse"]


def answer(document: object, status: int = 200) -> Answer:
    """Answer with a document."""
    return Answer(status, orjson.dumps(document))


def refuse(call: Call, refused: Refused) -> Answer:  # noqa: ARG001 - every face says no by call
    """Say no."""
    error = error_object(refused)
    return Answer(error.status, orjson.dumps({"error": error.as_json()}), error.headers)
