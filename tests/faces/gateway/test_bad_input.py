"""Bodies that are wrong: each is refused in an envelope, with the code that fits."""

import gzip
import zlib
from collections.abc import Callable

import pytest

from simulator.faces.gateway.routes import ROUTES
from tests.clients import ALICE, Gateway
from tests.faces.gateway.envelope import assert_calm, assert_refused

POSTS = [route.path.replace("{id}", "sms_none") for route in ROUTES if route.method == "POST"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b" ",
        b"{",
        b"to=%2B14155550100",
        b"[]",
        b'[{"to": "+14155550100", "body": "x"}]',
        b'"text"',
        b"null",
        b"17",
        b'{"to": NaN}',
        b'{"to": Infinity}',
        b'{"to": "\x00"}',
        b'\x00{"to": "x"}',
        b'{"body": "\xff\xfe"}',
        b'{"body": "\\ud800"}',
        b'\xef\xbb\xbf{"to": "+14155550100", "body": "x"}',
        '{"to": "+14155550100", "body": "x"}'.encode("utf-16"),
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b": 1}}',
        b'{"a": 1, "\\u0061": 1}',
        b"{'to': 'x'}",
        b'{"a": 1,}',
        b'{"a": 1} {"a": 1}',
        b"[" * 10_000 + b"]" * 10_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    ],
    ids=lambda raw: repr(raw[:24]),
)
@pytest.mark.parametrize("path", ["/v1/sms/send", "/v1/sms/batch/send", "/v1/sms/verify"])
async def test_what_is_no_json_object_is_invalid_json(
    gateway: Gateway, path: str, raw: bytes
) -> None:
    """RFC 8259, 8.1: UTF-8 without a byte order mark; and an object with unique names."""
    assert_refused(await gateway.call("POST", path, raw=raw), 400, "INVALID_JSON")


@pytest.mark.parametrize("path", POSTS)
async def test_every_operation_wants_an_object(gateway: Gateway, path: str) -> None:
    """Whatever is posted is read with the same care."""
    for raw in (b"{", b"[]", b"null", b'{"a": 1, "a": 2}'):
        assert_refused(await gateway.call("POST", path, raw=raw), 400, "INVALID_JSON")


@pytest.mark.parametrize(
    ("member", "wrong"),
    [
        ("to", None),
        ("to", 14155550100),
        ("to", [ALICE]),
        ("to", ""),
        ("to", "14155550100"),
        ("to", "+0123456789"),
        ("to", "+1 415 555 0100"),
        ("to", "+1415555010"),
        ("to", ALICE + "\n"),
        ("to", ALICE + "\0"),
        ("to", "+١٤١٥٥٥٥٠١٠٠"),
        ("to", "+" + "1" * 5000),
        ("body", 7),
        ("body", ""),
        ("body", {}),
        ("body", "x" * 1601),
        ("from", 5),
        ("from", ""),
        ("from", "twelve chars"),
        ("from", "12"),
        ("template_id", 5),
        ("vendor", []),
        ("idempotency_key", 5),
        ("idempotency_key", ""),
        ("idempotency_key", "\0"),
        ("idempotency_key", "x" * 256),
    ],
)
async def test_a_member_of_the_wrong_kind_is_named(
    gateway: Gateway, member: str, wrong: object
) -> None:
    """A broken schema is a 422 that names the member."""
    body = {"to": ALICE, "body": "x", member: wrong}
    reply = await gateway.post("/v1/sms/send", body)
    assert_refused(reply, 422, "VALIDATION_ERROR")
    assert reply.fields == [member]


@pytest.mark.parametrize("body", [{"to": ALICE}, {"to": ALICE, "body": "x", "template_id": "t"}])
async def test_a_message_has_one_content(gateway: Gateway, body: object) -> None:
    """Either text or template: with none or both nobody knows what to send."""
    assert_refused(await gateway.post("/v1/sms/send", body), 422, "VALIDATION_ERROR")


@pytest.mark.parametrize("number", ["1e999", "-1e999", "9" * 5000, "1" + "0" * 400, "0.1e-9999"])
async def test_numbers_beyond_measure_are_refused(gateway: Gateway, number: str) -> None:
    """JSON sets no bound to numbers; none of them makes the server fail."""
    raw = b'{"to": "+14155550100", "body": ' + number.encode() + b"}"
    reply = await gateway.call("POST", "/v1/sms/send", raw=raw)
    assert_calm(reply)
    assert reply.status in {400, 422}


async def test_an_escaped_nul_is_text(gateway: Gateway) -> None:
    """U+0000 is a character like others where text is free."""
    assert (await gateway.send(body="a\0b")).status == 200


@pytest.mark.parametrize(
    "media_type",
    ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", "json", "é", "/"],
)
async def test_what_says_that_it_is_not_json_is_not_read(gateway: Gateway, media_type: str) -> None:
    """A body of another media type is refused, even where it would parse."""
    headers = {"Content-Type": media_type}
    raw = b'{"to": "+14155550100", "body": "x"}'
    reply = await gateway.call("POST", "/v1/sms/send", raw=raw, headers=headers)
    assert_refused(reply, 415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "Application/JSON"])
async def test_json_may_be_announced_in_other_words(gateway: Gateway, media_type: str) -> None:
    """RFC 9110, 8.3.1: parameters may follow a media type, and its case does not matter."""
    headers = {"Content-Type": media_type}
    raw = b'{"to": "+14155550100", "body": "x"}'
    assert (await gateway.call("POST", "/v1/sms/send", raw=raw, headers=headers)).status == 200


@pytest.mark.parametrize("path", POSTS)
async def test_a_body_of_two_mebibytes_is_too_large(gateway: Gateway, path: str) -> None:
    """The limit is 1 MiB, for all operations alike."""
    raw = b'{"to": "' + b"x" * 2 * 1024 * 1024 + b'"}'
    assert_refused(await gateway.call("POST", path, raw=raw), 413, "PAYLOAD_TOO_LARGE")


async def test_a_small_body_that_unpacks_to_a_large_one_is_too_large(gateway: Gateway) -> None:
    """The limit holds for what is unpacked; else a few bytes could fill the memory."""
    bomb = gzip.compress(b'{"to": "' + b"x" * 64 * 1024 * 1024 + b'"}')
    headers = {"Content-Encoding": "gzip"}
    reply = await gateway.call("POST", "/v1/sms/send", raw=bomb, headers=headers)
    assert_refused(reply, 413, "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize(
    ("encoding", "raw"),
    [
        ("gzip", b"this is not packed"),
        ("gzip", gzip.compress(b'{"to": "+14155550100"}', mtime=0)[:20]),
        ("deflate", b"\x78\x9cgarbage"),
    ],
    ids=["gzip-none", "gzip-torn", "deflate"],
)
async def test_what_cannot_be_unpacked_is_refused(
    gateway: Gateway, encoding: str, raw: bytes
) -> None:
    """A Content-Encoding that does not hold is the sender's mistake."""
    headers = {"Content-Encoding": encoding}
    reply = await gateway.call("POST", "/v1/sms/send", raw=raw, headers=headers)
    assert_refused(reply, 400, "INVALID_JSON")


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)]
)
async def test_what_can_be_unpacked_is_read(
    gateway: Gateway, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    """A client may pack what it sends (RFC 9110, 8.4)."""
    raw = pack(b'{"to": "+14155550100", "body": "x"}')
    headers = {"Content-Encoding": encoding}
    reply = await gateway.call("POST", "/v1/sms/send", raw=raw, headers=headers)
    assert reply.status == 200
