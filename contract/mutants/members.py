"""Lies about the members of what is returned: one left out, or one of another type."""

from collections.abc import Iterator
from typing import Any, Final

from contract.mutants.exchange import Answer, Ask
from contract.mutants.mutant import Lie, Mutant, Notes, Onward

__all__ = ["MUTANTS"]

_MEMBERS: Final[dict[str, tuple[str, object]]] = {
    "sms.send": ("segments", "one"),
    "sms.batch.send": ("results.index", "first"),
    "sms.status": ("created_at", 1790000000),
    "sms.list": ("next_cursor", 7),
    "sms.events": ("next_cursor", 7),
    "sms.cancel": ("state", 7),
    "sms.resend": ("results.error", "none"),
    "sms.otp": ("expires_at", 1790000000),
    "sms.verify": ("valid", "false"),
    "sms.inbound.list": ("next_cursor", 7),
    "sms.lookup": ("line_type", 7),
    "sms.sender.register": ("methods", "sms"),
    "sms.sender.verify": ("state", True),
    "sms.sender.get": ("region", 7),
    "sms.sender.list": ("next_cursor", 7),
    "sms.sender.reputation": ("used_today", "none"),
    "sms.sender.delete": ("deleted", "true"),
    "sms.signature.create": ("reject_reason", False),
    "sms.signature.get": ("review_state", 7),
    "sms.signature.list": ("next_cursor", 7),
    "sms.signature.delete": ("deleted", 1),
    "sms.template.create": ("variables", "code"),
    "sms.template.get": ("body", 7),
    "sms.template.list": ("next_cursor", 7),
    "sms.template.delete": ("deleted", None),
    "sms.suppress": ("created_at", 1790000000),
    "sms.suppression.check": ("suppressed", "no"),
    "sms.suppression.list": ("total_count", "many"),
    "sms.suppression.delete": ("removed", "true"),
    "sms.suppression.gdpr_remove": ("removed", 1),
    "sms.usage": ("delivery_rate", "high"),
    "account.topup": ("state", 7),
    "account.balance": ("currency", 840),
    "discovery.list": ("capabilities.billing", "free"),
    "discovery.get": ("errors.retryable", "no"),
}
"""Of each operation, a member that is documented, and a value that its name cannot mean."""


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
    for operation, (path, value) in _MEMBERS.items():
        yield Mutant(
            f"{operation}-without-{path}",
            f"GW-RET-{operation}",
            f"Returns no {path} from {operation}.",
            _leaves_out(operation, path),
        )
        yield Mutant(
            f"{operation}-with-another-{path}",
            f"GW-TYPE-{operation}",
            f"Returns {path} as {value!r} from {operation}.",
            _mistypes(operation, path, value),
        )


MUTANTS: Final[tuple[Mutant, ...]] = tuple(_mutants())
