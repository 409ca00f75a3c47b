"""The sender on real sockets: what comes back, what does not, and how long it waits."""

import asyncio
import ssl
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import IPv4Address
from pathlib import Path
from socket import SO_LINGER, SOL_SOCKET
from struct import pack

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from yarl import URL

from simulator.adapters.webhook_answer import NoAnswer
from simulator.adapters.webhook_line import Line
from simulator.adapters.webhook_sender import HttpSender
from simulator.services.telling import Letter
from tests.receivers import Receiver, receiving
from tests.stores import turns

HEADERS = {"Content-Type": "application/json", "User-Agent": "telnyx-webhooks", "X-Signed": "s"}
LOOPBACK = IPv4Address("127.0.0.1")
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nthanks"


@dataclass
class Talker:
    """A server that says the same to every letter, whether that is HTTP or not."""

    said: bytes
    hangs_up: bool
    url: str = ""
    connection_count: int = 0
    before_closing: Callable[[asyncio.StreamWriter], None] = asyncio.StreamWriter.close
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    heard: asyncio.Queue[None] = field(default_factory=asyncio.Queue)
    ended: asyncio.Queue[None] = field(default_factory=asyncio.Queue)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connection_count += 1
        self.writers.append(writer)
        try:
            while await reader.readuntil(b'{"a": 1}'):
                self.heard.put_nowait(None)
                writer.write(self.said)
                if self.hangs_up:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        self.before_closing(writer)
        writer.close()
        self.ended.put_nowait(None)

    def hang_up(self) -> None:
        """Close what is open."""
        for writer in self.writers:
            writer.close()

    def say(self, said: bytes) -> None:
        """Say something unasked."""
        for writer in self.writers:
            writer.write(said)

    async def has_heard(self, count: int) -> None:
        """Wait for so many letters more."""
        async with asyncio.timeout(60):
            for _ in range(count):
                await self.heard.get()

    async def has_ended(self, count: int) -> None:
        """Wait until so many connections more have come to their end."""
        async with asyncio.timeout(60):
            for _ in range(count):
                await self.ended.get()


@asynccontextmanager
async def talking(
    said: bytes, *, hangs_up: bool = False, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Talker]:
    """Listen on a free port."""
    talker = Talker(said, hangs_up)
    async with await asyncio.start_server(talker.talk, "127.0.0.1", 0, ssl=tls) as server:
        scheme = "https" if tls else "http"
        talker.url = f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        yield talker
        talker.hang_up()


def vouched_for(path: Path) -> ssl.SSLContext:
    """Make a certificate for this machine, which who has the file at the path will trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, names = x509.Name([]), x509.SubjectAlternativeName([x509.IPAddress(LOOPBACK)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .add_extension(names, critical=True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, *form)
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


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


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"220 mail.test\r\n", "no HTTP/1"),
        (b"HTTP/1.1 200 OK\r\n", "the connection was closed"),
        (b"", "the connection was closed"),
    ],
)
async def test_who_talks_no_http_is_told_of(sender: HttpSender, said: bytes, why: str) -> None:
    """So is who hangs up."""
    async with talking(said, hangs_up=True) as talker:
        reply = await sender.send(letter(talker.url))
    assert reply.status is None
    assert why in reply.error


async def test_a_connection_that_breaks_is_told_of(sender: HttpSender) -> None:
    """It is nobody's fault, and no answer."""

    def break_off(writer: asyncio.StreamWriter) -> None:
        writer.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, pack("ii", 1, 0))
        writer.close()

    async with talking(b"", hangs_up=True) as talker:
        talker.before_closing = break_off
        reply = await sender.send(letter(talker.url))
    assert reply.status is None
    assert "reset" in reply.error


async def test_of_a_long_answer_the_beginning_is_kept(sender: HttpSender) -> None:
    """The rest is not waited for, however long it is, and nothing is asked behind it."""
    long = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" + b"\xffx" * 20_000
    async with talking(long) as talker:
        replies = [await sender.send(letter(talker.url)) for _ in range(2)]
    assert talker.connection_count == 2
    for reply in replies:
        assert reply.status == 200
        assert reply.body.startswith("\ufffdx\ufffdx")
        assert len(reply.body) == 512


async def test_a_connection_is_used_again(sender: HttpSender) -> None:
    """By one letter after the other; those that are under way at once have their own."""
    async with talking(OK) as talker:
        for _ in range(3):
            assert (await sender.send(letter(talker.url))).body == "thanks"
        assert talker.connection_count == 1
        together = [sender.send(letter(f"{talker.url}{n}")) for n in range(4)]
        assert [one.status for one in await asyncio.gather(*together)] == [200] * 4
        assert talker.connection_count == 4
        await asyncio.gather(*[sender.send(letter(talker.url)) for _ in range(4)])
        assert talker.connection_count == 4


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        OK + b"HTTP/1.1 500 Unasked\r\n\r\n",
    ],
)
async def test_what_is_good_for_nothing_more_is_closed(sender: HttpSender, said: bytes) -> None:
    """Who says so will close it; from whom more comes than was asked, nothing is to be trusted."""
    async with talking(said) as talker:
        for _ in range(2):
            assert (await sender.send(letter(talker.url))).status == 200
            await talker.has_ended(1)
        assert talker.connection_count == 2


async def test_who_hangs_up_meanwhile_is_called_again(sender: HttpSender) -> None:
    """Servers keep a connection as long as they like."""
    async with talking(OK) as talker:
        await sender.send(letter(talker.url))
        talker.hang_up()
        await talker.has_ended(1)
        await turns()
        assert (await sender.send(letter(talker.url))).status == 200
        assert talker.connection_count == 2


async def test_who_speaks_unasked_is_not_heard(sender: HttpSender) -> None:
    """It might be taken for the answer to what is asked next."""
    async with talking(OK) as talker:
        await sender.send(letter(talker.url))
        talker.say(b"HTTP/1.1 500 Unasked\r\nContent-Length: 0\r\n\r\n")
        await talker.has_ended(1)
        assert (await sender.send(letter(talker.url))).status == 200


async def test_a_connection_is_not_kept_for_ever(
    sender: HttpSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody wants to hold a hundred of them for a receiver of yesterday."""
    monkeypatch.setattr("simulator.adapters.webhook_sender._IDLE_S", 0)
    async with talking(OK) as talker:
        await asyncio.gather(*[sender.send(letter(talker.url)) for _ in range(2)])
        await talker.has_ended(2)


async def test_what_is_used_again_is_not_closed_for_its_rest(
    sender: HttpSender, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Its time to rest is over as soon as somebody takes it, or all is closed."""
    monkeypatch.setattr("simulator.adapters.webhook_sender._IDLE_S", 0)
    async with talking(OK) as talker:
        assert [(await sender.send(letter(talker.url))).status for _ in range(3)] == [200] * 3
        await sender.close()
        await talker.has_ended(1)
    assert talker.connection_count == 1
    assert not caplog.records


async def test_a_line_that_is_being_closed_is_not_open() -> None:
    """Nor can anything be asked once it is."""
    async with talking(OK) as talker:
        loop, port = asyncio.get_running_loop(), URL(talker.url).port
        _, line = await loop.create_connection(Line, "127.0.0.1", port or 0)
        assert line.is_open
        line.close()
        assert not line.is_open
        await turns()
        with pytest.raises(NoAnswer, match="closed"):
            await line.ask(b"")
        line.close()


async def test_a_letter_that_is_given_up_leaves_no_connection(sender: HttpSender) -> None:
    """Its answer would be taken for that to the next one."""
    async with talking(b"") as talker:
        giving_up = asyncio.create_task(sender.send(letter(talker.url)))
        await talker.has_heard(1)
        giving_up.cancel()
        await talker.has_ended(1)


async def test_all_is_closed_in_the_end(sender: HttpSender) -> None:
    """By us, and at once."""
    async with talking(OK) as talker:
        await asyncio.gather(*[sender.send(letter(talker.url)) for _ in range(3)])
        await sender.close()
        await talker.has_ended(3)


@pytest.mark.parametrize(
    ("sign_in", "told"), [("joe:s%3Acret@", b"joe:s:cret"), ("joe@", b"joe:"), (":key@", b":key")]
)
async def test_a_url_may_say_whose_letter_it_is(
    sender: HttpSender, receiver: Receiver, sign_in: str, told: bytes
) -> None:
    """RFC 7617; a letter that says so itself knows better."""
    url = receiver.url.replace("//", f"//{sign_in}")
    await sender.send(letter(url))
    signed = {"Authorization": "UNI1-HMAC-SHA256 x"}
    await sender.send(Letter(url, b"{}", signed, 30_000))

    first, second = (one.headers.getall("Authorization") for one in receiver.received)
    assert first == [f"Basic {b64encode(told).decode()}"]
    assert second == ["UNI1-HMAC-SHA256 x"]


@pytest.mark.parametrize("path", ["/a b", "/?a=\r\nX-Evil: 1", "/\r\n\r\n", "/\u00fc#\n"])
async def test_a_url_says_nothing_but_where(
    sender: HttpSender, receiver: Receiver, path: str
) -> None:
    """Whatever is in it, it is no header."""
    reply = await sender.send(letter(receiver.url + path))

    assert reply.status == 200
    (one,) = receiver.received
    assert set(one.headers) == {"Host", "Content-Length", *HEADERS}


async def test_a_receiver_may_be_secure(
    sender: HttpSender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of one whom nobody vouches for that is told."""
    context = vouched_for(tmp_path / "cert.pem")
    async with talking(OK, tls=context) as talker:
        told = await HttpSender().send(letter(talker.url))
        assert told.status is None
        assert "CERTIFICATE_VERIFY_FAILED" in told.error
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        assert (await sender.send(letter(talker.url))).body == "thanks"
        assert (await sender.send(letter(talker.url))).body == "thanks"
        await sender.close()
