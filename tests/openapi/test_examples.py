"""The document's examples are true: requests are answered, and answers fit their schemas."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote, urlencode

import pytest
from jsonschema_rs import Draft202012Validator

from tests.clients import Gateway
from tests.document import GATEWAY, Node, Operation

# What asks for something that was made before, or for leave: in a new world it is refused.
REFUSED: Final = {
    ("sms.send", "template"): 404,
    ("sms.sender.verify", "code"): 404,
    ("sms.suppression.gdpr_remove", "token"): 403,
}


def request_examples() -> Iterator[tuple[Operation, str, object]]:
    """Find the examples of requests; what takes no body has one, of its parameters."""
    for operation in GATEWAY.operations.values():
        body = operation.node.get("requestBody")
        if body is None:
            yield operation, "parameters", None
            continue
        for name, example in body["content"]["application/json"]["examples"].items():
            yield operation, name, example["value"]


def response_examples() -> Iterator[tuple[str, Node]]:
    """Find the examples of answers, each with the pointer of its schema."""
    for name, response in GATEWAY.node["components"]["responses"].items():
        yield from _examples(f"#/components/responses/{name}", response)
    for operation in GATEWAY.operations.values():
        for status, response in operation.node["responses"].items():
            yield from _examples(f"{operation.pointer}/responses/{status}", response)


def _examples(at: str, response: Node) -> Iterator[tuple[str, Node]]:
    for media in response.get("content", {}).values():
        for example in media.get("examples", {}).values():
            yield f"{at}/content/application~1json/schema", example["value"]


REQUESTS: Final = [
    pytest.param(operation, name, body, id=f"{operation.id} {name}")
    for operation, name, body in request_examples()
]
ANSWERS: Final = [pytest.param(at, answer, id=at) for at, answer in response_examples()]


def target(operation: Operation) -> str:
    """Fill the examples of its parameters into an operation's path and query."""
    parameters = [GATEWAY.resolve(parameter) for parameter in operation.node.get("parameters", ())]
    filled = {one["name"]: one for one in parameters if "example" in one}
    path = operation.path
    for name, one in filled.items():
        path = path.replace(f"{{{name}}}", quote(one["example"]) if one["in"] == "path" else "")
    query = {name: one["example"] for name, one in filled.items() if one["in"] == "query"}
    return f"{path}?{urlencode(query)}"


def expected(operation: Operation, name: str) -> int:
    """Tell how an example is answered in a new world, where no id leads to anything."""
    status = 404 if "{id}" in operation.path else 200
    return REFUSED.get((operation.id, name), status)


def test_every_operation_that_takes_a_body_shows_one() -> None:
    """There are examples of all, and the table above speaks of none that is gone."""
    shown = {(operation.id, name) for operation, name, _ in request_examples()}

    assert {operation_id for operation_id, _ in shown} == GATEWAY.operations.keys()
    assert REFUSED.keys() <= shown


@pytest.mark.parametrize(("operation", "name", "body"), REQUESTS)
async def test_a_request_is_answered(
    gateway: Gateway, operation: Operation, name: str, body: object
) -> None:
    """Sent as it stands to a new world, each example works, or is refused as it says."""
    reply = await gateway.call(operation.method, target(operation), body)

    assert reply.status == expected(operation, name), reply.body
    assert str(reply.status) in operation.node["responses"]
    assert "X-Sim-Warnings" not in reply.headers


@pytest.mark.parametrize(("operation", "name", "body"), REQUESTS)
def test_a_request_fits_its_schema(operation: Operation, name: str, body: object) -> None:  # noqa: ARG001 - the name is the test's
    """Bodies are what the document says of them."""
    if body is not None:
        at = f"{operation.pointer}/requestBody/content/application~1json/schema"
        GATEWAY.validator(at).validate(body)


@pytest.mark.parametrize("parameter", GATEWAY.node["components"]["parameters"].values())
def test_a_parameter_fits_its_schema(parameter: Node) -> None:
    """Where a parameter has an example, it is one."""
    if "example" in parameter:
        Draft202012Validator(parameter["schema"]).validate(parameter["example"])


@pytest.mark.parametrize(("at", "answer"), ANSWERS)
def test_an_answer_fits_its_schema(at: str, answer: Any) -> None:  # noqa: ANN401 - JSON
    """Examples of answers are what the document says of them."""
    GATEWAY.validator(at).validate(answer)
