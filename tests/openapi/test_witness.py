"""What is wrong with an answer is seen, and told so that it can be found."""

from collections.abc import Iterator

import orjson
import pytest
from aiohttp import ClientSession, web

from tests import witness
from tests.clients import Control, Gateway, listening

SEND = ("POST", "/v1/sms/send")
JSON = "application/json"


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Leave nothing behind that would fail the test, which sees faults on purpose."""
    yield
    witness.take()


async def seen(gateway: Gateway, **members: object) -> list[str]:
    """Send, change the answer, and tell what is then seen in it."""
    reply = await gateway.send()
    document = reply.document
    for path, changed in members.items():
        *above, last = path.split("__")
        node = document
        for step in above:
            node = node[step]
        node[last] = changed
    witness.see(*SEND, reply.status, JSON, orjson.dumps(document))
    return witness.take()


async def test_what_the_gateway_says_is_seen_to_be_right(gateway: Gateway) -> None:
    """An answer as it comes has no fault."""
    assert await seen(gateway) == []


@pytest.mark.parametrize(
    ("member", "changed", "where"),
    [
        ("ok", False, "/ok"),
        ("ok", 1, "/ok"),
        ("error", {}, "/error"),
        ("data", None, "/data"),
        ("data", {}, "/data"),
        ("data__segments", "1", "/data/segments"),
        ("data__created_at", 5, "/data/created_at"),
        ("metadata", {}, "/metadata"),
        ("metadata__request_id", "0193530a-1c2e-4b4d-8f60-718293a4b5c6", "/metadata/request_id"),
    ],
)
async def test_what_is_wrong_is_named(
    gateway: Gateway, member: str, changed: object, where: str
) -> None:
    """Operation, status, place in the body and place in the document."""
    faults = await seen(gateway, **{member: changed})

    assert faults
    assert all(fault.startswith("sms.send 200: ") for fault in faults)
    assert all(f" at {where} of the body (openapi.yaml#/components/" in fault for fault in faults)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (404, {"code": "not found"}),
        (404, {}),
        (418, {"code": "Teapot"}),
        (402, {"code": "NO_MONEY"}),
    ],
)
def test_failures_are_seen_too(status: int, error: object) -> None:
    """Codes have a spelling, and that of 402 is a certain one."""
    witness.see(*SEND, status, JSON, orjson.dumps({"ok": False, "data": None, "error": error}))
    (fault,) = witness.take()
    assert fault.startswith(f"sms.send {status}: ")


@pytest.mark.parametrize(
    ("method", "path", "status", "media_type", "body", "fault"),
    [
        ("GET", "/v1/sms/list", 200, "text/html", b"{}", "sms.list 200: is text/html"),
        ("GET", "/v1/sms/list", 200, JSON, b"", "sms.list 200: cannot be parsed"),
        ("GET", "/v1/sms/lists", 200, JSON, b"{}", "GET /v1/sms/lists was answered with 200"),
        ("GET", "/v1/sms/lists", 404, JSON, b"{}", "GET /v1/sms/lists 404: "),
        ("PUT", "/v1/sms/list", 405, JSON, b'{"ok": false}', "PUT /v1/sms/list 405: "),
        ("GET", "/v1/sms/status/a%2Fb", 200, JSON, b"{}", "sms.status 200: "),
        ("GET", "/v1/discovery", 200, JSON, b"{}", "discovery.list 200: "),
        ("GET", "/_sim/livez", 200, JSON, b"{}", "control.livez 200: "),
        ("GET", "/_sim/livez", 201, JSON, b'{"status": "ok"}', "control.livez 201: "),
        ("GET", "/_sim/livez", 200, "text/plain", b"ok", "control.livez 200: is text/plain"),
        ("GET", "/_sim/otp", 404, JSON, b'{"error": {"code": "NOT_FOUND"}}', "control.otp 404: "),
        ("GET", "/_sim/metrics", 200, JSON, b"{}", "control.metrics 200: is application/json"),
        ("GET", "/_sim/events", 200, "text/plain", b"", "control.events 200: is text/plain"),
        ("GET", "/_sim/events", 422, "text/event-stream", b"", "control.events 422: is text/"),
        ("GET", "/_sim/events", 422, JSON, b"{}", "control.events 422: "),
        ("GET", "/_sim/nowhere", 200, JSON, b"{}", "GET /_sim/nowhere was answered with 200"),
        ("GET", "/_sim/nowhere", 404, JSON, b"{}", "GET /_sim/nowhere 404: "),
    ],
)
def test_nothing_goes_unseen(
    method: str, path: str, status: int, media_type: str, body: bytes, fault: str
) -> None:
    """Neither what is no JSON, nor what is no operation."""
    witness.see(method, path, status, media_type, body)
    assert witness.take()[0].startswith(fault)


async def test_what_the_control_api_says_is_seen_to_be_right(control: Control) -> None:
    """An answer as it comes has no fault; with one member more it has."""
    clock = (await control.get("/_sim/clock")).document
    assert witness.take() == []

    witness.see("GET", "/_sim/clock", 200, JSON, orjson.dumps({**clock, "zone": "UTC"}))
    (fault,) = witness.take()
    assert fault.startswith("control.clock.get 200: ")
    assert "'zone' was unexpected" in fault
    assert fault.endswith(
        " at / of the body (openapi.json#/components/schemas/Clock/additionalProperties)"
    )


@pytest.mark.parametrize("path", ["/", "/v3/messages", "/_sim/checkout/demo/top_1"])
def test_pages_and_other_vendors_have_no_document_of_ours(path: str) -> None:
    """The checkout is for people, though it lies below /_sim."""
    witness.see("GET", path, 200, "text/html", b"")
    assert witness.take() == []


def test_what_was_seen_is_told_once() -> None:
    """Each fault once, and none of them again."""
    for _ in range(2):
        witness.see("GET", "/v1/sms/list", 200, "text/html", b"")
    assert len(witness.take()) == 1
    assert witness.take() == []


async def test_a_server_of_the_tests_is_watched(session: ClientSession) -> None:
    """Nothing has to be asked for: a fault of the gateway is seen as it leaves."""

    async def lie(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    app = web.Application()
    app.router.add_get("/v1/sms/list", lie)
    async with listening(app) as url, session.get(f"{url}/v1/sms/list"):
        assert any('"data" is a required property' in fault for fault in witness.take())


@pytest.mark.xfail(raises=pytest.fail.Exception, strict=True)
def test_whoever_sees_a_fault_fails() -> None:
    """This test has no fault of its own: it fails, as it should, by what it sees."""
    witness.see("GET", "/v1/sms/list", 200, JSON, b"{}")


def test_a_fault_hides_no_other_failure() -> None:
    """Where a test fails by itself, its report tells that as well."""

    def test() -> None:
        with witness.judging():
            witness.see("GET", "/v1/sms/list", 200, JSON, b"{}")
            raise ZeroDivisionError

    with pytest.raises(pytest.fail.Exception, match=r"sms.list 200: .+ at /") as failed:
        test()
    assert isinstance(failed.value.__context__, ZeroDivisionError)
