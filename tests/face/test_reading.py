"""Reading requests: bytes become a checked object, or a refusal that says why."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def test_unknown_members_are_no_problem() -> None:
    """They may be new."""
    assert validate(Order, {"count": 1, "new": 2}) == Order(count=1)
