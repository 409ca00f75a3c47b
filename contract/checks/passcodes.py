"""One-time passcodes."""

from datetime import UTC, datetime
from typing import Final

from contract.checks import check
from contract.codes import another
from contract.gateway import Gateway
from contract.verdicts import CouldNotRun

_ATTEMPTS: Final = 5
_LIFE_S: Final = 300


async def _code(gw: Gateway, to: str) -> str:
    """Send a code, and read it."""
    await gw.need("sms.otp", {"to": to})
    return await gw.doors.passcode(to)


async def _is_valid(gw: Gateway, to: str, code: str) -> bool:
    """Tell whether a code is taken: one that is not may be refused, or be told to be invalid."""
    answered = await gw.ask("sms.verify", {"to": to, "code": code})
    gw.expect(answered.status < 500, f"sms.verify failed: {answered.summary}")
    return answered.is_success and (answered.data or {}).get("valid") is True


@check("GW-OTP-001")
async def a_passcode_has_an_id_and_an_end(gw: Gateway) -> None:
    to = gw.number()
    sent = [await gw.must("sms.otp", {"to": number}) for number in (to, gw.number())]
    ids = {one.get("request_id") for one in sent}
    gw.expect(len(ids) == 2 and all(ids), f"two passcodes have the request ids {ids}")
    now = _instant((await gw.sent()).get("created_at"))
    for one in sent:
        end = one.get("expires_at")
        gw.expect(end, "a passcode has no expires_at")
        gw.expect(_instant(end) > now, f"a new passcode ended at {end}, and it is {now} now")


def _instant(told: object) -> datetime:
    """Read an instant; in which form it has to be is for another rule to say."""
    try:
        instant = datetime.fromisoformat(str(told))
    except ValueError as error:
        raise CouldNotRun(f"{told} is no instant") from error
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


@check("GW-OTP-002")
async def the_code_is_valid(gw: Gateway) -> None:
    to = gw.number()
    code = await _code(gw, to)
    data = await gw.must("sms.verify", {"to": to, "code": code})
    gw.same(data.get("valid"), True, "valid of the code that was sent")


@check("GW-OTP-003")
async def another_code_is_not_valid(gw: Gateway) -> None:
    to = gw.number()
    code = await _code(gw, to)
    gw.expect(not await _is_valid(gw, to, another(code)), "another code is valid")
    gw.expect(await _is_valid(gw, to, code), "the code is not valid after a wrong one")


@check("GW-OTP-004")
async def a_code_is_good_once(gw: Gateway) -> None:
    to = gw.number()
    code = await _code(gw, to)
    gw.expect(await _is_valid(gw, to, code), "the code that was sent is not valid")
    gw.expect(not await _is_valid(gw, to, code), "a code is valid twice")


@check("GW-OTP-005")
async def a_code_is_of_one_number(gw: Gateway) -> None:
    to, neighbour = gw.number(), gw.number()
    code, its = await _code(gw, to), await _code(gw, neighbour)
    if code == its:
        raise CouldNotRun("two numbers got the same code, by chance")
    gw.expect(not await _is_valid(gw, neighbour, code), "a code is valid for another number")
    gw.expect(await _is_valid(gw, to, code), "the code is not valid for its own number")


async def _left_s(gw: Gateway, expires_at: str) -> float:
    """Tell how many seconds of the target's time are left."""
    instants = (expires_at, await gw.doors.now())
    end, now = (datetime.fromisoformat(one) for one in instants)
    return (end - now).total_seconds()


@check("GW-OTP-006")
async def a_code_expires(gw: Gateway) -> None:
    to = gw.number()
    sent = await gw.need("sms.otp", {"to": to})
    code = await gw.doors.passcode(to)
    await gw.doors.advance(await _left_s(gw, sent["expires_at"]) + 1)
    gw.expect(not await _is_valid(gw, to, code), f"a code is valid after {sent['expires_at']}")


@check("GW-OTP-007")
async def without_a_code_none_is_valid(gw: Gateway) -> None:
    to = gw.number()
    for code in ("000000", "123456"):
        gw.expect(not await _is_valid(gw, to, code), f"{code} is valid, and no code was sent")


@check("GW-OTP-008")
async def five_wrong_codes_kill_the_right_one(gw: Gateway) -> None:
    to = gw.number()
    code = await _code(gw, to)
    for _ in range(_ATTEMPTS - 1):
        await _is_valid(gw, to, another(code))
    spared = gw.number()
    kept = await _code(gw, spared)
    for _ in range(_ATTEMPTS - 1):
        await _is_valid(gw, spared, another(kept))
    gw.expect(await _is_valid(gw, spared, kept), "four wrong codes killed the right one")
    await _is_valid(gw, to, another(code))
    gw.expect(not await _is_valid(gw, to, code), "five wrong codes did not kill the right one")


@check("GW-OTP-009")
async def a_new_code_kills_the_old(gw: Gateway) -> None:
    to = gw.number()
    old, new = await _code(gw, to), await _code(gw, to)
    if old == new:
        raise CouldNotRun("the same code was drawn twice, by chance")
    gw.expect(not await _is_valid(gw, to, old), "the old code is valid")
    gw.expect(await _is_valid(gw, to, new), "the new code is not valid")


@check("GW-OTP-010")
async def a_code_has_six_digits(gw: Gateway) -> None:
    code = await _code(gw, gw.number())
    gw.expect(len(code) == 6 and code.isdecimal(), f"the code is {code}")


@check("GW-OTP-011")
async def a_passcode_is_a_message(gw: Gateway) -> None:
    to = gw.number()
    await gw.need("sms.otp", {"to": to})
    items = (await gw.must("sms.list", query={"limit": 100}))["items"]
    gw.expect(to in [item.get("to") for item in items], "the message with the code is not listed")


@check("GW-OTP-012")
async def a_code_lasts_five_minutes(gw: Gateway) -> None:
    to = gw.number()
    sent = await gw.need("sms.otp", {"to": to})
    code = await gw.doors.passcode(to)
    left_s = await _left_s(gw, sent["expires_at"])
    gw.expect(_LIFE_S - 60 < left_s <= _LIFE_S, f"{left_s} s are left")
    await gw.doors.advance(left_s - 30)
    gw.expect(await _is_valid(gw, to, code), "the code is not valid half a minute before its end")
