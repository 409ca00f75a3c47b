"""Harm done to answers on their way out, for real: on the socket, where clients will meet it.

What aiohttp would write is written by hand here, for it would write nothing that is wrong; behind
it the connection is closed, so that whatever aiohttp still wants to say goes nowhere.
"""

import asyncio
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus
from typing import Final

from aiohttp import web

from simulator.domain.fault_effects import (
    Delay,
    Drip,
    Garble,
    Hang,
    LostResponse,
    Reset,
    Truncate,
    WireEffect,
    WrongLength,
)

__all__ = ["SocketLine"]

# How soon we notice that a caller has hung up who is kept waiting; nobody tells us.
_GLANCE_S: Final = 0.25

# SO_LINGER: on, for no time at all. POSIX leaves it open what that does, and all systems reset.
_LINGER: Final = struct.pack("ii", 1, 0)


class SocketLine:
    """The connections of this process."""

    def __init__(self) -> None:
        self._is_over = asyncio.Event()

    async def stop(self, _app: web.Application) -> None:
        """Keep nobody waiting any more: the process is about to end."""
        self._is_over.set()

    async def wait(self, request: web.Request, ms: int) -> None:
        """Let so much of the wall's time pass, or less if the caller hangs up."""
        await self._wait(request, ms / 1000)

    async def spoil(
        self, request: web.Request, response: web.Response, effect: WireEffect
    ) -> web.Response:
        """Send an answer as it should not be sent; what comes back is not sent any more."""
        match effect:
            case Hang():
                await self._wait(request, None)
            case Reset():
                _reset(request)
            case LostResponse():
                pass
            case Truncate():
                whole = _body(response)
                _write(request, _head(response, len(whole)) + whole[: len(whole) // 2])
            case WrongLength():
                whole = _body(response)
                _write(request, _head(response, len(whole) // 2) + whole)
            case Garble(what):
                _write(request, _garbled(response, what))
            case Drip(every_ms):
                await self._drip(request, response, every_ms / 1000)
            case Delay():  # an answer that comes late is not harmed
                return response
        _hang_up(request)
        return response

    async def _wait(self, request: web.Request, seconds: float | None) -> None:
        """Wait so long, or for ever, but no longer than the caller does, or this process."""
        loop = asyncio.get_running_loop()
        until = None if seconds is None else loop.time() + seconds
        while not self._is_over.is_set() and _is_there(request):
            left = _GLANCE_S if until is None else until - loop.time()
            if left <= 0:
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(min(left, _GLANCE_S)):
                    await self._is_over.wait()

    async def _drip(self, request: web.Request, response: web.Response, every_s: float) -> None:
        """Write the body a byte at a time, behind a head that comes at once."""
        whole = _body(response)
        _write(request, _head(response, len(whole)))
        for position in range(len(whole)):
            await self._wait(request, every_s)
            _write(request, whole[position : position + 1])


def _is_there(request: web.Request) -> bool:
    """Tell whether the caller has not hung up."""
    return request.transport is not None and not request.transport.is_closing()


def _write(request: web.Request, raw: bytes) -> None:
    """Write bytes as they stand, if there is still anybody to read them."""
    if request.transport is not None:
        request.transport.write(raw)


def _hang_up(request: web.Request) -> None:
    """Close the connection behind what has been written."""
    if request.transport is not None:
        request.transport.close()


def _reset(request: web.Request) -> None:
    """Close the connection at once, with a segment that says RST rather than FIN."""
    if request.transport is None:
        return
    plug = request.transport.get_extra_info("socket")
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
    request.transport.abort()


def _garbled(response: web.Response, what: str) -> bytes:
    whole = _body(response)
    if what == "bytes":
        # 0xFF is in no UTF-8, and so in no JSON.
        return _head(response, len(whole)) + bytes(0xFF - byte // 2 for byte in whole)
    # RFC 9112, 7.1: chunk-size is 1*HEXDIG, which this is not.
    half = len(whole) // 2
    good = b"%x\r\n%b\r\n" % (half, whole[:half])
    return _head(response, None) + good + b"zz\r\n" + whole[half:] + b"\r\n0\r\n\r\n"


def _head(response: web.Response, length: int | None) -> bytes:
    """Write status and headers, with a length or, without one, for chunks."""
    return "\r\n".join((*_lines(response, length), "", "")).encode("utf-8")


def _lines(response: web.Response, length: int | None) -> Iterator[str]:
    yield f"HTTP/1.1 {response.status} {_reason(response.status)}"
    for name, told in response.headers.items():
        if name.lower() not in {"content-length", "transfer-encoding", "connection"}:
            yield f"{name}: {told}"
    yield "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    yield "Connection: close"


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _body(response: web.Response) -> bytes:
    whole = response.body
    return whole if isinstance(whole, bytes) else b""
