"""Reading requests: bytes become a checked object, or a refusal that says why."""

import json
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from simulator.domain.refusals import Invalid
from simulator.face.reading import Wire, parse_object, validate
from simulator.face.refused import NotJson

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


class Order(Wire):
    """A payload for these tests."""

    count: int
    name: str = "none"


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_an_object_is_read_as_it_was_written(document: dict[str, object]) -> None:
    """Whatever is written as JSON is read back the same, colons in its texts included."""
    assert parse_object(json.dumps(document).encode()) == document


@given(st.text(), JSON, JSON)
def test_a_member_that_is_named_twice_is_refused(name: str, first: object, second: object) -> None:
    """Equal values are no excuse."""
    member = json.dumps(name)
    raw = f"{{{member}: {json.dumps(first)}, {member}: {json.dumps(second)}}}"
    with pytest.raises(NotJson):
        parse_object(raw.encode())


@pytest.mark.parametrize("raw", [b"", b"[]", b"1", b"null", b'"x"', b"{", b"\xff", b'{"a": NaN}'])
def test_what_is_no_object_is_refused(raw: bytes) -> None:
    """RFC 8259 and nothing else, and of it objects only."""
    with pytest.raises(NotJson):
        parse_object(raw)


def test_every_problem_is_named_by_its_path() -> None:
    """A refusal tells all that is wrong at once."""
    with pytest.raises(Invalid) as refused:
        validate(Order, {"count": "many", "name": 5})
    assert [problem.field for problem in refused.value.problems] == ["count", "name"]


class Basket(Wire):
    """A payload of payloads."""

    order: Order
    tags: tuple[str, ...] = ()
    note: Annotated[str, Field(min_length=1)] = "none"


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({}, "order is needed"),
        ({"order": 5}, "order should be an object"),
        ({"order": {"count": 1}, "tags": "x"}, "tags should be a list"),
        ({"order": {"count": 1}, "note": ""}, "note should have at least 1 character"),
        ({"order": {"count": "x"}}, "order.count should be a valid integer"),
    ],
)
def test_problems_are_told_without_a_word_of_python(
    document: dict[str, object], sentence: str
) -> None:
    """The name of a member and what is said of it make a sentence, and no class is named in it."""
    with pytest.raises(Invalid) as refused:
        validate(Basket, document)
    (problem,) = refused.value.problems
    assert f"{problem.field} {problem.message}".startswith(sentence)
    assert "instance" not in problem.message


def test_unknown_members_are_no_problem() -> None:
    """They may be new."""
    assert validate(Order, {"count": 1, "new": 2}) == Order(count=1)
