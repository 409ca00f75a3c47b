"""The house's own error object, as the gateway speaks it and the control API borrows it."""

from dataclasses import replace
from typing import Final, NotRequired

from typing_extensions import TypedDict  # pydantic reads Python's own from 3.12 on

from simulator.domain.pricing import MicroUsd, usd
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
from simulator.domain.retention import Forgotten
from simulator.domain.value import value
from simulator.face.error_codes import ERROR_CODES
from simulator.face.forgetting import said
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

__all__ = ["Error", "ErrorObject", "Problem", "error_object"]


_ON_PURPOSE: Final = "A rule of this world's asks for it: GET /_sim/faults."


class Problem(TypedDict):
    """What is wrong with one member, by its path."""

    field: str
    message: str


class Error(TypedDict):
    """What went wrong: `code` for programs, `message` for people, `hint` what to do about it."""

    code: str
    message: str
    hint: str | None
    retryable: bool
    details: NotRequired[list[Problem]]


@value
class ErrorObject:
    """A refusal in words.

    Attributes:
        status: of HTTP.
        code: UPPER_SNAKE_CASE, for programs.
        message: what is wrong, for a person.
        hint: what to do about it.
        is_retryable: whether the same request may succeed later.
        details: what is wrong with each member.
        headers: pairs of name and value that HTTP asks for with this status.
    """

    status: int
    code: str
    message: str
    hint: str | None = None
    is_retryable: bool = False
    details: tuple[FieldProblem, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> Error:
        """Spell it: `{code, message, hint, retryable}`, and `details` where there are any."""
        spelled: Error = {
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "retryable": self.is_retryable,
        }
        if self.details:
            spelled["details"] = [
                {"field": problem.field, "message": problem.message} for problem in self.details
            ]
        return spelled


def error_object(refused: Refused) -> ErrorObject:
    """Find the words for a refusal."""
    match refused:
        case NoSuchRoute(path):
            hint = "GET /v1/discovery lists the operations."
            return ErrorObject(404, "NOT_FOUND", f"There is nothing at {path}.", hint)
        case MethodNotAllowed(method, allowed):
            return _method_not_allowed(method, ", ".join(allowed))
        case Unauthorized(reason):
            return _unauthorized(reason)
        case BodyTooLarge(limit):
            return ErrorObject(413, "PAYLOAD_TOO_LARGE", f"The body has more than {limit} bytes.")
        case WrongMediaType(media_type):
            return _wrong_media_type(media_type)
        case NotJson(reason):
            return ErrorObject(400, "INVALID_JSON", f"The body {reason}.", "Send a JSON object.")
        case Injected(code):
            return _injected(code)
        case VendorRule(code, field, detail):
            return ErrorObject(422, "VALIDATION_ERROR", f"{field} breaks {code}: {detail}")
        case Broken():
            return _later(500, "INTERNAL", "The simulator failed; its log says why.")
        case _:
            return _refused_by_domain(refused)


def _refused_by_domain(refused: RefusedByDomain) -> ErrorObject:
    match refused:
        case Invalid(problems):
            return _invalid(problems)
        case NotFound(kind, name, forgotten):
            return _not_found(f"There is no {kind} {name} in this project.", forgotten)
        case NoSuchWorld(world):
            return _unauthorized(f"There is no world {world}, and this server makes none.")
        case Conflicting(reason):
            return ErrorObject(409, "CONFLICT", f"{reason}.")
        case Taken(field, name):
            return ErrorObject(409, "CONFLICT", f"There is a {field} {name} already.")
        case Dangling(field, name):
            return _invalid((FieldProblem(field, f"names {name}, which is not there"),))
        case Forbidden(reason, hint):
            return ErrorObject(403, "FORBIDDEN", f"{reason}.", hint)
        case Declined(ground):
            return ErrorObject(409, "CONFLICT", f"The vendor takes no such message: {ground}.")
        case InsufficientCredit(price, balance):
            return _insufficient_credit(price, balance)
        case KeyReused(key):
            return _key_reused(key)
        case SignatureRequired(destination):
            return _signature_required(destination)
        case TemplateNotApproved(template_id, state):
            return _template_not_approved(template_id, state.value)
        case UnknownVendor(vendor, known):
            return _unknown_vendor(vendor, ", ".join(known))
        case VendorUnavailable(vendor, fault):
            return _unavailable(vendor, is_on_purpose=fault is not None)
        case VendorFailed(vendor):
            return _later(502, "VENDOR_ERROR", f"{vendor} failed.")
        case RateLimited(retry_after_s, is_standing):
            return _rate_limited(retry_after_s, is_standing=is_standing)
        case TooBusy():
            return _later(503, "INTERNAL", "Too many requests change the same thing at once.")
        case StoreFailed(retry_after_s):
            return _store_failed(retry_after_s)


def _later(status: int, code: str, message: str) -> ErrorObject:
    return ErrorObject(status, code, message, "Try again later.", is_retryable=True)


def _unavailable(vendor: str, *, is_on_purpose: bool) -> ErrorObject:
    told = _later(503, "VENDOR_UNAVAILABLE", f"{vendor} takes no messages now.")
    return replace(told, hint=_ON_PURPOSE) if is_on_purpose else told


def _store_failed(retry_after_s: int | None) -> ErrorObject:
    if retry_after_s is None:
        return _later(
            503, "INTERNAL", "The store failed; its log says why. Start the server again."
        )
    # RFC 9110, 10.2.3: with a 503 it says "how long the service is expected to be unavailable".
    headers = (("Retry-After", str(retry_after_s)),)
    return ErrorObject(
        503,
        "INTERNAL",
        "The store is out of reach.",
        f"Try again in {retry_after_s} s.",
        is_retryable=True,
        headers=headers,
    )


def _injected(code: str) -> ErrorObject:
    told = ERROR_CODES[code]
    return ErrorObject(
        told.status,
        code,
        told.message,
        _ON_PURPOSE,
        told.is_retryable,
        headers=told.headers,
    )


def _rate_limited(retry_after_s: int, *, is_standing: bool) -> ErrorObject:
    wait = f"{retry_after_s} s"
    hint = (
        f"This world's clock stands still: POST /_sim/clock/advance by {wait}."
        if is_standing
        else f"Try again in {wait}."
    )
    # RFC 6585, 4: an answer with this status "MAY include a Retry-After header".
    headers = (("Retry-After", str(retry_after_s)),)
    return ErrorObject(
        429,
        "RATE_LIMITED",
        "There were too many requests.",
        hint,
        is_retryable=True,
        headers=headers,
    )


def _unauthorized(reason: str) -> ErrorObject:
    # RFC 9110, 15.5.2: an answer with this status "MUST" say by which scheme to come back.
    return ErrorObject(401, "UNAUTHORIZED", reason, headers=(("WWW-Authenticate", "Bearer"),))


def _method_not_allowed(method: str, allowed: str) -> ErrorObject:
    message = f"{method} is not allowed here; {allowed} is."
    return ErrorObject(405, "METHOD_NOT_ALLOWED", message, headers=(("Allow", allowed),))


def _wrong_media_type(media_type: str) -> ErrorObject:
    message = f"The body is {media_type}, not application/json."
    return ErrorObject(
        415, "UNSUPPORTED_MEDIA_TYPE", message, "Send Content-Type: application/json."
    )


def _key_reused(key: str) -> ErrorObject:
    return ErrorObject(
        422,
        "IDEMPOTENCY_KEY_REUSED",
        f"The idempotency key {key!a} belongs to another request.",
        "Use a new key for each new request.",
    )


def _not_found(message: str, forgotten: Forgotten | None) -> ErrorObject:
    if forgotten is None:
        return ErrorObject(404, "NOT_FOUND", message)
    hint = "It may have been forgotten; --keep-messages and --keep-age say how much is kept."
    return ErrorObject(404, "NOT_FOUND", message, hint, headers=said(forgotten))


def _invalid(problems: tuple[FieldProblem, ...]) -> ErrorObject:
    first = f"{problems[0].field} {problems[0].message}"
    message = first if first.endswith("?") else f"{first}."
    return ErrorObject(422, "VALIDATION_ERROR", message, details=problems)


def _unknown_vendor(vendor: str, known: str) -> ErrorObject:
    return ErrorObject(422, "UNKNOWN_VENDOR", f"{vendor} is no vendor.", f"Try {known}.")


def _signature_required(destination: str) -> ErrorObject:
    return ErrorObject(
        422,
        "SIGNATURE_REQUIRED",
        f"{destination} is in China, where messages need an approved signature.",
        "POST /v1/sms/signature/create and wait for its review.",
    )


def _template_not_approved(template_id: str, state: str) -> ErrorObject:
    return ErrorObject(
        422,
        "TEMPLATE_NOT_APPROVED",
        f"The template {template_id} is {state}.",
        "GET /v1/sms/template/get/{id} tells how its review goes.",
    )


def _insufficient_credit(price: MicroUsd, balance: MicroUsd) -> ErrorObject:
    # The documented remedy: "On 402 INSUFFICIENT_CREDIT, POST /v1/account/topup and open the
    # returned checkout_url."
    return ErrorObject(
        402,
        "INSUFFICIENT_CREDIT",
        f"This costs {usd(price)} USD, and the balance is {usd(balance)} USD.",
        "POST /v1/account/topup and open the returned checkout_url.",
    )
