"""Numbers that are not to be written to, and numbers that are to be forgotten."""

import json
from typing import Any

import pytest

from tests.clients import ALICE, BOB, CAROL, Control, Gateway, Reply
from tests.faces.gateway.envelope import assert_refused


async def check(gateway: Gateway, phone: str = ALICE, **scopes: str) -> Any:  # noqa: ANN401 - JSON
    """Ask whether a number is suppressed."""
    wish = {"phone": phone, **scopes}
    return (await gateway.post("/v1/sms/suppression/check", wish)).data


async def lift(gateway: Gateway, phone: str = ALICE, **members: str) -> Reply:
    """Take a number off the list."""
    return await gateway.post("/v1/sms/suppression/delete", {"phone": phone, **members})


async def listed(gateway: Gateway, query: str = "") -> Any:  # noqa: ANN401 - JSON
    """Read a page of suppressions."""
    return (await gateway.get(f"/v1/sms/suppression/list{query}")).data


async def erase(gateway: Gateway, token: str, phone: str = ALICE) -> Reply:
    """Have a number forgotten."""
    wish = {"phone": phone, "confirmation_token": token}
    return await gateway.post("/v1/sms/suppression/gdpr_remove", wish)


async def token(control: Control, phone: str = ALICE) -> str:
    """Read the token from where it is handed out."""
    reply = await control.get(f"/_sim/gdpr?phone=%2B{phone[1:]}")
    handed_out: str = reply.document["confirmation_token"]
    return handed_out


async def test_a_suppression_is_answered_with_its_record(gateway: Gateway) -> None:
    """As it was asked for; the scope is the account where none is named."""
    reply = await gateway.suppress(reason="complaint", notes="by phone")
    record = dict(reply.data)
    assert record.pop("created_at").endswith("Z")
    assert record == {
        "phone": ALICE,
        "scope": "account",
        "sender_scope": None,
        "reason": "complaint",
        "notes": "by phone",
    }
    assert reply.metadata["cost_usd"] == 0
    assert await check(gateway) == {"suppressed": True, "record": reply.data}
    assert await listed(gateway) == {"items": [reply.data], "total_count": 1, "next_cursor": None}


async def test_who_is_not_suppressed_has_no_record(gateway: Gateway) -> None:
    """Other numbers, and other projects, are free."""
    await Gateway.of(gateway.session, gateway.url, "neighbour").suppress(ALICE)
    await gateway.suppress(BOB)
    assert await check(gateway, ALICE) == {"suppressed": False, "record": None}
    assert (await lift(gateway)).data == {"phone": ALICE, "removed": False}
    assert (await listed(gateway))["total_count"] == 1


async def test_a_suppressed_number_gets_nothing(gateway: Gateway, control: Control) -> None:
    """A message to it is accepted, goes nowhere and costs nothing; its story ends at once."""
    await gateway.suppress()
    reply = await gateway.send()
    assert (reply.status, reply.metadata["cost_usd"]) == (200, 0)
    assert (reply.data["state"], reply.data["vendor"]) == ("suppressed", "telnyx")
    assert await gateway.balance() == 2.0
    await control.advance("72h")
    sms_id = reply.data["sms_id"]
    assert (await gateway.status(sms_id)).data == reply.data
    (event,) = (await gateway.events(sms_id)).data["items"]
    assert (event["type"], event["state"]) == ("message.suppressed", "suppressed")
    assert (await gateway.list()).data["items"] == [reply.data]


async def test_a_suppressed_message_needs_no_credit(gateway: Gateway, control: Control) -> None:
    """What costs nothing is not refused for want of money, nor paid back when cancelled."""
    await gateway.suppress()
    await control.set_balance("0")
    sms_id = await gateway.sent()
    assert (await gateway.cancel(sms_id)).data["cancelled"] is False
    assert await gateway.balance() == 0


async def test_in_a_batch_only_the_suppressed_number_gets_nothing(gateway: Gateway) -> None:
    """The others are sent and charged."""
    await gateway.suppress()
    reply = await gateway.batch([{"to": to, "body": "x"} for to in (ALICE, BOB)])
    results = reply.data["results"]
    assert [one["result"]["state"] for one in results] == ["suppressed", "queued"]
    assert reply.metadata["cost_usd"] == 0.0079


async def test_what_is_lifted_is_written_to_again(gateway: Gateway) -> None:
    """The number is off the list, and off it once."""
    await gateway.suppress()
    assert (await lift(gateway)).data == {"phone": ALICE, "removed": True}
    assert (await lift(gateway)).data == {"phone": ALICE, "removed": False}
    assert (await gateway.send()).data["state"] == "queued"
    assert (await listed(gateway)) == {"items": [], "total_count": 0, "next_cursor": None}


async def test_asking_again_changes_why_and_not_since_when(
    gateway: Gateway, control: Control
) -> None:
    """One place holds one suppression of a number."""
    first = (await gateway.suppress(reason="bounce")).data
    await control.advance("1h")
    second = (await gateway.suppress(reason="complaint")).data
    assert second == {**first, "reason": "complaint"}
    assert (await listed(gateway))["items"] == [second]


async def test_a_suppression_may_be_of_one_sender(gateway: Gateway) -> None:
    """Whoever sends under another name gets through."""
    await gateway.suppress(sender_scope="Shop")
    states = [
        (await gateway.send(**members)).data["state"]
        for members in ({"from": "Shop"}, {"from": "Bank"}, {})
    ]
    assert states == ["suppressed", "queued", "queued"]
    assert (await check(gateway))["suppressed"] is True
    assert (await check(gateway, sender_scope="Shop"))["suppressed"] is True
    assert (await check(gateway, sender_scope="Bank"))["suppressed"] is False
    assert (await lift(gateway, sender_scope="Bank")).data["removed"] is False
    assert (await lift(gateway, sender_scope="Shop")).data["removed"] is True


async def test_scopes_are_apart(gateway: Gateway) -> None:
    """Each can be asked for and lifted by itself; any of them stops messages."""
    await gateway.suppress(scope="marketing")
    await gateway.suppress(scope="global")
    assert (await listed(gateway))["total_count"] == 2
    assert (await check(gateway))["record"]["scope"] == "marketing"
    assert (await check(gateway, scope="global"))["record"]["scope"] == "global"
    assert (await check(gateway, scope="account"))["suppressed"] is False
    await lift(gateway, scope="marketing")
    assert (await gateway.send()).data["state"] == "suppressed"
    assert (await lift(gateway)).data["removed"] is True
    assert (await gateway.send()).data["state"] == "queued"


async def test_a_list_is_read_page_by_page_newest_first(gateway: Gateway) -> None:
    """Every page tells how many there are altogether."""
    for phone in (ALICE, BOB, CAROL):
        await gateway.suppress(phone)
    first = await listed(gateway, "?limit=2")
    second = await listed(gateway, f"?limit=2&cursor={first['next_cursor']}")
    pages = [[item["phone"] for item in page["items"]] for page in (first, second)]
    assert pages == [[CAROL, BOB], [ALICE]]
    assert [first["total_count"], second["total_count"]] == [3, 3]
    assert second["next_cursor"] is None


async def test_stop_suppresses_and_start_lifts(gateway: Gateway, control: Control) -> None:
    """Whoever holds the phone decides; what somebody else has decided stays."""
    await control.receive("Stop!")
    assert (await check(gateway))["record"]["reason"] == "opt_out"
    assert (await gateway.send()).data["state"] == "suppressed"
    await control.receive("start")
    assert (await check(gateway))["suppressed"] is False
    assert (await gateway.send()).data["state"] == "queued"
    await gateway.suppress(reason="complaint")
    await control.receive("start")
    assert (await check(gateway))["suppressed"] is True


@pytest.mark.parametrize("text", ["HELP", "Please stop by at nine", "Hello"])
async def test_other_words_suppress_nothing(gateway: Gateway, control: Control, text: str) -> None:
    """A keyword is the whole text."""
    await control.receive(text)
    assert (await check(gateway))["suppressed"] is False


@pytest.mark.parametrize("operation", ["suppress", "suppression/delete"])
@pytest.mark.parametrize("place", ["member", "header"])
async def test_a_retry_tells_what_was(gateway: Gateway, operation: str, place: str) -> None:
    """Under one key a thing is done once, whatever was done since."""
    member = {"idempotency_key": "k1"} if place == "member" else {}
    headers = {} if member else {"Idempotency_Key": "k1"}
    await gateway.suppress()
    replies = [
        await gateway.post(f"/v1/sms/{operation}", {"phone": ALICE, **member}, **headers)
        for _ in range(2)
    ]
    assert replies[0].data == replies[1].data
    assert replies[1].headers["Idempotent-Replayed"] == "true"
    other = await gateway.post(f"/v1/sms/{operation}", {"phone": BOB, **member}, **headers)
    assert_refused(other, 422, "IDEMPOTENCY_KEY_REUSED")


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("suppress", ["reason", "scope", "sender_scope", "notes", "idempotency_key"]),
        ("suppression/check", ["scope", "sender_scope"]),
        ("suppression/delete", ["scope", "sender_scope", "idempotency_key"]),
        ("suppression/gdpr_remove", ["confirmation_token", "idempotency_key"]),
    ],
)
async def test_members_of_the_wrong_kind_are_named(
    gateway: Gateway, operation: str, members: list[str]
) -> None:
    """A broken schema is a 422 that names each member; what is no number is one of them."""
    for phone in ("14155550100", 5, None):
        wish = {"phone": phone, **dict.fromkeys(members, 5)}
        reply = await gateway.post(f"/v1/sms/{operation}", wish)
        assert_refused(reply, 422, "VALIDATION_ERROR")
        assert reply.fields == ["phone", *members]


async def test_erasing_takes_the_right_token(gateway: Gateway, control: Control) -> None:
    """The refusal holds it, and the control API hands it out; it is good for its number only."""
    await gateway.suppress()
    refused = await erase(gateway, "wrong")
    assert_refused(refused, 403, "FORBIDDEN")
    right = await token(control)
    assert right in refused.error["hint"]
    assert_refused(await erase(gateway, await token(control, BOB)), 403, "FORBIDDEN")
    neighbour = Control.of(control.session, control.url, "neighbour")
    assert_refused(await erase(gateway, await token(neighbour)), 403, "FORBIDDEN")
    assert (await check(gateway))["suppressed"] is True
    assert (await erase(gateway, right)).data == {"phone": ALICE, "removed": True}
    assert (await erase(gateway, right)).data == {"phone": ALICE, "removed": False}
    assert (await listed(gateway))["total_count"] == 0


async def test_the_retry_of_an_erasure_is_told_the_same(gateway: Gateway, control: Control) -> None:
    """Under its key the number was there, though it is not any more."""
    await gateway.suppress()
    wish = {"phone": ALICE, "confirmation_token": await token(control)}
    path = "/v1/sms/suppression/gdpr_remove"
    first = await gateway.post(path, wish, Idempotency_Key="k1")
    second = await gateway.post(path, {**wish, "idempotency_key": "k1"})
    assert second.data == first.data == {"phone": ALICE, "removed": True}
    assert second.headers["Idempotent-Replayed"] == "true"


async def test_what_is_erased_is_nowhere_any_more(gateway: Gateway, control: Control) -> None:
    """No answer names the number, not even inside a text; counts and money stay as they were."""
    sms_id = await gateway.sent(BOB, f"Is {BOB} yours?")
    await gateway.send(ALICE)
    await control.advance("1s")
    await control.receive("STOP", BOB)
    await gateway.otp(BOB)
    before = (await gateway.get("/v1/sms/usage")).data
    await erase(gateway, await token(control, BOB), BOB)
    replies = [
        await gateway.list(),
        await gateway.status(sms_id),
        await gateway.events(sms_id),
        await gateway.get("/v1/sms/inbound/list"),
        await gateway.get("/v1/sms/suppression/list"),
        await control.get("/_sim/messages"),
        await control.get(f"/_sim/messages/{sms_id}"),
    ]
    for reply in replies:
        assert reply.status == 200
        assert BOB[1:] not in json.dumps(reply.document)
    recipients = [record["to"] for record in replies[0].data["items"]]
    assert (len(recipients), recipients[1], recipients[0]) == (3, ALICE, recipients[2])
    assert (await gateway.get("/v1/sms/usage")).data == before
    assert (await control.get(f"/_sim/otp?to=%2B{BOB[1:]}")).status == 404


async def test_nothing_is_sent_again_to_who_was_erased(gateway: Gateway, control: Control) -> None:
    """Nobody knows any more where such a message went; what is sent anew goes out as ever."""
    sms_id = await gateway.sent()
    await erase(gateway, await token(control))
    assert_refused(await gateway.resend(sms_id), 409, "CONFLICT")
    assert (await gateway.send()).data["to"] == ALICE
