"""Answers become HTTP.

An ordinary answer, as nearly all are, we spell ourselves: its head is the same for a second, and
goes out in one piece with the body. aiohttp spells each head anew, line by line, which took a sixth
of the time of a send. Whatever is out of the ordinary goes aiohttp's way.
"""

from contextlib import aclosing, suppress
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from typing import Final

from aiohttp import HttpVersion11, hdrs, web
from aiohttp.http import SERVER_SOFTWARE
from multidict import CIMultiDict

from simulator import __version__
from simulator.face.answers import Answer, Stream
from simulator.face.call import Call
from simulator.face.failing import HEADER

__all__ = ["reply", "respond", "stream"]

_WARNINGS_LENGTH_MAX: Final = 1_000

# What is longer is not copied to be behind its head.
_BODY_BYTES_MAX: Final = 65_536


class _Replied(web.StreamResponse):
    """What aiohttp is given where the answer is on its way: there is nothing left to send."""

    keep_alive = True

    async def prepare(self, request: web.BaseRequest) -> None:
        """Begin nothing."""

    async def write_eof(self, data: bytes = b"") -> None:
        """End nothing."""


_REPLIED: Final = _Replied()


def reply(call: Call, answer: Answer) -> web.StreamResponse:
    """Answer a call."""
    request, transport = call.request, call.request.transport
    if (
        answer.headers
        or call.warnings
        or call.decision is not None
        or not 0 < len(answer.body) <= _BODY_BYTES_MAX
        or request.version is not HttpVersion11
        or not request.keep_alive
        or request.method == hdrs.METH_HEAD
        # Who does not read what he is sent waits until he has: aiohttp holds him back.
        or transport is None
        or transport.get_write_buffer_size()
    ):
        return respond(call, answer)
    second = call.simulation.parts.wall.now_ms() // 1_000
    head = _head(answer.status, call.world_name, call.seed, second)
    transport.write(b"%b%d\r\n\r\n%b" % (head, len(answer.body), answer.body))
    return _REPLIED


@lru_cache(maxsize=1024)
def _head(status: int, world: str, seed: int, second: int) -> bytes:
    """Spell a head down to the length of the body, as aiohttp would spell it.

    RFC 9110, 6.6.1: "An origin server with a clock [...] MUST generate a Date header field".
    """
    lines = {
        **_headers(world, seed),
        hdrs.DATE: formatdate(second, usegmt=True),
        hdrs.SERVER: SERVER_SOFTWARE,
        hdrs.CONTENT_LENGTH: "",
    }
    spelled = "\r\n".join(f"{name}: {said}" for name, said in lines.items())
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n{spelled}".encode()


def respond(call: Call, answer: Answer) -> web.Response:
    """Make the response that aiohttp sends: something about it, or about the call, is special."""
    headers = _headers(call.world_name, call.seed)
    if answer.headers or call.warnings or call.decision is not None:
        headers = headers.copy()
        headers.update(answer.headers)
        if call.decision is not None:
            headers[HEADER] = call.decision.rule
        if call.warnings:
            headers["X-Sim-Warnings"] = "; ".join(call.warnings)[:_WARNINGS_LENGTH_MAX]
    return web.Response(body=answer.body, status=answer.status, headers=headers)


async def stream(call: Call, answer: Stream) -> web.StreamResponse:
    """Write a body while it comes into being, until it ends or the caller goes away."""
    headers = _headers(call.world_name, call.seed).copy()
    headers.update({"Content-Type": answer.media_type, "Cache-Control": "no-store"})
    response = web.StreamResponse(headers=headers)
    async with aclosing(answer.chunks) as chunks:
        # Reset, or lost while it held us back: who has gone misses nothing.
        with suppress(ConnectionError):
            await response.prepare(call.request)
            async for chunk in chunks:
                await response.write(chunk)
    return response


@lru_cache(maxsize=1024)
def _headers(world: str, seed: int) -> CIMultiDict[str]:
    return CIMultiDict(
        {
            "Content-Type": "application/json",
            "X-Sim-World": world,
            "X-Sim-Version": __version__,
            "X-Sim-Seed": str(seed),
        }
    )
