"""The documents of our APIs, and what they say of an answer."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import orjson
import yaml
from jsonschema_rs import Draft202012Validator, Registry, ValidationError

from simulator.console import control
from simulator.console.control.document import describe
from simulator.domain.value import value

__all__ = ["CONTROL", "GATEWAY", "PATH", "Document", "Node", "Operation", "within"]

PATH: Final = Path(__file__).parents[1] / "openapi.yaml"

Node = dict[str, Any]

_METHODS: Final = ("get", "put", "post", "delete", "patch")
_JSON: Final = "application/json"

# The parser in C takes an eighth of the time, and is not built everywhere.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@value
class Operation:
    """An operation of a document.

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


class Document:
    """A document of OpenAPI 3.1.

    Attributes:
        name: by which faults name it.
    """

    def __init__(self, name: str, read: Callable[[], Node], failure: str) -> None:
        """Take what reads it, which is called once, and where it says how every failure looks."""
        self.name = name
        self._read = read
        self._failure = failure
        self._uri = f"urn:{name}"  # by which validators know it

    @cached_property
    def node(self) -> Node:
        """The whole of it."""
        return self._read()

    @cached_property
    def operations(self) -> Mapping[str, Operation]:
        """Its operations, by their ids."""
        found = (
            Operation(node["operationId"], method.upper(), path, node, _pointer(path, method))
            for path, item in self.node["paths"].items()
            for method, node in item.items()
            if method in _METHODS
        )
        return {operation.id: operation for operation in found}

    def resolve(self, node: Node) -> Node:
        """Follow a reference to what is meant."""
        while "$ref" in node:
            node = within(self.node, node["$ref"])
        return node

    def validator(self, at: str) -> Draft202012Validator:
        """Find a validator of the schema that a pointer points at."""
        # A template's braces have no place in a URI.
        return _validator(self._uri + quote(at, safe="#/~"), self._registry)

    def faults(
        self, method: str, path: str, status: int, media_type: str, body: bytes
    ) -> Iterator[str]:
        """Tell what the document has against an answer.

        Args:
            method: of the request.
            path: of the request, as it was sent.
            status: of the answer.
            media_type: of the answer.
            body: of the answer.
        """
        operation = _operation_at(self, method, path)
        if operation is None and status < 400:
            yield f"{method} {path} was answered with {status}, and is no operation of {self.name}"
            return
        where = f"{operation.id if operation else f'{method} {path}'} {status}"
        told = _media_type(self, operation, status) if operation else _JSON
        if media_type != told:
            yield f"{where}: is {media_type}, not {told}"
        if media_type != _JSON or told != _JSON:
            return
        try:
            answer = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            yield f"{where}: cannot be parsed: {error}"
            return
        at = _schema_of(operation, status) if operation else self._failure
        for found in self.validator(at).iter_errors(answer):
            yield f"{where}: {self._sentence(found)}"

    def _sentence(self, error: ValidationError) -> str:
        at = "".join(f"/{step}" for step in error.instance_path)
        rule = (error.absolute_keyword_location or "").removeprefix(self._uri)
        return f"{error.message} at {at or '/'} of the body ({self.name}{rule})"

    @cached_property
    def _registry(self) -> Registry:
        return Registry([(self._uri, self.node)])


def within(node: Any, at: str) -> Any:  # noqa: ANN401 - JSON may be anything
    """Find what a pointer such as `#/components/schemas/Error` points at."""
    for step in at.removeprefix("#").split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        node = node[int(name)] if isinstance(node, list) else node[name]
    return node


def _pointer(path: str, method: str) -> str:
    """Write where a document speaks of an operation."""
    return f"#/paths/{path.replace('~', '~0').replace('/', '~1')}/{method}"


@cache
def _validator(uri: str, registry: Registry) -> Draft202012Validator:
    return Draft202012Validator({"$ref": uri}, registry=registry, validate_formats=True)


@lru_cache(maxsize=1024)
def _operation_at(document: Document, method: str, path: str) -> Operation | None:
    steps = path.split("/")
    for operation in document.operations.values():
        if operation.method == method and _leads_to(operation.path.split("/"), steps):
            return operation
    return None


def _leads_to(template: list[str], steps: list[str]) -> bool:
    return len(template) == len(steps) and all(
        wanted == step or (wanted.startswith("{") and step != "")
        for wanted, step in zip(template, steps, strict=True)
    )


def _media_type(document: Document, operation: Operation, status: int) -> str:
    """Find what a document says that an answer is: of one type each."""
    answers = operation.node["responses"]
    answer = document.resolve(answers.get(str(status), answers.get("default")))
    (media_type,) = answer["content"]
    return str(media_type)


def _schema_of(operation: Operation, status: int) -> str:
    """Find where a document says how an answer looks."""
    answers = operation.node["responses"]
    key = str(status) if str(status) in answers else "default"
    answer = answers[key].get("$ref", f"{operation.pointer}/responses/{key}")
    return f"{answer}/content/{_JSON.replace('/', '~1')}/schema"


def _read_gateway() -> Node:
    with PATH.open("rb") as file:
        read: Node = yaml.load(file, _LOADER)  # noqa: S506 - a safe one, see above
    return read


def _make_control() -> Node:
    """Make what `/_sim/openapi.json` answers, which is a test of its own."""
    return {**describe(control.FACE.routes)}


GATEWAY: Final = Document(PATH.name, _read_gateway, "#/components/schemas/Failure")
CONTROL: Final = Document("openapi.json", _make_control, "#/components/schemas/Refused")
