"""The sender on real sockets: what comes back, what does not, and how long it waits."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from simulator.adapters.webhook_sender import HttpSender
from simulator.services.telling import Letter
from tests.receivers import Receiver, receiving

HEADERS = {"Content-Type": "application/json", "User-Agent": "telnyx-webhooks", "X-Signed": "s"}


@pytest.fixture
async def sender() -> AsyncIterator[HttpSender]:
    """A sender, which is closed in the end."""
    sender = HttpSender()
    yield sender
    await sender.close()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A customer's server."""
    async with receiving() as receiver:
        yield receiver


def letter(url: str, timeout_ms: int = 30_000) -> Letter:
    """Make a letter."""
    return Letter(url, b'{"a": 1}', HEADERS, timeout_ms)


async def test_a_letter_arrives_as_it_was_written(sender: HttpSender, receiver: Receiver) -> None:
    """Byte for byte, and with no headers but its own and those that HTTP needs."""
    reply = await sender.send(letter(f"{receiver.url}/hooks?a=b"))

    assert (reply.status, reply.error, reply.body) == (200, "", "thanks")
    (one,) = receiver.received
    assert (one.path, one.body) == ("/hooks", b'{"a": 1}')
    assert dict(one.headers) == {
        "Host": receiver.url.removeprefix("http://"),
        "Content-Length": "8",
        **HEADERS,
    }


@pytest.mark.parametrize("status", [204, 301, 307, 400, 503])
async def test_an_answer_is_told_whatever_it_is(
    sender: HttpSender, receiver: Receiver, status: int
) -> None:
    """Nobody is followed, and nobody is asked twice."""
    receiver.answer = lambda _: status
    assert (await sender.send(letter(receiver.url))).status == status
    assert len(receiver.received) == 1


async def test_who_does_not_answer_is_waited_for_so_long(
    sender: HttpSender, receiver: Receiver
) -> None:
    """And no longer; the next letter is another matter."""
    receiver.answer = lambda _: None
    reply = await sender.send(letter(receiver.url, 20))
    assert (reply.status, reply.error) == (None, "no answer within 0.02 s")
    assert reply.elapsed_ms >= 20

    receiver.answer = lambda _: 200
    assert (await sender.send(letter(receiver.url))).status == 200


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/",
        "https://127.0.0.1:1/",
        "nonsense",
        "ftp://127.0.0.1/",
        "http://[/",
        "http://127.0.0.1:99999/",
        "http://\udcff/",
    ],
)
async def test_what_cannot_be_reached_is_told(sender: HttpSender, url: str) -> None:
    """Whatever is wrong with it, nothing is raised."""
    reply = await sender.send(letter(url))
    assert reply.status is None
    assert reply.error


async def test_who_talks_no_http_is_told_of(sender: HttpSender) -> None:
    """So is who hangs up."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"220 mail.test\r\n")
        writer.close()

    async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        reply = await sender.send(letter(f"http://127.0.0.1:{port}/"))
    assert reply.status is None
    assert reply.error


async def test_of_a_long_answer_the_beginning_is_kept(sender: HttpSender) -> None:
    """The rest is not waited for, however long it is."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b'{"a": 1}')
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" + b"\xffx" * 20_000)
        await writer.drain()
        await reader.read()
        writer.close()

    async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        reply = await sender.send(letter(f"http://127.0.0.1:{port}/"))
    assert reply.status == 200
    assert reply.body.startswith("\ufffdx\ufffdx")
    assert len(reply.body) == 512
