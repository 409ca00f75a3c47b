"""Scenarios over a real socket: each that is shipped does what it says, and tells one story."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp import ClientSession

from simulator.domain.dice import Dice
from simulator.resources import fixtures_folder, read_scenarios
from simulator.settings import Settings
from tests.clients import ALICE, BOB, Control, Gateway, Reply, serving

YAML = {"Content-Type": "application/yaml"}


async def begin(control: Control, name: str) -> dict[str, Any]:
    """Start a shipped scenario on a clock that stands still."""
    assert (await control.put("/_sim/clock", {"mode": "manual"})).status == 200
    reply = await control.post("/_sim/scenarios", {"shipped": name})
    assert reply.status == 201, reply.body
    started: dict[str, Any] = reply.document
    return started


async def ends(control: Control, *sms_ids: str) -> list[str]:
    """Let everything happen, and tell how messages ended."""
    await control.advance("72h")
    shown = [await control.get(f"/_sim/messages/{sms_id}") for sms_id in sms_ids]
    return [one.document["state"] for one in shown]


# --- The call -------------------------------------------------------------------------------------


async def test_all_that_are_shipped_are_listed(control: Control) -> None:
    """With what they are about; none runs."""
    document = (await control.get("/_sim/scenarios")).document
    assert [item["name"] for item in document["items"]] == sorted(read_scenarios())
    assert all(item["summary"] for item in document["items"])
    assert document["running"] is None


async def test_a_file_is_taken_as_it_is(control: Control) -> None:
    """As YAML, with its media type; and it is told what will happen when."""
    await control.put("/_sim/clock", {"mode": "manual", "now": "2026-12-01T00:00:00Z"})
    file = fixtures_folder() / "scenarios" / "vendor-failover.yaml"

    reply = await control.call("POST", "/_sim/scenarios", raw=file.read_bytes(), headers=YAML)

    assert reply.status == 201
    assert reply.document["steps"] == [
        {"at": "2026-12-01T00:05:00.000Z", "note": ""},
        {"at": "2026-12-01T00:15:00.000Z", "note": "telnyx is back"},
    ]
    running = (await control.get("/_sim/scenarios")).document["running"]
    assert running == reply.document


async def test_the_clock_of_a_scenario_is_set_before_it_begins(control: Control) -> None:
    """Its turns are counted from the time that it shows then."""
    clock = {"mode": "manual", "now": "2030-01-01T00:00:00Z"}
    steps = [{"after": "1h", "note": "then", "balance_usd": 7}]
    reply = await control.post("/_sim/scenarios", {"name": "x", "clock": clock, "steps": steps})
    assert reply.document["steps"] == [{"at": "2030-01-01T01:00:00.000Z", "note": "then"}]

    fired = (await control.advance("2h"))["fired"]

    assert fired == [
        {
            "scenario": "x",
            "at": "2030-01-01T01:00:00.000Z",
            "event": "turned",
            "note": "then",
        }
    ]
    assert (await control.get("/_sim/account")).document["balance_usd"] == 7


RULE = {"then": "hang"}


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({}, "body"),
        ({"shipped": "brown-out", "name": "x"}, "body"),
        ({"shipped": "brown-out", "seed": 3}, "body"),
        ({"name": "With Space"}, "name"),
        ({"name": "x", "sumary": "a typo"}, "sumary"),
        ({"name": "x", "rules": [{"then": {"refus": {}}}]}, "rules.0.then.refus"),
        (
            {"name": "x", "rules": [{"then": {"refuse": {"code": "NO"}}}]},
            "rules.0.then.refuse.code",
        ),
        ({"name": "x", "profile": "sunny"}, "profile"),
        ({"name": "x", "seed": -1}, "seed"),
        ({"name": "x", "clock": {"mode": "fast"}}, "clock.mode"),
        ({"name": "x", "handsets": {"123": {}}}, "handsets.123.[key]"),
        ({"name": "x", "handsets": {ALICE: {"power": "of"}}}, f"handsets.{ALICE}.power"),
        ({"name": "x", "steps": [{"note": "when?"}]}, "steps.0.after"),
        ({"name": "x", "steps": [{"after": "1h", "profile": "sunny"}]}, "steps.0.profile"),
        (
            {
                "name": "x",
                "steps": [{"after": "1h", "rules": [{"then": {"deliver": {"outcom": 1}}}]}],
            },
            "steps.0.rules.0.then.deliver.outcom",
        ),
        (
            {
                "name": "x",
                "steps": [{"after": "1s", "rules": [{"id": "a", **RULE}, {"id": "a", **RULE}]}],
            },
            "steps.0.rules.1.id",
        ),
    ],
)
async def test_what_is_wrong_is_named_by_its_path_and_changes_nothing(
    control: Control, document: Mapping[str, Any], field: str
) -> None:
    """However deep; the balance, which would be set, is as it was."""
    sent = {"balance_usd": 1, **document} if "shipped" not in document and document else document
    reply = await control.post("/_sim/scenarios", sent)
    assert reply.status == 422, reply.body
    assert field in reply.fields
    assert (await control.get("/_sim/account")).document["balance_usd"] == 2
    assert (await control.get("/_sim/scenarios")).document["running"] is None


async def test_one_that_is_not_shipped_is_not_found(control: Control) -> None:
    """404, by its name."""
    reply = await control.post("/_sim/scenarios", {"shipped": "doomsday"})
    assert (reply.status, reply.error["code"]) == (404, "NOT_FOUND")
    assert "doomsday" in reply.error["message"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [(b"name: [", "is not YAML"), (b"\xff\xfe", "is not UTF-8"), (b"name: x\nname: y\n", "twice")],
)
async def test_what_is_no_yaml_is_refused_with_its_line(
    control: Control, raw: bytes, said: str
) -> None:
    """In the house's words."""
    reply = await control.call("POST", "/_sim/scenarios", raw=raw, headers=YAML)
    assert reply.status == 422
    assert said in reply.error["message"]


async def test_a_body_in_neither_is_refused(control: Control) -> None:
    """415, as everywhere."""
    reply = await control.call(
        "POST", "/_sim/scenarios", raw=b"<x/>", headers={"Content-Type": "text/xml"}
    )
    assert reply.status == 415


# --- What each of them does -----------------------------------------------------------------------


async def test_an_operator_outage_ends(gateway: Gateway, control: Control) -> None:
    """In one area nothing arrives for half an hour; elsewhere all does, and later there, too."""
    await begin(control, "operator-outage")
    lost, spared = await gateway.sent(), await gateway.sent("+12125550100")
    await control.advance("30m")
    later = await gateway.sent(body="later")
    assert await ends(control, lost, spared, later) == ["undelivered", "delivered", "delivered"]


async def test_a_receipt_backlog_becomes_a_flood(gateway: Gateway, control: Control) -> None:
    """What is sent in the first half hour is reported within ten minutes about its end."""
    await begin(control, "receipt-backlog")
    sent = []
    for _ in range(3):
        sent.append(await gateway.sent())
        await control.advance("9m")
        assert await gateway.state(sent[-1]) == "sent"
        await control.advance("1m")
    fired = (await control.advance("10m"))["fired"]
    assert {one["message"] for one in fired if one.get("event") == "delivered"} == set(sent)
    prompt = await gateway.sent(body="prompt")
    await control.advance("2s")
    assert await gateway.state(prompt) == "delivered"


async def test_a_brown_out_sends_three_of_ten_away(gateway: Gateway, control: Control) -> None:
    """With 429 and Retry-After; a retry may pass, and after five minutes all do."""
    await begin(control, "brown-out")
    replies = await asyncio.gather(*(gateway.send(body=f"{n}") for n in range(60)))
    refused = [reply for reply in replies if reply.status == 429]
    assert 8 <= len(refused) <= 28
    assert all("Retry-After" in reply.headers for reply in refused)
    await control.advance("5m")
    replies = await asyncio.gather(*(gateway.send(body=f"{n}") for n in range(60)))
    assert {reply.status for reply in replies} == {200}


async def test_a_spam_filter_learns_a_word_and_forgets_it(
    gateway: Gateway, control: Control
) -> None:
    """Four of five that hold it are stopped, from the second minute to the twenty-second."""
    await begin(control, "spam-filter")
    before = [await gateway.sent(body=f"Sale {n}") for n in range(10)]
    await control.advance("2m")
    during = [await gateway.sent(body=f"SALE! {n}") for n in range(30)]
    other = [await gateway.sent(body=f"hello {n}") for n in range(10)]
    await control.advance("20m")
    after = [await gateway.sent(body=f"sale, {n}") for n in range(10)]
    assert set(await ends(control, *before, *other, *after)) == {"delivered"}
    stopped = (await ends(control, *during)).count("failed")
    assert 17 <= stopped <= 29


async def test_a_vendor_fails_over_and_back(gateway: Gateway, control: Control) -> None:
    """Who is pinned to it is refused meanwhile, and the timeline says who was passed over."""
    await begin(control, "vendor-failover")

    async def vendor(body: str) -> str:
        carried: str = (await gateway.send(body=body)).data["vendor"]
        return carried

    assert await vendor("before") == "telnyx"
    await control.advance("5m")
    assert await vendor("during") == "unimatrix"
    pinned = await gateway.send(body="pinned", vendor="telnyx")
    assert (pinned.status, pinned.error["code"]) == (503, "VENDOR_UNAVAILABLE")
    await control.advance("10m")
    assert await vendor("after") == "telnyx"


async def test_money_runs_out_in_the_middle_of_a_batch(gateway: Gateway, control: Control) -> None:
    """Five of ten are sent, and after ten minutes all are."""
    await begin(control, "balance-exhausted")
    batch = [{"to": BOB, "body": f"{n}"} for n in range(10)]
    results = (await gateway.batch(batch)).data["results"]
    codes = [result["error"] and result["error"]["code"] for result in results]
    assert codes == [None] * 5 + ["INSUFFICIENT_CREDIT"] * 5
    assert await gateway.balance() == 0
    await control.advance("10m")
    results = (await gateway.batch(batch)).data["results"]
    assert [result["error"] for result in results] == [None] * 10


async def test_about_half_of_the_receipts_come_twice(gateway: Gateway, control: Control) -> None:
    """The second one changes nothing."""
    await begin(control, "duplicate-receipts")
    sent = [await gateway.sent(body=f"{n}") for n in range(40)]
    assert set(await ends(control, *sent)) == {"delivered"}
    shown = [(await gateway.events(sms_id)).data["items"] for sms_id in sent]
    types = [[event["type"] for event in events] for events in shown]
    assert {kinds.count("message.delivered") for kinds in types} == {1}
    assert 10 <= sum("receipt.repeated" in kinds for kinds in types) <= 30


async def test_a_code_arrives_when_it_is_worth_nothing(gateway: Gateway, control: Control) -> None:
    """It is right, and too late; a message is not."""
    await begin(control, "late-codes")
    await gateway.otp()
    code = await control.code()
    await control.advance("5m59s")
    assert await control.texts("?state=delivered") == []
    await control.advance("2s")
    assert len(await control.texts("?state=delivered")) == 1
    assert (await gateway.verify(code)).data == {"valid": False}


async def test_phones_sleep_and_wake(gateway: Gateway, control: Control) -> None:
    """One is off, the other has room for two parts of three; an hour later all is there."""
    await begin(control, "asleep")
    off, full = await gateway.sent("+14155550123"), await gateway.sent("+14155550124", "x" * 400)
    await control.advance("59m")
    assert [await gateway.state(off), await gateway.state(full)] == ["sent", "sent"]
    events = [event["detail"] for event in (await gateway.events(full)).data["items"]]
    assert "memory full: parts 1-2 of 3 arrived" in events
    await control.advance("2m")
    assert [await gateway.state(off), await gateway.state(full)] == ["delivered", "delivered"]


# --- One story ------------------------------------------------------------------------------------

DAY = {
    "name": "a-bad-day",
    "seed": 7,
    "clock": "manual",
    "profile": "grumpy",
    "balance_usd": 100,
    "handsets": {BOB: {"power": "off"}},
    "rules": [
        {
            "id": "spam",
            "match": {"text": "/sale/", "ratio": 0.5},
            "then": {"deliver": {"outcome": "failed"}},
        },
        {
            "id": "brown",
            "match": {"op": "sms.send", "ratio": 0.2},
            "then": {"refuse": {"code": "RATE_LIMITED"}},
        },
    ],
    "steps": [
        {"after": "10m", "rules": [{"match": {"ratio": 0.3}, "then": {"receipt": "duplicate"}}]},
        {"after": "1h", "handsets": {BOB: {}}},
    ],
}


async def tell(order: Dice) -> list[str]:
    """Send a day's traffic at once in some order, twice; tell it explained, by what was sent."""
    async with serving(Settings()) as url, ClientSession() as session:
        gateway, control = Gateway.of(session, url, "day"), Control.of(session, url, "day")
        assert (await control.post("/_sim/scenarios", DAY)).status == 201
        told: list[tuple[str, str, Reply]] = []
        for part in ("morning", "noon"):
            bodies = [f"{part} {'sale ' * (n % 2)}{n}" for n in range(40)]
            calls = [(to, body) for body in bodies for to in (ALICE, BOB)]
            calls.sort(key=lambda call: order.number(*call))
            replies = await asyncio.gather(*(gateway.send(to, body) for to, body in calls))
            told += [(to, body, reply) for (to, body), reply in zip(calls, replies, strict=True)]
            await control.advance("10m")
        await control.advance("96h")
        return sorted([await _told(control, *one) for one in told])


async def _told(control: Control, to: str, body: str, reply: Reply) -> str:
    """Write down what was answered, and why its message fared as it did; ids say nothing."""
    if reply.status != 200:
        return json.dumps([to, body, reply.status, reply.headers["X-Sim-Fault"]])
    sms_id = reply.data["sms_id"]
    shown = (await control.get(f"/_sim/messages/{sms_id}")).document
    explained = (await control.get(f"/_sim/messages/{sms_id}/explain")).document
    life = [(line["event"], line["detail"]) for line in shown["timeline"]]
    draws = [(draw["question"], draw["selected"]) for draw in explained["draws"]]
    reasons = [reason["why"] for reason in explained["reasons"]]
    return json.dumps([to, body, life, draws, reasons])


async def test_a_scenario_tells_the_same_story_whoever_comes_first() -> None:
    """160 messages in two random orders, each over connections of its own: 0 differences."""
    first, second = await tell(Dice(1)), await tell(Dice(2))
    assert len(first) == 160
    assert first == second
    assert any("RATE" in line or "429" in line for line in first)
    assert any("receipt_repeated" in line for line in first)
