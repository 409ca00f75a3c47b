"""Refusals, in the vendor's words: `{"errors": [{code, title, detail, source, meta}]}`."""

import re
from collections.abc import Mapping
from typing import Final

import orjson
from aiohttp import hdrs

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
from simulator.domain.value import value
from simulator.face import Answer, Call
from simulator.face.forgetting import said
from simulator.face.reading import MISSING
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
from simulator.faces.telnyx.catalogue import catalogue
from simulator.faces.telnyx.declined import sentence
from simulator.faces.telnyx.translate.ids import spell_uuid

__all__ = ["Error", "Failure", "failure_of", "refuse"]

_HEADER: Final = "/header/Idempotency-Key"
_BARE: Final = re.compile("[0-9a-f]{32}")
_SOON: Final = ((hdrs.RETRY_AFTER, "1"),)


@value
class Error:
    """One of the things that are wrong.

    Attributes:
        detail: empty for what the catalogue says.
        pointer: to the member of the body; empty if it is none.
        parameter: of the query; empty if it is none.
        hint: what is to be said of it beside the vendor's words.
    """

    code: str
    detail: str = ""
    pointer: str = ""
    parameter: str = ""
    hint: str = ""

    def as_json(self) -> Mapping[str, object]:
        """Spell it."""
        entry = catalogue()[self.code]
        meta = {"url": entry.url} | ({"hint": self.hint} if self.hint else {})
        spelled: dict[str, object] = {
            "code": entry.code,
            "title": entry.title,
            "detail": self.detail or entry.detail,
            "meta": meta,
        }
        source = {"pointer": self.pointer, "parameter": self.parameter}
        named = {name: told for name, told in source.items() if told}
        return spelled | ({"source": named} if named else {})


@value
class Failure:
    """An answer that is no.

    Attributes:
        status: of HTTP; 0 for that of the first error's code.
    """

    errors: tuple[Error, ...]
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()

    def answer(self) -> Answer:
        """Make it an answer. Whoever is to come back later is always told when."""
        status = self.status or catalogue()[self.errors[0].code].status
        is_bare = hdrs.RETRY_AFTER not in dict(self.headers)
        headers = self.headers + (_SOON if status == 429 and is_bare else ())  # noqa: PLR2004 - HTTP
        body = orjson.dumps({"errors": [error.as_json() for error in self.errors]})
        return Answer(status, body, headers)


def refuse(call: Call, refused: Refused) -> Answer:
    """Say no."""
    is_of_query = call.request.method in {hdrs.METH_GET, hdrs.METH_DELETE}
    return failure_of(refused, is_of_query=is_of_query).answer()


def failure_of(refused: Refused, *, is_of_query: bool = False) -> Failure:
    """Find the words for a refusal, of something in the query or else in the body."""
    match refused:
        case NoSuchRoute(path):
            return _one("10005", hint=f"There is nothing at {path}.")
        case MethodNotAllowed(method, allowed):
            told = ", ".join(allowed)
            hint = f"{method} is not allowed here; {told} is."
            return _one("10030", hint=hint, headers=((hdrs.ALLOW, told),))
        case Unauthorized(reason):
            return _unauthorized(reason)
        case BodyTooLarge(limit):
            return _one("10015", f"The body has more than {limit} bytes.", status=413)
        case WrongMediaType(media_type):
            return _one("10029", hint=f"The body is {media_type}.")
        case NotJson(reason):
            return _one("10023", hint=f"The body {reason}.")
        case Injected(code):
            return _one(code)
        case VendorRule(code, field, detail):
            return Failure((_of_field(code, detail, field, is_of_query=is_of_query),))
        case Broken():
            return _one("10007", hint="The simulator failed; its log says why.")
        case _:
            return _refused_by_domain(refused, is_of_query=is_of_query)


def _refused_by_domain(refused: RefusedByDomain, *, is_of_query: bool) -> Failure:
    match refused:
        case Invalid(problems):
            errors = tuple(_problem(one, is_of_query=is_of_query) for one in problems)
            return Failure(errors, status=422)
        case NotFound(kind, name, forgotten):
            headers = () if forgotten is None else said(forgotten)
            hint = f"There is no {kind} {_spelled(name)} in this world."
            return _one("10005", hint=hint, headers=headers)
        case NoSuchWorld(world):
            return _unauthorized(f"There is no world {world}, and this server makes none.")
        case Conflicting(reason):
            return _one("10021", hint=f"{reason[:1].upper()}{reason[1:]}.")
        case Taken(field, name):
            return _one("10012", hint=f"There is a {field} {name} already.")
        case Dangling(field, name):
            hint = f"It names {_spelled(name)}."
            return Failure((Error("10017", pointer=f"/{field}", hint=hint),))
        case Forbidden(reason, hint):
            return _one("10010", f"{reason}.", hint)
        case Declined():
            return _declined(refused)
        case InsufficientCredit(price, balance):
            return _one("20100", hint=f"This costs {price}, and there are {balance} micro-USD.")
        case KeyReused():
            return Failure((Error("10027", "The key belongs to another request.", _HEADER),))
        case _:
            return _refused_on_the_way(refused)


def _refused_on_the_way(
    refused: SignatureRequired
    | TemplateNotApproved
    | UnknownVendor
    | VendorUnavailable
    | VendorFailed
    | RateLimited
    | TooBusy
    | StoreFailed,
) -> Failure:
    match refused:
        case SignatureRequired(destination):
            return _one("40309", hint=f"{destination} needs an approved signature.")
        case TemplateNotApproved(template_id, state):
            return _one("10015", f"The template {template_id} is {state}.")
        case UnknownVendor(vendor):
            return _one("10015", f"{vendor} is no vendor.")
        case StoreFailed(int() as retry_after_s):
            return _one("10037", headers=((hdrs.RETRY_AFTER, str(retry_after_s)),))
        case VendorUnavailable() | TooBusy() | StoreFailed():
            return _one("10037")
        case VendorFailed():
            return _one("10007")
        case RateLimited(retry_after_s, is_standing):
            clock = "this world's time, which stands still" if is_standing else "time"
            hint = f"Try again in {retry_after_s} s of {clock}."
            headers = ((hdrs.RETRY_AFTER, str(retry_after_s)),)
            return _one("10011", hint=hint, headers=headers)


def _one(
    code: str,
    detail: str = "",
    hint: str = "",
    *,
    status: int = 0,
    headers: tuple[tuple[str, str], ...] = (),
) -> Failure:
    return Failure((Error(code, detail, hint=hint),), status, headers)


def _declined(refused: Declined) -> Failure:
    told = sentence(refused)
    error = _of_field(told.code, told.detail, told.field, is_of_query=False)
    return Failure((error,), told.status)


def _spelled(name: str) -> str:
    """Write an id as the caller knows it; the carrier does not know how."""
    return spell_uuid(name) if _BARE.fullmatch(name) else name


def _unauthorized(reason: str) -> Failure:
    # RFC 9110, 15.5.2: an answer with this status "MUST" say by which scheme to come back.
    return _one("10009", reason, headers=((hdrs.WWW_AUTHENTICATE, "Bearer"),))


def _problem(problem: FieldProblem, *, is_of_query: bool) -> Error:
    if problem.message == MISSING:
        code, sentence = "10004", f"The '{problem.field}' parameter is required."
    else:
        code, sentence = "10015", f"The '{problem.field}' parameter {problem.message}."
    return _of_field(code, sentence, problem.field, is_of_query=is_of_query)


def _of_field(code: str, detail: str, field: str, *, is_of_query: bool) -> Error:
    if is_of_query:
        return Error(code, detail, parameter=field)
    return Error(code, detail, pointer=f"/{field.replace('.', '/')}" if field else "")
