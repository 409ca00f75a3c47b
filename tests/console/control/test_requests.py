"""The journal of calls, through the control API: what it shows, and what it never has."""

import gc
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession

from simulator.adapters import recent
from simulator.adapters.recent import Recent
from simulator.domain.clock import ClockMode
from simulator.settings import Settings
from tests.clients import ALICE, BOB, Client, Control, Gateway, Reply, serving
from tests.sockets import ask

SECRET = "hush0123456789"  # noqa: S105 - of these tests


async def requests(control: Control, **query: object) -> Reply:
    """Look through the journal; keywords are parameters."""
    return await control.get("/_sim/requests?" + urlencode(query))


async def items(control: Control, **query: object) -> Any:  # noqa: ANN401 - JSON
    """Tell the calls, newest first."""
    return (await requests(control, **query)).document["items"]


async def test_a_call_is_told_in_full(gateway: Gateway, control: Control) -> None:
    """What was asked for, what was answered, when by the world's clock, and how long it took."""
    reply = await gateway.send(ALICE, "hello", extra=1)
    (seen,) = await items(control)

    now = (await control.get("/_sim/clock")).document["now"]
    assert seen == {
        "id": seen["id"],
        "at": now,
        "duration_ms": seen["duration_ms"],
        "face": "gateway",
        "op": "sms.send",
        "method": "POST",
        "path": "/v1/sms/send",
        "status": 200,
        "headers": {
            "Content-Type": "application/json",
            "User-Agent": seen["headers"]["User-Agent"],
        },
        "idempotency_key": None,
        "body": {"to": ALICE, "body": "hello", "extra": 1},
        "body_truncated": False,
        "answer": reply.document,
        "answer_truncated": False,
        "warnings": ["unknown member 'extra' ignored"],
        "fault": None,
        "near_misses": [],
    }
    assert 0 < seen["duration_ms"] < 60_000


async def test_every_call_of_a_vendor_is_there_whatever_came_of_it(
    gateway: Gateway, control: Control
) -> None:
    """Those that were refused, too; those of the control API are not."""
    await gateway.send()
    await gateway.send("nonsense")
    await gateway.call("POST", "/v1/sms/send", raw=b"{")
    await gateway.get("/v1/sms/list?limit=2")
    await gateway.status("sms_none")
    await gateway.get("/v1/discovery")
    await control.get("/_sim/clock")

    seen = [(one["method"], one["op"], one["status"], one["body"]) for one in await items(control)]

    assert seen == [
        ("GET", "discovery.list", 200, None),
        ("GET", "sms.status", 404, None),
        ("GET", "sms.list", 200, None),
        ("POST", "sms.send", 400, "{"),
        ("POST", "sms.send", 422, {"to": "nonsense", "body": "Hello"}),
        ("POST", "sms.send", 200, {"to": ALICE, "body": "Hello"}),
    ]


async def test_each_world_has_a_journal_of_its_own(
    session: ClientSession, url: str, control: Control
) -> None:
    """A call without a credential belongs to none, nor does one of a world that is not there."""
    await Gateway.of(session, url, "other").send()
    await Client(session, url, {}).get("/v1/sms/list")
    await Client(session, url, {"Authorization": "Bearer live"}).get("/v1/sms/list")
    await Client(session, url, {}).get("/v1/discovery")
    await Gateway.of(session, url, "absent").get("/v1/nowhere")

    assert await items(control) == []
    assert len(await items(Control.of(session, url, "other"))) == 1
    worlds = (await control.get("/_sim/worlds")).document["items"]
    assert [one["world"] for one in worlds] == ["other", "test"]


async def test_who_looks_in_the_wrong_world_is_told(
    session: ClientSession, url: str, control: Control
) -> None:
    """Where nothing is found, it says which worlds have calls."""
    assert "no other has calls" in (await requests(control)).document["hint"]
    await Gateway.of(session, url, "other").send()
    await Control.of(session, url, "silent").get("/_sim/clock")

    assert (await requests(control)).document["hint"].endswith("of the others, other has calls")
    found = await requests(Control.of(session, url, "other"))
    assert "hint" not in found.document


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"face": "gateway"}, ["sms.otp", "sms.send", "sms.list"]),
        ({"face": "other"}, []),
        ({"op": "sms.send"}, ["sms.send"]),
        ({"status": "422"}, ["sms.send"]),
        ({"status": "4xx"}, ["sms.send"]),
        ({"status": "2xx", "op": "sms.otp"}, ["sms.otp"]),
        ({"status": "5xx"}, []),
        ({"limit": 2}, ["sms.otp", "sms.send"]),
    ],
)
async def test_calls_can_be_sought(
    gateway: Gateway, control: Control, query: dict[str, object], expected: list[str]
) -> None:
    """By face, operation and status, one or a class of them; the newest comes first."""
    await gateway.list()
    await gateway.send("nonsense")
    await gateway.otp()

    assert [one["op"] for one in await items(control, **query)] == expected


async def test_calls_can_be_sought_by_time_and_page_by_page(
    gateway: Gateway, control: Control
) -> None:
    """What comes in meanwhile disturbs no page."""
    await gateway.send(ALICE, "one")
    await control.advance("1h")
    now = (await control.get("/_sim/clock")).document["now"]
    for text in ("two", "three", "four"):
        await gateway.send(ALICE, text)
    first = (await requests(control, since=now, limit=2)).document
    await gateway.send(ALICE, "five")
    second = (await requests(control, since=now, limit=2, cursor=first["next_cursor"])).document

    texts = [[one["body"]["body"] for one in page["items"]] for page in (first, second)]
    assert texts == [["four", "three"], ["two"]]
    assert (second["next_cursor"], "hint" in second) == (None, False)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        *(("status", "x"), ("status", "42"), ("status", "4x2"), ("status", "0xx")),
        *(("status", "²²²"), ("limit", "0"), ("limit", "1001"), ("since", "noon")),
        *(("cursor", "x"), ("operation", "sms.send")),
    ],
)
async def test_a_filter_that_makes_no_sense_is_refused(
    control: Control, name: str, wrong: str
) -> None:
    """A misspelled filter must not pass for one that found nothing."""
    reply = await requests(control, **{name: wrong})
    assert (reply.status, reply.fields) == (422, [name])


async def test_an_idempotency_key_is_told_wherever_it_stood(
    gateway: Gateway, control: Control
) -> None:
    """In the header or in the body; a replay has it, too."""
    await gateway.send(idempotency_key="in the body")
    await gateway.post("/v1/sms/otp", {"to": ALICE}, **{"Idempotency-Key": "in the header"})
    await gateway.send(idempotency_key=5)

    keys = [(one["idempotency_key"], one["status"]) for one in await items(control)]

    assert keys == [(None, 422), ("in the header", 200), ("in the body", 200)]


async def test_what_is_long_is_cut(gateway: Gateway, control: Control) -> None:
    """Both sides at 4 KiB, and it is said; half a document is shown as the text that it is."""
    batch = [{"to": BOB, "body": f"{number} " + "x" * 90} for number in range(60)]
    assert (await gateway.batch(batch)).status == 200
    fitting = json.dumps({"to": "x" * 4078}).encode()
    assert len(fitting) == 4088
    await gateway.call("POST", "/v1/sms/send", raw=fitting + b" " * 8)
    await gateway.call("POST", "/v1/sms/send", raw=fitting + b" " * 9)

    over, under, long = await items(control)

    assert (under["body_truncated"], under["body"]) == (False, json.loads(fitting))
    assert (over["body_truncated"], over["body"]) == (True, (fitting + b" " * 8).decode())
    assert (long["body_truncated"], long["answer_truncated"]) == (True, True)
    assert len(long["body"]) == len(long["answer"]) == 4096
    assert long["body"].startswith('{"messages": [{"to": "+1415')


async def test_a_body_that_is_no_text_is_shown_all_the_same(
    gateway: Gateway, control: Control
) -> None:
    """As well as it can be."""
    await gateway.call("POST", "/v1/sms/send", raw=b"\xff{")
    (seen,) = await items(control)
    assert (seen["body"], seen["status"]) == ("�{", 400)


async def test_it_says_when_older_calls_are_gone(
    session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is room for so many."""
    monkeypatch.setattr(recent, "KEPT_NOTE_COUNT_MAX", 2)
    async with serving(Settings(clock=ClockMode.MANUAL)) as url:
        gateway, control = Gateway.of(session, url, "test"), Control.of(session, url, "test")
        for text in ("one", "two", "three"):
            await gateway.send(ALICE, text)
        reply = await requests(control)

    assert [one["body"]["body"] for one in reply.document["items"]] == ["three", "two"]
    assert "not kept" in reply.document["hint"]


# --- Secrets --------------------------------------------------------------------------------------


async def test_no_secret_is_kept(session: ClientSession, url: str) -> None:
    """Neither keys nor what else stands in headers, nor secrets in a query: not even in memory."""
    key = f"Bearer ifr_pk_proj_{SECRET}"
    headers = {"Authorization": key, "Cookie": f"a={SECRET}", "X-Api-Key": SECRET}
    headers |= {"Proxy-Authorization": f"Basic {SECRET}"}
    client = Client(session, url, headers)
    await client.get(f"/v1/sms/list?api_key={SECRET}&limit=2&%73ignature={SECRET}")
    await client.get(f"/v1/nowhere?accessKeyId={SECRET}")
    await client.post("/v1/sms/send", {"to": ALICE, "body": "hello"})

    reply = await requests(Control.of(session, url, SECRET))

    assert len(reply.document["items"]) == 3
    assert SECRET not in reply.body.decode()
    assert reply.document["items"][2]["path"] == "/v1/sms/list?api_key=***&limit=2&%73ignature=***"
    del reply
    journals = [one for one in gc.get_objects() if isinstance(one, Recent)]
    kept = [str(line) for one in journals for line in one.notes(None, 100).lines]
    assert len(kept) >= 3
    assert not [one for one in kept if SECRET in one]


# --- Near misses ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "face", "nearest"),
    [
        ("POST", "/v1/sms/sned", "gateway", ["POST /v1/sms/send"]),
        ("GET", "/v1/sms/send", "gateway", ["POST /v1/sms/send"]),
        ("POST", "/sms/send", "none", ["POST /v1/sms/send"]),
        ("GET", "/v1/sms/stats/sms_1?x=1", "gateway", ["GET /v1/sms/status/{id}"]),
        (
            "DELETE",
            "/v1/sms/template/delet/tpl_1",
            "gateway",
            ["DELETE /v1/sms/template/delete/{id}"],
        ),
        ("GET", "/favicon.ico", "none", []),
        ("GET", "/" + "v1/sms/send" * 500, "gateway", []),
        ("GET", "//", "none", []),
    ],
)
async def test_a_path_that_leads_nowhere_is_told_with_those_that_do(
    gateway: Gateway, control: Control, method: str, path: str, face: str, nearest: list[str]
) -> None:
    """In the world of its credential, for somebody there has lost his way."""
    await control.post("/_sim/worlds", {"name": "test"})
    assert (await gateway.call(method, path)).status in {404, 405}

    (seen,) = await items(control)

    assert (seen["face"], seen["op"], seen["body"]) == (face, "unknown", None)
    (miss,) = seen["near_misses"]
    assert miss["at"] == "route"
    assert miss["found"] == f"{method} {path.partition('?')[0][:120]}"
    assert miss["nearest"][: len(nearest) or None] == nearest


@pytest.mark.parametrize(
    ("sent", "near_misses"),
    [
        ({"to": ALICE, "bdy": "x"}, [("bdy", ["body"])]),
        ({"to": ALICE, "body": "x", "form": "Acme"}, [("form", ["from"])]),
        (
            {"to": ALICE, "body": "x", "idempotencyKey": "x"},
            [("idempotencyKey", ["idempotency_key"])],
        ),
        ({"to": ALICE, "body": "x", "zzz": 1}, []),
        ({"x" * 9_000: 1}, []),
        ([1], []),
        ("x", []),
    ],
)
async def test_a_member_that_nobody_knows_is_told_with_the_nearest_one(
    gateway: Gateway, control: Control, sent: object, near_misses: list[tuple[str, list[str]]]
) -> None:
    """Of the body, or of the query."""
    await gateway.post("/v1/sms/send", sent)
    await gateway.list("?limti=3")

    query, body = await items(control)

    assert [(one["found"], one["nearest"]) for one in body["near_misses"]] == near_misses
    assert query["near_misses"] == [{"at": "member", "found": "limti", "nearest": ["limit"]}]


async def test_a_header_that_is_no_utf8_is_told_all_the_same(control: Control, url: str) -> None:
    """RFC 9110, 5.5 has room for such bytes, JSON has not; no client hides another's calls."""
    await ask(
        url,
        b"GET /v1/sms/list HTTP/1.1",
        b"Host: localhost",
        b"Authorization: Bearer ifr_pk_proj_test",
        b"User-Agent: caf\xe9",
        b"Idempotency-Key: \xe9",
    )
    (seen,) = await items(control)
    assert seen["headers"]["User-Agent"] == "caf\N{REPLACEMENT CHARACTER}"
    assert seen["idempotency_key"] == "\N{REPLACEMENT CHARACTER}"
