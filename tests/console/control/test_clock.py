"""Clocks through the control API: read, set and moved."""

import pytest

from tests.clients import BOB, Control, Gateway

START = "2026-01-01T00:00:00.000Z"


async def set_to(control: Control, **members: object) -> dict[str, object]:
    """Set the clock, and tell what the answer shows."""
    reply = await control.put("/_sim/clock", members)
    assert reply.status == 200, reply.body
    shown: dict[str, object] = reply.document
    return shown


async def refused_fields(control: Control, method: str, path: str, body: object) -> list[str]:
    """Be refused for a body, and tell the members that were wrong."""
    reply = await control.call(method, path, body)
    assert (reply.status, reply.error["code"]) == (422, "VALIDATION_ERROR"), reply.body
    return reply.fields


async def test_a_manual_clock_stands_still(control: Control) -> None:
    """What it was set to it shows until it is moved."""
    assert await set_to(control, now=START) == {"mode": "manual", "speed": 0, "now": START}
    assert (await control.get("/_sim/clock")).document["now"] == START


@pytest.mark.parametrize(
    ("wish", "mode", "speed"),
    [
        ({"mode": "real"}, "real", 1),
        ({"mode": "manual"}, "manual", 0),
        ({"mode": "scaled", "speed": 2.5}, "scaled", 2.5),
        ({"speed": 1000}, "scaled", 1000),
    ],
)
async def test_a_clock_passes_as_wished(
    control: Control, wish: dict[str, object], mode: str, speed: float
) -> None:
    """Any mode can be set, with the time it starts from; a speed alone asks for a scaled clock."""
    shown = await set_to(control, **wish, now=START)
    assert (shown["mode"], shown["speed"], shown["now"]) == (mode, speed, START)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"mode": "warp"}, "mode"),
        ({"mode": "real", "speed": 2}, "speed"),
        ({"mode": "manual", "speed": 2}, "speed"),
        ({"mode": "scaled"}, "speed"),
        ({"speed": 0}, "speed"),
        ({"speed": -1}, "speed"),
        ({"speed": 1e9}, "speed"),
        ({"now": "noon"}, "now"),
        ({"now": 5}, "now"),
        ({"now": "1969-12-31T23:59:59Z"}, "now"),
        ({"time": START}, "time"),
    ],
)
async def test_a_clock_that_makes_no_sense_is_refused(
    control: Control, wish: object, field: str
) -> None:
    """What is wrong is named, and the clock goes on as it was."""
    assert await refused_fields(control, "PUT", "/_sim/clock", wish) == [field]
    assert (await control.get("/_sim/clock")).document["mode"] == "manual"


async def test_a_running_clock_delivers_by_itself(gateway: Gateway, control: Control) -> None:
    """A fast clock lets happen what is due, and a wait ends when it has happened."""
    await gateway.sent(BOB)
    await set_to(control, speed=1_000_000)
    reply = await control.get(f"/_sim/messages?to=%2B{BOB[1:]}&state=delivered&wait=30s")
    assert len(reply.document["items"]) == 1


async def test_time_moves_by_a_duration(gateway: Gateway, control: Control) -> None:
    """Everything that was due happened, in order, each thing at its own instant."""
    await set_to(control, now=START)
    sms_id = await gateway.sent()
    moved = await control.advance("10m")
    assert (moved["now"], moved["reached"], moved["fired_count"]) == (
        "2026-01-01T00:10:00.000Z",
        True,
        3,
    )
    assert [(fired["message"], fired["event"], fired["at"][-5:]) for fired in moved["fired"]] == [
        (sms_id, "dispatched", ".250Z"),
        (sms_id, "sent", ".500Z"),
        (sms_id, "delivered", ".000Z"),
    ]


async def test_time_moves_to_an_instant(control: Control) -> None:
    """An instant may be written with any offset."""
    await set_to(control, now=START)
    reply = await control.post("/_sim/clock/advance", {"to": "2026-01-01T02:00:00+01:00"})
    assert reply.document["now"] == "2026-01-01T01:00:00.000Z"


async def test_time_does_not_move_back(control: Control) -> None:
    """An instant that has passed is refused, and the clock stays."""
    await set_to(control, now=START)
    wish = {"to": "2025-12-31T23:59:59.999Z"}
    assert await refused_fields(control, "POST", "/_sim/clock/advance", wish) == ["to"]
    assert (await control.get("/_sim/clock")).document["now"] == START


@pytest.mark.parametrize(
    ("aim", "now"),
    [({}, "01.000Z"), ({"state": "sent"}, "00.500Z"), ({"state": "final"}, "01.000Z")],
)
async def test_time_moves_until_a_message_is_there(
    gateway: Gateway, control: Control, aim: dict[str, str], now: str
) -> None:
    """Time stops at the instant at which the message came into the state, final by default."""
    await set_to(control, now=START)
    until = {"message": await gateway.sent(), **aim}
    moved = (await control.post("/_sim/clock/advance", {"until": until})).document
    assert moved["reached"] is True
    assert moved["now"] == f"2026-01-01T00:00:{now}"


async def test_waiting_for_what_never_comes_has_a_limit(gateway: Gateway, control: Control) -> None:
    """Time goes as far as the limit, and the answer says that the goal was not reached."""
    await set_to(control, now=START)
    until = {"message": await gateway.sent(), "state": "failed"}
    reply = await control.post("/_sim/clock/advance", {"until": until, "limit": "1h"})
    assert reply.document["reached"] is False
    assert reply.document["now"] == "2026-01-01T01:00:00.000Z"


async def test_waiting_for_no_message_is_refused(control: Control) -> None:
    """A message that is not in this world will never come into any state."""
    reply = await control.post("/_sim/clock/advance", {"until": {"message": "sms_none"}})
    assert (reply.status, reply.error["code"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({}, "body"),
        ({"by": "1s", "to": START}, "body"),
        ({"by": "1"}, "by"),
        ({"by": "-1s"}, "by"),
        ({"by": 1000}, "by"),
        ({"by": "1s", "limit": "x"}, "limit"),
        ({"by": "1s", "fast": True}, "fast"),
        ({"to": "noon"}, "to"),
        ({"until": {}}, "until"),
        ({"until": {"state": "final"}}, "until"),
        ({"until": {"message": None}}, "until"),
        ({"until": BOB}, "until"),
        ({"until": {"message": "sms_1", "otp": BOB}}, "until"),
        ({"until": {"otp": BOB, "state": "final"}}, "until"),
        ({"until": {"otp": "5"}}, "until.otp"),
        ({"until": {"otp": BOB, "code": "1"}}, "until.code"),
    ],
)
async def test_a_move_that_makes_no_sense_is_refused(
    control: Control, wish: object, field: str
) -> None:
    """One aim, and one that can be read."""
    assert await refused_fields(control, "POST", "/_sim/clock/advance", wish) == [field]


async def test_a_number_is_no_duration(control: Control) -> None:
    """Of what unit would it be; so the refusal shows how one is written."""
    reply = await control.post("/_sim/clock/advance", {"by": 600})
    assert reply.error["message"] == "by should be a duration such as 10m."
    reply = await control.put("/_sim/clock", {"now": 1_790_000_000})
    assert reply.error["message"] == "now should be an instant such as 2026-11-21T12:00:00Z."


async def test_the_end_of_time_is_not_passed(gateway: Gateway, control: Control) -> None:
    """Clocks stop in time for all that is due later to be a date still: nothing breaks there."""
    moved = await control.advance("999999999999d")
    assert moved["now"] == "9000-01-01T00:00:00.000Z"
    assert await set_to(control, mode="scaled", speed=1_000_000) == {
        "mode": "scaled",
        "speed": 1_000_000,
        "now": moved["now"],
    }
    await gateway.otp(BOB)
    assert await expiry(control) == "9000-01-01T00:05:00.000Z"
    assert (await control.get("/_sim/worlds")).status == 200


@pytest.mark.parametrize(("path", "field"), [("clock", "now"), ("clock/advance", "to")])
async def test_no_clock_is_set_beyond_the_end_of_time(
    control: Control, path: str, field: str
) -> None:
    """A later date is refused, by the member that asks for it."""
    method = "PUT" if field == "now" else "POST"
    wish = {field: "9999-12-31T00:00:00Z"}
    assert await refused_fields(control, method, f"/_sim/{path}", wish) == [field]


async def test_what_is_due_after_all_dates_is_told_as_the_last(control: Control) -> None:
    """Durations may be longer than dates go; such a turn is told, and never comes."""
    story = {"name": "never", "steps": [{"after": "999999999999d"}]}
    started = await control.post("/_sim/scenarios", story)
    assert started.document["steps"][0]["at"].startswith("9999-12-31T23:59:59.")
    assert (await control.get("/_sim/scenarios")).document["running"] == started.document


async def expiry(control: Control, to: str = BOB) -> str:
    """Tell when the latest code of a number expires."""
    expires_at: str = (await control.get(f"/_sim/otp?to=%2B{to[1:]}")).document["expires_at"]
    return expires_at


async def test_time_moves_until_a_code_has_expired(gateway: Gateway, control: Control) -> None:
    """Time stops at the first instant at which it is no longer good, and all else has happened."""
    await set_to(control, now=START)
    await gateway.otp(BOB)
    code = await control.code(BOB)

    moved = (await control.post("/_sim/clock/advance", {"until": {"otp": BOB}})).document

    assert (moved["reached"], moved["now"]) == (True, "2026-01-01T00:05:00.000Z")
    assert moved["now"] == await expiry(control)
    assert [fired["event"] for fired in moved["fired"]] == ["dispatched", "sent", "delivered"]
    assert (await gateway.verify(code, BOB)).data["valid"] is False


async def test_until_just_before_it_expires_a_code_is_good(
    gateway: Gateway, control: Control
) -> None:
    """The limit holds for codes too, and the answer says that the code has not expired."""
    await set_to(control, now=START)
    await gateway.otp(BOB)
    code = await control.code(BOB)

    wish = {"until": {"otp": BOB}, "limit": "4m59.999s"}
    moved = (await control.post("/_sim/clock/advance", wish)).document

    assert (moved["reached"], moved["now"]) == (False, "2026-01-01T00:04:59.999Z")
    assert (await gateway.verify(code, BOB)).data["valid"] is True


async def test_it_is_the_latest_code_that_has_to_expire(gateway: Gateway, control: Control) -> None:
    """The ones before it are dead already. One that has expired is not waited for."""
    await set_to(control, now=START)
    await gateway.otp(BOB)
    await control.advance("2m")
    await gateway.otp(BOB)

    moved = (await control.post("/_sim/clock/advance", {"until": {"otp": BOB}})).document
    assert moved["now"] == "2026-01-01T00:07:00.000Z"
    again = (await control.post("/_sim/clock/advance", {"until": {"otp": BOB}})).document
    assert (again["reached"], again["now"], again["fired"]) == (True, moved["now"], [])


async def test_waiting_for_no_code_is_refused(gateway: Gateway, control: Control) -> None:
    """A number that was sent none has none that expires."""
    await gateway.sent(BOB)
    reply = await control.post("/_sim/clock/advance", {"until": {"otp": BOB}})
    assert (reply.status, reply.error["code"]) == (404, "NOT_FOUND")
