"""What every answer of the gateway has in common."""

from uuid import UUID

import pytest

from simulator import __version__
from tests.clients import ALICE, SEED, Gateway

MESSAGE = {"to": ALICE, "body": "Hello"}
METADATA = {"cost_usd", "latency_ms", "vendor", "cache_hit", "request_id"}


async def test_a_success_is_an_envelope_without_error(gateway: Gateway) -> None:
    """A success is 200 with `ok` true, `error` null, and metadata that names price and carrier."""
    reply = await gateway.send()
    assert reply.status == 200
    assert reply.document.keys() == {"ok", "data", "error", "metadata"}
    assert reply.document["ok"] is True
    assert reply.document["error"] is None
    assert reply.metadata.keys() == METADATA
    assert reply.metadata["cost_usd"] == 0.0079
    assert reply.metadata["vendor"] == "telnyx"
    assert reply.metadata["cache_hit"] is False
    assert isinstance(reply.metadata["latency_ms"], int)
    assert reply.metadata["latency_ms"] >= 0


async def test_a_failure_is_an_envelope_without_data(gateway: Gateway) -> None:
    """A failure is `ok` false, `data` null, and an error that says what and whether to retry."""
    reply = await gateway.status("sms_none")
    assert reply.status == 404
    assert reply.document.keys() == {"ok", "data", "error", "metadata"}
    assert reply.document["ok"] is False
    assert reply.document["data"] is None
    assert reply.error.keys() == {"code", "message", "hint", "retryable"}
    assert reply.error["code"] == "NOT_FOUND"
    assert reply.error["retryable"] is False
    assert reply.metadata.keys() == METADATA
    assert (reply.metadata["cost_usd"], reply.metadata["vendor"]) == (0, None)


async def test_a_validation_error_names_each_member_that_is_wrong(gateway: Gateway) -> None:
    """`details` holds field and message for everything that is wrong, not for the first only."""
    reply = await gateway.post("/v1/sms/send", {"to": "nobody", "body": "", "vendor": 1})
    assert (reply.status, reply.error["code"]) == (422, "VALIDATION_ERROR")
    assert reply.fields == ["to", "body", "vendor"]
    assert all(problem["message"] for problem in reply.error["details"])


async def test_each_call_has_a_request_id_of_its_own(gateway: Gateway) -> None:
    """`request_id` is a UUID of version 7, on failures too, and never the same twice."""
    replies = [await gateway.send(), await gateway.send(), await gateway.status("sms_none")]
    ids = [UUID(reply.metadata["request_id"]) for reply in replies]
    assert {request_id.version for request_id in ids} == {7}
    assert len(set(ids)) == 3
    assert ids == sorted(ids)


async def test_what_costs_nothing_says_so(gateway: Gateway) -> None:
    """Free calls have `cost_usd` 0, and no vendor where none served them."""
    reply = await gateway.list()
    assert (reply.metadata["cost_usd"], reply.metadata["vendor"]) == (0, None)


async def test_status_names_the_vendor_that_carries(gateway: Gateway) -> None:
    """`metadata.vendor` of a lookup is the carrier of what was looked up, at no cost."""
    metadata = (await gateway.status(await gateway.sent())).metadata
    assert (metadata["cost_usd"], metadata["vendor"]) == (0, "telnyx")


@pytest.mark.parametrize(
    ("method", "path", "key", "status", "world"),
    [
        ("GET", "/v1/sms/list", "Bearer ifr_pk_proj_test", 200, "test"),
        ("GET", "/v1/sms/list", "Basic x", 401, "-"),
        ("GET", "/v1/nowhere", "Bearer ifr_pk_proj_test", 404, "-"),
        ("DELETE", "/v1/sms/list", "Bearer ifr_pk_proj_test", 405, "-"),
        ("POST", "/v1/sms/send", "Bearer ifr_pk_proj_test", 400, "test"),
    ],
)
async def test_every_answer_says_where_it_comes_from(
    gateway: Gateway, method: str, path: str, key: str, status: int, world: str
) -> None:
    """World, version and seed stand in the headers, whatever the status."""
    reply = await gateway.call(method, path, headers={"Authorization": key})
    assert reply.status == status
    assert reply.headers["Content-Type"] == "application/json"
    assert reply.headers["X-Sim-World"] == world
    assert reply.headers["X-Sim-Version"] == __version__
    assert reply.headers["X-Sim-Seed"] == str(SEED)


async def test_unknown_members_are_named_and_ignored(gateway: Gateway) -> None:
    """What we do not know may be new: it is no error, and no secret either."""
    reply = await gateway.send(priority="high", campaign=7)
    assert reply.status == 200
    assert "'priority'" in reply.headers["X-Sim-Warnings"]
    assert "'campaign'" in reply.headers["X-Sim-Warnings"]


async def test_known_members_are_not_warned_of(gateway: Gateway) -> None:
    """`from` is known by the name that is written, which Python could not give it."""
    reply = await gateway.send(**{"from": "Acme", "idempotency_key": "k"})
    assert "X-Sim-Warnings" not in reply.headers


async def test_unknown_parameters_are_named_too(gateway: Gateway) -> None:
    """A misspelled query is as easy to miss as a misspelled member."""
    reply = await gateway.list("?limits=5")
    assert "'limits'" in reply.headers["X-Sim-Warnings"]


async def test_the_name_of_a_member_cannot_write_headers(gateway: Gateway) -> None:
    """Line ends and letters beyond ASCII are escaped on their way into a header."""
    reply = await gateway.post("/v1/sms/send", {**MESSAGE, "a\r\nX-Evil: 1": 1, "größe": 2})
    assert reply.status == 200
    assert "X-Evil" not in reply.headers
    assert "gr\\xf6\\xdfe" in reply.headers["X-Sim-Warnings"]


async def test_warnings_have_an_end(gateway: Gateway) -> None:
    """Ten thousand unknown members do not make a header that no client would read."""
    reply = await gateway.post(
        "/v1/sms/send", {**MESSAGE, **{f"unknown{n}": n for n in range(10_000)}}
    )
    assert reply.status == 200
    assert len(reply.headers["X-Sim-Warnings"]) <= 1_000
