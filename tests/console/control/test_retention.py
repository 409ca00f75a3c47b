"""What a world keeps and for how long, and how answers say that something is missing."""

import asyncio
import re
from typing import Any

import pytest
from aiohttp import ClientSession

from simulator.domain.clock import ClockMode
from simulator.services import rounds
from simulator.settings import Settings
from tests.clients import ALICE, BOB, Control, Gateway, serving

START = "2026-01-01T00:00:00.000Z"


@pytest.fixture
async def crowded(control: Control, gateway: Gateway) -> str:
    """A world that keeps two messages each way and has had four of each; the id of the first."""
    wish = {"name": "test", "keep_messages": 2, "clock": {"mode": "manual", "now": START}}
    assert (await control.post("/_sim/worlds", wish)).status == 201
    first, *_ = [await gateway.sent(BOB, f"n{n}") for n in range(4)]
    for n in range(4):
        await control.receive(f"r{n}", BOB)
    await control.advance("1h")
    return first


def told(header: str) -> dict[str, str]:
    """Read the header that says what is missing."""
    assert re.fullmatch(r'[a-z]+=(\d+|"[^"]+")(, [a-z]+=(\d+|"[^"]+"))*', header)
    return dict(pair.split("=", 1) for pair in header.split(", "))


FORGOTTEN = {"messages": "2", "inbound": "2", "since": '"2026-01-01T01:00:00.000Z"'}


@pytest.mark.usefixtures("crowded")
@pytest.mark.parametrize("path", ["/v1/sms/list", "/v1/sms/inbound/list", "/v1/sms/usage"])
async def test_the_gateways_answers_say_what_is_missing(gateway: Gateway, path: str) -> None:
    """In a header, for the documented payload has no room for it."""
    reply = await gateway.get(path)
    assert reply.status == 200
    assert told(reply.headers["X-Sim-Retention"]) == FORGOTTEN


@pytest.mark.usefixtures("crowded")
async def test_usage_has_all_and_the_list_what_is_left(gateway: Gateway) -> None:
    """The sums agree with the balance, to the last digit."""
    usage = (await gateway.get("/v1/sms/usage")).data
    assert (usage["sent"], usage["delivered"], usage["cost_usd"]) == (4, 4, 4 * 0.0079)
    assert await gateway.balance() == 2 - 4 * 0.0079
    listed = (await gateway.list()).data["items"]
    assert len(listed) == 2


@pytest.mark.usefixtures("crowded")
async def test_usage_says_what_it_could_not_count(gateway: Gateway) -> None:
    """Of an hour that the window cuts."""
    reply = await gateway.get("/v1/sms/usage?since=2026-01-01T00:00:00.001Z")
    assert reply.data["sent"] == 0
    assert told(reply.headers["X-Sim-Retention"]) == {**FORGOTTEN, "uncounted": "2"}


@pytest.mark.parametrize("operation", ["status", "events", "cancel", "resend"])
async def test_a_forgotten_message_is_said_to_be_perhaps_forgotten(
    gateway: Gateway, crowded: str, operation: str
) -> None:
    """Whatever is asked of it: in the hint for people, in the header for programs."""
    asking: dict[str, Any] = {
        "status": gateway.status,
        "events": gateway.events,
        "cancel": gateway.cancel,
        "resend": gateway.resend,
    }
    reply = await asking[operation](crowded)
    assert (reply.status, reply.error["code"]) == (404, "NOT_FOUND")
    assert crowded in reply.error["message"]
    assert "forgotten" in reply.error["hint"]
    assert told(reply.headers["X-Sim-Retention"]) == FORGOTTEN


async def test_a_reputation_says_that_it_is_made_of_less(
    gateway: Gateway, control: Control, crowded: str
) -> None:
    """It is made of the world's own traffic, of which some is missing."""
    assert crowded
    sender_id = (await gateway.register(ALICE)).data["sender_id"]
    await control.advance("1h")
    reply = await gateway.get(f"/v1/sms/sender/reputation/{sender_id}")
    assert reply.status == 200
    assert told(reply.headers["X-Sim-Retention"])["messages"] == "3"


async def test_the_control_api_says_so_too(control: Control, crowded: str) -> None:
    """With the messages, of the one message, and of the world."""
    forgotten = {"messages": 2, "inbound": 2, "since": "2026-01-01T01:00:00.000Z"}
    found = (await control.get("/_sim/messages")).document
    assert (len(found["items"]), found["forgotten"]) == (4, forgotten)
    missing = await control.get(f"/_sim/messages/{crowded}")
    assert (missing.status, told(missing.headers["X-Sim-Retention"])) == (404, FORGOTTEN)
    world = (await control.get("/_sim/worlds/test")).document
    assert world["message_count"] == 2
    assert world["retention"] == {
        "keep_messages": 2,
        "keep_age": "30d",
        "forgotten": forgotten,
    }
    listed = (await control.get("/_sim/worlds")).document["items"]
    assert [one["retention"] for one in listed] == [world["retention"]]


async def test_who_has_forgotten_nothing_says_nothing(gateway: Gateway, control: Control) -> None:
    """Neither in headers nor in members."""
    await gateway.sent()
    for path in ("/v1/sms/list", "/v1/sms/inbound/list", "/v1/sms/usage", "/v1/sms/status/sms_0"):
        assert "X-Sim-Retention" not in (await gateway.get(path)).headers
    assert "forgotten" not in (await control.get("/_sim/messages")).document
    world = (await control.get("/_sim/worlds/test")).document
    assert world["retention"] == {"keep_messages": 10**6, "keep_age": "30d", "forgotten": None}


async def test_a_server_may_keep_less_than_others(session: ClientSession) -> None:
    """In each world that does not say otherwise; by age as well as by number."""
    settings = Settings(clock=ClockMode.MANUAL, keep_messages=1, keep_age="2h")  # type: ignore[arg-type]  # a duration, as people write it
    async with serving(settings) as url:
        gateway, control = Gateway.of(session, url, "test"), Control.of(session, url, "test")
        for n in range(3):
            await gateway.sent(BOB, f"n{n}")
        await control.advance("1m")
        assert await control.texts() == ["n2"]
        await control.advance("2h")
        assert await control.texts() == []
        await control.post("/_sim/worlds", {"name": "more", "keep_age": "90m"})
        retention = (await control.get("/_sim/worlds/more")).document["retention"]
        assert (retention["keep_messages"], retention["keep_age"]) == (1, "90m")


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"keep_messages": 0}, "keep_messages"),
        ({"keep_messages": "many"}, "keep_messages"),
        ({"keep_messages": 10**9 + 1}, "keep_messages"),
        ({"keep_age": "0s"}, "keep_age"),
        ({"keep_age": 5}, "keep_age"),
        ({"ttl": "0ms"}, "ttl"),
        ({"ttl": "soon"}, "ttl"),
        ({"ttl": -1}, "ttl"),
    ],
)
async def test_what_cannot_be_kept_to_is_refused(
    control: Control, wish: object, field: str
) -> None:
    """And no world is made."""
    reply = await control.post("/_sim/worlds", wish)
    assert (reply.status, reply.fields) == (422, [field])
    assert (await control.get("/_sim/worlds")).document["items"] == []


async def test_a_world_tells_when_it_will_be_forgotten(control: Control) -> None:
    """By the clock on the server's wall, wherever its own stands; null is never."""
    wish = {"name": "brief", "ttl": "1h", "clock": {"mode": "manual", "now": START}}
    made = (await control.post("/_sim/worlds", wish)).document
    lasting = (await control.post("/_sim/worlds", {"name": "lasting"})).document

    assert made["expires_at"] > "2026-01-01T01"
    assert (await control.get("/_sim/worlds/brief")).document["expires_at"] == made["expires_at"]
    assert lasting["expires_at"] is None
    fork = (await control.post("/_sim/worlds/brief/fork")).document
    assert fork["expires_at"] >= made["expires_at"]
    distant = await control.post("/_sim/worlds", {"ttl": "999999999999d"})
    assert distant.document["expires_at"] == "9999-12-31T23:59:59.999Z"


async def test_rounds_are_gone_while_the_server_serves(
    session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has to ask for a world to be forgotten, or for messages to be."""
    monkeypatch.setattr(rounds, "ROUND_MS", 1)
    async with serving(Settings(clock=ClockMode.MANUAL)) as url, asyncio.timeout(60):
        control, gateway = Control.of(session, url, "full"), Gateway.of(session, url, "full")
        await control.post("/_sim/worlds", {"name": "brief", "ttl": "1ms"})
        await control.post("/_sim/worlds", {"name": "full", "keep_messages": 1})
        for _ in range(3):
            await gateway.cancel(await gateway.sent())
        while True:
            worlds = (await control.get("/_sim/worlds")).document["items"]
            if [(one["world"], one["message_count"]) for one in worlds] == [("full", 1)]:
                break
