"""What no HTTP client would send, written on the socket by hand."""

import asyncio

import pytest
from yarl import URL

from tests.clients import Gateway

KEY = b"Authorization: Bearer ifr_pk_proj_test\r\nContent-Type: application/json\r\n"


async def converse(url: str, sent: bytes, *, is_torn: bool = False) -> bytes:
    """Write bytes, and read until the server hangs up; a torn request ends there, without it."""
    at = URL(url)
    reader, writer = await asyncio.open_connection(at.host, at.port)
    try:
        writer.write(sent)
        if is_torn:
            writer.write_eof()
        return await asyncio.wait_for(reader.read(), 60)
    finally:
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\r\n\r\n",
        b"hello\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        bytes(range(256)) * 16,
        b"GET /v1/sms/list HTTP/9.9\r\n\r\n",
        b"GET /v1/sms/list HTTP/1.1\r\nHost",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /v1/sms/list HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET /v1/sms/status/\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /v1/sms/send HTTP/1.1\r\nHost: x\r\n" + KEY + b"Content-Length: -1\r\n\r\n{}",
        b"POST /v1/sms/send HTTP/1.1\r\nHost: x\r\n" + KEY + b"Content-Length: 99\r\n\r\n{",
        b"POST /v1/sms/send HTTP/1.1\r\nHost: x\r\n"
        + KEY
        + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}",
        b"POST /v1/sms/send HTTP/1.1\r\nHost: x\r\n"
        + KEY
        + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{",
    ],
    ids=lambda sent: repr(sent[:40] + sent[-20:]),
)
async def test_what_is_no_http_harms_nobody(gateway: Gateway, url: str, sent: bytes) -> None:
    """Garbage and torn requests get a 4xx or no answer, and the next caller notices nothing."""
    answer = await converse(url, sent, is_torn=True)
    assert not answer or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4")), answer
    assert (await gateway.send()).status == 200


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /v1/sms/list HTTP/1.1\r\nAuthorization: Bearer \xff\r\n", b"401"),
        (b"GET /v1/sms/list HTTP/1.1\r\nAuthorization: \xff \xff\r\n", b"401"),
    ],
)
async def test_bytes_that_are_no_text_are_answered_all_the_same(
    url: str, sent: bytes, status: bytes
) -> None:
    """What is not UTF-8 in a line or header is wrong, and told so in an envelope."""
    answer = await converse(url, sent + b"Host: x\r\nConnection: close\r\n\r\n")
    assert answer.split(b" ", 2)[1] == status, answer
    assert b'"request_id"' in answer


@pytest.mark.parametrize("header", [b"Content-Type: \xff/\xff", b"Idempotency-Key: \xff"])
async def test_a_header_that_is_no_text_is_answered_all_the_same(url: str, header: bytes) -> None:
    """What is not UTF-8 in a header of a send is refused in an envelope."""
    body = b'{"to": "+14155550100", "body": "x"}'
    length = f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
    authorization = b"Authorization: Bearer ifr_pk_proj_test\r\nHost: x\r\n"
    media = b"" if header.startswith(b"Content-Type") else b"Content-Type: application/json\r\n"
    head = b"POST /v1/sms/send HTTP/1.1\r\n" + authorization + media + header + b"\r\n" + length
    answer = await converse(url, head + body)
    assert answer.split(b" ", 2)[1] in {b"415", b"422"}, answer
    assert b'"request_id"' in answer


@pytest.mark.parametrize("cut", [0, 1, 20])
async def test_a_body_is_read_whole_however_it_comes(url: str, cut: int) -> None:
    """The call begins when the head is there; what is behind it may be on its way still."""
    body = b'{"to": "+14155550100", "body": "in pieces"}'
    length = f"Content-Length: {len(body)}\r\nConnection: close\r\n".encode()
    head = b"POST /v1/sms/send HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n" + KEY + length
    at = URL(url)
    reader, writer = await asyncio.open_connection(at.host, at.port)
    try:
        writer.write(head + b"\r\n" + body[:cut])
        # By then it waits for the rest.
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(body[cut:])
        answer = await asyncio.wait_for(reader.read(), 60)
    finally:
        writer.close()
        await writer.wait_closed()
    assert answer.startswith(b"HTTP/1.1 200 "), answer
    assert b'"segments":1' in answer
