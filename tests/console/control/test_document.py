"""The control API describes itself, truly and completely."""

from typing import Any, Final

import pytest
from aiohttp import ClientSession
from openapi_spec_validator import OpenAPIV31SpecValidator

from simulator import __version__
from simulator.console.control import FACE
from simulator.face import Route
from tests.clients import ALICE, Client, Control
from tests.document import CONTROL, Node

EACH: Final = pytest.mark.parametrize("route", FACE.routes, ids=lambda route: route.name)
EACH_WITH_BODY: Final = pytest.mark.parametrize(
    "route",
    [route for route in FACE.routes if "requestBody" in CONTROL.operations[route.name].node],
    ids=lambda route: route.name,
)


def told(route: Route) -> Node:
    """Find what the document says of an operation."""
    return told_of(route.name)


def told_of(name: str) -> Node:
    """Find what the document says of an operation of this name."""
    return CONTROL.operations[name].node


async def test_it_is_served_to_anybody(session: ClientSession, url: str) -> None:
    """It tells what the server can do, not what is in a world, and is what the tests hold it to."""
    reply = await Client(session, url, {"X-Sim-World": "-"}).get("/_sim/openapi.json")

    assert (reply.status, reply.headers["X-Sim-World"]) == (200, "-")
    assert reply.headers["Content-Type"] == "application/json"
    assert reply.document == CONTROL.node
    assert reply.document["info"]["version"] == __version__


def test_it_is_openapi_3_1() -> None:
    """The document keeps the specification of such documents."""
    assert CONTROL.node["openapi"] == "3.1.0"
    assert [error.message for error in OpenAPIV31SpecValidator(CONTROL.node).iter_errors()] == []


def test_it_speaks_of_what_is_served_and_of_nothing_else() -> None:
    """Names, methods and paths are those of our routes, both ways, and it is one of them."""
    served = {(route.name, route.method, route.path) for route in FACE.routes}

    assert {(one.id, one.method, one.path) for one in CONTROL.operations.values()} == served
    assert len(served) == len(FACE.routes)
    assert ("control.openapi", "GET", "/_sim/openapi.json") in served


def test_a_stream_says_what_its_events_look_like() -> None:
    """A schema can say no more of a text than what can be read in it."""
    (content,) = told_of("control.events")["responses"]["200"]["content"].values()
    event = CONTROL.resolve(content["schema"]["contentSchema"])

    assert event["properties"].keys() == {"id", "event", "data"}


def test_schemas_have_names_that_can_be_read() -> None:
    """No two types have one name, for which pydantic would invent longer ones."""
    assert [name for name in CONTROL.node["components"]["schemas"] if not name.isalnum()] == []


def test_every_schema_is_used() -> None:
    """What a query takes is written down as parameters, and nothing is left of it."""
    names = CONTROL.node["components"]["schemas"].keys()

    assert {name for name in names if not refers_to(CONTROL.node, name)} == set()


def refers_to(node: Any, name: str) -> bool:  # noqa: ANN401 - JSON may be anything
    """Tell whether anything in a document refers to a schema."""
    match node:
        case dict():
            is_meant = node.get("$ref") == f"#/components/schemas/{name}"
            return is_meant or any(refers_to(member, name) for member in node.values())
        case list():
            return any(refers_to(item, name) for item in node)
        case _:
            return False


@EACH
def test_each_operation_says_what_it_is_about(route: Route) -> None:
    """A sentence, a tag that is explained, and how it succeeds and fails."""
    node = told(route)
    success = node["responses"][str(route.status)]
    tags = {tag["name"] for tag in CONTROL.node["tags"] if tag["description"].endswith(".")}

    assert node["summary"].endswith(".")
    assert set(node["tags"]) <= tags
    schema = success["content"][route.media_type]["schema"]
    is_json = route.media_type == "application/json"
    assert success["content"].keys() == {route.media_type}
    assert schema["$ref"] if is_json else schema["type"] == "string"
    assert success["headers"].keys() == {"X-Sim-World", "X-Sim-Version", "X-Sim-Seed"}
    assert [one for one in node["responses"] if one < "4"] == [str(route.status)]


@EACH
def test_each_refusal_is_the_error_object(route: Route) -> None:
    """Whatever the status; which of them are to be expected follows from what is taken."""
    refusals = {
        status: answer["$ref"]
        for status, answer in told(route)["responses"].items()
        if status != str(route.status)
    }
    has_body = "requestBody" in told(route)

    assert set(refusals.values()) == {"#/components/responses/Refused"}
    assert {"401", "403", "default"} <= refusals.keys()
    assert ({"400", "413", "415"} <= refusals.keys()) is has_body
    assert ("422" in refusals) is (route.takes is not None)
    assert ("404" in refusals) is ("{" in route.path)


@EACH
def test_each_operation_takes_what_is_read(route: Route) -> None:
    """The parts of its path, its query or its body, and the world where it needs one."""
    parameters = [CONTROL.resolve(one) for one in told(route)["parameters"]]
    names = {
        place: {one["name"] for one in parameters if one["in"] == place}
        for place in ("path", "query", "header")
    }
    members = {*route.takes.model_json_schema()["properties"]} if route.takes else set()
    body = told(route).get("requestBody", {"content": {"application/json": {"schema": {}}}})
    taken = CONTROL.resolve(body["content"]["application/json"]["schema"]).get("properties", {})

    assert names["path"] == {part[1:-1] for part in route.path.split("/") if part[:1] == "{"}
    assert names["header"] == ({"X-Sim-World"} if route.has_world else set())
    assert names["query"] == (members if route.method == "GET" else set())
    assert taken.keys() == (members if route.method != "GET" else set())


@EACH
def test_what_is_needed_is_so_named(route: Route) -> None:
    """Parts of the path are, and parameters that have no default; in a query nothing is null."""
    query = route.takes.model_json_schema() if route.takes and route.method == "GET" else {}
    needed = {part[1:-1] for part in route.path.split("/") if part[:1] == "{"}
    parameters = [CONTROL.resolve(one) for one in told(route)["parameters"]]

    assert {one["name"] for one in parameters if one.get("required")} == needed.union(
        query.get("required", ())
    )
    assert "null" not in str([one["schema"] for one in parameters])


@EACH_WITH_BODY
async def test_a_body_is_needed_where_an_empty_object_would_not_do(
    control: Control, route: Route
) -> None:
    """What may be left out is taken as empty; else its absence is told as such."""
    await control.post("/_sim/worlds", {"name": "demo"})
    path = route.path.replace("{number}", ALICE).replace("{world}", "demo")
    is_needed = told(route)["requestBody"]["required"]

    assert (await control.call(route.method, path)).status // 100 == (4 if is_needed else 2)
    assert (await control.call(route.method, path, {})).status // 100 == (4 if is_needed else 2)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("Advance", {}),
        ("Advance", {"by": "1h", "to": "2026-01-01T00:00:00Z"}),
        ("Advance", {"until": {"message": "x", "state": "lost"}}),
        ("ClockChange", {"mode": "fast"}),
        ("CreateWorld", {"name": "a-b"}),
        ("CreateWorld", {"seed": -1}),
        ("CreateWorld", {"nam": "x"}),
        ("Account", {}),
        ("Account", {"balance_usd": None}),
        ("SendInbound", {"text": "Hello"}),
        ("SendInbound", {"from": ALICE, "text": ""}),
        ("Handset", {"auto_reply": {}}),
    ],
)
def test_schemas_of_bodies_refuse_what_we_refuse(name: str, wrong: object) -> None:
    """A client that checks what it sends need not ask us first."""
    assert not CONTROL.validator(f"#/components/schemas/{name}").is_valid(wrong)


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("Advance", {"by": "1h"}),
        ("Advance", {"until": {"message": "x"}, "limit": "1h30m"}),
        ("ClockChange", {"mode": "scaled", "speed": 2.5, "now": "2026-01-01T00:00:00Z"}),
        ("CreateWorld", {}),
        ("CreateWorld", {"clock": "manual", "credit_usd": "12.5", "review": "0s"}),
        ("CreateWorld", {"clock": {"mode": "manual"}, "credit_usd": 12.5, "name": None}),
        ("Account", {"balance_usd": "0.000001"}),
        ("SendInbound", {"from": ALICE, "text": "STOP"}),
        ("Handset", {"auto_reply": {"text": "YES", "after": "1m30s"}}),
    ],
)
def test_schemas_of_bodies_take_what_we_take(name: str, right: object) -> None:
    """In each of the ways in which it may be written."""
    CONTROL.validator(f"#/components/schemas/{name}").validate(right)
