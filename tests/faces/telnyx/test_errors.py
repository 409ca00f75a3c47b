"""Refusals in the vendor's words."""

from dataclasses import fields
from typing import Any, get_args

import orjson
import pytest

from simulator.domain.refusals import FieldProblem, Ground, Invalid, NotFound, RateLimited
from simulator.domain.retention import Forgotten
from simulator.domain.review import ReviewState
from simulator.face.reading import MISSING
from simulator.face.refused import Injected, Refused, VendorRule
from simulator.faces.telnyx.catalogue import catalogue
from simulator.faces.telnyx.errors import failure_of
from tests.clients import Control
from tests.faces.telnyx.speaking import NOBODY, Telnyx, assert_refused

# Something to fill each member of a refusal with.
SAMPLES: dict[str, Any] = {
    "problems": (FieldProblem("to", "is wrong"),),
    "allowed": ("GET",),
    "known": ("telnyx",),
    "price": 7_900,
    "balance": 0,
    "limit": 1024,
    "state": ReviewState.PENDING,
    "code": "40310",
    "retry_after_s": 3,
    "is_standing": False,
    "forgotten": None,
    "ground": Ground.SPENDING_LIMIT,
    "told": {},
}


def said(refused: Refused, *, is_of_query: bool = False) -> tuple[int, Any, dict[str, str]]:
    """Say no, and tell the status, the errors and the headers."""
    answer = failure_of(refused, is_of_query=is_of_query).answer()
    return answer.status, orjson.loads(answer.body)["errors"], dict(answer.headers)


@pytest.mark.parametrize("kind", get_args(Refused), ids=lambda kind: kind.__name__)
def test_every_refusal_has_words(kind: type[Refused]) -> None:
    """A status of an error, a code of the catalogue, and where the vendor explains it."""
    members = {field.name: SAMPLES.get(field.name, "x") for field in fields(kind)}
    status, (error,), _ = said(kind(**members))

    assert 400 <= status < 600
    assert error["title"] == catalogue()[error["code"]].title
    assert error["detail"]
    assert error["meta"]["url"].endswith(f"/{error['code']}")


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_every_code_can_be_said(code: str) -> None:
    """For rules that ask for it: with the catalogue's own words, and in time to come back."""
    status, (error,), headers = said(Injected(code))
    entry = catalogue()[code]

    assert (error["title"], error["detail"]) == (entry.title, entry.detail)
    assert status == entry.status
    assert 400 <= status < 600
    assert ("Retry-After" in headers) is (status == 429)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("10009", 401),
        ("10010", 403),
        ("10005", 404),
        ("10036", 409),
        ("10011", 429),
        ("20100", 402),
        ("40300", 400),
        ("40305", 400),
        ("40310", 400),
        ("40312", 409),
        ("40333", 429),
    ],
)
def test_documented_statuses_are_kept(code: str, status: int) -> None:
    """Those that the vendor's documentation or a recorded answer shows."""
    assert catalogue()[code].status == status


def test_each_thing_that_is_wrong_is_an_error() -> None:
    """With a pointer into the body, or the name of the parameter."""
    refused = Invalid((FieldProblem("a.0.b", "is wrong"), FieldProblem("c", MISSING)))

    status, errors, _ = said(refused)
    assert status == 422
    assert [(one["code"], one["source"]) for one in errors] == [
        ("10015", {"pointer": "/a/0/b"}),
        ("10004", {"pointer": "/c"}),
    ]
    assert errors[0]["detail"] == "The 'a.0.b' parameter is wrong."
    assert errors[1]["detail"] == "The 'c' parameter is required."
    _, errors, _ = said(refused, is_of_query=True)
    assert [one["source"] for one in errors] == [{"parameter": "a.0.b"}, {"parameter": "c"}]


def test_a_rule_of_the_vendor_s_own_is_said_as_its_catalogue_has_it() -> None:
    """Or in better words, where there are any."""
    status, (error,), _ = said(VendorRule("40331", "whitelisted_destinations"))
    assert (status, error["source"]) == (400, {"pointer": "/whitelisted_destinations"})
    assert error["detail"] == catalogue()["40331"].detail

    _, (error,), _ = said(VendorRule("40310", "", "There is no such number."))
    assert error["detail"] == "There is no such number."
    assert "source" not in error


def test_ids_are_spelled_as_the_caller_knows_them() -> None:
    """And what may have been forgotten is said to be so."""
    _, (error,), _ = said(NotFound("message", NOBODY.replace("-", "")))
    assert NOBODY in error["meta"]["hint"]

    _, (error,), headers = said(NotFound("message", "+1", Forgotten(0, 7, 2)))
    assert "+1" in error["meta"]["hint"]
    assert "messages=7" in headers["X-Sim-Retention"]


def test_whoever_was_too_fast_is_told_how_long_to_wait() -> None:
    """By his own clock; by the world's, if that stands still."""
    status, (error,), headers = said(RateLimited(3, is_standing=False))
    assert (status, error["code"], headers["Retry-After"]) == (429, "10011", "3")
    assert "stands still" not in error["meta"]["hint"]
    _, (error,), _ = said(RateLimited(3, is_standing=True))
    assert "stands still" in error["meta"]["hint"]


@pytest.mark.parametrize("path", ["/", "/messaging_profile", "/messaging_profiles/", "/a/b/c"])
async def test_what_is_nowhere_is_not_found(telnyx: Telnyx, path: str) -> None:
    """In the vendor's words, whatever is below its prefix."""
    assert_refused(await telnyx.get(path), 404, "10005")


async def test_another_method_is_told_which_one_would_do(telnyx: Telnyx) -> None:
    """RFC 9110, 15.5.6: "The origin server MUST generate an Allow header field"."""
    reply = await telnyx.call("PUT", "/messaging_profiles")
    assert_refused(reply, 405, "10030")
    assert reply.headers["Allow"] == "GET, POST"


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b"{", 400, "10023"),
        (b"[]", 400, "10023"),
        (b'{"name": "a", "name": "b"}', 400, "10023"),
        (b"\xff", 400, "10023"),
        (b"", 400, "10023"),
        (b" " * 1_048_577, 413, "10015"),
    ],
)
async def test_what_cannot_be_read_is_refused(
    telnyx: Telnyx, raw: bytes, status: int, code: str
) -> None:
    """As what it is."""
    reply = await telnyx.call("POST", "/messaging_profiles", raw=raw)
    assert_refused(reply, status, code)


async def test_another_media_type_is_refused(telnyx: Telnyx) -> None:
    """By its name."""
    headers = {"Content-Type": "text/plain"}
    reply = await telnyx.call("POST", "/messaging_profiles", raw=b"{}", headers=headers)
    assert "text/plain" in assert_refused(reply, 415, "10029")["meta"]["hint"]


async def test_members_that_nobody_knows_are_noted(telnyx: Telnyx) -> None:
    """And do no harm."""
    body = {"name": "Main", "whitelisted_destinations": ["US"], "colour": "red"}
    reply = await telnyx.post("/messaging_profiles", body)
    assert (reply.status, reply.headers["X-Sim-Warnings"]) == (
        200,
        "unknown member 'colour' ignored",
    )


async def test_rules_let_any_operation_fail_with_any_code(telnyx: Telnyx, control: Control) -> None:
    """By its name in the SDK; the others go on."""
    rule = {
        "match": {"face": "telnyx", "op": "messaging_optouts.list"},
        "then": {"refuse": {"code": "10010"}},
    }
    assert (await control.post("/_sim/faults", rule)).status == 201

    assert_refused(await telnyx.get("/messaging_optouts"), 403, "10010")
    assert (await telnyx.get("/messaging_url_domains")).status == 200
