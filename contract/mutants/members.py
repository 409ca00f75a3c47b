"""Lies about the members of what is returned: one left out, or one of another type."""

from collections.abc import Iterator
from typing import Any, Final

from contract.mutants.exchange import Answer, Ask
from contract.mutants.mutant import Lie, Mutant, Notes, Onward

__all__ = ["MUTANTS"]

_MEMBERS: Final[dict[str, tuple[str, str, object]]] = {
    "sms.send": ("GW-SEND-001", "segments", "one"),
    "sms.batch.send": ("GW-BTCH-001", "results.index", "first"),
    "sms.status": ("GW-STAT-001", "created_at", 1790000000),
    "sms.list": ("GW-LIST-021", "next_cursor", 7),
    "sms.events": ("GW-EVNT-001", "next_cursor", 7),
    "sms.cancel": ("GW-CANC-001", "state", 7),
    "sms.resend": ("GW-RSND-001", "results.error", "none"),
    "sms.otp": ("GW-OTP-001", "expires_at", 1790000000),
    "sms.verify": ("GW-OTP-002", "valid", "false"),
    "sms.inbound.list": ("GW-TAKE-sms.inbound.list", "next_cursor", 7),
    "sms.lookup": ("GW-LOOK-001", "line_type", 7),
    "sms.sender.register": ("GW-SNDR-001", "methods", "sms"),
    "sms.sender.verify": ("GW-SNDR-005", "state", True),
    "sms.sender.get": ("GW-SNDR-002", "region", 7),
    "sms.sender.list": ("GW-SNDR-003", "next_cursor", 7),
    "sms.sender.reputation": ("GW-SNDR-007", "used_today", "none"),
    "sms.sender.delete": ("GW-SNDR-004", "deleted", "true"),
    "sms.signature.create": ("GW-SIGN-001", "reject_reason", False),
    "sms.signature.get": ("GW-SIGN-002", "review_state", 7),
    "sms.signature.list": ("GW-SIGN-003", "next_cursor", 7),
    "sms.signature.delete": ("GW-SIGN-004", "deleted", 1),
    "sms.template.create": ("GW-TMPL-001", "variables", "code"),
    "sms.template.get": ("GW-TMPL-002", "body", 7),
    "sms.template.list": ("GW-TMPL-003", "next_cursor", 7),
    "sms.template.delete": ("GW-TMPL-004", "deleted", None),
    "sms.suppress": ("GW-SUPP-008", "created_at", 1790000000),
    "sms.suppression.check": ("GW-SUPP-001", "suppressed", "no"),
    "sms.suppression.list": ("GW-SUPP-004", "total_count", "many"),
    "sms.suppression.delete": ("GW-SUPP-006", "removed", "true"),
    "sms.suppression.gdpr_remove": ("GW-SUPP-011", "removed", 1),
    "sms.usage": ("GW-USAG-006", "delivery_rate", "high"),
    "account.topup": ("GW-ACCT-005", "state", 7),
    "account.balance": ("GW-ACCT-001", "currency", 840),
    "discovery.list": ("GW-DISC-002", "capabilities.billing", "free"),
    "discovery.get": ("GW-DISC-004", "errors.retryable", "no"),
}
"""Of each operation, a rule whose check calls it, a member, and a value that cannot be meant."""


def _objects(answer: Answer, path: str) -> list[dict[str, Any]]:
    """Find the objects that have the last member of a path."""
    within = path.rpartition(".")[0]
    return answer.data.get(within, []) if within else [answer.data]


def _leaves_out(operation: str, path: str) -> Lie:
    async def lie(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
        answer = await onward(ask)
        if ask.operation == operation and answer.is_success:
            for one in _objects(answer, path):
                one.pop(path.rpartition(".")[2])
        return answer

    return lie


def _mistypes(operation: str, path: str, value: object) -> Lie:
    async def lie(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
        answer = await onward(ask)
        if ask.operation == operation and answer.is_success:
            for one in _objects(answer, path):
                one[path.rpartition(".")[2]] = value
        return answer

    return lie


def _mutants() -> Iterator[Mutant]:
    for operation, (beside, path, value) in _MEMBERS.items():
        yield Mutant(
            f"{operation}-without-{path}",
            f"GW-RET-{operation}",
            f"Returns no {path} from {operation}.",
            _leaves_out(operation, path),
            (beside,),
        )
        yield Mutant(
            f"{operation}-with-another-{path}",
            f"GW-TYPE-{operation}",
            f"Returns {path} as {value!r} from {operation}.",
            _mistypes(operation, path, value),
            (beside,),
        )


MUTANTS: Final[tuple[Mutant, ...]] = tuple(_mutants())
