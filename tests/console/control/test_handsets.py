"""Handsets through the control API: what they send, how they answer, and what is forgotten."""

from typing import Any

import pytest

from tests.clients import ALICE, BOB, Control, Gateway

SHOP = "+14155550199"
START = "2026-01-01T00:00:00.000Z"


async def answering(control: Control, text: str = "YES", after: str = "5s") -> None:
    """Let Bob's handset answer to each message."""
    wish = {"auto_reply": {"text": text, "after": after}}
    reply = await control.put(f"/_sim/handsets/{BOB}", wish)
    assert reply.status == 200, reply.body


async def received(control: Control, query: str = "") -> Any:  # noqa: ANN401 - JSON
    """Tell what handsets have sent."""
    reply = await control.get(f"/_sim/messages?direction=mo{query}")
    return reply.document["items"]


async def test_a_handset_sends(gateway: Gateway, control: Control) -> None:
    """The answer is the message as it came in, and it is found among those from handsets."""
    await control.put("/_sim/clock", {"now": START})
    message = (await control.receive("Hallo, Übersee", BOB, to=SHOP)).document
    assert message == {
        "id": message["id"],
        "direction": "mo",
        "from": BOB,
        "to": SHOP,
        "text": "Hallo, Übersee",
        "segments": {"encoding": "GSM_7", "segment_count": 1, "unit_count": 14},
        "keyword": None,
        "created_at": START,
    }
    assert await received(control) == [message]
    (listed,) = (await gateway.get("/v1/sms/inbound/list")).data["items"]
    assert listed["inbound_id"] == f"inb_{message['id']}"
    assert (listed["from"], listed["to"], listed["body"]) == (BOB, SHOP, "Hallo, Übersee")


@pytest.mark.parametrize(
    ("text", "keyword"),
    [("STOP", "stop"), ("unstop.", "start"), ("Help", "help"), ("退订", "stop"), ("No", None)],
)
async def test_a_keyword_is_recognised(control: Control, text: str, keyword: str | None) -> None:
    """The answer says what the carrier makes of the text."""
    assert (await control.receive(text)).document["keyword"] == keyword


async def test_messages_of_both_directions_are_sought_alike(
    gateway: Gateway, control: Control
) -> None:
    """Without a direction both are found, the newest first; filters hold for either."""
    await gateway.send(ALICE, "out", **{"from": SHOP})
    await control.receive("in", ALICE, to=SHOP)
    await control.receive("in too", BOB, to="12345")
    assert await control.texts() == ["in too", "in", "out"]
    assert await control.texts("?direction=mt") == ["out"]
    assert await control.texts("?direction=mo") == ["in too", "in"]
    assert await control.texts(f"?direction=mo&from=%2B{ALICE[1:]}") == ["in"]
    assert await control.texts("?to=12345") == ["in too"]
    assert await control.texts("?direction=mo&contains=too&limit=1") == ["in too"]
    assert await control.texts("?state=queued") == ["out"]
    assert await control.texts("?face=gateway") == ["out"]


async def test_a_handset_answers_when_a_message_has_come(
    gateway: Gateway, control: Control
) -> None:
    """As long after it as was said, to whoever sent it; the clock tells that it happened."""
    await control.put("/_sim/clock", {"now": START})
    await answering(control)
    await gateway.send(BOB, "Sure?", **{"from": SHOP})
    early = await control.advance("5999ms")
    assert [fired["event"] for fired in early["fired"]] == ["dispatched", "sent", "delivered"]
    assert await received(control) == []
    moved = await control.advance("1ms")
    (reply,) = await received(control)
    assert (reply["from"], reply["to"], reply["text"]) == (BOB, SHOP, "YES")
    assert reply["created_at"] == "2026-01-01T00:00:06.000Z"
    fired = {"inbound": reply["id"], "at": reply["created_at"], "event": "received"}
    assert (moved["fired"], moved["fired_count"]) == ([fired], 1)
    (listed,) = (await gateway.get("/v1/sms/inbound/list")).data["items"]
    assert (listed["body"], listed["received_at"]) == ("YES", reply["created_at"])


async def test_a_handset_that_answers_stop_gets_nothing_more(
    gateway: Gateway, control: Control
) -> None:
    """What a handset answers is obeyed as if it had been typed."""
    await answering(control, "STOP", "0ms")
    await gateway.send(BOB)
    await control.advance("1s")
    assert (await gateway.send(BOB)).data["state"] == "suppressed"
    await control.advance("1h")
    assert len(await received(control)) == 1


async def test_no_handset_answers_to_a_name(gateway: Gateway, control: Control) -> None:
    """There is no number behind it; nor do others answer than were told to."""
    await answering(control)
    await gateway.send(BOB, **{"from": "Shop"})
    await gateway.send(ALICE, **{"from": SHOP})
    await control.advance("1h")
    assert await received(control) == []


async def test_a_handset_is_set_told_and_ordinary_again(gateway: Gateway, control: Control) -> None:
    """An ordinary one answers nothing."""
    path = f"/_sim/handsets/{BOB}"
    ordinary: dict[str, object] = {
        "number": BOB,
        "power": "on",
        "coverage": None,
        "memory": None,
        "landline": False,
        "ported": None,
        "blocks": [],
        "auto_reply": None,
        "reads_after": None,
        "waiting": 0,
    }
    assert (await control.get(path)).document == ordinary
    set_ = await control.put(path, {"auto_reply": {"text": "YES", "after": "1m30s"}})
    assert set_.document == ordinary | {"auto_reply": {"text": "YES", "after": "90s"}}
    assert (await control.get(path)).document == set_.document
    assert (await control.get(f"/_sim/handsets/{ALICE}")).document["auto_reply"] is None
    assert (await control.delete(path)).document == {"deleted": True}
    assert (await control.delete(path)).document == {"deleted": False}
    await gateway.send(BOB, **{"from": SHOP})
    await control.advance("1h")
    assert await received(control) == []


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"auto_reply": "YES"}, "auto_reply"),
        ({"auto_reply": {}}, "auto_reply.text"),
        ({"auto_reply": {"text": ""}}, "auto_reply.text"),
        ({"auto_reply": {"text": "x" * 1601}}, "auto_reply.text"),
        ({"auto_reply": {"text": "x", "after": "5"}}, "auto_reply.after"),
        ({"auto_reply": {"text": "x", "in": "5s"}}, "auto_reply.in"),
        ({"reply": None}, "reply"),
    ],
)
async def test_a_handset_that_makes_no_sense_is_refused(
    control: Control, wish: object, field: str
) -> None:
    """Steering is strict, and the handset stays as it was."""
    await answering(control)
    reply = await control.put(f"/_sim/handsets/{BOB}", wish)
    assert (reply.status, reply.fields) == (422, [field])
    told = (await control.get(f"/_sim/handsets/{BOB}")).document
    assert told["auto_reply"] == {"text": "YES", "after": "5s"}


@pytest.mark.parametrize("number", ["bob", "14155550101", "%2B1", "%00"])
async def test_a_handset_has_a_number(control: Control, number: str) -> None:
    """What is none is named, whatever is asked of it."""
    for reply in (
        await control.get(f"/_sim/handsets/{number}"),
        await control.put(f"/_sim/handsets/{number}", {}),
        await control.delete(f"/_sim/handsets/{number}"),
    ):
        assert (reply.status, reply.fields) == (422, ["number"])


@pytest.mark.parametrize(
    ("member", "wrong"),
    [
        *(("from", "Bob"), ("from", "12345"), ("from", None), ("from", 14155550101)),
        *(("to", "Shop"), ("to", ""), ("to", 12345)),
        *(("text", ""), ("text", 5), ("text", "x" * 1601), ("when", "now")),
    ],
)
async def test_an_inbound_message_that_makes_no_sense_is_refused(
    control: Control, member: str, wrong: object
) -> None:
    """A handset has a number, writes something, and writes to where messages can go."""
    wish = {"from": BOB, "to": SHOP, "text": "Hi", member: wrong}
    reply = await control.post("/_sim/inbound", wish)
    assert (reply.status, reply.fields) == (422, [member])
    assert await received(control) == []


async def test_reviews_are_told_when_they_happen(gateway: Gateway, control: Control) -> None:
    """Moving the time tells of each what came of it, and why."""
    signature = (await gateway.create_signature("reject")).data["signature_id"]
    template = (await gateway.create_template()).data["template_id"]
    moved = await control.advance("5s")
    assert moved["fired_count"] == 2
    refused, approved = moved["fired"]
    assert (refused["signature"], refused["event"]) == (signature.removeprefix("sig_"), "rejected")
    assert "reject" in refused["detail"]
    bare = template.removeprefix("tpl_")
    assert approved == {"template": bare, "event": "approved", "detail": None}


@pytest.mark.parametrize("review", ["soon", "-1s", 5, "5"])
async def test_a_review_takes_a_duration(control: Control, review: object) -> None:
    """Steering is strict, and nothing is made."""
    reply = await control.post("/_sim/worlds", {"review": review})
    assert (reply.status, reply.fields) == (422, ["review"])
    assert (await control.get("/_sim/worlds")).document["items"] == []


async def test_a_token_is_handed_out_for_a_number(control: Control) -> None:
    """It is the same each time, and another for another number or world."""
    path = f"/_sim/gdpr?phone=%2B{BOB[1:]}"
    told = (await control.get(path)).document
    assert told.keys() == {"phone", "confirmation_token"}
    assert told["phone"] == BOB
    assert (await control.get(path)).document == told
    other = (await control.get(f"/_sim/gdpr?phone=%2B{ALICE[1:]}")).document
    neighbour = Control.of(control.session, control.url, "neighbour")
    tokens = [one["confirmation_token"] for one in (told, other)]
    assert (await neighbour.get(path)).document["confirmation_token"] not in tokens
    assert tokens[0] != tokens[1]


@pytest.mark.parametrize("query", ["", "?phone=bob", "?phone=12345"])
async def test_a_token_is_asked_for_by_number(control: Control, query: str) -> None:
    """Without a number it is not known what is to be forgotten."""
    reply = await control.get(f"/_sim/gdpr{query}")
    assert (reply.status, reply.fields) == (422, ["phone"])
