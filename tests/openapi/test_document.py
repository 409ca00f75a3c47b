"""The document is sound, speaks of what is served, and promises no more than the vendor does."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from simulator.face import Route
from simulator.faces.gateway import FACE
from tests.document import GATEWAY, Node, Operation, within

LEVELS: Final = {"D", "I", "S"}

# What forbids a value. A type alone does not: it is how a value is written.
CONSTRAINTS: Final = {
    *("enum", "const", "pattern", "format", "default", "oneOf", "not", "additionalProperties"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "minItems", "maxItems", "uniqueItems"),
    *("minProperties", "maxProperties", "dependentRequired", "propertyNames"),
}

# What the simulator chose where every source is silent, or gives a few for example.
CHOSEN: Final = (
    "#/components/parameters/IdempotencyKey/schema",
    "#/components/parameters/Cursor/schema",
    "#/components/parameters/Limit/schema",
    "#/components/parameters/Since/schema",
    "#/components/parameters/Bucket/schema",
    "#/components/parameters/MessageId/schema",
    "#/components/schemas/SmsSendRequest",
    "#/components/schemas/SmsSendRequest/properties/body",
    "#/components/schemas/SmsSendRequest/properties/from",
    "#/components/schemas/SmsSendRequest/properties/vendor",
    "#/components/schemas/SmsSendRequest/properties/idempotency_key",
    "#/components/schemas/SmsRecord/properties/sms_id",
    "#/components/schemas/SmsRecord/properties/to",
    "#/components/schemas/SmsRecord/properties/state",
    "#/components/schemas/SmsRecord/properties/vendor",
    "#/components/schemas/SmsRecord/properties/created_at",
    "#/components/schemas/SmsEvent/properties/type",
    "#/components/schemas/SmsVerifyRequest/properties/code",
    "#/components/schemas/SmsLookupRequest/properties/phone",
    "#/components/schemas/SmsLookupRequest/properties/fields/items",
    "#/components/schemas/SmsLookupResult/properties/country_code",
    "#/components/schemas/SmsLookupResult/properties/line_type",
    "#/components/schemas/SmsSenderRegisterRequest/properties/region",
    "#/components/schemas/SmsSenderRegisterRequest/properties/methods/items",
    "#/components/schemas/SenderVerification/properties/region",
    "#/components/schemas/SenderVerification/properties/state",
    "#/components/schemas/SmsSenderReputation/properties/tier",
    "#/components/schemas/SmsSenderReputation/properties/throttle_risk",
    "#/components/schemas/SmsSignatureCreateRequest/properties/name",
    "#/components/schemas/SmsSignatureCreateRequest/properties/type",
    "#/components/schemas/SmsSignature/properties/review_state",
    "#/components/schemas/SmsTemplate/properties/review_state",
    "#/components/schemas/SmsSuppressRequest/properties/reason",
    "#/components/schemas/SmsSuppressRequest/properties/scope",
    "#/components/schemas/SuppressionRecord/properties/scope",
    "#/components/schemas/SmsUsageResult/properties/delivery_rate",
    "#/components/schemas/TopupRequest/properties/amount_usd",
    "#/components/schemas/TopupRecord/properties/state",
    "#/components/schemas/Error/properties/message",
)


def subschemas(at: str, schema: Node, level: str) -> Iterator[tuple[str, Node, str]]:
    """Walk through a schema and all in it, each with its pointer and the level that it is under."""
    level = schema.get("x-level", level)
    yield at, schema, level
    for name, member in schema.get("properties", {}).items():
        yield from subschemas(f"{at}/properties/{name}", member, level)
    if "items" in schema:
        yield from subschemas(f"{at}/items", schema["items"], level)
    for keyword in ("allOf", "anyOf", "oneOf"):
        for index, part in enumerate(schema.get(keyword, ())):
            yield from subschemas(f"{at}/{keyword}/{index}", part, level)


def roots() -> Iterator[tuple[str, Node, str]]:
    """Find where schemas begin, and the level of what they describe."""
    components = GATEWAY.node["components"]
    for name, schema in components["schemas"].items():
        yield f"#/components/schemas/{name}", schema, "I"
    for name, parameter in components["parameters"].items():
        yield f"#/components/parameters/{name}/schema", parameter["schema"], parameter["x-level"]
    for name, response in components["responses"].items():
        at = f"#/components/responses/{name}"
        for header, node in response.get("headers", {}).items():
            yield f"{at}/headers/{header}/schema", node["schema"], node["x-level"]
        yield f"{at}/content", response["content"]["application/json"]["schema"], "I"
    for operation in GATEWAY.operations.values():
        for status, response in operation.node["responses"].items():
            if "content" in response:
                at = f"{operation.pointer}/responses/{status}/content"
                yield at, response["content"]["application/json"]["schema"], "I"


def schemas() -> list[tuple[str, Node, str]]:
    """Find every schema of the document."""
    return [one for root in roots() for one in subschemas(*root)]


def taken(operation: Operation) -> set[str]:
    """Name what an operation takes in its body, or in its query if it has none."""
    if body := operation.node.get("requestBody"):
        schema: Node = GATEWAY.resolve(body["content"]["application/json"]["schema"])
        return {*schema["properties"]}
    parameters = [GATEWAY.resolve(parameter) for parameter in operation.node.get("parameters", ())]
    return {one["name"] for one in parameters if one["in"] == "query"}


def each_operation() -> list[Any]:
    """Find every operation, for a test each."""
    return [pytest.param(operation, id=operation.id) for operation in GATEWAY.operations.values()]


def test_it_is_openapi_3_1() -> None:
    """The document keeps the specification of such documents."""
    assert GATEWAY.node["openapi"] == "3.1.0"
    assert [error.message for error in OpenAPIV31SpecValidator(GATEWAY.node).iter_errors()] == []


def test_it_speaks_of_what_is_served_and_of_nothing_else() -> None:
    """Names, methods and paths are those of our routes, both ways."""
    served = {(route.name, route.method, route.path) for route in FACE.routes}

    assert {(one.id, one.method, one.path) for one in GATEWAY.operations.values()} == served
    assert len(served) == len(GATEWAY.operations) == 35


def test_whoever_has_a_project_needs_its_key() -> None:
    """Discovery alone is open to anybody."""
    assert GATEWAY.node["security"] == [{"projectKey": []}]

    has_world = {route.name: route.has_world for route in FACE.routes}
    assert {one.id: "security" not in one.node for one in GATEWAY.operations.values()} == has_world
    assert all(one.node.get("security", []) == [] for one in GATEWAY.operations.values())


@pytest.mark.parametrize("operation", each_operation())
def test_each_operation_says_what_it_is_about(operation: Operation) -> None:
    """A sentence, a tag that is explained, a level, and how it succeeds and fails."""
    node = operation.node

    assert node["summary"].endswith(".")
    assert node["x-level"] == "D"
    assert set(node["tags"]) < {tag["name"] for tag in GATEWAY.node["tags"]}
    assert {"200", "default"} <= node["responses"].keys()
    assert ("401" in node["responses"]) is ("security" not in node)
    assert all(
        GATEWAY.resolve(response)["x-level"] in LEVELS for response in node["responses"].values()
    )


def asks(operation: Operation) -> bool:
    """Tell whether an operation changes nothing though it is a POST."""
    return operation.id in {"sms.lookup", "sms.suppression.check"}


@pytest.mark.parametrize("operation", each_operation())
def test_each_operation_takes_what_its_path_names(operation: Operation) -> None:
    """Its parameters have levels; those of its path are required, and no others."""
    parameters = [GATEWAY.resolve(parameter) for parameter in operation.node.get("parameters", ())]
    in_path = {one["name"] for one in parameters if one["in"] == "path"}
    names = {one["name"] for one in parameters}

    assert in_path == {name[1:-1] for name in operation.path.split("/") if name.startswith("{")}
    assert {one["name"] for one in parameters if one.get("required")} == in_path
    assert {one["x-level"] for one in parameters} <= LEVELS
    assert ("Idempotency-Key" in names) is (operation.method != "GET" and not asks(operation))


@pytest.mark.parametrize("route", FACE.routes, ids=lambda route: route.name)
def test_each_operation_takes_what_is_read(route: Route) -> None:
    """The members of its body, or of its query, are those that our reading of it knows."""
    read = route.takes.model_json_schema()["properties"] if route.takes else {}

    assert taken(GATEWAY.operations[route.name]) == read.keys()


def test_each_member_has_a_level() -> None:
    """A reader knows of each what it rests on."""
    without = [
        at
        for at, schema, _ in schemas()
        if at.startswith("#/components/schemas/") and at.split("/")[-2] == "properties"
        if schema.get("x-level") not in LEVELS
    ]
    assert without == []


def test_what_we_chose_is_required_of_nobody() -> None:
    """No member of level S is a required one."""
    chosen = [
        f"{at}: {name}"
        for at, schema, _ in schemas()
        for name in schema.get("required", ())
        if schema.get("properties", {}).get(name, {}).get("x-level") == "S"
    ]
    assert chosen == []


def test_only_what_is_documented_constrains() -> None:
    """A keyword that forbids a value stands where the level is D.

    But for the codes of errors: of one it is documented that it is in UPPER_SNAKE_CASE.
    """
    found = {
        f"{at}: {keyword}"
        for at, schema, level in schemas()
        for keyword in CONSTRAINTS & schema.keys()
        if level != "D"
    }
    assert found == {"#/components/schemas/Error/properties/code: pattern"}


@pytest.mark.parametrize("at", CHOSEN)
def test_what_we_chose_is_no_rule(at: str) -> None:
    """States, lengths, ranges and spellings that no source gives are not in the document."""
    assert CONSTRAINTS.isdisjoint(within(GATEWAY.node, at))


def test_documented_rules_are_there() -> None:
    """Numbers are in E.164, a batch has a hundred messages at most, and 402 has one code."""
    number, batch, broke = (
        within(GATEWAY.node, f"#/components/{at}")
        for at in (
            "schemas/E164",
            "schemas/SmsBatchSendRequest/properties/messages",
            "responses/InsufficientCredit/content/application~1json/schema/allOf/1",
        )
    )
    assert number["pattern"] == r"^\+[1-9][0-9]{1,14}$"
    assert batch["maxItems"] == 100
    assert within(broke, "#/properties/error/properties/code/const") == "INSUFFICIENT_CREDIT"
