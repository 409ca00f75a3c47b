"""Whatever a test makes a face or the control API say is held against their documents.

`clients.listening` and `processes.Server` let us see each answer, and `conftest.py` has each test
judged by it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeAlias

import pytest
from aiohttp import web

from simulator.face import Answer, Call
from simulator.face.failing import HEADER
from simulator.face.places import CHECKOUT_PREFIX
from tests.document import CONTROL, GATEWAY, Document
from tests.telnyx_document import TELNYX

__all__ = ["judging", "see", "take", "watch", "watching"]

# The prefix of a face that other paths may be in front of.
_TELNYX: Final = "/v2/"

Reply: TypeAlias = Callable[[Call, Answer], web.StreamResponse]

_seen: Final[list[str]] = []


async def watch(request: web.Request, response: web.StreamResponse) -> None:
    """See an answer that goes out aiohttp's way: a handler of the signal `on_response_prepare`."""
    if HEADER in response.headers:  # it was told to be wrong
        return
    body = response.body if isinstance(response, web.Response) else None
    whole = body if isinstance(body, bytes) else b""  # a stream is none of these answers
    see(request.method, request.rel_url.raw_path, response.status, response.content_type, whole)


def watching(reply: Reply) -> Reply:
    """See the answers that go out without aiohttp, which sends no signal then."""

    def watched(call: Call, answer: Answer) -> web.StreamResponse:
        response = reply(call, answer)
        if not isinstance(response, web.Response):
            path = call.request.rel_url.raw_path
            see(call.request.method, path, answer.status, "application/json", answer.body)
        return response

    return watched


def see(method: str, path: str, status: int, media_type: str, body: bytes) -> None:
    """See an answer, and keep in mind what is wrong with it."""
    document = _document_of(path)
    if document is not None:
        told = _TELNYX + path.partition(_TELNYX)[2] if document is TELNYX else path
        _seen.extend(document.faults(method, told, status, media_type, body))


def take() -> list[str]:
    """Tell what was wrong since this was asked last."""
    taken = list(dict.fromkeys(_seen))
    _seen.clear()
    return taken


@contextmanager
def judging() -> Iterator[None]:
    """Fail, in the end, whoever saw anything wrong."""
    try:
        yield
    finally:
        if faults := take():
            pytest.fail("\n".join(["An answer breaks its document:", *faults]), pytrace=False)


def _document_of(path: str) -> Document | None:
    if path.startswith("/v1"):
        return GATEWAY
    if path.startswith("/_sim") and not path.startswith(CHECKOUT_PREFIX):
        return CONTROL
    if _TELNYX in path:
        return TELNYX
    return None
