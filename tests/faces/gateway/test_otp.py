"""One-time passcodes through the gateway."""

from datetime import datetime

import pytest

from tests.clients import ALICE, BOB, Control, Gateway


def other_than(code: str) -> str:
    """A code that is not this one."""
    return f"{(int(code) + 1) % 1_000_000:06}"


async def test_a_code_is_sent_and_lives_five_minutes(gateway: Gateway, control: Control) -> None:
    """The answer names the request and its end; the code comes in an ordinary message."""
    reply = await gateway.otp()
    assert reply.data.keys() == {"request_id", "expires_at"}
    assert reply.data["request_id"].startswith("otp_")
    now = (await control.get("/_sim/clock")).document["now"]
    lifetime = datetime.fromisoformat(reply.data["expires_at"]) - datetime.fromisoformat(now)
    assert lifetime.total_seconds() == 300
    assert (reply.metadata["cost_usd"], reply.metadata["vendor"]) == (0.0079, "telnyx")
    (record,) = (await gateway.list()).data["items"]
    seen = await control.get(f"/_sim/messages/{record['sms_id']}")
    assert await control.code() in seen.document["text"]


async def test_the_answer_does_not_hold_the_code(gateway: Gateway, control: Control) -> None:
    """Who asked for a code to be sent must not learn it."""
    body = (await gateway.otp()).document["data"]
    code = await control.code()
    assert code not in body["request_id"].split("_")


async def test_the_right_code_is_good_once(gateway: Gateway, control: Control) -> None:
    """A code that was used is dead."""
    await gateway.otp()
    code = await control.code()
    assert (await gateway.verify(code)).data == {"valid": True}
    assert (await gateway.verify(code)).data == {"valid": False}


async def test_five_wrong_guesses_kill_a_code(gateway: Gateway, control: Control) -> None:
    """The fifth wrong attempt is the last one; the right code comes too late then."""
    await gateway.otp()
    code = await control.code()
    for _ in range(5):
        assert (await gateway.verify(other_than(code))).data == {"valid": False}
    assert (await gateway.verify(code)).data == {"valid": False}


async def test_four_wrong_guesses_do_not_kill_a_code(gateway: Gateway, control: Control) -> None:
    """A code stands four mistakes."""
    await gateway.otp()
    code = await control.code()
    for _ in range(4):
        await gateway.verify(other_than(code))
    assert (await gateway.verify(code)).data == {"valid": True}


async def test_a_new_code_kills_the_old_one(gateway: Gateway, control: Control) -> None:
    """Only the latest code counts."""
    await gateway.otp()
    old = await control.code()
    await gateway.otp()
    assert (await gateway.verify(old)).data == {"valid": False}
    assert (await gateway.verify(await control.code())).data == {"valid": True}


@pytest.mark.parametrize(("by", "valid"), [("299999ms", True), ("300s", False)])
async def test_a_code_ends_with_its_worlds_time(
    gateway: Gateway,
    control: Control,
    by: str,
    valid: bool,  # noqa: FBT001 - what is expected
) -> None:
    """A code is good to the last millisecond of its five minutes, and no longer."""
    await gateway.otp()
    code = await control.code()
    await control.advance(by)
    assert (await gateway.verify(code)).data == {"valid": valid}


@pytest.mark.parametrize("code", ["", "0", "abcdef", "1234567", "\0", "١٢٣٤٥٦"])
async def test_what_is_no_code_is_just_wrong(gateway: Gateway, code: str) -> None:
    """An attempt is judged, not refused, whatever it looks like."""
    await gateway.otp()
    reply = await gateway.verify(code)
    assert (reply.status, reply.data) == (200, {"valid": False})


async def test_a_code_belongs_to_its_number(gateway: Gateway, control: Control) -> None:
    """The code of one number verifies no other, and a number without a code verifies nothing."""
    await gateway.otp(ALICE)
    code = await control.code(ALICE)
    assert (await gateway.verify(code, BOB)).data == {"valid": False}
    assert (await gateway.verify(code, ALICE)).data == {"valid": True}


async def test_no_money_no_code(gateway: Gateway, control: Control) -> None:
    """A code whose message cannot be paid for is not made, and the old one lives on."""
    await gateway.otp()
    code = await control.code()
    await control.set_balance("0")
    assert (await gateway.otp()).status == 402
    assert (await gateway.verify(code)).data == {"valid": True}


@pytest.mark.parametrize(
    "body", [{}, {"to": 5, "code": "1"}, {"to": ALICE}, {"to": ALICE, "code": 1}]
)
async def test_an_attempt_needs_number_and_code(gateway: Gateway, body: object) -> None:
    """What lacks one of them, or has it of another kind, is refused."""
    assert (await gateway.post("/v1/sms/verify", body)).status == 422
