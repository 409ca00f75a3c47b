"""A link leads from what was answered to what can be done with it."""

from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.clients import Gateway
from tests.document import GATEWAY, Node, Operation, within

_JSON: Final = "application/json"
_NO_EXAMPLE: Final[Node] = {"none": {"value": None}}
_NO_BODY: Final[Node] = {"content": {_JSON: {"schema": {}}}}


def links() -> Iterator[tuple[Operation, str, Node]]:
    """Find all links, each with where it begins and its name."""
    for operation in GATEWAY.operations.values():
        for name, link in (
            GATEWAY.resolve(operation.node["responses"]["200"]).get("links", {}).items()
        ):
            yield operation, name, GATEWAY.resolve(link)


LINKS: Final = [
    pytest.param(source, link, id=f"{source.id} {name}") for source, name, link in links()
]


def answered(operation: Operation) -> Node:
    """Tell how an operation's success looks."""
    schema: Node = GATEWAY.resolve(operation.node["responses"]["200"])["content"][_JSON]["schema"]
    return schema


def asked(operation: Operation) -> Node:
    """Tell how an operation's request looks; empty where it has no body."""
    schema: Node = operation.node.get("requestBody", _NO_BODY)["content"][_JSON]["schema"]
    return schema


def has(schema: Node, steps: list[str]) -> bool:
    """Tell whether a schema names what a pointer points at."""
    schema = GATEWAY.resolve(schema)
    parts = [*schema.get("allOf", ()), *schema.get("anyOf", ())]
    if any(has(part, steps) for part in parts):
        return True
    if not steps:
        return bool(schema.keys() - {"x-level", "description", "allOf", "anyOf"})
    step, *rest = steps
    if step.isdigit():
        return "items" in schema and has(schema["items"], rest)
    return step in schema.get("properties", {}) and has(schema["properties"][step], rest)


def expressions(node: Any) -> Iterator[str]:  # noqa: ANN401 - JSON may be anything
    """Find what a link takes from the call that it leads on from."""
    match node:
        case dict():
            for item in node.values():
                yield from expressions(item)
        case str() if node.startswith("$"):
            yield node


def test_every_operation_by_id_is_led_to() -> None:
    """Nobody has to guess where an id comes from."""
    led_to = {link["operationId"] for _, _, link in links()}

    assert {one.id for one in GATEWAY.operations.values() if one.path.endswith("}")} <= led_to


@pytest.mark.parametrize(("source", "link"), LINKS)
def test_a_link_has_all_that_its_target_needs(source: Operation, link: Node) -> None:  # noqa: ARG001 - as below
    """It fills the target's path, and its body as far as members are required, with no others."""
    target = GATEWAY.operations[link["operationId"]]
    parameters = [GATEWAY.resolve(parameter) for parameter in target.node.get("parameters", ())]
    body = GATEWAY.resolve(asked(target))

    needed = {one["name"] for one in parameters if one.get("required")}
    assert needed <= link.get("parameters", {}).keys() <= {one["name"] for one in parameters}
    assert (
        {*body.get("required", ())}
        <= {*link.get("requestBody", ())}
        <= {*body.get("properties", ())}
    )


@pytest.mark.parametrize(("source", "link"), LINKS)
def test_a_link_takes_what_is_there(source: Operation, link: Node) -> None:
    """Each expression points at a member of the answer, or of the request, before it."""
    for expression in expressions(link):
        origin, _, pointer = expression.partition("#")
        schema = {"$response.body": answered, "$request.body": asked}[origin](source)
        assert has(schema, pointer.split("/")[1:]), expression


async def world_with_one_of_each(gateway: Gateway) -> dict[str, tuple[Any, Any]]:
    """Do all that the document shows, and keep by operation what was asked and answered."""
    kept: dict[str, tuple[Any, Any]] = {}
    for operation in GATEWAY.operations.values():
        if "{" not in operation.path:
            examples = operation.node.get("requestBody", _NO_BODY)["content"][_JSON]
            shown = next(iter(examples.get("examples", _NO_EXAMPLE).values()))["value"]
            reply = await gateway.call(operation.method, operation.path, shown)
            kept[operation.id] = shown, reply.document
    return kept


def evaluate(node: Any, asked_: Any, answered_: Any) -> Any:  # noqa: ANN401 - JSON may be anything
    """Put into a link what it takes from the call before it."""
    match node:
        case dict():
            return {name: evaluate(item, asked_, answered_) for name, item in node.items()}
        case str() if node.startswith("$response.body"):
            return within(answered_, node.removeprefix("$response.body"))
        case str() if node.startswith("$request.body"):
            return within(asked_, node.removeprefix("$request.body"))
        case _:
            return node


async def test_links_can_be_followed(gateway: Gateway) -> None:
    """Each one leads from a call that succeeded to another that does, or must wait for a review."""
    for source, name, link in links():
        # A world each time: what one link deletes another one may lead to.
        fresh = Gateway.of(gateway.session, gateway.url, f"{source.id}.{name}".replace(".", ""))
        kept = await world_with_one_of_each(fresh)
        target = GATEWAY.operations[link["operationId"]]
        filled = evaluate(link, *kept[source.id])
        path = target.path
        for parameter, item in filled.get("parameters", {}).items():
            path = path.replace(f"{{{parameter}}}", item)
        reply = await fresh.call(target.method, path, filled.get("requestBody"))
        awaits_review = (source.id, name) == ("sms.template.create", "send")
        assert reply.status == (422 if awaits_review else 200), (source.id, name, reply.body)
