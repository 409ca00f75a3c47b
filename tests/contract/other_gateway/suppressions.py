"""Numbers that are left alone."""

from typing import Final

from tests.contract.other_gateway.calls import Call, Outcome
from tests.contract.other_gateway.clock import written
from tests.contract.other_gateway.paging import page
from tests.contract.other_gateway.project import Project, Suppression
from tests.contract.other_gateway.refusing import Refusal

__all__ = ["CONFIRMATION", "check", "delete", "gdpr_remove", "lists", "silenced", "suppress"]

CONFIRMATION: Final = "yes, for ever"


def silenced(project: Project, phone: str, sender: str | None) -> bool:
    """Tell whether a number is left alone, by this sender at least."""
    return any(
        one.phone == phone and one.sender_scope in {None, sender} for one in project.suppressions
    )


def suppress(call: Call) -> Outcome:
    """Leave a number alone; who does it again changes nothing but the reason."""
    body, project = call.body, call.project
    body.optional("notes")
    wanted = Suppression(
        serial=project.serial(),
        phone=body.phone("phone"),
        scope=body.optional("scope") or "global",
        sender_scope=body.optional("sender_scope"),
        reason=body.optional("reason"),
        at=project.now,
    )
    for one in project.suppressions:
        if _same(one, wanted.phone, wanted.scope, wanted.sender_scope):
            one.reason = wanted.reason
            return Outcome(_spell(one))
    project.suppressions.append(wanted)
    return Outcome(_spell(wanted), 201)


def check(call: Call) -> Outcome:
    """Tell whether a number is left alone, by the one sender or by all."""
    phone, scope = call.body.phone("phone"), call.body.optional("scope")
    senders = {None, call.body.optional("sender_scope")}
    for one in call.project.suppressions:
        if _same(one, phone, scope or one.scope, one.sender_scope) and one.sender_scope in senders:
            return Outcome({"suppressed": True, "record": _spell(one)})
    return Outcome({"suppressed": False, "record": None})


def lists(call: Call) -> Outcome:
    """Tell all of them."""
    rows = call.project.suppressions
    return Outcome({**page(rows, call.query, _spell), "total_count": len(rows)})


def delete(call: Call) -> Outcome:
    """Write to a number again: in all scopes, if none is told."""
    phone, scope = call.body.phone("phone"), call.body.optional("scope")
    sender_scope = call.body.optional("sender_scope")
    return _remove(
        call.project,
        phone,
        [
            one
            for one in call.project.suppressions
            if _same(one, phone, scope or one.scope, sender_scope or one.sender_scope)
        ],
    )


def gdpr_remove(call: Call) -> Outcome:
    """Forget that a number was left alone."""
    phone, token = call.body.phone("phone"), call.body.text("confirmation_token")
    if token != CONFIRMATION:
        raise Refusal(400, "NOT_CONFIRMED")
    mine = [one for one in call.project.suppressions if one.phone == phone]
    return _remove(call.project, phone, mine)


def _remove(project: Project, phone: str, ended: list[Suppression]) -> Outcome:
    project.suppressions = [one for one in project.suppressions if one not in ended]
    return Outcome({"phone": phone, "removed": bool(ended)})


def _same(one: Suppression, phone: str, scope: str, sender_scope: str | None) -> bool:
    return (one.phone, one.scope, one.sender_scope) == (phone, scope, sender_scope)


def _spell(one: Suppression) -> dict[str, object]:
    return {
        "phone": one.phone,
        "scope": one.scope,
        "sender_scope": one.sender_scope,
        "reason": one.reason,
        "created_at": written(one.at),
    }
