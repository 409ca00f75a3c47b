"""Codes for a login: eight letters, three mistakes, and each good until it ends or is used."""

import secrets
from typing import Final

from tests.contract.other_gateway.calls import Call, Outcome
from tests.contract.other_gateway.clock import written
from tests.contract.other_gateway.messages import PRICE
from tests.contract.other_gateway.project import Passcode, Project
from tests.contract.other_gateway.refusing import Refusal
from tests.contract.other_gateway.suppressions import silenced

__all__ = ["new_code", "otp", "verify"]

_LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ"
_MISTAKES_MAX: Final = 3


def new_code(project: Project, to: str, letters: str = _LETTERS) -> str:
    """Make a code, and note that it was the last one sent to a number."""
    code = "".join(secrets.choice(letters) for _ in range(8))
    project.codes[to] = code
    return code


def otp(call: Call) -> Outcome:
    """Send a code; it is not among the messages, and those before it stay good."""
    project, to = call.project, call.body.phone("to")
    if silenced(project, to, None):
        raise Refusal(403, "RECIPIENT_OPTED_OUT")
    project.charge(PRICE)
    passcode = Passcode(new_code(project, to), project.after(project.pace.passcode))
    project.passcodes.setdefault(to, []).append(passcode)
    data = {"request_id": secrets.token_urlsafe(12), "expires_at": written(passcode.ends)}
    return Outcome(data, 202, "northwind", PRICE)


def verify(call: Call) -> Outcome:
    """Compare a code with all that were sent to the number."""
    to, code = call.body.phone("to"), call.body.text("code")
    passcodes = call.project.passcodes.get(to, [])
    now = call.project.now
    if not passcodes:
        raise Refusal(404, "NO_PASSCODE")
    if not any(now < passcode.ends for passcode in passcodes):
        raise Refusal(410, "PASSCODE_EXPIRED")
    usable = [one for one in passcodes if now < one.ends and not one.is_used]
    if usable and all(one.mistakes >= _MISTAKES_MAX for one in usable):
        raise Refusal(423, "PASSCODE_LOCKED")
    return Outcome({"valid": _matches(usable, code)})


def _matches(usable: list[Passcode], code: str) -> bool:
    for passcode in usable:
        if passcode.mistakes < _MISTAKES_MAX and secrets.compare_digest(
            passcode.code.encode(), code.encode("utf-8", "surrogatepass")
        ):
            passcode.is_used = True
            return True
    for passcode in usable:
        passcode.mistakes += 1
    return False
