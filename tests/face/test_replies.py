"""Replies: what goes out without aiohttp says what aiohttp would have said."""

import asyncio
import re
from collections.abc import AsyncGenerator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp import HttpVersion10, HttpVersion11, web
from yarl import URL

from simulator.domain.fault_effects import Hang
from simulator.domain.faults import Decision
from simulator.face import Answer, Call
from simulator.face.answers import Stream
from simulator.face.replies import reply, stream
from simulator.settings import Settings
from tests.clients import listening, serving

_ASKED = (
    "GET /v1/sms/list HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ifr_pk_proj_test\r\n"
)


async def _heads(url: str, *asked: str) -> list[list[str]]:
    """Ask on one connection, one after the other, and tell the lines of each head."""
    reader, writer = await asyncio.open_connection(URL(url).host, URL(url).port)
    heads = []
    for request in asked:
        writer.write(f"{request}\r\n".encode())
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        length = next(line for line in lines if line.startswith("Content-Length: "))
        await reader.readexactly(int(length.partition(": ")[2]))
        heads.append(sorted(line for line in lines if line))
    writer.close()
    return heads


async def test_a_head_is_spelled_as_aiohttp_spells_it() -> None:
    """One that closes the connection goes aiohttp's way, and differs in saying so alone."""
    async with serving(Settings()) as url:
        ours, again, theirs = await _heads(url, _ASKED, _ASKED, f"{_ASKED}Connection: close\r\n")

    def undated(head: list[str]) -> list[str]:
        date = r"Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT"
        assert sum(bool(re.fullmatch(date, line)) for line in head) == 1
        return [line for line in head if not line.startswith("Date: ")]

    assert undated(ours) == undated(again)
    assert undated(theirs) == sorted([*undated(ours), "Connection: close"])


async def test_who_speaks_an_older_http_is_answered_as_he_is_used_to() -> None:
    """RFC 9112, 9.3: a connection of HTTP/1.0 is kept only for who asks for that."""
    older = _ASKED.replace("HTTP/1.1", "HTTP/1.0")
    async with serving(Settings()) as url:
        kept, closed = await _heads(url, f"{older}Connection: keep-alive\r\n", older)

    assert kept[-1] == "X-Sim-World: test"
    assert "Connection: keep-alive" in kept
    assert not any(line.startswith("Connection: ") for line in closed)
    assert "HTTP/1.0 200 OK" in closed


class _Transport:
    """A connection that says how much it has still to send, and keeps what it is given."""

    def __init__(self, waiting: int) -> None:
        self.waiting = waiting
        self.written: list[bytes] = []

    def get_write_buffer_size(self) -> int:
        return self.waiting

    def write(self, data: bytes) -> None:
        self.written.append(data)


def _call(transport: _Transport | None, /, **different: object) -> Call:
    """A call as `reply` sees it, ordinary but for what is said."""
    request: dict[str, object] = {"version": HttpVersion11, "keep_alive": True, "method": "GET"}
    request |= {"transport": transport}
    wall = SimpleNamespace(now_ms=lambda: 1_000_000_000_000)
    call: dict[str, object] = {"warnings": [], "decision": None, "world_name": "w", "seed": 7}
    call["simulation"] = SimpleNamespace(parts=SimpleNamespace(wall=wall))
    request |= {name: said for name, said in different.items() if name in request}
    call |= {name: said for name, said in different.items() if name in call}
    made: Any = SimpleNamespace(**call, request=SimpleNamespace(**request))
    return cast("Call", made)


def test_an_ordinary_answer_goes_out_at_once_and_in_one_piece() -> None:
    """Head and body, and nothing is left for aiohttp to send."""
    transport = _Transport(waiting=0)

    response = reply(_call(transport), Answer(404, b'{"ok": false}'))

    (written,) = transport.written
    assert written.startswith(b"HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\n")
    assert b"\r\nDate: Sun, 09 Sep 2001 01:46:40 GMT\r\n" in written
    assert written.endswith(b'\r\nContent-Length: 13\r\n\r\n{"ok": false}')
    assert not isinstance(response, web.Response)
    assert response.keep_alive


@pytest.mark.parametrize(
    "different",
    [
        {"version": HttpVersion10},
        {"keep_alive": False},
        {"method": "HEAD"},
        {"transport": None},
        {"warnings": ["unknown member 'x' ignored"]},
        {"decision": Decision("rule", 0, Hang(), likeness="", nth=1)},
    ],
    ids=lambda different: next(iter(different)),
)
def test_a_call_that_is_not_ordinary_is_answered_by_aiohttp(different: dict[str, object]) -> None:
    """Nothing has been written when it takes over."""
    transport = _Transport(waiting=0)
    response = reply(_call(transport, **different), Answer(200, b"{}"))
    assert isinstance(response, web.Response)
    assert not transport.written


@pytest.mark.parametrize(
    "answer",
    [Answer(200, b""), Answer(200, b" " * 65_537), Answer(200, b"{}", (("ETag", '"1"'),))],
    ids=["empty", "long", "headed"],
)
def test_an_answer_that_is_not_ordinary_is_given_to_aiohttp(answer: Answer) -> None:
    """Without a body or with a long one, or with a header of its own."""
    transport = _Transport(waiting=0)
    assert isinstance(reply(_call(transport), answer), web.Response)
    assert not transport.written


def test_who_does_not_read_is_held_back_by_aiohttp() -> None:
    """What waits for him must not grow by all that he asks for."""
    transport = _Transport(waiting=1)
    assert isinstance(reply(_call(transport), Answer(200, b"{}")), web.Response)
    assert not transport.written


async def test_who_leaves_while_he_is_held_back_is_no_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """He did not read what he was sent, and then hung up: the stream just ends."""
    is_held, pause = asyncio.Event(), web.RequestHandler.pause_writing
    ended = asyncio.get_running_loop().create_future()

    def paused(protocol: Any) -> None:  # noqa: ANN401 - aiohttp's own
        pause(protocol)
        is_held.set()

    async def chunks() -> AsyncGenerator[bytes, None]:
        while True:
            yield b" " * 1_048_576

    async def handle(request: web.Request) -> web.StreamResponse:
        call: Any = SimpleNamespace(request=request, world_name="w", seed=7)
        try:
            ended.set_result(await stream(cast("Call", call), Stream("text/plain", chunks())))
        except ConnectionError as error:
            ended.set_exception(error)
        return web.Response()

    monkeypatch.setattr(web.RequestHandler, "pause_writing", paused)
    app = web.Application()
    app.router.add_get("/", handle)
    async with listening(app) as url:
        _, writer = await asyncio.open_connection(URL(url).host, URL(url).port, limit=1)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await is_held.wait()
        writer.transport.abort()
        assert await ended
