"""A value is what it holds."""

from dataclasses import field
from enum import StrEnum

import pytest

from simulator.domain.value import choice, value


@value
class Point:
    """Somewhere."""

    x: int
    y: int = 0


@value
class Place:
    """As a point, and yet another thing."""

    x: int
    y: int = 0


def test_values_with_the_same_content_are_the_same() -> None:
    """They are equal and fall into one place in a set."""
    assert Point(1, 2) == Point(x=1, y=2)
    assert len({Point(1), Point(1, 0), Point(2)}) == 2


def test_values_of_two_kinds_differ_whatever_they_hold() -> None:
    """A place is no point."""
    things: set[object] = {Point(1, 2), Place(1, 2)}

    assert len(things) == 2


def test_a_value_holds_nothing_but_its_fields() -> None:
    """It has slots and no dictionary: a name misspelt in an assignment is an error."""
    point = Point(1)

    assert not hasattr(point, "__dict__")
    with pytest.raises(AttributeError):
        point.z = 3  # type: ignore[attr-defined]  # the fault is the test


def test_a_value_shows_and_matches_its_fields() -> None:
    """It can be read in a failure and taken apart in a match."""
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)

    assert repr(Point(1, 2)) == "Point(x=1, y=2)"


@value
class Labelled:
    """What it is called makes no other point of it, and nobody need see what it was made by."""

    x: int
    label: str = field(default="", compare=False)
    maker: str = field(default="", repr=False)


def test_a_field_may_be_left_out_of_it() -> None:
    """Of the comparison, and of what is shown; whichever of them is asked for first."""
    assert repr(Labelled(1, "a", "b")) == "Labelled(x=1, label='a')"
    assert Labelled(1, "a") == Labelled(1, "b")
    assert hash(Labelled(1, "a")) == hash(Labelled(1, "b"))
    assert Labelled(1, maker="a") != Labelled(1, maker="b")


def test_the_members_of_a_choice_are_its_plain_attributes() -> None:
    """Looking one up calls nothing, whichever Python runs; all else is as in any enumeration."""

    @choice
    class Colour(StrEnum):
        RED = "red"

    assert vars(Colour)["RED"] is Colour("red") is Colour["RED"]
    assert list(Colour) == [Colour.RED]
