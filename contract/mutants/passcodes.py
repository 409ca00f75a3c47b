"""Lies about passcodes.

A mutant learns a code as the suite does: from the door of the control API, or where that is none,
from whoever verifies it.
"""

from typing import Final

from contract.mutants.exchange import Answer, Ask, Data
from contract.mutants.mutant import Mutant, Notes, Onward, in_data, mutant
from contract.mutants.words import success

__all__ = ["MUTANTS"]

_DOOR: Final = "/_sim/otp"
_VALID: Final[Data] = {"valid": True}


def _guess(ask: Ask) -> tuple[str, str]:
    return ask.text("to"), ask.text("code")


def _says_no(ask: Ask, answer: Answer) -> bool:
    is_guess = ask.operation == "sms.verify" and all(_guess(ask))
    return is_guess and answer.data.get("valid") is not True


async def _eavesdropped(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Ask, and remember each number's codes, the last one last, and what was guessed of it."""
    answer = await onward(ask)
    if ask.path == _DOOR and answer.is_success:
        codes = notes.setdefault(ask.parameters.get("to"), [])
        if answer.document["code"] not in codes:
            codes.append(answer.document["code"])
    if ask.operation == "sms.verify" and answer.data.get("valid") is True:
        notes["used", *_guess(ask)] = True
    elif _says_no(ask, answer) and not _is_known(ask, notes):
        notes["missed", ask.text("to")] = notes.get(("missed", ask.text("to")), 0) + 1
    return answer


def _is_known(ask: Ask, notes: Notes) -> bool:
    to, code = _guess(ask)
    return code in notes.get(to, ())


@mutant("GW-OTP-001")
async def has_one_request_for_all_codes(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Answers every passcode with the request id of the first."""
    answer = await onward(ask)
    if ask.operation == "sms.otp" and answer.is_success:
        answer.data["request_id"] = notes.setdefault("id", answer.data["request_id"])
    return answer


@in_data("GW-OTP-001", "sms.otp")
def sends_codes_that_have_ended(data: Data) -> None:
    """Answers a new passcode as expired long ago."""
    data["expires_at"] = "2020-01-01T00:00:00Z"


@mutant("GW-OTP-002")
async def believes_no_code(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Finds the right code wrong."""
    answer = await onward(ask)
    if ask.operation == "sms.verify" and answer.is_success:
        answer.data["valid"] = False
    return answer


@mutant("GW-OTP-003")
async def believes_any_code(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Finds any code right where one was sent."""
    answer = await onward(ask)
    if ask.operation == "sms.otp":
        notes[ask.text("to")] = True
    if _says_no(ask, answer) and ask.text("to") in notes:
        return success(_VALID)
    return answer


@mutant("GW-OTP-004")
async def believes_a_code_twice(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Finds a code right again that was used."""
    answer = await onward(ask)
    if ask.operation == "sms.verify" and answer.data.get("valid") is True:
        notes[_guess(ask)] = True
    return success(_VALID) if _says_no(ask, answer) and _guess(ask) in notes else answer


@mutant("GW-OTP-005")
async def believes_codes_of_others(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Finds a code right that was sent to another number."""
    if ask.operation == "sms.otp":
        notes[ask.text("to")] = True
    answer = await onward(ask)
    for number in notes:
        if not _says_no(ask, answer):
            break
        if number != ask.text("to"):
            elsewhere = await onward(ask.changed(to=number).headed("Idempotency-Key", None))
            answer = elsewhere if elsewhere.data.get("valid") else answer
    return answer


@mutant("GW-OTP-006")
async def has_codes_for_ever(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Finds a code right that has expired."""
    answer = await _eavesdropped(ask, onward, notes)
    is_fresh = ("used", *_guess(ask)) not in notes and ("missed", _guess(ask)[0]) not in notes
    return (
        success(_VALID) if _says_no(ask, answer) and _is_known(ask, notes) and is_fresh else answer
    )


@mutant("GW-OTP-007")
async def believes_codes_that_nobody_sent(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Finds any code right where none was sent."""
    if ask.operation == "sms.otp":
        notes[ask.text("to")] = True
    answer = await onward(ask)
    if _says_no(ask, answer) and ask.text("to") not in notes:
        return success(_VALID)
    return answer


@mutant("GW-OTP-008")
async def lets_one_guess_on(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Finds a code right, however often somebody has guessed before."""
    answer = await _eavesdropped(ask, onward, notes)
    was_guessed = notes.get(("missed", _guess(ask)[0]), 0) > 0
    was_used = ("used", *_guess(ask)) in notes
    is_right = _says_no(ask, answer) and _is_known(ask, notes)
    return success(_VALID) if is_right and was_guessed and not was_used else answer


@mutant("GW-OTP-009")
async def believes_old_codes(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Finds a code right after it has sent another."""
    answer = await _eavesdropped(ask, onward, notes)
    to, code = _guess(ask)
    is_old = code in notes.get(to, [])[:-1] and ("used", to, code) not in notes
    return success(_VALID) if _says_no(ask, answer) and is_old else answer


@mutant("GW-OTP-010")
async def sends_five_digits(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Has codes of five digits."""
    answer = await onward(ask)
    if ask.path == _DOOR and answer.is_success:
        answer.document["code"] = answer.document["code"][1:]
    return answer


@mutant("GW-OTP-011")
async def lists_no_codes(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Does not list the messages in which codes were sent."""
    if ask.operation == "sms.otp":
        notes[ask.text("to")] = True
    answer = await onward(ask)
    if ask.operation == "sms.list" and answer.is_success:
        answer.items[:] = [item for item in answer.items if item["to"] not in notes]
    return answer


@in_data("GW-OTP-012", "sms.otp")
def promises_codes_for_a_day(data: Data) -> None:
    """Promises that a code lasts until next year."""
    data["expires_at"] = f"{int(data['expires_at'][:4]) + 1}{data['expires_at'][4:]}"


MUTANTS: Final[tuple[Mutant, ...]] = (
    has_one_request_for_all_codes,
    sends_codes_that_have_ended,
    believes_no_code,
    believes_any_code,
    believes_a_code_twice,
    believes_codes_of_others,
    has_codes_for_ever,
    believes_codes_that_nobody_sent,
    lets_one_guess_on,
    believes_old_codes,
    sends_five_digits,
    lists_no_codes,
    promises_codes_for_a_day,
)
