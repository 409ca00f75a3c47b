"""Whatever a test makes the gateway say is held against the document.

`clients.listening` and `processes.Server` let us see each answer, and `conftest.py` has each test
judged by it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest
from aiohttp import web

from tests.document import faults

__all__ = ["judging", "see", "take", "watch"]

_PREFIX: Final = "/v1"

_seen: Final[list[str]] = []


async def watch(request: web.Request, response: web.StreamResponse) -> None:
    """See an answer on its way out: a handler of the signal `on_response_prepare`."""
    body = response.body if isinstance(response, web.Response) else None
    whole = body if isinstance(body, bytes) else b""  # a stream is none of the gateway's answers
    see(request.method, request.rel_url.raw_path, response.status, response.content_type, whole)


def see(method: str, path: str, status: int, media_type: str, body: bytes) -> None:
    """See an answer, and keep in mind what is wrong with it."""
    if path.startswith(_PREFIX):
        _seen.extend(faults(method, path, status, media_type, body))


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
            pytest.fail("\n".join(["The gateway breaks its document:", *faults]), pytrace=False)
