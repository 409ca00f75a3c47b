"""Reading requests: whatever is sent becomes a checked value or a refusal that says why."""

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from typing import Any, Final, TypeVar

import orjson
from aiohttp import hdrs, web
from aiohttp.http_exceptions import HttpProcessingError
from pydantic import BaseModel, ConfigDict, ValidationError

from simulator.domain.refusals import FieldProblem, Invalid
from simulator.face.nearest import unknown_member
from simulator.face.refused import BodyTooLarge, NotJson, WrongMediaType
from simulator.face.yaml_text import parse_yaml

__all__ = [
    "BODY_BYTES_MAX",
    "MISSING",
    "Wire",
    "load_object",
    "parse_document",
    "parse_object",
    "problems_of",
    "read_sent",
    "require_json",
    "validate",
]

W = TypeVar("W", bound="Wire")

BODY_BYTES_MAX = 1024 * 1024
_JSON = "application/json"
# What is said of a member that is not there.
MISSING: Final = "is needed"
# Of pydantic's kinds of errors, those whose words speak of Python.
_WORDS: Final = {
    "missing": MISSING,
    "dict_type": "should be an object",
    "list_type": "should be a list",
    "model_attributes_type": "should be an object",
    "model_type": "should be an object",
    "tuple_type": "should be a list",
}
# Its sentences begin with what the value is; ours do with the name of the member.
_SUBJECT: Final = re.compile(r"(?:Value error, )?(?:(?:Input|String|List|Tuple|Dictionary) )?")
# RFC 9512, 2.1, and what was written before there was a standard.
_YAML = frozenset({"application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"})


class Wire(BaseModel):
    """A payload, in the vendor's spelling. Unknown members are no error; `Call.read` notes them."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, defer_build=True
    )


async def read_sent(request: web.Request, bytes_max: int = BODY_BYTES_MAX) -> bytes:
    """Read the whole body, whatever it says that it is; there is nothing to read a second time.

    Raises:
        BodyTooLarge: more than 1 MiB, or what else is the most, as sent or when unpacked.
        NotJson: it is packed in a way that cannot be unpacked.
    """
    content = request.content
    try:
        # Nearly always all of it came with the head: then it need not be waited for piece by piece.
        if content.is_eof():
            body = content.read_nowait()
        else:
            body = await request.clone(client_max_size=bytes_max).read()
    except web.HTTPRequestEntityTooLarge:
        raise BodyTooLarge(bytes_max) from None
    except (HttpProcessingError, web.RequestPayloadError):
        raise NotJson("cannot be unpacked as its Content-Encoding says") from None
    if len(body) > bytes_max:
        raise BodyTooLarge(bytes_max)
    return body


def require_json(request: web.Request, body: bytes) -> None:
    """See that a body, if there is one, says that it is JSON.

    Raises:
        WrongMediaType: it says something else.
    """
    # Nearly all send just this; parsing what else it could be takes as long as reading the body.
    if request.headers.get(hdrs.CONTENT_TYPE) == _JSON:
        return
    if body and request.content_type != _JSON:
        raise WrongMediaType(request.content_type)


def parse_document(request: web.Request, body: bytes) -> dict[str, Any]:
    """Parse an object that is written in JSON or, if its media type says so, in YAML.

    Raises:
        Refusal: it is none.
    """
    if request.content_type not in _YAML:
        require_json(request, body)
        return parse_object(body)
    try:
        return parse_yaml(body.decode())
    except UnicodeDecodeError:
        raise Invalid.field("body", "is not UTF-8") from None


def load_object(body: bytes) -> dict[str, Any]:
    """Parse a JSON object (RFC 8259); of a member that is named twice the last one counts.

    Raises:
        NotJson: it is none, or is not UTF-8.
    """
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise NotJson(f"cannot be parsed: {error}") from None
    if not isinstance(document, dict):
        raise NotJson("is not an object")
    return document


def parse_object(body: bytes) -> dict[str, Any]:
    """Parse a JSON object that names no member twice.

    Raises:
        NotJson: it is none, is not UTF-8, or names a member twice.
    """
    document = load_object(body)
    # Each member needs a colon. Where there are no more of them than members, none can have been
    # written twice and lost; else we look again, with a parser that tells.
    if body.count(b":") != len(document):
        _refuse_doubles(body)
    return document


def validate(model: type[W], document: Mapping[str, Any]) -> W:
    """Check a document against a model.

    Raises:
        Invalid: with a problem for each member that is wrong.
    """
    try:
        checked: W = _validator(model)(document)
    except ValidationError as error:
        raise Invalid(problems_of(error, model)) from None
    return checked


@cache
def _validator(model: type[Wire]) -> Callable[[object], Any]:
    """Find what `model_validate` calls in the end; both ways there cost more than what it does."""
    return model.__pydantic_validator__.validate_python


def problems_of(
    error: ValidationError, model: type[BaseModel] | None = None
) -> tuple[FieldProblem, ...]:
    """Say what is wrong with each member, by its path; of an unknown one, which may be meant."""
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    return tuple(
        FieldProblem(
            ".".join(str(part) for part in problem["loc"]) or "body",
            unknown_member(model, problem["loc"])
            if problem["type"] == "extra_forbidden"
            else _words(problem["type"], problem["msg"]),
        )
        for problem in problems
    )


def _words(kind: str, message: str) -> str:
    """Say what a caller can use of what pydantic says, who knows our classes and he does not."""
    return _WORDS.get(kind) or _SUBJECT.sub("", message, count=1)


def _refuse_doubles(body: bytes) -> None:
    """Refuse an object that names a member twice.

    RFC 8259, 4: "The names within an object SHOULD be unique." What a receiver makes of others is
    unpredictable, so we make nothing of them.
    """
    with suppress(RecursionError):  # nested deeper than anything that we read
        json.loads(body, object_pairs_hook=_object)


def _object(members: list[tuple[str, Any]]) -> None:
    names = {name for name, _ in members}
    if len(names) != len(members):
        raise NotJson("names a member twice")
