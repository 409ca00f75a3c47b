"""What can be done here, for programs that ask instead of reading documentation."""

from functools import cache

import orjson

from simulator.console.control.document import describe
from simulator.face import CONSOLE, Answer, Call, Route

__all__ = ["get_document"]


async def get_document(call: Call) -> Answer:
    """Describe the control API in OpenAPI."""
    return Answer(200, _spell(call.request.app[CONSOLE]["control"].routes))


@cache
def _spell(routes: tuple[Route, ...]) -> bytes:
    return orjson.dumps(describe(routes))
