"""Reading requests: whatever is sent becomes a checked value or a refusal that says why."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from pydantic import BaseModel, ConfigDict, ValidationError

from simulator.domain.refusals import FieldProblem, Invalid
from simulator.face.refused import BodyTooLarge, NotJson, WrongMediaType

__all__ = ["BODY_BYTES_MAX", "Wire", "parse_object", "problems_of", "read_body", "validate"]

W = TypeVar("W", bound="Wire")

BODY_BYTES_MAX = 1024 * 1024


class Wire(BaseModel):
    """A payload, in the vendor's spelling. Unknown members are no error; `Call.read` notes them."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


async def read_body(request: web.Request) -> bytes:
    """Read the whole body; empty where there is none.

    Raises:
        BodyTooLarge: more than 1 MiB, as sent or when unpacked.
        WrongMediaType: there is a body, and it is not `application/json`.
        NotJson: it is packed in a way that cannot be unpacked.
    """
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise BodyTooLarge(BODY_BYTES_MAX) from None
    except (HttpProcessingError, web.RequestPayloadError):
        raise NotJson("cannot be unpacked as its Content-Encoding says") from None
    if body and request.content_type != "application/json":
        raise WrongMediaType(request.content_type)
    return body


def parse_object(body: bytes) -> dict[str, Any]:
    """Parse a JSON object (RFC 8259).

    Raises:
        NotJson: it is none, is not UTF-8, or names a member twice.
    """
    try:
        document = _decode(body.decode())
    except UnicodeDecodeError:
        raise NotJson("is not UTF-8") from None
    except RecursionError:
        raise NotJson("is nested too deeply") from None
    except ValueError as error:
        raise NotJson(f"cannot be parsed: {error}") from None
    if not isinstance(document, dict):
        raise NotJson("is not an object")
    return document


def validate(model: type[W], document: Mapping[str, Any]) -> W:
    """Check a document against a model.

    Raises:
        Invalid: with a problem for each member that is wrong.
    """
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise Invalid(problems_of(error)) from None


def problems_of(error: ValidationError) -> tuple[FieldProblem, ...]:
    """Say what is wrong with each member, by its path."""
    return tuple(
        FieldProblem(
            ".".join(str(part) for part in problem["loc"]) or "body",
            problem["msg"].removeprefix("Value error, ").removeprefix("Input "),
        )
        for problem in error.errors(include_url=False, include_context=False, include_input=False)
    )


def _object(members: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(members)
    if len(document) != len(members):
        # RFC 8259, 4: "The names within an object SHOULD be unique"; what a receiver makes of
        # others is unpredictable, so we make nothing of them.
        raise ValueError("a member is named twice")
    return document


def _constant(name: str) -> Any:  # noqa: ANN401 - it returns nothing, but the decoder asks for Any
    raise ValueError(f"{name} is not JSON")


_decode = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant).decode
