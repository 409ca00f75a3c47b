"""Messages over Telnyx's API: what is answered, key by key, and what is refused, code by code."""

from itertools import product
from typing import Any

import pytest

from simulator.domain.message import What
from simulator.domain.refusals import Ground
from simulator.faces.telnyx.catalogue import catalogue
from simulator.faces.telnyx.declined import SENTENCES
from simulator.faces.telnyx.translate.events import event_of
from simulator.faces.telnyx.translate.fates import code_of
from tests.clients import ALICE, BOB, Control, Gateway
from tests.faces.telnyx.sending import (
    CODE,
    FROM,
    GERMAN,
    LINK,
    NAME,
    change_profile,
    send,
    sent,
    spelled,
)
from tests.faces.telnyx.speaking import NOBODY, Telnyx, assert_refused

NOON = "2027-12-01T12:00:00.000Z"
PROFILE = "00000000-0000-4000-8000-000000000000"


async def test_a_message_is_answered_key_by_key(telnyx: Telnyx, control: Control) -> None:
    """All keys are there, those that have nothing to say with null."""
    profile_id = await telnyx.profile_id()
    organization_id = (await telnyx.data("/messaging_profiles"))[0]["organization_id"]

    message = await sent(telnyx, text="Hello, World!", webhook_url="https://example.com/hooks")

    now = (await control.get("/_sim/clock")).document["now"]
    hour_later = message.pop("valid_until")
    assert (hour_later[:11], hour_later > now) == (now[:11], True)
    assert message == {
        "record_type": "message",
        "direction": "outbound",
        "id": message["id"],
        "type": "SMS",
        "messaging_profile_id": profile_id,
        "organization_id": organization_id,
        "from": {"phone_number": FROM, "carrier": "Telnyx", "line_type": "Wireless"},
        "to": [
            {
                "phone_number": ALICE,
                "status": "queued",
                "carrier": message["to"][0]["carrier"],
                "line_type": "Wireless",
            }
        ],
        "cc": [],
        "text": "Hello, World!",
        "subject": None,
        "media": [],
        "webhook_url": "https://example.com/hooks",
        "webhook_failover_url": None,
        "encoding": "GSM-7",
        "parts": 1,
        "num_chars": 13,
        "smart_encoding_applied": False,
        "tags": [],
        "cost": {"amount": "0.0051", "currency": "USD"},
        "cost_breakdown": {
            "carrier_fee": {"amount": "0.00305", "currency": "USD"},
            "rate": {"amount": "0.00205", "currency": "USD"},
        },
        "tcr_campaign_id": None,
        "tcr_campaign_billable": False,
        "tcr_campaign_registered": None,
        "received_at": now,
        "sent_at": None,
        "completed_at": None,
        "wait_seconds": 0.0,
        "errors": [],
    }


# --- Later ----------------------------------------------------------------------------------------


async def set_clock(control: Control) -> None:
    """Let it be noon, on the first of December."""
    reply = await control.put("/_sim/clock", {"mode": "manual", "now": NOON})
    assert reply.status == 200, reply.body


async def test_a_cancelled_message_is_answered_bare(telnyx: Telnyx, control: Control) -> None:
    """And costs nothing."""
    await set_clock(control)
    message = await sent(telnyx, "/schedule", send_at="2027-12-01T14:00:00+01:00")
    assert message["send_at"] == "2027-12-01T13:00:00.000Z"

    reply = await telnyx.delete(f"/messages/{message['id']}")

    assert reply.status == 200
    assert reply.document["id"] == message["id"]
    assert reply.document["to"][0]["status"] == "cancelled"
    assert reply.document["cost"] == {"amount": "0.0", "currency": "USD"}
    assert reply.document["cost_breakdown"] is None
    assert_refused(await telnyx.delete(f"/messages/{message['id']}"), 403, "10010")


INSTANTS = [
    ("2027-12-01T12:04:59.999Z", 422),
    ("2027-12-01T12:05:00Z", 200),
    ("2027-12-06T12:00:00Z", 200),
    ("2027-12-06T12:00:00.001Z", 422),
    ("2019-01-23T18:30:00Z", 422),
    ("soon", 422),
]


async def test_a_message_is_scheduled_within_five_days(
    telnyx: Telnyx, control: Control, subtests: pytest.Subtests
) -> None:
    """And no sooner than in five minutes; both ends belong to it."""
    await set_clock(control)
    for where, (send_at, status) in product(("", "/schedule"), INSTANTS):
        with subtests.test(where=where, send_at=send_at):
            reply = await send(telnyx, where, send_at=send_at)
            assert reply.status == status
            if status == 422:
                (error,) = reply.document["errors"]
                assert error["source"] == {"pointer": "/send_at"}


async def test_a_scheduled_message_sets_out_in_time(telnyx: Telnyx, control: Control) -> None:
    """Who looks in sees that it waits."""
    await set_clock(control)
    message = await sent(telnyx, send_at="2027-12-01T13:00:00Z")
    (seen,) = (await control.get("/_sim/messages")).document["items"]
    assert (seen["id"], seen["state"]) == (message["id"], "scheduled")
    foretold = (await control.get(f"/_sim/messages/{message['id']}/explain")).document
    await control.advance("2h")
    found = await telnyx.data(f"/messages/{message['id']}")
    assert found["to"][0]["status"] == "delivered"
    assert found["sent_at"] > "2027-12-01T13:00:00.000Z"
    assert foretold["foretold"]["state"] == "delivered"


async def test_without_an_instant_it_is_sent_at_once(telnyx: Telnyx) -> None:
    """By either operation."""
    for where in ("", "/schedule"):
        message = await sent(telnyx, where, text=f"Hi by {where}", send_at=None)
        assert "send_at" not in message


# --- Senders --------------------------------------------------------------------------------------


async def test_each_door_takes_its_own(telnyx: Telnyx) -> None:
    """And shows who sent."""
    profile_id = await telnyx.profile_id()

    async def sender(where: str, **members: object) -> str:
        answer: str = (await sent(telnyx, where, **members))["from"]["phone_number"]
        return answer

    assert await sender("/long_code") == FROM
    assert await sender("/short_code", **{"from": CODE}) == CODE
    pooled: dict[str, object] = {"from": None, "messaging_profile_id": profile_id}
    assert await sender("/number_pool", **pooled) == await sender("", **pooled)
    named = {"from": NAME, "messaging_profile_id": profile_id}
    assert await sender("/alphanumeric_sender_id", to=GERMAN, **named) == NAME
    # Where names are not shown, the number that was chosen for that is.
    assert await sender("", **named) == FROM


async def test_smart_encoding_is_the_profiles_or_the_messages(telnyx: Telnyx) -> None:
    """What was written comes back, and what was done is told."""
    text = "It\u2019s"
    plain = await sent(telnyx, text=text)
    forced = await sent(telnyx, text=text, encoding="gsm7")
    await change_profile(telnyx, smart_encoding=True)
    smart = await sent(telnyx, text=text, encoding="auto")
    kept = await sent(telnyx, text=text, encoding="ucs2")
    told = [
        (one["encoding"], one["smart_encoding_applied"]) for one in (plain, forced, smart, kept)
    ]
    assert told == [("UCS-2", False), ("GSM-7", True), ("GSM-7", True), ("UCS-2", False)]
    assert smart["text"] == text


async def test_a_group_is_one_message_to_several(telnyx: Telnyx, control: Control) -> None:
    """Each is told of by itself, and each sees the others."""
    message = await sent(telnyx, "/group_mms", to=[ALICE, BOB, ALICE], media_urls=[LINK])

    assert [one["phone_number"] for one in message["to"]] == [ALICE, BOB]
    assert message["type"] == "MMS"
    assert message["cost"]["amount"] == "0.0400"
    assert message["group_message_id"] == message["id"]
    copies = await telnyx.data(f"/messages/group/{message['id']}")
    assert [[one["phone_number"] for one in copy["cc"]] for copy in copies] == [[BOB], [ALICE]]
    seen = (await control.get("/_sim/messages")).document["items"]
    assert [one["to"] for one in seen] == [BOB, ALICE]


async def test_urls_are_the_messages_or_else_the_profiles(telnyx: Telnyx) -> None:
    """Unless that is not wanted."""
    await change_profile(
        telnyx, webhook_url="https://a.example/hooks", webhook_failover_url="https://b.example/"
    )

    async def told(**members: object) -> tuple[object, object]:
        message = await sent(telnyx, "", **members)
        return message["webhook_url"], message["webhook_failover_url"]

    assert await told() == ("https://a.example/hooks", "https://b.example/")
    assert await told(webhook_url="https://c.example/") == ("https://c.example/", None)
    assert await told(use_profile_webhooks=False) == (None, None)


# --- Refusals -------------------------------------------------------------------------------------


def test_there_are_words_for_every_ground() -> None:
    """And a code that is in the vendor's catalogue."""
    assert set(SENTENCES) == set(Ground)
    assert {one.code for one in SENTENCES.values()} <= set(catalogue())


WRONG: list[tuple[str, dict[str, Any], int, str, str | None]] = [
    ("", {"to": "15550100"}, 400, "40310", "/to"),
    ("", {"to": "+4044000721"}, 400, "40310", "/to"),
    ("", {"to": "12345"}, 400, "40310", "/to"),
    ("", {"to": None}, 422, "10004", "/to"),
    ("", {"to": [ALICE]}, 422, "10015", "/to"),
    ("", {"from": "+1555"}, 400, "40305", "/from"),
    ("", {"from": "+13125550000"}, 400, "40305", "/from"),
    ("", {"from": "A very long name"}, 400, "40305", "/from"),
    ("", {"from": "Nobody", "messaging_profile_id": "own"}, 400, "40305", "/from"),
    ("", {"from": NAME}, 422, "10015", "/messaging_profile_id"),
    ("", {"from": None}, 422, "10015", "/messaging_profile_id"),
    ("", {"messaging_profile_id": PROFILE}, 400, "40305", "/from"),
    ("", {"messaging_profile_id": "nonsense"}, 422, "10015", "/messaging_profile_id"),
    ("", {"text": None}, 400, "40316", None),
    ("", {"text": ""}, 400, "40316", None),
    ("", {"text": "a" * 1531}, 400, "40302", "/text"),
    ("", {"text": "a" * 613, "auto_detect": True}, 400, "40328", "/text"),
    ("", {"text": "й", "encoding": "gsm7"}, 400, "10015", "/text"),
    ("", {"encoding": "utf8"}, 422, "10015", "/encoding"),
    ("", {"type": "FAX"}, 422, "10015", "/type"),
    ("", {"type": "SMS", "media_urls": [LINK]}, 400, "40304", None),
    ("", {"subject": "Hello"}, 400, "40304", None),
    ("", {"media_urls": [LINK] * 11}, 400, "40317", "/media_urls"),
    ("", {"media_urls": ["nonsense"]}, 422, "10015", "/media_urls/0"),
    ("", {"media_urls": LINK}, 422, "10015", "/media_urls"),
    ("", {"to": GERMAN, "media_urls": [LINK]}, 400, "40301", "/to"),
    ("", {"webhook_url": "ftp://x"}, 422, "10015", "/webhook_url"),
    ("", {"use_profile_webhooks": "yes"}, 422, "10015", "/use_profile_webhooks"),
    ("/long_code", {"from": CODE}, 400, "40305", "/from"),
    ("/long_code", {"from": None}, 422, "10004", "/from"),
    ("/short_code", {"from": NAME}, 400, "40305", "/from"),
    ("/number_pool", {}, 422, "10004", "/messaging_profile_id"),
    ("/alphanumeric_sender_id", {"messaging_profile_id": "own"}, 400, "40325", "/from"),
    ("/alphanumeric_sender_id", {"from": NAME}, 422, "10004", "/messaging_profile_id"),
    ("/group_mms", {"to": [ALICE]}, 422, "10015", "/to"),
    ("/group_mms", {"to": [ALICE] * 9}, 422, "10015", "/to"),
    ("/group_mms", {"to": [ALICE, GERMAN]}, 400, "40301", "/to"),
    ("/group_mms", {"to": [ALICE, BOB], "from": CODE}, 400, "40305", "/from"),
]


async def test_what_is_wrong_is_told_by_code_and_pointer(
    telnyx: Telnyx, control: Control, subtests: pytest.Subtests
) -> None:
    """And nothing is sent or paid."""
    own = {"messaging_profile_id": await telnyx.profile_id()}
    for where, members, status, code, pointer in WRONG:
        told = members | (own if members.get("messaging_profile_id") == "own" else {})
        source = {} if pointer is None else {"pointer": pointer}
        with subtests.test(where=where, members=str(members)[:80]):
            assert_refused(await send(telnyx, where, **told), status, code, **source)
    assert await control.texts() == []
    assert (await control.get("/_sim/account")).document["balance_usd"] == 2


async def test_the_sentences_are_filled_in(telnyx: Telnyx, control: Control) -> None:
    """The catalogue drops what they are about."""
    profile_id = await change_profile(telnyx, whitelisted_destinations=["US"])
    refused = await send(telnyx, to=GERMAN)
    assert refused.document["errors"][0]["detail"] == (
        f"The region 'DE' for the destination '{GERMAN}' is not included in the messaging"
        " profile's whitelisted destinations."
    )
    await control.receive("STOP", to=FROM)
    refused = await send(telnyx)
    assert refused.document["errors"][0]["detail"] == (
        f"Messages cannot be sent from '{FROM}' to '{ALICE}' due to an existing block rule."
    )
    long = (await send(telnyx, text="a" * 1531)).document["errors"][0]["detail"]
    assert long == "The SMS message would be divided into 11 parts. The maximum is 10."
    await change_profile(telnyx, enabled=False)
    error = assert_refused(await send(telnyx), 409, "40312")
    assert error["detail"] == f"The specified messaging profile '{profile_id}' is disabled."


EMPTY: list[tuple[dict[str, Any], str]] = [
    ({"type": "poem"}, "type"),
    ({"type": "text"}, "text"),
    ({"type": "text", "text": {"body": ""}}, "text.body"),
    ({"type": "text", "text": {"body": "й" * 2049}}, "text.body"),
    ({"type": "template", "template": {"name": "x"}}, "template"),
    ({"type": "image", "image": {"caption": "x"}}, "image"),
    ({"type": "image", "image": {"link": LINK, "id": "1"}}, "image"),
    ({"type": "image", "image": {"link": LINK, "caption": "a" * 1025}}, "image.caption"),
    ({"type": "location", "location": {"latitude": 1}}, "location.latitude"),
    ({"type": "location", "location": {"latitude": "91"}}, "location.latitude"),
    ({"type": "contacts", "contacts": []}, "contacts"),
    ({"type": "contacts", "contacts": [{}] * 258}, "contacts"),
    (
        {"type": "interactive", "interactive": {"body": {"text": "a" * 1025}}},
        "interactive.body.text",
    ),
]


async def test_a_whatsapp_message_holds_what_its_type_says(
    telnyx: Telnyx, subtests: pytest.Subtests
) -> None:
    """The member that does not is named."""
    for content, field in EMPTY:
        pointer = f"/whatsapp_message/{field.replace('.', '/')}"
        with subtests.test(content=str(content)[:80]):
            reply = await send(telnyx, "/whatsapp", whatsapp_message=content)
            assert_refused(reply, 422, "10015", pointer=pointer)


WORDS: list[tuple[dict[str, Any], str]] = [
    ({}, ""),
    ({"type": "text", "text": {"body": "Hi"}}, "Hi"),
    ({"type": "template", "template": {"template_id": "019c"}}, "[template 019c]"),
    (
        {"type": "template", "template": {"name": "order", "language": {"code": "en"}}},
        "[template order]",
    ),
    ({"type": "video", "video": {"link": LINK}}, "[video]"),
    ({"type": "image", "image": {"id": "1", "caption": "Look"}}, "[image] Look"),
    (
        {"type": "location", "location": {"latitude": "41.9", "longitude": "-87.6"}},
        "[location 41.9, -87.6]",
    ),
    ({"type": "reaction", "reaction": {"emoji": "👍"}}, "[reaction 👍]"),
    ({"type": "reaction", "reaction": {}}, "[reaction]"),
    ({"type": "contacts", "contacts": [{}]}, "[1 contacts]"),
    ({"type": "interactive", "interactive": {}}, "[interactive]"),
    ({"type": "interactive", "interactive": {"body": {"text": "?"}}}, "[interactive] ?"),
]


async def test_who_looks_in_reads_what_a_whatsapp_message_says(
    telnyx: Telnyx, control: Control, subtests: pytest.Subtests
) -> None:
    """In words, as far as it has some."""
    for content, text in WORDS:
        with subtests.test(text=text):
            message = await sent(telnyx, "/whatsapp", whatsapp_message=content)
            assert (message["body"], message["encoding"]) == (content, "utf-8")
            assert (await control.texts())[0] == text
            found = await telnyx.data(f"/messages/{message['id']}")
            assert found["body"] == {"whatsapp_message": content}
            assert found.get("template_name") == content.get("template", {}).get("name")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ({"content_message": {"text": "Hi"}}, "Hi"),
        ({"content_message": {"rich_card": {}}}, "[rich_card]"),
        ({"event": {"event_type": "IS_TYPING"}}, "[IS_TYPING]"),
        ({}, None),
        ({"content_message": {}}, None),
    ],
)
async def test_an_rcs_message_needs_something_in_it(
    telnyx: Telnyx, control: Control, content: dict[str, Any], text: str | None
) -> None:
    """Words, a card, a file or an event."""
    profile_id = await telnyx.profile_id()
    reply = await send(
        telnyx,
        "/rcs",
        agent_id="Agent007",
        agent_message=content,
        messaging_profile_id=profile_id,
    )
    assert reply.status == (422 if text is None else 200)
    assert await control.texts() == ([] if text is None else [text])


async def test_a_conversation_needs_an_invitation(telnyx: Telnyx, control: Control) -> None:
    """Templates do not."""
    words = {"type": "text", "text": {"body": "Hi"}}
    template = {"type": "template", "template": {"template_id": "019c"}}

    async def end(content: dict[str, Any]) -> tuple[str, list[str]]:
        message = await sent(telnyx, "/whatsapp", whatsapp_message=content)
        await control.advance("1h")
        found = await telnyx.data(f"/messages/{message['id']}")
        return found["to"][0]["status"], [error["code"] for error in found["errors"]]

    assert await end(words) == ("delivery_failed", ["40008"])
    assert await end(template) == ("delivered", [])
    await control.receive("Hello?", to=FROM)
    assert await end(words) == ("delivered", [])


# --- Idempotency ----------------------------------------------------------------------------------


async def test_a_key_sends_once(telnyx: Telnyx, control: Control) -> None:
    """The answer is the same, and says that it is; another body is another request."""
    body = {"to": ALICE, "from": FROM, "text": "Hi"}
    first = await telnyx.post("/messages", body, Idempotency_Key="k")
    await control.advance("1h")
    again = await telnyx.post("/messages", body, Idempotency_Key="k")
    assert again.body == first.body
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    other = await telnyx.post("/messages", {**body, "text": "Ho"}, Idempotency_Key="k")
    assert_refused(other, 422, "10027", pointer="/header/Idempotency-Key")
    elsewhere = await telnyx.post("/messages/long_code", body, Idempotency_Key="k")
    assert "Idempotent-Replayed" not in elsewhere.headers
    assert await control.texts() == ["Hi", "Hi"]


@pytest.mark.parametrize("key", ["", "a b", "é", "a" * 256])
async def test_a_malformed_key_is_refused(telnyx: Telnyx, control: Control, key: str) -> None:
    """Before anything is sent."""
    reply = await telnyx.post(
        "/messages", {"to": ALICE, "from": FROM, "text": "Hi"}, Idempotency_Key=key
    )
    assert (reply.status, reply.document["errors"][0]["code"]) == (400, "10015")
    assert await control.texts() == []


async def test_a_group_is_sent_once_too(telnyx: Telnyx, control: Control) -> None:
    """With all of its copies."""
    body = {"to": [ALICE, BOB], "from": FROM, "text": "Hi"}
    first, again = [
        await telnyx.post("/messages/group_mms", body, Idempotency_Key="k") for _ in range(2)
    ]
    assert again.body == first.body
    assert again.headers["Idempotent-Replayed"] == "true"
    assert await control.texts() == ["Hi", "Hi"]


# --- What becomes of them -------------------------------------------------------------------------


ENDS = [
    ("0001", "delivered", []),
    ("0011", "delivery_failed", ["40008"]),
    ("0021", "sending_failed", ["40002"]),
    ("0041", "delivery_failed", ["40001"]),
    ("0051", "delivered", []),
    ("0061", "delivery_unconfirmed", []),
    ("0081", "delivered", []),
    ("0101", "delivered", []),
]


async def test_magic_numbers_end_as_they_do(
    telnyx: Telnyx, control: Control, subtests: pytest.Subtests
) -> None:
    """In the vendor's words for it."""
    ids = [(await sent(telnyx, to=f"+1500555{digits}"))["id"] for digits, _, _ in ENDS]
    await control.advance("10d")
    for message_id, (digits, status, codes) in zip(ids, ENDS, strict=True):
        with subtests.test(digits=digits):
            found = await telnyx.data(f"/messages/{message_id}")
            assert found["to"][0]["status"] == status
            assert [error["code"] for error in found["errors"]] == codes
            assert found["completed_at"] is not None


@pytest.mark.parametrize(
    ("error", "code"), [("40016", "40016"), ("absent_subscriber", "40008"), ("", "40008")]
)
async def test_a_rule_decides_as_for_every_face(
    telnyx: Telnyx, control: Control, error: str, code: str
) -> None:
    """An error of the vendor's own code is told as it is."""
    rule = {
        "match": {"face": "telnyx", "op": "messages.send", "text": "promo*"},
        "then": {"deliver": {"outcome": "undelivered", "error": error}},
    }
    assert (await control.put("/_sim/faults", {"rules": [rule]})).status == 200
    message, other = await sent(telnyx, text="promo now"), await sent(telnyx)
    await control.advance("1h")
    found = await telnyx.data(f"/messages/{message['id']}")
    assert [one["code"] for one in found["errors"]] == [code]
    assert (await telnyx.data(f"/messages/{other['id']}"))["errors"] == []
    explained = (await control.get(f"/_sim/messages/{message['id']}/explain")).document
    assert any(reason["kind"] == "fault" for reason in explained["reasons"])


@pytest.mark.parametrize("code", ["40310", "40333", "10011", "10009"])
async def test_a_rule_may_refuse_in_the_vendors_words(
    telnyx: Telnyx, control: Control, code: str
) -> None:
    """By any code of his catalogue."""
    rule = {"match": {"face": "telnyx", "op": "messages.*"}, "then": {"refuse": {"code": code}}}
    assert (await control.put("/_sim/faults", {"rules": [rule]})).status == 200
    reply = await send(telnyx)
    assert (reply.status, reply.document["errors"][0]["code"]) == (catalogue()[code].status, code)


async def test_unregistered_traffic_fails(telnyx: Telnyx, control: Control) -> None:
    """To the United States, from long codes."""
    profile = {"name": "Loose", "registered": False}
    made = await control.post(
        "/_sim/worlds",
        {"name": "loose", "resources": {"profiles": [profile], "numbers": [FROM, "+18005550101"]}},
    )
    assert made.status == 201, made.body
    loose = Telnyx.of(telnyx.session, control.url, "loose")
    failing, going = await sent(loose), await sent(loose, **{"from": "+18005550101"})
    await Control.of(control.session, control.url, "loose").advance("1h")
    found = await loose.data(f"/messages/{failing['id']}")
    assert found["to"][0]["status"] == "sending_failed"
    assert [error["code"] for error in found["errors"]] == ["40010"]
    assert (await loose.data(f"/messages/{going['id']}"))["to"][0]["status"] == "delivered"


@pytest.mark.parametrize(
    ("why", "code"),
    [
        ("sender MyCompany unregistered", "40010"),
        ("sender MyCompany is not allowed", "40013"),
        ("validity expired", "40005"),
        ("blocked by recipient", "40004"),
        ("unknown_subscriber", "40012"),
        ("no_route", "40001"),
        ("whatever", "40008"),
    ],
)
def test_there_is_a_code_for_whatever_a_carrier_says(why: str, code: str) -> None:
    """At least the one for what is not known."""
    assert code_of(why) == code


async def test_a_world_is_one_through_all_faces(
    telnyx: Telnyx, gateway: Gateway, control: Control
) -> None:
    """What one sends the others' money pays; each face has its own messages."""
    await sent(telnyx, text="by telnyx")
    sms_id = await gateway.sent(body="by gateway")
    assert await control.texts() == ["by gateway", "by telnyx"]
    assert await gateway.balance() == pytest.approx(2 - 0.0051 - 0.0079)
    assert_refused(
        await telnyx.get(f"/messages/{spelled(sms_id.removeprefix('sms_'))}"), 404, "10005"
    )
    (listed,) = (await control.get("/_sim/messages?face=telnyx")).document["items"]
    assert (listed["from"], listed["vendor"], listed["price_usd"]) == (FROM, "telnyx", 0.0051)


async def test_who_looks_in_reads_the_code_in_a_text(telnyx: Telnyx, control: Control) -> None:
    """When it runs out is its sender's affair."""
    await sent(telnyx, text="Your code is 123456")
    found = (await control.get(f"/_sim/otp?to=%2B{ALICE[1:]}")).document
    assert found == {
        "code": "123456",
        "to": ALICE,
        "face": "telnyx",
        "expires_at": None,
        "attempts_left": None,
        "used": False,
        "superseded": [],
    }


async def test_a_prepaid_account_runs_dry(telnyx: Telnyx, control: Control) -> None:
    """402, and nothing is sent."""
    await control.set_balance("0.005")
    assert_refused(await send(telnyx), 402, "20100")
    assert await control.texts() == []


async def test_a_vendor_that_is_down_says_so(telnyx: Telnyx, control: Control) -> None:
    """503."""
    rule = {"match": {"face": "telnyx"}, "then": {"vendor_down": True}}
    assert (await control.put("/_sim/faults", {"rules": [rule]})).status == 200
    reply = await send(telnyx)
    assert (reply.status, reply.document["errors"][0]["code"]) == (503, "10037")
    assert reply.headers["X-Sim-Fault"] == "rule-1"


async def test_what_is_not_there_is_not_found(telnyx: Telnyx) -> None:
    """However it is spelled."""
    for path in (f"/messages/{NOBODY}", "/messages/nonsense", f"/messages/group/{NOBODY}"):
        assert_refused(await telnyx.get(path), 404, "10005")
    assert_refused(await telnyx.delete(f"/messages/{NOBODY}"), 404, "10005")


async def test_a_deeplink_needs_no_number(telnyx: Telnyx) -> None:
    """Nor words; an agent that is spelled in full is taken as it is."""
    assert await telnyx.data("/messages/rcs/deeplinks/a%40rbm.goog") == {
        "url": "sms:?service_id=a%40rbm.goog"
    }


def test_every_kind_of_event_has_a_place() -> None:
    """Whatever can happen to a message is told, or known not to be."""
    told = {what for what in What if event_of(what) is not None}
    assert told == {
        What.SENT,
        What.SENT_LATE,
        What.DELIVERED,
        What.UNDELIVERED,
        What.FAILED,
        What.RECEIPT_REPEATED,
        What.RECEIPT_CONTRADICTED,
        What.READ,
    }
