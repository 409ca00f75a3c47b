"""The gateway's contract in OpenAPI: which operations there are, what they take and answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import yaml
from jsonschema_rs import Draft202012Validator, Registry

__all__ = ["PATH", "SENDING", "Document", "Node", "Operation", "read_document"]

Node = dict[str, Any]

# These send messages; all else that one may ask for does not.
SENDING: Final = frozenset({"sms.send", "sms.batch.send", "sms.otp", "sms.resend"}) | {
    "sms.sender.register",
    "sms.sender.verify",
}

_HERE: Final = Path(__file__).parent
_SHIPPED: Final = _HERE / "_openapi.yaml"  # where a wheel has it; in a checkout it is above us
PATH: Final = _SHIPPED if _SHIPPED.is_file() else _HERE.parent / "openapi.yaml"

_URI: Final = "urn:openapi"
_METHODS: Final = ("get", "put", "post", "delete", "patch")
_JSON: Final = "application/json"
_LACKING: Final = "required"

# The parser in C takes an eighth of the time, and is not built everywhere.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the gateway.

    Attributes:
        id: such as `sms.send`.
        method: in capitals.
        path: with `{id}` for what varies.
        node: what the document says of it.
    """

    id: str
    method: str
    path: str
    node: Node

    @property
    def is_public(self) -> bool:
        """Whether it needs no key."""
        return self.node.get("security") == []

    @property
    def changes(self) -> bool:
        """Whether it may change something."""
        return self.method != "GET"


class Document:
    """The contract."""

    def __init__(self, node: Node) -> None:
        self.node = node

    @cached_property
    def operations(self) -> Mapping[str, Operation]:
        """All operations, by their ids."""
        found = (
            Operation(node["operationId"], method.upper(), path, node)
            for path, item in self.node["paths"].items()
            for method, node in item.items()
            if method in _METHODS
        )
        return {operation.id: operation for operation in found}

    def resolve(self, node: Node) -> Node:
        """Follow a reference to what is meant."""
        while "$ref" in node:
            node = self._at(node["$ref"])
        return node

    def request(self, operation: str) -> Node:
        """Find the schema of an operation's body; empty where it takes none."""
        body = self.operations[operation].node.get("requestBody")
        return self.resolve(body["content"][_JSON]["schema"]) if body else {}

    def query(self, operation: str) -> dict[str, Node]:
        """Find the parameters of an operation's query, by name."""
        nodes = self.operations[operation].node.get("parameters", ())
        found = (self.resolve(node) for node in nodes)
        return {node["name"]: node for node in found if node["in"] == "query"}

    def answer(self, operation: str) -> Node:
        """Find the schema of what an operation answers, without its envelope."""
        response = self.resolve(self.operations[operation].node["responses"]["200"])
        schema: Node = response["content"][_JSON]["schema"]
        for part in schema.get("allOf", ()):
            data = part.get("properties", {}).get("data")
            if data is not None:
                return self.resolve(data)
        return self.resolve(schema)

    def members(self, operation: str) -> frozenset[str]:
        """Name the members that what an operation answers must have."""
        return frozenset(self._required(self.answer(operation)))

    def faults(self, operation: str, data: object) -> list[str]:
        """Tell what the document has against what an operation answered."""
        return [sentence for rule, sentence in self._faults(operation, data) if rule != _LACKING]

    def lacking(self, operation: str, data: object) -> list[str]:
        """Tell what is missing in what an operation answered, and in all that it holds."""
        return [sentence for rule, sentence in self._faults(operation, data) if rule == _LACKING]

    def _faults(self, operation: str, data: object) -> Iterator[tuple[object, str]]:
        """Tell by which keyword, and in a sentence."""
        for error in self._validator(operation).iter_errors(data):
            at = "/".join(str(step) for step in error.instance_path)
            yield error.schema_path[-1], f"{error.message} at /{at}"

    @cache  # noqa: B019 - there is one document, and it lives as long as the process
    def _validator(self, operation: str) -> Draft202012Validator:
        pointer = next(self._pointers(operation))
        uri = _URI + quote(pointer, safe="#/~")
        return Draft202012Validator({"$ref": uri}, registry=self._registry)

    def _pointers(self, operation: str) -> Iterator[str]:
        """Write where the document says how the answer looks."""
        one = self.operations[operation]
        path = one.path.replace("~", "~0").replace("/", "~1")
        response = one.node["responses"]["200"]
        at = response.get("$ref", f"#/paths/{path}/{one.method.lower()}/responses/200")
        at += f"/content/{_JSON.replace('/', '~1')}/schema"
        schema = self._at(at)
        for index, part in enumerate(schema.get("allOf", ())):
            if "data" in part.get("properties", {}):
                yield f"{at}/allOf/{index}/properties/data"
        yield at

    @cached_property
    def _registry(self) -> Registry:
        return Registry([(_URI, self.node)])

    def _required(self, schema: Node) -> Iterator[str]:
        schema = self.resolve(schema)
        yield from schema.get("required", ())
        for part in schema.get("allOf", ()):
            yield from self._required(part)

    def _at(self, pointer: str) -> Any:  # noqa: ANN401 - a document may hold anything
        node: Any = self.node
        for step in pointer.removeprefix("#").split("/")[1:]:
            name = step.replace("~1", "/").replace("~0", "~")
            node = node[int(name)] if isinstance(node, list) else node[name]
        return node


@cache
def read_document() -> Document:
    """Read the contract that is shipped."""
    return Document(yaml.load(PATH.read_bytes(), _LOADER))  # noqa: S506 - a safe one, see above
