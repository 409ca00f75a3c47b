"""Which of the vendor's errors a refusal is, and what we say to it that the vendor would not."""

from collections.abc import Mapping
from typing import Any, Final

from simulator.domain.refusals import (
    Conflicting,
    Dangling,
    Declined,
    FieldProblem,
    Forbidden,
    InsufficientCredit,
    Invalid,
    KeyReused,
    NoSuchWorld,
    NotFound,
    RateLimited,
    RefusedByDomain,
    SignatureRequired,
    StoreFailed,
    Taken,
    TemplateNotApproved,
    TooBusy,
    UnknownVendor,
    VendorFailed,
    VendorUnavailable,
)
from simulator.face.error_object import error_object
from simulator.face.refused import (
    BodyTooLarge,
    Broken,
    Injected,
    MethodNotAllowed,
    NoSuchRoute,
    NotJson,
    Refused,
    Unauthorized,
    VendorRule,
    WrongMediaType,
)

__all__ = ["code_of", "headers_of", "reasons_of"]

_INTERNAL: Final = "101000"
_MISSING: Final = "104001"
_INVALID: Final = "104002"
_INVALID_KEY: Final = "104111"

# What services call the variables of a template.
_VARIABLES: Final = "template_vars"

_KEPT_HEADERS: Final = frozenset({"Retry-After", "Allow"})

_OF_MEMBERS: Final = {
    "to": "107111",
    "signature": "107122",
    "templateId": "107141",
    "templateData": "107144",
    _VARIABLES: "107144",
}


def code_of(refused: Refused, sent: Mapping[str, Any], action: str | None) -> str:
    """Tell the vendor's code for a refusal.

    Args:
        refused: what is refused, and why.
        sent: the members of the body, as far as it was read.
        action: what the query asks for.
    """
    match refused:
        case Unauthorized(_, code):
            return code or _INVALID_KEY
        case Injected(code):
            return code
        case Broken():
            return _INTERNAL
        case NoSuchRoute():
            return _INVALID if action else _MISSING
        case MethodNotAllowed() | BodyTooLarge() | WrongMediaType() | NotJson() | VendorRule():
            return _INVALID
        case _:
            return _code_by_domain(refused, sent)


def _code_by_domain(refused: RefusedByDomain, sent: Mapping[str, Any]) -> str:
    match refused:
        case Invalid(problems):
            return _code_of_member(problems[0], sent)
        case NotFound("template"):
            return "107141"
        case NotFound("signature"):
            return "107121"
        case NoSuchWorld():
            return _INVALID_KEY
        case Forbidden():
            return "105100"
        case Declined():
            return "104003"
        case InsufficientCredit():
            return "105400"
        case SignatureRequired():
            return "107120"
        case TemplateNotApproved():
            return "107142"
        case RateLimited():
            return "105300"
        case UnknownVendor():
            return "101301"
        case VendorUnavailable():
            return "101303"
        case VendorFailed() | TooBusy() | StoreFailed():
            return _INTERNAL
        case NotFound() | Conflicting() | Taken() | Dangling() | KeyReused():
            return _INVALID


def _code_of_member(problem: FieldProblem, sent: Mapping[str, Any]) -> str:
    member, _, part = problem.field.partition(".")
    if member == _VARIABLES and part:
        return "107143"
    if member != _VARIABLES and not sent.get(member) and sent.get(member) != 0:
        return _MISSING
    return _OF_MEMBERS.get(member, _INVALID)


def reasons_of(refused: Refused, action: str | None) -> list[str]:
    """Say in plain words what is wrong, for a header: the vendor's body has no place for it."""
    match refused:
        case Invalid(problems):
            return [_plain(f"{one.field} {one.message}") for one in problems]
        case NoSuchRoute():
            return [f"There is no action {action!a}." if action else "There is no action."]
        case Injected():
            return ["A rule of this world's asks for it: GET /_sim/faults."]
        case _:
            return [_plain(error_object(refused).message)]


def headers_of(refused: Refused) -> tuple[tuple[str, str], ...]:
    """Tell what HTTP has to say of a refusal, whatever the vendor's error is."""
    told = () if isinstance(refused, Injected) else error_object(refused).headers
    return tuple(header for header in told if header[0] in _KEPT_HEADERS)


def _plain(text: str) -> str:
    """Write what a header can hold; the caller may have put anything into it."""
    return ascii(text)[1:-1]
