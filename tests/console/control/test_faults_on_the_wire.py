"""What goes wrong with calls, as a client meets it: on a real socket, by a rule for each effect."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Any

import pytest
from aiohttp import (
    ClientConnectionError,
    ClientError,
    ClientPayloadError,
    ServerDisconnectedError,
)
from yarl import URL

from simulator.face.error_codes import ERROR_CODES
from tests.clients import ALICE, BOB, Control, Gateway
from tests.document import GATEWAY

SEND = {"to": ALICE, "body": "Hello"}


async def let(control: Control, then: object, **match: object) -> str:
    """Add a rule, and tell its id."""
    reply = await control.post("/_sim/faults", {"match": match, "then": then})
    assert reply.status == 201, reply.body
    rule: str = reply.document["id"]
    return rule


async def hits(control: Control) -> list[int]:
    """Tell how often each rule has decided."""
    return [rule["hits"] for rule in (await control.get("/_sim/faults")).document["rules"]]


@asynccontextmanager
async def asked(
    url: str, body: object = SEND, path: str = "/v1/sms/send"
) -> AsyncIterator[asyncio.StreamReader]:
    """Send a message by hand, to see all bytes that come back."""
    at, sent = URL(url), json.dumps(body).encode()
    reader, writer = await asyncio.open_connection(at.host, at.port)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ifr_pk_proj_test\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\n\r\n"
    )
    try:
        writer.write(head.encode() + sent)
        yield reader
    finally:
        writer.transport.abort()


async def bytes_of(url: str) -> tuple[dict[str, str], bytes]:
    """Send a message by hand; tell the headers, and all bytes behind them until it is over."""
    async with asked(url) as reader:
        whole = await asyncio.wait_for(reader.read(), 30)
    head, _, body = whole.partition(b"\r\n\r\n")
    lines = [line.partition(": ") for line in head.decode().split("\r\n")[1:]]
    return {name.lower(): told for name, _, told in lines}, body


async def accepted(control: Control) -> int:
    """Count the messages that were accepted."""
    return len(await control.texts())


@pytest.mark.parametrize("code", sorted(ERROR_CODES))
async def test_a_call_is_refused_with_any_of_the_gateways_errors(
    gateway: Gateway, control: Control, code: str
) -> None:
    """In its envelope, as its document has it; nothing is done, and the rule is named."""
    rule = await let(control, {"refuse": {"code": code}}, face="gateway", op="sms.send")
    reply = await gateway.send()
    assert (reply.status, reply.error["code"]) == (ERROR_CODES[code].status, code)
    assert reply.error["retryable"] is ERROR_CODES[code].is_retryable
    assert reply.headers["X-Sim-Fault"] == rule
    told = ("POST", "/v1/sms/send", reply.status, "application/json", reply.body)
    assert list(GATEWAY.faults(*told)) == []
    assert await accepted(control) == 0
    assert await gateway.balance() == 2
    assert await hits(control) == [1]


async def test_an_error_has_the_headers_that_http_asks_for(
    gateway: Gateway, control: Control
) -> None:
    """401 says by which scheme to come back, 429 when."""
    await let(control, [{"refuse": {"code": code}} for code in ("UNAUTHORIZED", "RATE_LIMITED")])
    assert (await gateway.send()).headers["WWW-Authenticate"] == "Bearer"
    assert (await gateway.send()).headers["Retry-After"] == "1"


@pytest.mark.parametrize(
    ("wanted", "kind", "body"),
    [
        ({"status": 503, "body": "<h1>Down</h1>"}, "text/plain", b"<h1>Down</h1>"),
        ({"status": 500, "body": {"no": 1}}, "application/json", b'{"no": 1}'),
        ({"status": 429}, "text/plain", b""),
        ({"status": 599, "body": [None]}, "application/json", b"[null]"),
        ({"status": 204}, "text/plain", b""),
    ],
)
async def test_an_answer_may_be_anything(
    gateway: Gateway, control: Control, wanted: dict[str, Any], kind: str, body: bytes
) -> None:
    """As from a proxy in between: a status, a text or a document, and when to come back."""
    await let(control, {"http": {**wanted, "retry_after": "1500ms"}})
    reply = await gateway.send()
    assert (reply.status, reply.body) == (wanted["status"], body)
    assert reply.headers["Retry-After"] == "2"
    if body:
        assert reply.headers["Content-Type"].partition(";")[0] == kind
    assert await accepted(control) == 0


@pytest.mark.parametrize(
    "delay",
    [
        "60ms",
        {"fixed": "60ms"},
        {"uniform": {"low": "60ms", "high": "70ms"}},
        {"normal": {"mean": "60ms", "deviation": "0ms"}},
        {"lognormal": {"median": "60ms", "sigma": 0}},
        {"pareto": {"scale": "60ms", "shape": 50, "max": "80ms"}},
    ],
)
async def test_an_answer_comes_late(gateway: Gateway, control: Control, delay: object) -> None:
    """By the wall's time, whatever the world's clock does; and it is the right one."""
    await let(control, {"delay": delay})
    asked_at = perf_counter()
    reply = await gateway.send()
    assert perf_counter() - asked_at >= 0.06
    assert reply.data["state"] == "queued"
    assert reply.headers["X-Sim-Fault"] == "rule-1"


async def test_a_call_hangs_until_the_caller_gives_up(url: str, control: Control) -> None:
    """Nothing is done, no byte comes back, and others are served meanwhile."""
    await let(control, "hang")
    async with asked(url) as reader:
        waiting = asyncio.create_task(reader.read())
        assert await accepted(control) == 0
        while await hits(control) != [1]:
            pass
        assert not waiting.done()
        waiting.cancel()


async def test_a_connection_is_reset(url: str, gateway: Gateway, control: Control) -> None:
    """With RST, which no orderly end of a connection is taken for; nothing is done."""
    await let(control, "reset")
    async with asked(url) as reader:
        with pytest.raises(ConnectionResetError):
            await reader.read()
    with pytest.raises(ClientConnectionError):
        await gateway.send()
    assert await accepted(control) == 0


async def test_half_of_an_answer_comes(url: str, gateway: Gateway, control: Control) -> None:
    """The length is that of the whole; what was asked for is done."""
    await let(control, "truncate")
    headers, body = await bytes_of(url)
    assert len(body) == int(headers["content-length"]) // 2
    assert body.startswith(b'{"ok":true')
    assert headers["x-sim-fault"] == "rule-1"
    with pytest.raises(ClientPayloadError):
        await gateway.send()
    assert await accepted(control) == 2


async def test_chunks_are_broken(url: str, gateway: Gateway, control: Control) -> None:
    """The first is good, and the size of the second is no number."""
    await let(control, {"garble": True})
    headers, body = await bytes_of(url)
    assert headers["transfer-encoding"] == "chunked"
    assert "content-length" not in headers
    size, _, rest = body.partition(b"\r\n")
    assert rest[int(size, 16) :].startswith(b"\r\nzz\r\n")
    with pytest.raises(ClientError):
        await gateway.send()
    assert await accepted(control) == 2


async def test_bytes_are_wrong(gateway: Gateway, control: Control) -> None:
    """The answer comes whole, and is no text in any encoding that JSON has."""
    await let(control, {"garble": "bytes"})
    reply = await gateway.send()
    assert reply.status == 200
    with pytest.raises(UnicodeDecodeError):
        reply.body.decode()
    assert await accepted(control) == 1


async def test_a_length_is_wrong(url: str, gateway: Gateway, control: Control) -> None:
    """All bytes are there, and a client that goes by the length sees half of them."""
    await let(control, "wrong_length")
    headers, body = await bytes_of(url)
    assert len(json.loads(body)) == 4
    assert int(headers["content-length"]) == len(body) // 2
    with pytest.raises((ClientError, json.JSONDecodeError)):
        assert (await gateway.send()).document


async def test_an_answer_drips(url: str, control: Control) -> None:
    """A byte at a time, each in its own time, and in the end all of it."""
    await let(control, {"drip": {"every": "1ms"}})
    asked_at = perf_counter()
    async with asked(url) as reader:
        head = await reader.readuntil(b"\r\n\r\n")
        parts = [part async for part in _parts(reader)]
    assert len(parts) > 20
    assert json.loads(b"".join(parts))["ok"] is True
    assert f"Content-Length: {len(b''.join(parts))}".encode() in head
    assert perf_counter() - asked_at >= 0.001 * len(b"".join(parts))


async def _parts(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while part := await reader.read(65536):
        yield part


async def test_an_answer_is_lost(gateway: Gateway, control: Control) -> None:
    """The message is accepted, charged and delivered, and who sent it never hears of it."""
    await let(control, "lost_response")
    with pytest.raises(ServerDisconnectedError):
        await gateway.send()
    await control.advance("1m")
    (message,) = (await control.get("/_sim/messages")).document["items"]
    assert message["state"] == "delivered"
    await control.put("/_sim/faults", {"rules": []})
    assert await gateway.balance() == 2 - 0.0079


async def test_a_lost_answer_is_found_again_with_its_key(
    gateway: Gateway, control: Control
) -> None:
    """Which is what keys are for: the retry is answered, and nothing is sent or charged twice."""
    await let(control, {"lost_response": True, "times": 1})
    sent = {**SEND, "idempotency_key": "k"}
    with pytest.raises(ServerDisconnectedError):
        await gateway.post("/v1/sms/send", sent)
    reply = await gateway.post("/v1/sms/send", sent)
    assert reply.headers["Idempotent-Replayed"] == "true"
    assert await accepted(control) == 1
    assert await gateway.balance() == 2 - 0.0079


async def test_what_is_wrong_with_a_call_is_lost_too(gateway: Gateway, control: Control) -> None:
    """A refusal is an answer."""
    await let(control, "lost_response", op="sms.send")
    for body in (b"{", b'{"to": 5}', b""):
        with pytest.raises(ServerDisconnectedError):
            await gateway.call("POST", "/v1/sms/send", raw=body)


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{", {}, 400),
        (b"\xff", {}, 400),
        (b"{}", {"Content-Type": "text/plain"}, 415),
        (b'{"to": 1, "from": [], "body": {}}', {}, 422),
        (b"x" * (1024 * 1024 + 1), {}, 413),
        (b"x", {"Content-Encoding": "gzip"}, 400),
    ],
)
async def test_bad_input_is_refused_as_it_is_without_rules(
    gateway: Gateway, control: Control, body: bytes, headers: dict[str, str], status: int
) -> None:
    """Reading it for the rules takes nothing from who reads it next."""
    await let(control, "reset", text="/promo/")
    reply = await gateway.call("POST", "/v1/sms/send", raw=body, headers=headers)
    assert reply.status == status
    assert reply.error["code"] in ERROR_CODES


async def test_our_own_faces_never_fail_on_purpose(control: Control) -> None:
    """Or nobody could take a rule away again."""
    rule = await let(control, "reset")
    assert (await control.get("/_sim/clock")).status == 200
    assert (await control.delete(f"/_sim/faults/{rule}")).document == {"deleted": True}


async def test_worlds_fail_by_rules_of_their_own(gateway: Gateway, control: Control) -> None:
    """A neighbour's rules are none of ours."""
    await let(Control.of(control.session, control.url, "neighbour"), "reset")
    assert (await gateway.send(BOB)).status == 200


# --- A stop ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "then", ["hang", {"delay": "1h"}, {"drip": {"every": "1h"}}], ids=["hang", "delay", "drip"]
)
async def test_who_hangs_up_is_not_waited_for(
    url: str, control: Control, then: object, caplog: pytest.LogCaptureFixture
) -> None:
    """The server notices, and has nothing to complain about."""
    await let(control, then)
    before = len(asyncio.all_tasks())
    async with asked(url):
        while await hits(control) != [1]:
            pass
    async with asyncio.timeout(10):
        while len(asyncio.all_tasks()) > before:
            await control.get("/_sim/livez")
    assert caplog.text == ""
