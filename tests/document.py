"""The gateway's document, and what it says of an answer."""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import orjson
import yaml
from jsonschema_rs import Draft202012Validator, Registry, ValidationError

from simulator.domain.value import value

__all__ = [
    "PATH",
    "Node",
    "Operation",
    "document",
    "faults",
    "operations",
    "resolve",
    "validator",
    "within",
]

PATH: Final = Path(__file__).parents[1] / "openapi.yaml"

Node = dict[str, Any]

_METHODS: Final = ("get", "put", "post", "delete", "patch")
_JSON: Final = "application/json"
_URI: Final = "urn:openapi.yaml"  # by which validators know the document
_FAILURE: Final = "#/components/schemas/Failure"

# The parser in C takes an eighth of the time, and is not built everywhere.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@value
class Operation:
    """An operation of the document.

    Attributes:
        method: in capitals.
        path: with `{id}` for what varies.
        node: what the document says of it.
        pointer: where it says so, such as `#/paths/~1v1~1sms~1send/post`.
    """

    id: str
    method: str
    path: str
    node: Node
    pointer: str


@cache
def document() -> Node:
    """Read the document."""
    with PATH.open("rb") as file:
        read: Node = yaml.load(file, _LOADER)  # noqa: S506 - a safe one, see above
    return read


@cache
def operations() -> Mapping[str, Operation]:
    """Find the document's operations, by their ids."""
    found = (
        Operation(node["operationId"], method.upper(), path, node, pointer(path, method))
        for path, item in document()["paths"].items()
        for method, node in item.items()
        if method in _METHODS
    )
    return {operation.id: operation for operation in found}


def pointer(path: str, method: str) -> str:
    """Write where the document speaks of an operation."""
    return f"#/paths/{path.replace('~', '~0').replace('/', '~1')}/{method}"


def within(node: Any, at: str) -> Any:  # noqa: ANN401 - JSON may be anything
    """Find what a pointer such as `#/components/schemas/Error` points at."""
    for step in at.removeprefix("#").split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        node = node[int(name)] if isinstance(node, list) else node[name]
    return node


def resolve(node: Node) -> Node:
    """Follow a reference to what is meant."""
    while "$ref" in node:
        node = within(document(), node["$ref"])
    return node


def faults(method: str, path: str, status: int, media_type: str, body: bytes) -> Iterator[str]:
    """Tell what the document has against an answer.

    Args:
        method: of the request.
        path: of the request, as it was sent.
        status: of the answer.
        media_type: of the answer.
        body: of the answer.
    """
    operation = _operation_at(method, path)
    if operation is None and status < 400:
        yield f"{method} {path} was answered with {status}, and is no operation of {PATH.name}"
        return
    where = f"{operation.id if operation else f'{method} {path}'} {status}"
    if media_type != _JSON:
        yield f"{where}: is {media_type}, not {_JSON}"
        return
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        yield f"{where}: cannot be parsed: {error}"
        return
    at = _schema_of(operation, status) if operation else _FAILURE
    for found in validator(at).iter_errors(answer):
        yield f"{where}: {_sentence(found)}"


def _sentence(error: ValidationError) -> str:
    at = "".join(f"/{step}" for step in error.instance_path)
    rule = (error.absolute_keyword_location or "").removeprefix(_URI)
    return f"{error.message} at {at or '/'} of the body ({PATH.name}{rule})"


@lru_cache(maxsize=1024)
def _operation_at(method: str, path: str) -> Operation | None:
    steps = path.split("/")
    for operation in operations().values():
        if operation.method == method and _leads_to(operation.path.split("/"), steps):
            return operation
    return None


def _leads_to(template: list[str], steps: list[str]) -> bool:
    return len(template) == len(steps) and all(
        wanted == step or (wanted.startswith("{") and step != "")
        for wanted, step in zip(template, steps, strict=True)
    )


@cache
def validator(at: str) -> Draft202012Validator:
    """Make a validator of the schema that a pointer points at."""
    where = {"$ref": _URI + quote(at, safe="#/~")}  # a template's braces have no place in a URI
    return Draft202012Validator(where, registry=_registry(), validate_formats=True)


def _schema_of(operation: Operation, status: int) -> str:
    """Find where the document says how an answer looks."""
    answers = operation.node["responses"]
    key = str(status) if str(status) in answers else "default"
    answer = answers[key].get("$ref", f"{operation.pointer}/responses/{key}")
    return f"{answer}/content/{_JSON.replace('/', '~1')}/schema"


@cache
def _registry() -> Registry:
    return Registry([(_URI, document())])
