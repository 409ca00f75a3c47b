"""What phones do with messages, seen by a client: each behaviour that can be asked of a handset."""

from typing import Any

import pytest

from tests.clients import ALICE, BOB, Control, Gateway

START = "2026-01-01T00:00:00.000Z"
THREE_PARTS = "x" * 400


async def tell(control: Control, number: str = ALICE, **wish: object) -> Any:  # noqa: ANN401 - JSON
    """Tell a handset how to behave."""
    reply = await control.put(f"/_sim/handsets/{number}", wish)
    assert reply.status == 200, reply.body
    return reply.document


async def timeline(control: Control, sms_id: str) -> list[tuple[str, str, str | None]]:
    """Tell what has happened to a message since the network has it: when, what and why."""
    reply = await control.get(f"/_sim/messages/{sms_id}")
    events = reply.document["timeline"][3:]
    return [(event["at"][11:], event["event"], event["detail"]) for event in events]


@pytest.fixture(autouse=True)
async def midnight(control: Control) -> None:
    """Let all tests begin at the same time of day."""
    await control.put("/_sim/clock", {"now": START})


async def test_a_phone_that_is_off_gets_its_message_when_it_is_on(
    gateway: Gateway, control: Control
) -> None:
    """It waits in the network meanwhile; the gateway's own events tell it, too."""
    await tell(control, power="off")
    sms_id = await gateway.sent()
    await control.advance("6h")
    assert await gateway.state(sms_id) == "sent"
    assert (await control.get(f"/_sim/handsets/{ALICE}")).document["waiting"] == 1

    assert (await tell(control, power="on"))["waiting"] == 1
    moved = await control.advance("5s")

    assert [fired["event"] for fired in moved["fired"]] == ["delivered"]
    assert await timeline(control, sms_id) == [
        ("00:00:00.900Z", "waiting", "handset off"),
        ("06:00:00.500Z", "delivered", None),
    ]
    types = [one["type"] for one in (await gateway.events(sms_id)).data["items"]]
    assert types[-2:] == ["message.waiting", "message.delivered"]
    assert (await control.get(f"/_sim/handsets/{ALICE}")).document["waiting"] == 0


async def test_a_phone_that_stays_off_lets_its_message_expire(
    gateway: Gateway, control: Control
) -> None:
    """At the end of its validity; time can be moved straight to it."""
    await tell(control, power="off")
    sms_id = await gateway.sent()

    until = {"until": {"message": sms_id, "state": "final"}, "limit": "80h"}
    moved = (await control.post("/_sim/clock/advance", until)).document

    assert moved["now"] == "2026-01-04T00:00:00.000Z"
    assert (await timeline(control, sms_id))[-1][1:] == ("undelivered", "validity expired")


async def test_a_phone_out_of_coverage_gets_its_message_when_a_window_opens(
    gateway: Gateway, control: Control
) -> None:
    """Times of the day recur; the message is there within seconds."""
    told = await tell(control, coverage=[["08:00", "20:00"]])
    assert told["coverage"] == [["08:00", "20:00"]]
    sms_id = await gateway.sent()

    await control.advance("24h")

    assert await timeline(control, sms_id) == [
        ("00:00:00.900Z", "waiting", "out of coverage"),
        ("08:00:00.500Z", "delivered", None),
    ]


async def test_coverage_that_is_neither_is_told_both_forms(control: Control) -> None:
    """Who wrote a time of the day wrongly is not asked for an instant only."""
    refused = await control.put(f"/_sim/handsets/{ALICE}", {"coverage": [["8", "20:00"]]})
    assert "08:00" in refused.error["message"]
    assert "T12:00:00Z" in refused.error["message"]


async def test_coverage_may_be_told_by_instants(gateway: Gateway, control: Control) -> None:
    """Beside times of the day; nights go over midnight, and a day has 24 hours."""
    window = ["2026-01-01T02:00:00Z", "2026-01-01T03:00:00+01:00"]
    refused = await control.put(f"/_sim/handsets/{ALICE}", {"coverage": [window]})
    assert (refused.status, refused.fields) == (422, ["coverage.0"])
    window[1] = "2026-01-01T03:00:00Z"
    windows = [window, ["22:00", "01:00"], ["23:00", "24:00"]]
    told = await tell(control, BOB, coverage=windows)
    assert told["coverage"] == [
        ["2026-01-01T02:00:00.000Z", "2026-01-01T03:00:00.000Z"],
        ["22:00", "01:00"],
        ["23:00", "24:00"],
    ]
    early = await gateway.sent(BOB)
    await control.advance("1h30m")
    late = await gateway.sent(BOB)
    await control.advance("1h")

    assert await timeline(control, early) == [("00:00:01.000Z", "delivered", None)]
    assert (await timeline(control, late))[-1] == ("02:00:00.500Z", "delivered", None)


async def test_a_full_phone_takes_messages_when_there_is_room(
    gateway: Gateway, control: Control
) -> None:
    """What is stored takes room, so that the second message waits for more of it."""
    assert (await tell(control, memory={"full": True}))["memory"] == {"free": 0}
    first, second = await gateway.sent(body="one"), await gateway.sent(body="two")
    await control.advance("1h")
    assert await timeline(control, first) == [("00:00:00.900Z", "waiting", "memory full")]

    await tell(control, memory={"free": 1})
    await control.advance("1h")
    assert [await gateway.state(one) for one in (first, second)] == ["delivered", "sent"]

    assert (await tell(control, memory={"full": False}))["memory"] is None
    await control.advance("1h")
    assert await gateway.state(second) == "delivered"


async def test_a_long_message_may_arrive_in_part(gateway: Gateway, control: Control) -> None:
    """The timeline says what is there, and the rest comes when there is room for it."""
    await tell(control, memory={"free": 2})
    sms_id = await gateway.sent(body=THREE_PARTS)
    await control.advance("1h")
    assert (await control.get(f"/_sim/handsets/{ALICE}")).document["memory"] == {"free": 0}

    await tell(control, memory={"free": 5})
    await control.advance("1h")

    assert await timeline(control, sms_id) == [
        ("00:00:00.900Z", "waiting", "memory full: parts 1-2 of 3 arrived"),
        ("01:00:00.500Z", "delivered", None),
    ]
    assert (await control.get(f"/_sim/handsets/{ALICE}")).document["memory"] == {"free": 4}


async def test_a_landline_gets_nothing(gateway: Gateway, control: Control) -> None:
    """And the gateway's look-up knows that it is one."""
    await tell(control, landline=True)
    sms_id = await gateway.sent()

    await control.advance("1h")

    assert await timeline(control, sms_id) == [("00:00:01.000Z", "undelivered", "landline")]
    found = (await gateway.post("/v1/sms/lookup", {"phone": ALICE})).data
    assert found["line_type"] == "landline"


async def test_a_ported_number_has_receipts_from_its_new_network(
    gateway: Gateway, control: Control
) -> None:
    """And the look-up says whose it is now."""
    await tell(control, ported="Acme Mobile")
    sms_id = await gateway.sent()

    await control.advance("1h")

    receipt = ("00:00:01.000Z", "delivered", "receipt from Acme Mobile")
    assert await timeline(control, sms_id) == [receipt]
    found = (await gateway.post("/v1/sms/lookup", {"phone": ALICE})).data
    assert found["carrier"] == "Acme Mobile"


@pytest.mark.parametrize(
    ("blocks", "sender", "end"),
    [
        ("all", None, "undelivered"),
        (["Shop"], "Shop", "undelivered"),
        (["Shop"], "Other", "delivered"),
        (["+14155550199", "12345"], None, "undelivered"),
        ([], "Shop", "delivered"),
    ],
)
async def test_a_phone_may_block_senders(
    gateway: Gateway, control: Control, blocks: object, sender: str | None, end: str
) -> None:
    """All of them, or those that are named; the carrier's own number is one, too."""
    assert (await tell(control, blocks=blocks))["blocks"] == blocks
    sms_id = await gateway.sent(**({"from": sender} if sender else {}))

    await control.advance("1h")

    detail = "blocked by recipient" if end == "undelivered" else None
    assert await timeline(control, sms_id) == [("00:00:01.000Z", end, detail)]


async def test_a_phone_reads_what_has_come(gateway: Gateway, control: Control) -> None:
    """After some time; the message stays delivered."""
    assert (await tell(control, reads_after="90s"))["reads_after"] == "90s"
    sms_id = await gateway.sent()

    moved = await control.advance("1h")

    assert (await timeline(control, sms_id))[-1] == ("00:01:31.000Z", "read", None)
    assert moved["fired"][-1]["event"] == "read"
    assert await gateway.state(sms_id) == "delivered"
    types = [one["type"] for one in (await gateway.events(sms_id)).data["items"]]
    assert types[-1] == "message.read"


async def test_a_phone_answers_when_it_is_on_again(gateway: Gateway, control: Control) -> None:
    """Its answer comes after the message has, and not after it was sent."""
    await tell(control, power="off", auto_reply={"text": "Yes", "after": "5s"})
    await gateway.sent()
    await control.advance("1h")
    assert await control.texts("?direction=mo") == []

    await tell(control, auto_reply={"text": "Yes", "after": "5s"})
    await control.advance("5499ms")
    assert await control.texts("?direction=mo") == []
    await control.advance("1ms")
    assert await control.texts("?direction=mo") == ["Yes"]


async def test_deleting_a_handset_turns_it_on(gateway: Gateway, control: Control) -> None:
    """An ordinary phone takes everything, and what waited comes."""
    await tell(control, power="off", memory={"full": True})
    sms_id = await gateway.sent()
    await control.advance("1h")

    await control.delete(f"/_sim/handsets/{ALICE}")
    await control.advance("1s")

    assert await gateway.state(sms_id) == "delivered"


async def test_worlds_have_phones_of_their_own(gateway: Gateway, control: Control) -> None:
    """The same number may be off in one and on in another."""
    neighbour = Control.of(control.session, control.url, "neighbour")
    await tell(neighbour, power="off")
    sms_id = await gateway.sent()

    await control.advance("1s")

    assert await gateway.state(sms_id) == "delivered"


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"power": "standby"}, "power"),
        ({"power": True}, "power"),
        ({"coverage": []}, "coverage"),
        ({"coverage": ["08:00"]}, "coverage.0"),
        ({"coverage": [["08:00"]]}, "coverage.0"),
        ({"coverage": [["08:00", "25:00"]]}, "coverage.0"),
        ({"coverage": [["08:00", "24:01"]]}, "coverage.0"),
        ({"coverage": [["08:00", "2026-01-01T00:00:00Z"]]}, "coverage.0"),
        ({"coverage": [["08:00", 20]]}, "coverage.0"),
        ({"coverage": [["08:00", "20:00"]] * 101}, "coverage"),
        ({"memory": 3}, "memory"),
        ({"memory": {}}, "memory"),
        ({"memory": {"full": True, "free": 0}}, "memory"),
        ({"memory": {"free": -1}}, "memory.free"),
        ({"memory": {"free": 1.5}}, "memory.free"),
        ({"memory": {"empty": True}}, "memory.empty"),
        ({"landline": "maybe"}, "landline"),
        ({"ported": ""}, "ported"),
        ({"ported": "x" * 41}, "ported"),
        ({"ported": "a\nb"}, "ported"),
        ({"ported": 5}, "ported"),
        ({"reads_after": "soon"}, "reads_after"),
        ({"reads_after": 5}, "reads_after"),
    ],
)
async def test_what_makes_no_sense_is_refused_by_name(
    control: Control, wish: object, field: str
) -> None:
    """And the handset stays as it was."""
    before = await tell(control, power="off")

    reply = await control.put(f"/_sim/handsets/{ALICE}", wish)

    assert (reply.status, reply.fields) == (422, [field])
    assert (await control.get(f"/_sim/handsets/{ALICE}")).document == before


@pytest.mark.parametrize("blocks", ["none", ["+1"], [5], ["x"] * 1001])
async def test_only_senders_can_be_blocked(control: Control, blocks: object) -> None:
    """`all`, or a list of what a message can come from."""
    reply = await control.put(f"/_sim/handsets/{ALICE}", {"blocks": blocks})

    assert reply.status == 422
    assert all(field.startswith("blocks") for field in reply.fields)


async def test_a_world_lives_by_the_profile_of_a_country(control: Control) -> None:
    """Chosen by name; at night advertising is held, and the gateway tells of it."""
    reply = await control.post(
        "/_sim/worlds",
        {"name": "india", "profile": "in-2026", "clock": {"mode": "manual", "now": START}},
    )
    assert reply.document["profile"] == "in-2026"
    india, steering = (
        Gateway.of(control.session, control.url, "india"),
        Control.of(control.session, control.url, "india"),
    )
    sms_id = await india.sent("+919876543210", "Diwali sale!")
    await steering.advance("3h")

    assert await india.state(sms_id) == "queued"
    (_, event) = (await india.events(sms_id)).data["items"]
    assert (event["type"], event["detail"]) == (
        "message.held",
        'quiet hours for advertising ("sale")',
    )
    await steering.advance("1h")
    assert await india.state(sms_id) != "queued"
    unknown = await control.post("/_sim/worlds", {"profile": "xx-2026"})
    assert (unknown.status, unknown.fields) == (422, ["profile"])
