"""Lies about what is taken: bad members and numbers that pass, good ones that do not."""

from collections.abc import Callable, Iterator
from typing import Final

from contract.mutants.exchange import Answer, Ask, Data
from contract.mutants.mutant import Lie, Mutant, Notes, Onward
from contract.mutants.words import ELSEWHERE, is_e164, refusal, success

__all__ = ["MUTANTS"]

_REQUIRED: Final[dict[str, dict[str, object]]] = {
    "sms.send": {"to": ELSEWHERE},
    "sms.batch.send": {"messages": [{"to": ELSEWHERE, "body": "Hello"}]},
    "sms.otp": {"to": ELSEWHERE},
    "sms.verify": {"to": ELSEWHERE, "code": "000000"},
    "sms.lookup": {"phone": ELSEWHERE},
    "sms.sender.register": {"phone_number": ELSEWHERE, "region": "western"},
    "sms.signature.create": {"name": "Acme"},
    "sms.template.create": {"name": "hello", "body": "Hello"},
    "sms.suppress": {"phone": ELSEWHERE},
    "sms.suppression.check": {"phone": ELSEWHERE},
    "sms.suppression.delete": {"phone": ELSEWHERE},
    "account.topup": {"amount_usd": 5},
}
"""Of each operation, the members that are required, and good values for them."""

_NUMBERS: Final = {
    "sms.otp": "to",
    "sms.sender.register": "phone_number",
    "sms.suppress": "phone",
    "sms.suppression.check": "phone",
    "sms.suppression.delete": "phone",
}

_OPTIONAL: Final = {
    "sms.send": "vendor",
    "sms.batch.send": "idempotency_key",
    "sms.resend": "only_failed",
    "sms.lookup": "fields",
    "sms.sender.register": "methods",
    "sms.signature.create": "remark",
    "sms.template.create": "locale",
    "sms.suppress": "notes",
    "sms.suppression.check": "sender_scope",
    "sms.suppression.delete": "scope",
    "account.topup": "return_url",
    "sms.sender.verify": "idempotency_key",
    "sms.suppression.gdpr_remove": "idempotency_key",
}

_PARAMETERS: Final = {
    "sms.list": "limit",
    "sms.events": "limit",
    "sms.inbound.list": "limit",
    "sms.sender.list": "limit",
    "sms.signature.list": "limit",
    "sms.template.list": "limit",
    "sms.suppression.list": "limit",
    "sms.usage": "vendor",
    "sms.sender.delete": "idempotency_key",
    "sms.signature.delete": "idempotency_key",
    "sms.template.delete": "idempotency_key",
}

_ERASURE: Final = "sms.suppression.gdpr_remove"
_ERASED: Final[Data] = {"phone": ELSEWHERE, "removed": False}

_ABOUT_THINGS: Final[dict[str, tuple[tuple[str, ...], Data]]] = {
    "sms.cancel": ((), {"message_id": "1", "cancelled": False, "state": "queued"}),
    "sms.resend": (("message_id",), {"results": []}),
    "sms.sender.verify": (
        ("sender_id",),
        {
            "sender_id": "1",
            "phone_number": ELSEWHERE,
            "region": "western",
            "state": "pending",
            "methods": [],
            "created_at": "2026-01-01T00:00:00.000Z",
        },
    ),
    _ERASURE: (("phone", "confirmation_token"), _ERASED),
}
"""Operations on what is there already: what they require, and what they might return."""


def _makes_do(operation: str, good: dict[str, object]) -> Lie:
    """Think of good values where required members are missing."""

    async def lie(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
        is_lacking = ask.operation == operation and not good.keys() <= ask.members.keys()
        return await onward(ask.saying({**good, **ask.members}) if is_lacking else ask)

    return lie


def _takes_any_type(operation: str, good: dict[str, object]) -> Lie:
    """Think of good values where required members are of another type."""

    async def lie(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
        told = ask.members
        bad = {
            name: value
            for name, value in good.items()
            if name in told and isinstance(told[name], str) != isinstance(value, str)
        }
        return await onward(ask.changed(**bad) if ask.operation == operation and bad else ask)

    return lie


def _takes_any_number(operation: str, member: str) -> Lie:
    """Think of another number where one is not in E.164."""

    async def lie(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
        told = ask.members.get(member)
        is_bad = ask.operation == operation and isinstance(told, str) and not is_e164(told)
        return await onward(ask.changed(**{member: ELSEWHERE}) if is_bad else ask)

    return lie


def _nods(operation: str, is_bad: Callable[[Data], bool], data: Data) -> Lie:
    """Return something where a request is bad."""

    async def lie(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
        answer = await onward(ask)
        is_told = ask.operation == operation and not answer.is_success
        return success(data) if is_told and is_bad(ask.members) else answer

    return lie


def _has_another_type(members: Data) -> bool:
    return any(not isinstance(value, str) for value in members.values())


def _has_no_number(members: Data) -> bool:
    return not is_e164(members.get("phone", members.get("to")))


def _refuses(operation: str, name: str) -> Lie:
    """Refuse a member or parameter that is documented."""

    async def lie(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
        is_told = name in ask.members or name in ask.parameters
        return refusal() if ask.operation == operation and is_told else await onward(ask)

    return lie


def _has_another_code(operation: str) -> Lie:
    """Call bad members by another code."""

    async def lie(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
        answer = await onward(ask)
        if ask.operation == operation and answer.error.get("code") == "VALIDATION_ERROR":
            answer.error["code"] = "INVALID"
        return answer

    return lie


def _of_members() -> Iterator[Mutant]:
    for operation, good in _REQUIRED.items():
        says = f"Makes do where members that {operation} requires are missing."
        lie = _makes_do(operation, good)
        yield Mutant(f"{operation}-makes-do", f"GW-REQ-{operation}", says, lie)
        says = f"Makes do where members that {operation} requires are of another type."
        lie = _takes_any_type(operation, good)
        yield Mutant(f"{operation}-takes-any-type", f"GW-KIND-{operation}", says, lie)
    for operation in (*_REQUIRED, *_ABOUT_THINGS):
        says = f"Has another code where members of {operation} are bad."
        lie = _has_another_code(operation)
        yield Mutant(f"{operation}-has-another-code", f"GW-CODE-{operation}", says, lie)


def _of_things() -> Iterator[Mutant]:
    for operation, (required, data) in _ABOUT_THINGS.items():
        says = f"Succeeds in {operation} where members are of another type."
        lie = _nods(operation, _has_another_type, data)
        yield Mutant(f"{operation}-takes-any-type", f"GW-KIND-{operation}", says, lie)
        if required:
            says = f"Succeeds in {operation} without what it requires."
            lie = _nods(operation, _lacks(required), data)
            yield Mutant(f"{operation}-makes-do", f"GW-REQ-{operation}", says, lie)


def _lacks(names: tuple[str, ...]) -> Callable[[Data], bool]:
    return lambda members: not set(names) <= members.keys()


def _of_numbers() -> Iterator[Mutant]:
    for operation, member in _NUMBERS.items():
        says = f"Takes a {member} of {operation} that is not in E.164."
        lie = _takes_any_number(operation, member)
        yield Mutant(f"{operation}-takes-any-number", f"GW-E164-{operation}", says, lie)
    for operation, data in (("sms.verify", {"valid": False}), (_ERASURE, _ERASED)):
        says = f"Succeeds in {operation} for a number that is not in E.164."
        lie = _nods(operation, _has_no_number, data)
        yield Mutant(f"{operation}-takes-any-number", f"GW-E164-{operation}", says, lie)


def _of_what_is_optional() -> Iterator[Mutant]:
    for operation, name in {**_OPTIONAL, **_PARAMETERS}.items():
        says = f"Refuses {name}, which {operation} takes."
        lie = _refuses(operation, name)
        yield Mutant(f"{operation}-refuses-{name}", f"GW-TAKE-{operation}", says, lie)


MUTANTS: Final[tuple[Mutant, ...]] = (
    *_of_members(),
    *_of_things(),
    *_of_numbers(),
    *_of_what_is_optional(),
)
