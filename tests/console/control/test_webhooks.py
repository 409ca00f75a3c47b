"""Webhooks through the control API: a face, a customer's server, and real sockets between them."""

import asyncio
from base64 import b64decode
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import pytest
from aiohttp import ClientSession
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from simulator import faces
from simulator.domain.clock import ClockMode
from simulator.settings import Settings
from tests.clients import ALICE, BOB, Client, Control, Gateway, serving
from tests.receivers import Received, Receiver, receiving
from tests.streams import streaming

BELLS: Final = Path(__file__).parents[2] / "bells"
START: Final = "2026-01-01T00:00:00.000Z"


@pytest.fixture
async def url(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """A simulator with one face more; its worlds stand still until the test moves them."""
    monkeypatch.setattr(faces, "__path__", [*faces.__path__, str(BELLS)])
    async with serving(Settings(clock=ClockMode.MANUAL)) as url:
        yield url


@pytest.fixture
def bell(session: ClientSession, url: str) -> Client:
    """A client of that face."""
    return Client(session, url, {"Bell-World": "test"})


@pytest.fixture
async def shop(control: Control) -> AsyncIterator[Receiver]:
    """A customer's server, which the world's target leads to."""
    async with receiving() as receiver:
        await aim(control, url=f"{receiver.url}/hooks")
        yield receiver


async def aim(control: Control, **target: object) -> Any:  # noqa: ANN401 - JSON
    """Set the world's target."""
    reply = await control.put("/_sim/webhooks/targets", {"bell": target})
    assert reply.status == 200, reply.body
    return reply.document["targets"]["bell"]


async def ring(bell: Client, to: str = ALICE, text: str = "ding") -> str:
    """Send a message; tell its id."""
    message_id: str = (await bell.post("/bell/ring", {"to": to, "text": text})).document["id"]
    return message_id


async def listed(control: Control, query: str = "") -> Any:  # noqa: ANN401 - JSON
    """Tell webhooks, newest first."""
    reply = await control.get(f"/_sim/webhooks{query}")
    assert reply.status == 200, reply.body
    return reply.document["items"]


async def spoil(control: Control, then: object, **match: object) -> None:
    """Let this go wrong."""
    reply = await control.post("/_sim/faults", {"match": match, "then": then})
    assert reply.status == 201, reply.body


async def public_key(control: Control) -> Ed25519PublicKey:
    """Ask for the server's key."""
    told = (await control.get("/_sim/telnyx/public_key")).document["public_key"]
    return Ed25519PublicKey.from_public_bytes(b64decode(told, validate=True))


def is_signed(key: Ed25519PublicKey, one: Received) -> bool:
    """Tell whether a request is signed with a key."""
    signed = one.headers["Bell-Time"].encode() + b"|" + one.body
    try:
        key.verify(bytes.fromhex(one.headers["Bell-Signature"]), signed)
    except InvalidSignature:
        return False
    return True


async def test_a_webhook_is_told_in_full(bell: Client, control: Control, shop: Receiver) -> None:
    """What was told, where, and what came of it; the message's own record has it, too."""
    await control.put("/_sim/clock", {"now": START})
    message_id = await ring(bell)
    result = await control.advance("1h")

    over, sent = await listed(control)
    assert sent == {
        "id": sent["id"],
        "face": "bell",
        "event": "rung.sent",
        "message": message_id,
        "to": ALICE,
        "occurred_at": "2026-01-01T00:00:00.500Z",
        "state": "delivered",
        "urls": [f"{shop.url}/hooks"],
        "content": {"text": "ding", "state": "sent", "face": "bell"},
        "attempts": [
            {
                "attempt": 1,
                "at": "2026-01-01T00:00:00.500Z",
                "url": f"{shop.url}/hooks",
                "status": 200,
                "error": None,
                "duration_ms": sent["attempts"][0]["duration_ms"],
                "answer": "thanks",
                "copy": False,
                "fault": None,
            }
        ],
    }
    record = (await control.get(f"/_sim/messages/{message_id}")).document
    assert record["webhooks"] == [sent, over]
    assert [one.document["id"] for one in shop.received] == [sent["id"], over["id"]]
    fired = [one for one in result["fired"] if "webhook" in one]
    assert [one["webhook"] for one in fired] == [sent["id"], over["id"]]
    assert fired[0] == {
        "webhook": sent["id"],
        "at": "2026-01-01T00:00:00.500Z",
        "event": "delivered",
        "told": "rung.sent",
        "attempt": 1,
        "url": f"{shop.url}/hooks",
        "status": 200,
        "error": None,
    }


async def test_webhooks_are_sought(bell: Client, control: Control, shop: Receiver) -> None:
    """By message, face, event, state and number, page by page."""
    shop.answer = lambda one: 500 if one.document["event"] == "rung.over" else 200
    first = await ring(bell)
    await ring(bell, BOB)
    await control.advance("700ms")
    await control.advance("10s")

    assert len(await listed(control)) == 4
    assert {one["message"] for one in await listed(control, f"?message={first}")} == {first}
    assert {one["event"] for one in await listed(control, "?event=rung.over")} == {"rung.over"}
    assert [one["event"] for one in await listed(control, "?state=failed")] == ["rung.over"] * 2
    assert [one["to"] for one in await listed(control, f"?to=%2B{BOB[1:]}")] == [BOB] * 2
    assert await listed(control, "?face=gateway") == []
    first_page = (await control.get("/_sim/webhooks?limit=2")).document
    cursor = first_page["next_cursor"]
    second_page = (await control.get(f"/_sim/webhooks?limit=2&cursor={cursor}")).document
    assert [*first_page["items"], *second_page["items"]] == await listed(control)
    assert second_page["next_cursor"] is None
    wrong = await control.get("/_sim/webhooks?cursor=nonsense&message=x")
    assert (wrong.status, wrong.fields) == (422, ["cursor"])


async def test_who_waits_is_answered_when_it_is_told(
    bell: Client, control: Control, shop: Receiver
) -> None:
    """A long poll ends with the first webhook that is as wished for."""
    await ring(bell)
    waiting = asyncio.create_task(listed(control, "?state=delivered&wait=60s"))
    await control.advance("10s")

    assert {one["state"] for one in await waiting} == {"delivered"}
    assert len(shop.received) == 2


async def test_signatures_are_the_servers(bell: Client, control: Control, shop: Receiver) -> None:
    """Its key is told to whoever makes a world; a rule flips a bit, or signs an hour ago."""
    created = (await control.post("/_sim/worlds", {})).document
    told = (await control.get("/_sim/telnyx/public_key")).document["public_key"]
    assert created["env"]["BELL_PUBLIC_KEY"] == told
    await spoil(control, {"webhook": "corrupt", "times": 1}, op="rung.sent")
    await spoil(control, {"webhook": "stale", "times": 1}, op="rung.over")
    shop.answer = lambda one: 200 if is_signed(key, one) else 400
    key = await public_key(control)
    await ring(bell)
    await control.advance("10s")

    # The second attempt and the other news are due at one instant, and ordered by nothing.
    assert sorted(shop.events) == [("rung.over", 1), ("rung.sent", 1), ("rung.sent", 2)]
    verdicts = {
        (one.document["event"], one.document["attempt"]): is_signed(key, one)
        for one in shop.received
    }
    assert verdicts == {
        ("rung.sent", 1): False,
        ("rung.sent", 2): True,
        ("rung.over", 1): True,
    }
    times = {
        (one.document["event"], one.document["attempt"]): int(one.headers["Bell-Time"])
        for one in shop.received
    }
    assert times["rung.sent", 2] - times["rung.over", 1] > 3_500_000
    (sent,) = await listed(control, "?event=rung.sent")
    assert sent["attempts"][0]["fault"] == {"rule": "rule-1", "effect": "webhook corrupt"}


async def test_hold_and_release(bell: Client, control: Control, shop: Receiver) -> None:
    """What arises is kept, and is told when it is released; what cannot be released is named."""
    assert (await control.post("/_sim/webhooks/hold")).document == {"holding": True}
    await ring(bell)
    await control.advance("10s")
    over, sent = await listed(control, "?state=held")
    assert shop.received == []
    assert (await control.get("/_sim/webhooks")).document["holding"]

    released = await control.post("/_sim/webhooks/release", {"ids": [over["id"]]})
    assert released.document == {"released": [over["id"]], "holding": True}
    await control.advance("0s")
    twice = await control.post("/_sim/webhooks/release", {"ids": [over["id"]]})
    assert (twice.status, twice.error["code"]) == (409, "CONFLICT")
    nobody = await control.post("/_sim/webhooks/release", {"ids": ["nobody"]})
    assert (nobody.status, nobody.error["code"]) == (404, "NOT_FOUND")
    rest = await control.post("/_sim/webhooks/release")
    assert rest.document == {"released": [sent["id"]], "holding": False}
    await control.advance("0s")
    assert [one.document["id"] for one in shop.received] == [over["id"], sent["id"]]


async def test_replay(bell: Client, control: Control, shop: Receiver) -> None:
    """The same news under the same id, with the number of one more attempt."""
    await ring(bell)
    await control.advance("10s")
    _, sent = await listed(control)
    replayed = await control.post(f"/_sim/webhooks/{sent['id']}/replay")
    assert (replayed.status, replayed.document["state"]) == (200, "pending")
    fired = (await control.advance("0s"))["fired"]

    assert shop.events == [("rung.sent", 1), ("rung.over", 1), ("rung.sent", 2)]
    assert {one["webhook"] for one in fired} <= {sent["id"]}
    nobody = await control.post("/_sim/webhooks/nobody/replay")
    assert (nobody.status, nobody.error["code"]) == (404, "NOT_FOUND")


async def test_targets(control: Control) -> None:
    """They are told as they were set; who is left out has none; nonsense is named."""
    assert await aim(control, url="http://a.test/x", secret="s", signature_clock="world") == {  # noqa: S106 - it opens nothing
        "url": "http://a.test/x",
        "failover_url": None,
        "secret": "s",
        "signature_clock": "world",
        "format": "json",
    }
    assert (await control.put("/_sim/webhooks/targets", {})).document == {"targets": {}}
    for body, field in (
        ({"bel": {"url": "http://a.test"}}, "bel"),
        ({"gateway": {"url": "http://a.test"}}, "gateway"),
        ({"bell": {"url": "ftp://a.test"}}, "bell.url"),
        ({"bell": {"url": "nonsense"}}, "bell.url"),
        ({"bell": {"url": "http://a.test:70000"}}, "bell.url"),
        ({"bell": {"url": "http://["}}, "bell.url"),
        ({"bell": {"uri": "http://a.test"}}, "bell.uri"),
        ({"bell": "http://a.test"}, "bell"),
    ):
        reply = await control.put("/_sim/webhooks/targets", body)
        assert (reply.status, reply.fields) == (422, [field]), reply.body


async def test_what_a_receiver_may_do(bell: Client, control: Control, shop: Receiver) -> None:
    """It redirects, and is not followed; it is not there, and that is told."""
    shop.answer = lambda _: 302
    await ring(bell)
    await control.advance("10s")
    (sent,) = await listed(control, "?event=rung.sent")
    assert [one["status"] for one in sent["attempts"]] == [302, 302]
    assert {one.path for one in shop.received} == {"/hooks"}

    await aim(control, url="http://127.0.0.1:1/hooks", failover_url=f"{shop.url}/spare")
    shop.received.clear()
    shop.answer = lambda _: 204
    await ring(bell, text="again")
    await control.advance("10s")
    assert {(one.path, one.document["attempt"]) for one in shop.received} == {("/spare", 3)}
    (sent, _) = await listed(control, "?event=rung.sent")
    assert [one["status"] for one in sent["attempts"]] == [None, None, 204]
    assert "127.0.0.1:1" in sent["attempts"][0]["error"]


async def test_events_tell_of_webhooks(bell: Client, control: Control, shop: Receiver) -> None:
    """When there is something to tell, and when it was tried; not when a rule puts it off."""
    await spoil(control, {"webhook": {"delay": "100ms"}})
    async with streaming(control, type="webhook", to=ALICE) as stream:
        await ring(bell)
        await ring(bell, BOB)
        await control.advance("10s")
        told = await stream.take(4)

    assert {one.event for one in told} == {"webhook"}
    assert {one.data["to"] for one in told} == {ALICE}
    states = [(one.data["event"], one.data["state"]) for one in told]
    assert states == [
        ("rung.sent", "pending"),
        ("rung.sent", "delivered"),
        ("rung.over", "pending"),
        ("rung.over", "delivered"),
    ]
    assert len(shop.received) == 4


async def test_metrics_count_attempts(bell: Client, control: Control, shop: Receiver) -> None:
    """By face, and by what came of them."""
    shop.answer = lambda one: 200 if one.document["attempt"] == 2 else 503
    await ring(bell)
    await control.advance("10s")
    scraped = (await control.get("/_sim/metrics")).body.decode()

    assert 'carriersim_webhook_attempts_total{face="bell",outcome="received"} 2.0' in scraped
    assert 'carriersim_webhook_attempts_total{face="bell",outcome="refused"} 2.0' in scraped
    assert "carriersim_webhooks_open 0.0" in scraped
    assert "carriersim_webhooks_waiting 0.0" in scraped


async def test_rules_name_events(control: Control) -> None:
    """A rule on webhooks has events for operations, and faces that have any."""
    await spoil(control, {"webhook": "drop"}, op="rung.*", face="bell")
    for match, then, field, said in (
        ({"op": "rung.sen"}, "drop", "match.op", "did you mean `rung.sent`"),
        ({"op": "sms.send"}, "drop", "match.op", "is no event of a webhook"),
        ({"face": "gateway"}, "drop", "match.face", "has no webhooks"),
    ):
        reply = await control.post("/_sim/faults", {"match": match, "then": {"webhook": then}})
        (problem,) = reply.error["details"]
        assert (reply.status, problem["field"]) == (422, field)
        assert said in problem["message"]


async def test_rules_on_webhooks_are_none_on_calls(
    bell: Client, control: Control, shop: Receiver
) -> None:
    """A call is not asked about, and counts for nothing."""
    await spoil(control, {"webhook": "drop", "times": 1}, op="rung.over")
    reply = await bell.post("/bell/ring", {"to": ALICE, "text": "ding"})
    assert "X-Sim-Fault" not in reply.headers
    await spoil(control, {"webhook": "drop"}, to=BOB)
    await control.advance("10s")

    (first, second) = (await control.get("/_sim/faults")).document["rules"]
    assert (first["hits"], second["hits"]) == (1, 0)
    assert sorted(shop.events) == [("rung.over", 2), ("rung.sent", 1)]


async def test_a_world_is_written_down_with_what_is_still_to_be_told(
    bell: Client, control: Control, shop: Receiver, session: ClientSession, url: str
) -> None:
    """An import tells it, under the same id, where the original would have."""
    await control.post("/_sim/webhooks/hold")
    await ring(bell)
    await control.advance("700ms")
    document = (await control.get("/_sim/worlds/test/export")).document
    restored = await control.post("/_sim/worlds/import", {**document, "name": "copy"})
    assert restored.status == 201, restored.body
    copy = Control.of(session, url, "copy")
    (held,) = await listed(copy)
    await copy.post("/_sim/webhooks/release")
    await copy.advance("10s")

    assert [one.document["id"] for one in shop.received][:1] == [held["id"]]
    assert shop.events == [("rung.sent", 1), ("rung.over", 1)]
    assert [one["state"] for one in await listed(control)] == ["held"]


async def test_a_gateways_world_has_nothing_to_tell(gateway: Gateway, control: Control) -> None:
    """It answers with nothing, and forgets nothing."""
    await gateway.send()
    await control.advance("10s")
    reply = (await control.get("/_sim/webhooks")).document
    assert reply == {"items": [], "next_cursor": None, "holding": False}


async def test_a_receiver_that_hangs_is_in_nobodys_way(
    control: Control, session: ClientSession, url: str, shop: Receiver
) -> None:
    """In a world whose time passes by itself calls are answered, and messages arrive."""
    await control.post("/_sim/worlds", {"name": "fast", "clock": {"mode": "scaled", "speed": 1000}})
    fast, bell = Control.of(session, url, "fast"), Client(session, url, {"Bell-World": "fast"})
    await aim(fast, url=shop.url)
    shop.answer = lambda _: None
    for text in "abcdefghij":
        await ring(bell, text=text)
    await shop.has(1)

    for text in "abcdefghij":
        found = await fast.get(f"/_sim/messages?contains={text}&state=delivered&wait=60s")
        assert [one["text"] for one in found.document["items"]] == [text]
    assert {one["state"] for one in await listed(fast)} == {"pending"}
