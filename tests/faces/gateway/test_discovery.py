"""What the gateway says of itself, to anybody: and all of it is true."""

import ast
import asyncio
import os
import re
import shlex
import sys
from collections.abc import Iterator
from typing import Any, Final

import pytest
from aiohttp import ClientSession

from simulator.face import Route
from simulator.faces.gateway.routes import ROUTES
from tests.clients import ALICE, Client, Gateway
from tests.document import GATEWAY, Node
from tests.faces.gateway.envelope import assert_refused

DESCRIBED: Final = {route.name: route for route in ROUTES if route.has_world}

ENTRY: Final = {
    *("id", "method", "path", "summary", "available", "regions", "vendors", "billing"),
}
BILLING: Final = {
    *("is_billable", "free", "unit", "price_usd", "currency", "new_account_trial_uses"),
}

# Whoever sends these as they stand names something that is not there, or has no leave.
REFUSED: Final = {"sms.sender.verify": 404, "sms.suppression.gdpr_remove": 403}

of_every_operation = pytest.mark.parametrize("route", DESCRIBED.values(), ids=lambda one: one.name)


@pytest.fixture
def anybody(session: ClientSession, url: str) -> Client:
    """A client without a key."""
    return Client(session, url, {})


async def capability(anybody: Client, name: str) -> Any:  # noqa: ANN401 - JSON
    """Ask about one operation."""
    reply = await anybody.get(f"/v1/discovery/{name}")
    assert reply.status == 200, reply.body
    return reply.document


async def test_every_operation_is_listed_once(anybody: Client) -> None:
    """Publicly, without an envelope, with just the members of the documentation."""
    reply = await anybody.get("/v1/discovery")
    assert (reply.status, reply.headers["X-Sim-World"]) == (200, "-")
    index = reply.document
    assert index.keys() == {"version", "generated_at", "capabilities"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", index["generated_at"])
    listed = index["capabilities"]
    assert sorted(entry["id"] for entry in listed) == sorted(DESCRIBED)
    assert len(listed) == 33
    for entry in listed:
        route = DESCRIBED[entry["id"]]
        assert entry.keys() == ENTRY
        assert entry["billing"].keys() == BILLING
        assert (entry["method"], entry["path"]) == (route.method, route.path)
        assert entry["summary"].endswith(".")
        assert (entry["available"], entry["regions"]) == (True, ["western", "china"])


async def test_a_key_changes_nothing(gateway: Gateway) -> None:
    """Discovery belongs to no project: a good key is not asked for, and a bad one not looked at."""
    stranger = Gateway(gateway.session, gateway.url, {"Authorization": "Bearer nobody"})
    for client in (gateway, stranger):
        reply = await client.get("/v1/discovery/sms.send")
        assert (reply.status, reply.headers["X-Sim-World"]) == (200, "-")


async def test_the_price_is_what_is_charged(anybody: Client, gateway: Gateway) -> None:
    """A segment to North America costs what is said, and the free credit lasts as long."""
    billing = (await capability(anybody, "sms.send"))["billing"]
    cost = (await gateway.send()).metadata["cost_usd"]
    assert billing == {
        "is_billable": True,
        "free": False,
        "unit": "per_segment",
        "price_usd": cost,
        "currency": "USD",
        "new_account_trial_uses": int(2 / cost),
    }
    free = (await capability(anybody, "sms.status"))["billing"]
    assert free == {
        "is_billable": False,
        "free": True,
        "unit": "per_request",
        "price_usd": 0,
        "currency": "USD",
        "new_account_trial_uses": 0,
    }


@of_every_operation
async def test_an_operation_is_described_in_detail(anybody: Client, route: Route) -> None:
    """What the list says of it, and what it takes, how it fails, and how to call it."""
    detail = await capability(anybody, route.name)
    assert detail.keys() == ENTRY | {"params", "errors", "examples"}
    listed = (await anybody.get("/v1/discovery")).document["capabilities"]
    assert {name: detail[name] for name in ENTRY} in listed
    assert detail["examples"].keys() == {"curl", "python", "javascript", "typescript"}
    codes = [error["code"] for error in detail["errors"]]
    assert len(set(codes)) == len(codes)
    assert {"UNAUTHORIZED", "RATE_LIMITED"} <= set(codes)
    assert "NOT_FOUND" in codes or not route.path.endswith("{id}")
    assert ("INSUFFICIENT_CREDIT" in codes) is detail["billing"]["is_billable"]
    assert ("INVALID_JSON" in codes) is (route.method != "GET")
    assert all(error.keys() == {"code", "retryable"} for error in detail["errors"])


@of_every_operation
async def test_parameters_are_those_of_the_document(anybody: Client, route: Route) -> None:
    """Names, places and which of them are needed are as the OpenAPI document has them."""
    params = (await capability(anybody, route.name))["params"]
    assert all(param.keys() == {"name", "in", "type", "required"} for param in params)
    assert all(re.fullmatch(r"[a-z]+(\[\])?", param["type"]) for param in params)
    said = sorted((param["name"], param["in"], param["required"]) for param in params)
    assert said == sorted(documented_parameters(GATEWAY.operations[route.name].node))


def documented_parameters(node: Node) -> Iterator[tuple[str, str, bool]]:
    """Find name, place and need of all that an operation takes, but for headers."""
    for one in map(GATEWAY.resolve, node.get("parameters", ())):
        if one["in"] != "header":
            yield one["name"], one["in"], one.get("required", False)
    if "requestBody" in node:
        schema = GATEWAY.resolve(node["requestBody"]["content"]["application/json"]["schema"])
        for name in schema["properties"]:
            yield name, "body", name in schema.get("required", ())


@pytest.mark.parametrize(
    ("name", "params"),
    [
        (
            "sms.send",
            {
                "to": ("body", "string", True),
                "body": ("body", "string", False),
                "from": ("body", "string", False),
                "template_id": ("body", "string", False),
                "template_vars": ("body", "object", False),
                "vendor": ("body", "string", False),
                "idempotency_key": ("body", "string", False),
            },
        ),
        (
            "sms.events",
            {
                "id": ("path", "string", True),
                "cursor": ("query", "string", False),
                "limit": ("query", "integer", False),
            },
        ),
        (
            "sms.lookup",
            {"phone": ("body", "string", True), "fields": ("body", "string[]", False)},
        ),
        ("account.balance", {}),
    ],
)
async def test_a_parameter_says_where_it_goes_and_what_it_is(
    anybody: Client, name: str, params: dict[str, tuple[str, str, bool]]
) -> None:
    """Each has a name, a place, a type, and whether it is needed."""
    said = (await capability(anybody, name))["params"]
    assert {one["name"]: (one["in"], one["type"], one["required"]) for one in said} == params


@of_every_operation
async def test_the_example_for_curl_is_answered(
    anybody: Client, gateway: Gateway, route: Route
) -> None:
    """Sent as it stands, to a new world, it works or is refused as the document says."""
    curl = (await capability(anybody, route.name))["examples"]["curl"]
    program, *arguments = shlex.split(curl.replace("\\\n", " "))
    method, target = arguments[arguments.index("-X") + 1 :][:2]
    sent = [arguments[n + 1] for n, one in enumerate(arguments) if one == "-d"]
    raw = sent[0].encode() if sent else None
    assert program == "curl"
    assert "Authorization: Bearer $INFRAI_API_KEY" in arguments
    assert ("Content-Type: application/json" in arguments) is (raw is not None)
    reply = await gateway.call(method, target.removeprefix(gateway.url), raw=raw)
    expected = REFUSED.get(route.name, 404 if route.path.endswith("{id}") else 200)
    assert reply.status == expected, reply.body
    assert str(expected) in GATEWAY.operations[route.name].node["responses"]
    assert "X-Sim-Warnings" not in reply.headers


async def run(example: str) -> Any:  # noqa: ANN401 - JSON, or what Python prints of it
    """Run an example in a process of its own, as whoever copies it does."""
    environment = {**os.environ, "INFRAI_API_KEY": "ifr_pk_proj_test", "no_proxy": "*"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", example), env=environment, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0
    return ast.literal_eval(output.decode())


async def test_the_example_for_python_runs(anybody: Client, gateway: Gateway) -> None:
    """It needs nothing but the key in the environment, and an id where it says ID."""
    sent = await run((await capability(anybody, "sms.send"))["examples"]["python"])
    assert (sent["ok"], sent["data"]["to"]) == (True, ALICE)
    assert (await gateway.list()).data["items"] == [sent["data"]]
    example = (await capability(anybody, "sms.status"))["examples"]["python"]
    status = await run(example.replace("/ID", f"/{sent['data']['sms_id']}"))
    assert status["data"] == sent["data"]


@of_every_operation
async def test_an_example_makes_the_call_in_every_language(anybody: Client, route: Route) -> None:
    """Each names the method, the place and the key; and Python can read its own."""
    examples = (await capability(anybody, route.name))["examples"]
    compile(examples["python"], route.name, "exec")
    path = route.path.replace("{id}", "ID")
    assert all(f"{anybody.url}{path}" in example for example in examples.values())
    assert all(route.method in example for example in examples.values())
    assert all("INFRAI_API_KEY" in example for example in examples.values())


@pytest.mark.parametrize(
    "name", ["sms.none", "sms", "SMS.SEND", "discovery.list", "%00", "..%2F", "a" * 5000]
)
async def test_an_unknown_capability_is_not_found(gateway: Gateway, name: str) -> None:
    """Refusals have their envelope, here as everywhere."""
    assert_refused(await gateway.get(f"/v1/discovery/{name}"), 404, "NOT_FOUND")
