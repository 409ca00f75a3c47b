"""Looking into a world through the control API: messages, codes, money, health."""

import asyncio
import platform
from http import HTTPStatus
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession

from simulator import __version__
from tests.clients import ALICE, BOB, SEED, Control, Gateway, Reply


async def messages(control: Control, **query: object) -> Reply:
    """Look for messages; keywords are parameters."""
    return await control.get("/_sim/messages?" + urlencode(query))


async def texts(control: Control, **query: object) -> list[str]:
    """Look for messages, and tell their texts."""
    return [item["text"] for item in (await messages(control, **query)).document["items"]]


async def test_a_message_is_told_in_full(gateway: Gateway, control: Control) -> None:
    """Who sent what to whom, what it cost, and what happened to it when."""
    sms_id = await gateway.sent(ALICE, "Grüße", **{"from": "Acme"})
    await control.advance("1h")
    (seen,) = (await messages(control)).document["items"]
    assert (seen["id"], seen["face"], seen["vendor"]) == (sms_id, "gateway", "telnyx")
    assert (seen["from"], seen["to"], seen["text"]) == ("Acme", ALICE, "Grüße")
    assert (seen["state"], seen["price_usd"], seen["charged_usd"]) == ("delivered", 0.0079, 0.0079)
    assert seen["segments"]["segment_count"] == 1
    steps = [step["event"] for step in seen["timeline"]]
    assert steps == ["queued", "dispatched", "sent", "delivered"]
    record = (await control.get(f"/_sim/messages/{sms_id}")).document
    assert record == {**seen, "webhooks": []}


async def test_messages_can_be_sought_by_all_that_is_known_of_them(
    gateway: Gateway, control: Control
) -> None:
    """Filters narrow the search, and all of them have to fit; the newest comes first."""
    await gateway.send(ALICE, "one", **{"from": "Acme"})
    await control.advance("1s")
    now = (await control.get("/_sim/clock")).document["now"]
    await gateway.send(BOB, "two")
    await gateway.send(BOB, "three")
    assert await texts(control) == ["three", "two", "one"]
    assert await texts(control, to=ALICE) == ["one"]
    assert await texts(control, **{"from": "Acme"}) == ["one"]
    assert await texts(control, contains="e", to=BOB) == ["three"]
    assert await texts(control, state="delivered") == ["one"]
    assert await texts(control, since=now) == ["three", "two"]
    assert await texts(control, face="gateway", limit=2) == ["three", "two"]
    assert await texts(control, face="other") == []
    assert await texts(control, direction="mt", contains="one") == ["one"]
    assert await texts(control, direction="mo") == []


async def test_messages_are_told_page_by_page(gateway: Gateway, control: Control) -> None:
    """Each page leads to the next, and what arrives meanwhile disturbs none of them."""
    for text in ("one", "two", "three"):
        await gateway.send(ALICE, text)
    first = (await messages(control, limit=2)).document
    await gateway.send(ALICE, "four")
    second = (await messages(control, limit=2, cursor=first["next_cursor"])).document

    assert [item["text"] for item in first["items"]] == ["three", "two"]
    assert [item["text"] for item in second["items"]] == ["one"]
    assert second["next_cursor"] is None
    assert "hint" not in second


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        *(("to", "x"), ("state", "lost"), ("limit", "0"), ("limit", "1001"), ("wait", "6m")),
        *(("wait", "5"), ("since", "noon"), ("direction", "up"), ("unknown", "1")),
        ("cursor", "x"),
    ],
)
async def test_a_filter_that_makes_no_sense_is_refused(
    control: Control, name: str, wrong: str
) -> None:
    """A misspelled filter must not pass for one that found nothing."""
    reply = await messages(control, **{name: wrong})
    assert (reply.status, reply.fields) == (422, [name])


async def test_a_wait_ends_when_the_message_comes(gateway: Gateway, control: Control) -> None:
    """A long poll is answered by the message that it waits for, and not by another."""
    poll = asyncio.create_task(messages(control, to=BOB, wait="5m"))
    await gateway.send(ALICE, "other")
    assert (await control.get("/_sim/clock")).status == HTTPStatus.OK
    assert not poll.done()
    await gateway.send(BOB, "this")
    reply = await asyncio.wait_for(poll, 60)
    assert [item["text"] for item in reply.document["items"]] == ["this"]


async def test_a_wait_ends_in_vain_with_an_empty_list(control: Control) -> None:
    """Nothing came: that is an answer, too."""
    reply = await messages(control, wait="1ms")
    assert (reply.status, reply.document["items"]) == (200, [])


async def test_who_looks_in_the_wrong_world_is_told(
    control: Control, session: ClientSession, url: str
) -> None:
    """The hint names the world that holds what was asked for."""
    other = Gateway.of(session, url, "other")
    await other.send(ALICE)
    await other.otp(ALICE)
    assert "other" in (await messages(control, to=ALICE)).document["hint"]
    missing = await control.get(f"/_sim/otp?to=%2B{ALICE[1:]}")
    assert (missing.status, missing.error["code"]) == (404, "NOT_FOUND")
    assert "other" in missing.error["message"]
    assert "no world" in (await messages(control, to=BOB)).document["hint"]


@pytest.mark.parametrize("path", ["", "/explain"])
async def test_a_message_is_sought_in_all_worlds(
    control: Control, session: ClientSession, url: str, path: str
) -> None:
    """It is not found, by the id that was asked for, and the hint names the world that has it."""
    sms_id = await Gateway.of(session, url, "other").sent(ALICE)

    missing = await control.get(f"/_sim/messages/{sms_id}{path}")

    assert missing.status == 404
    assert missing.error["message"] == f"There is no message {sms_id} in world test, but in other."


@pytest.mark.parametrize("list_", ["messages?", "messages?direction=mt&", "otp?", "webhooks?"])
async def test_a_plus_may_stand_in_a_query_as_it_is(
    gateway: Gateway, control: Control, list_: str
) -> None:
    """It arrives as a space, which no number begins with."""
    await gateway.otp(ALICE)
    told = [await control.get(f"/_sim/{list_}to={plus}{ALICE[1:]}") for plus in ("+", "%2B")]
    assert told[0].status == 200, told[0].body
    assert told[0].document == told[1].document


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("/_sim/message", "/_sim/openapi.json"),
        ("/", "/_sim"),
        ("/v1/sms/sned", "/v1/discovery"),
        ("/_sim/worlds/none", "/_sim/worlds"),
    ],
)
async def test_what_is_not_there_comes_with_a_hint(control: Control, path: str, hint: str) -> None:
    """Whoever has lost the way is told where to look."""
    missing = await control.get(path)
    assert missing.status in {401, 404}
    assert hint in missing.error["hint"]


@pytest.mark.parametrize("sms_id", ["sms_none", "none", "%00", "%F0%9F%92%A9"])
async def test_no_message_is_not_found(control: Control, sms_id: str) -> None:
    """Errors are the house's error object, without an envelope."""
    reply = await control.get(f"/_sim/messages/{sms_id}")
    assert reply.status == 404
    assert reply.document.keys() == {"error"}
    assert reply.error.keys() == {"code", "message", "hint", "retryable"}


async def test_a_code_is_told_with_what_is_left_of_it(gateway: Gateway, control: Control) -> None:
    """A test reads the code that a person would read on a handset, and those it replaced."""
    await gateway.otp()
    old = await control.code()
    expires_at = (await gateway.otp()).data["expires_at"]
    path = f"/_sim/otp?to=%2B{ALICE[1:]}"
    told = (await control.get(path)).document
    assert told == {
        "code": told["code"],
        "to": ALICE,
        "face": "gateway",
        "expires_at": expires_at,
        "attempts_left": 5,
        "used": False,
        "superseded": [old],
    }
    await gateway.verify("no")
    await gateway.verify(told["code"])
    after = (await control.get(path)).document
    assert (after["attempts_left"], after["used"]) == (4, True)


async def test_a_wait_ends_when_the_code_comes(gateway: Gateway, control: Control) -> None:
    """A test may ask for the code before its client has asked for it to be sent."""
    poll = asyncio.create_task(control.get(f"/_sim/otp?to=%2B{BOB[1:]}&wait=5m"))
    await gateway.otp(ALICE)
    assert (await control.get("/_sim/clock")).status == HTTPStatus.OK
    assert not poll.done()
    await gateway.otp(BOB)
    assert (await asyncio.wait_for(poll, 60)).document["to"] == BOB


async def test_a_code_must_be_asked_for_by_number(control: Control) -> None:
    """Without a number it is not known which code is meant."""
    assert (await control.get("/_sim/otp")).fields == ["to"]


async def test_the_account_is_read_and_set(gateway: Gateway, control: Control) -> None:
    """The balance is exact to a millionth of a dollar, and the gateway tells the same."""
    assert (await control.get("/_sim/account")).document == {"balance_usd": 2.0, "currency": "USD"}
    for dollars in ("0.000001", 17, 0.0079, "999999.123456"):
        reply = await control.put("/_sim/account", {"balance_usd": dollars})
        assert reply.document["balance_usd"] == float(dollars)
        assert await gateway.balance() == float(dollars)


@pytest.mark.parametrize("dollars", [-1, "x", None, True, "0.0000001", 1e12, [], "NaN"])
async def test_no_amount_is_no_balance(control: Control, dollars: object) -> None:
    """An amount that cannot be held exactly is refused."""
    assert (await control.put("/_sim/account", {"balance_usd": dollars})).fields == ["balance_usd"]


@pytest.mark.parametrize("path", ["/_sim/livez", "/_sim/readyz"])
async def test_the_server_says_that_it_is_well(session: ClientSession, url: str, path: str) -> None:
    """Probes need no credential, not even a good one."""
    reply = await Control(session, url, {"X-Sim-World": "-"}).get(path)
    assert (reply.status, reply.document) == (200, {"status": "ok"})


async def test_the_server_says_what_it_is(control: Control) -> None:
    """Version, Python and seed are what a bug report needs."""
    assert (await control.get("/_sim/version")).document == {
        "version": __version__,
        "python": platform.python_version(),
        "seed": SEED,
    }


async def test_another_method_is_told_which_one_would_do(control: Control) -> None:
    """RFC 9110, 15.5.6: Allow names all methods of the path."""
    reply = await control.call("DELETE", "/_sim/clock")
    assert (reply.status, reply.error["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert reply.headers["Allow"] == "GET, PUT"
