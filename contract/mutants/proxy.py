"""Puts a mutant in front of any implementation."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, web
from multidict import CIMultiDict
from yarl import URL

from contract.mutants.exchange import Answer, Ask
from contract.mutants.mutant import Mutant, Notes, Onward

__all__ = ["lying"]

_OF_THE_CONNECTION: Final = frozenset(
    {
        *("host", "connection", "keep-alive", "transfer-encoding", "content-length"),
        *("content-encoding", "accept-encoding", "date", "server"),
    }
)
"""Headers that each side of a proxy has for itself."""

_PATIENCE: Final = ClientTimeout(total=60)
_REQUEST_BYTES_MAX: Final = 64 << 20

_ANY_PATH: Final = r"/{tail:[\s\S]*}"
"""A dot would leave out paths with the end of a line in them, which implementations know, too."""


@asynccontextmanager
async def lying(url: str, mutant: Mutant) -> AsyncIterator[str]:
    """Serve an implementation with one lie in it, on a free port, and tell the URL."""
    async with ClientSession(timeout=_PATIENCE, cookie_jar=DummyCookieJar()) as session:
        app = web.Application(client_max_size=_REQUEST_BYTES_MAX)
        app.router.add_route("*", _ANY_PATH, _handler(mutant, _onward(session, url)))
        runner = web.AppRunner(app, shutdown_timeout=0, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()


def _handler(
    mutant: Mutant, onward: Onward
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    notes: Notes = {}

    async def answer(request: web.Request) -> web.StreamResponse:
        told = await mutant.answer(await _read(request), onward, notes)
        return web.Response(status=told.status, headers=told.headers, body=told.body)

    return answer


async def _read(request: web.Request) -> Ask:
    at, headers = request.rel_url, _between(request.headers)
    return Ask(request.method, at.raw_path, at.raw_query_string, headers, await request.read())


def _onward(session: ClientSession, url: str) -> Onward:
    async def onward(ask: Ask) -> Answer:
        target = URL(f"{url}{ask.path}{'?' if ask.query else ''}{ask.query}", encoded=True)
        async with session.request(
            ask.method, target, headers=ask.headers, data=ask.raw or None, allow_redirects=False
        ) as response:
            headers = _between(response.headers)
            return _answer(response.status, headers, await response.read())

    return onward


def _between(headers: Mapping[str, str]) -> CIMultiDict[str]:
    """Keep what is meant for the other end."""
    told = headers.items()
    return CIMultiDict(
        (name, text) for name, text in told if name.lower() not in _OF_THE_CONNECTION
    )


def _answer(status: int, headers: CIMultiDict[str], body: bytes) -> Answer:
    try:
        return Answer(status, headers, json.loads(body))
    except ValueError:
        return Answer(status, headers, None, body)
