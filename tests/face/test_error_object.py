"""Every refusal has words."""

import re
from dataclasses import fields
from typing import Any, get_args

import pytest

from simulator.domain.refusals import FieldProblem, Invalid, NotFound
from simulator.domain.retention import Forgotten
from simulator.domain.review import ReviewState
from simulator.face.error_object import error_object
from simulator.face.refused import MethodNotAllowed, Refused, Unauthorized

# Something to fill each member of a refusal with.
SAMPLES: dict[str, Any] = {
    "reason": "No.",
    "problems": (FieldProblem("to", "is wrong"),),
    "allowed": ("GET",),
    "known": ("telnyx",),
    "price": 7_900,
    "balance": 0,
    "limit": 1024,
    "state": ReviewState.PENDING,
    "code": "VENDOR_ERROR",
    "retry_after_s": 3,
    "is_standing": False,
    "forgotten": None,
}


@pytest.mark.parametrize("kind", get_args(Refused), ids=lambda kind: kind.__name__)
def test_every_refusal_has_status_code_and_message(kind: type[Refused]) -> None:
    """An error status, a code in UPPER_SNAKE_CASE, and a sentence."""
    members = {field.name: SAMPLES.get(field.name, "x") for field in fields(kind)}
    error = error_object(kind(**members))
    assert 400 <= error.status < 600
    assert re.fullmatch(r"[A-Z]+(_[A-Z]+)*", error.code)
    assert error.message
    assert error.is_retryable is (error.status >= 500 or error.status == 429)
    spelled = error.as_json()
    assert spelled.keys() - {"details"} == {"code", "message", "hint", "retryable"}


def test_http_gets_the_headers_that_it_asks_for() -> None:
    """RFC 9110: WWW-Authenticate with a 401, and Allow with a 405."""
    assert error_object(Unauthorized("No.")).headers == (("WWW-Authenticate", "Bearer"),)
    assert error_object(MethodNotAllowed("PUT", ("GET", "POST"))).headers == (
        ("Allow", "GET, POST"),
    )


def test_what_may_have_been_forgotten_is_said_to_be_so() -> None:
    """In a hint for people and a header for programs, where the world has forgotten anything."""
    error = error_object(NotFound("message", "x", Forgotten(0, 7, 2)))
    assert (error.status, error.headers) == (
        404,
        (("X-Sim-Retention", 'messages=7, inbound=2, since="1970-01-01T00:00:00.000Z"'),),
    )
    assert "forgotten" in (error.hint or "")
    assert error_object(NotFound("message", "x")).hint is None


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        ("is wrong", "to is wrong."),
        ("is unknown; did you mean `from`?", "to is unknown; did you mean `from`?"),
    ],
)
def test_the_first_problem_is_a_sentence(problem: str, sentence: str) -> None:
    """It ends as sentences do, a question as questions do."""
    assert error_object(Invalid.field("to", problem)).message == sentence
