"""Paths and queries that are wrong: each is refused in an envelope, with the code that fits."""

import re

import pytest

from simulator.face import Route
from simulator.faces.gateway.routes import ROUTES
from simulator.services.pages import write_cursor
from tests.clients import Control, Gateway
from tests.faces.gateway.envelope import assert_refused

# What is read or given up by its id; what is posted has a body of its own to say.
BY_ID = [route for route in ROUTES if "{id}" in route.path and route.method != "POST"]

# Each list, but for that of a message's events, whose path must lead to one.
LISTS = [route.path for route in ROUTES if route.path.endswith("/list")]


@pytest.mark.parametrize(
    "path", ["/v1", "/v1/", "/v1/sms", "/v1/sms/send/", "/v1/sms/sendx", "/v1x"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
async def test_what_is_nowhere_is_not_found(gateway: Gateway, method: str, path: str) -> None:
    """An unknown route below the prefix is refused in the gateway's own words."""
    assert_refused(await gateway.call(method, path), 404, "NOT_FOUND")


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
async def test_another_method_is_told_which_one_would_do(gateway: Gateway, route: Route) -> None:
    """RFC 9110, 15.5.6: "The origin server MUST generate an Allow header field"."""
    reply = await gateway.call("PATCH", re.sub(r"\{\w+\}", "none", route.path))
    assert_refused(reply, 405, "METHOD_NOT_ALLOWED")
    assert reply.headers["Allow"] == route.method


@pytest.mark.parametrize(
    "spelled",
    [
        "0",
        "none",
        "sms_",
        "sms_none",
        "SMS_NONE",
        "otp_1",
        "%00",
        "%2F",
        "..%2F..%2Fetc",
        "%ff",
        "%ed%a0%80",
        "%F0%9F%92%A9",
        "sms_%0d%0aX-Evil:%201",
        "%7Bid%7D",
        "sms_" + "a" * 7000,
        "sms_%00",
        "%",
        "%zz",
        "sms_'%20OR%201=1",
    ],
)
@pytest.mark.parametrize("route", BY_ID, ids=lambda route: route.name)
async def test_an_id_of_nothing_is_not_found(gateway: Gateway, route: Route, spelled: str) -> None:
    """However strange it is, it is just the id of nothing."""
    reply = await gateway.call(route.method, route.path.replace("{id}", spelled))
    assert_refused(reply, 404, "NOT_FOUND")


@pytest.mark.parametrize("operation", ["cancel", "resend"])
async def test_nothing_is_done_to_no_message(gateway: Gateway, operation: str) -> None:
    """An id that is well spelled and unknown is not found by what changes messages either."""
    reply = await gateway.post(f"/v1/sms/{operation}/sms_none", {"message_id": "sms_none"})
    assert_refused(reply, 404, "NOT_FOUND")


@pytest.mark.parametrize("limit", ["abc", "0", "101", "-1", "1e3", "", "1.5", "9" * 5000, "%00"])
async def test_a_limit_is_a_number_from_1_to_100(gateway: Gateway, limit: str) -> None:
    """A page that nobody can make is refused, not guessed at."""
    for path in (*LISTS, f"/v1/sms/events/{await gateway.sent()}"):
        reply = await gateway.get(f"{path}?limit={limit}")
        assert_refused(reply, 422, "VALIDATION_ERROR")
        assert reply.fields == ["limit"]


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "=", "%00", "%ff", "%C3%A9", "a" * 7000, "%"])
async def test_a_cursor_is_one_of_ours(gateway: Gateway, cursor: str) -> None:
    """A cursor that was not handed out is refused."""
    for path in (*LISTS, f"/v1/sms/events/{await gateway.sent()}"):
        reply = await gateway.get(f"{path}?cursor={cursor}")
        assert_refused(reply, 422, "VALIDATION_ERROR")
        assert reply.fields == ["cursor"]


@pytest.mark.parametrize("last", ["x", "-5", "99", "9" * 5000, "", "1.0", "²"])
async def test_a_cursor_that_was_made_up_is_refused(gateway: Gateway, last: str) -> None:
    """Who knows how cursors are written cannot make one that leads nowhere."""
    sms_id = await gateway.sent()
    forged = write_cursor(f"events/{sms_id.removeprefix('sms_')}", last)
    assert_refused(await gateway.events(sms_id, f"?cursor={forged}"), 422, "VALIDATION_ERROR")


async def test_a_cursor_of_another_list_is_refused(gateway: Gateway) -> None:
    """A cursor leads through the list that it was handed out for, and through no other."""
    first, second = await gateway.sent(), await gateway.sent()
    cursor = (await gateway.list("?limit=1")).data["next_cursor"]
    assert_refused(await gateway.events(first, f"?cursor={cursor}"), 422, "VALIDATION_ERROR")
    await Control.of(gateway.session, gateway.url, "test").advance("1s")
    cursor = (await gateway.events(first, "?limit=1")).data["next_cursor"]
    assert_refused(await gateway.list(f"?cursor={cursor}"), 422, "VALIDATION_ERROR")
    assert_refused(await gateway.events(second, f"?cursor={cursor}"), 422, "VALIDATION_ERROR")
