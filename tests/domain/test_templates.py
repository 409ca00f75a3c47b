"""Templates: where their holes are, what fills them, and what a review says of them."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.review import Review, ReviewState
from simulator.domain.templates import (
    TEXT_LENGTH_MAX,
    MissingVariables,
    Template,
    placeholders,
    render,
    review_template,
)

NOW = 1_790_000_000_000

WORD = "The text holds the word reject."

names = st.sampled_from(["a", "b", "code", "_", "x_1", "1", "名", "é"])
plain = st.text("ab1_ .,-#", max_size=5)
values = st.text("ab{}", max_size=6)
braced = st.text("{}ab_ ", max_size=30)  # as unbalanced as can be


def template(body: str = "Hi {name}", variables: Sequence[str] = ("name",)) -> Template:
    """Ask for a template, with nothing left out."""
    return Template(
        id="id",
        name="greeting",
        body=body,
        locale="en",
        variables=tuple(variables),
        vendor="telnyx",
        state=ReviewState.PENDING,
        reason="",
        created_at=NOW,
    )


def filled_by_hand(body: str, filler: str) -> str:
    """Fill every placeholder by the rule as it is told to people: braces on both sides of a name.

    Names and what is between them take turns, so that each name has a piece on its left and one on
    its right, from which it takes its braces.
    """
    pieces = re.split(r"(\w+)", body)
    for place in range(1, len(pieces), 2):
        left, right = pieces[place - 1], pieces[place + 1]
        for braces_count in (2, 1):
            if left.endswith("{" * braces_count) and right.startswith("}" * braces_count):
                pieces[place - 1 : place + 2] = left[:-braces_count], filler, right[braces_count:]
                break
    return "".join(pieces)


# --- Where the holes are --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("", ()),
        ("no braces", ()),
        ("{name}", ("name",)),
        ("{{name}}", ("name",)),
        ("{a}{{b}}{c}", ("a", "b", "c")),
        ("{b} {a} {{b}}", ("b", "a")),
        ("{变量} {x_1} {_} {1}", ("变量", "x_1", "_", "1")),
        ("{a} {A}", ("a", "A")),
    ],
)
def test_placeholders_come_in_order_and_once(body: str, found: tuple[str, ...]) -> None:
    """Both spellings are the same placeholder; capital letters are other letters."""
    assert placeholders(body) == found


@pytest.mark.parametrize(
    "body", ["{}", "{{}}", "{ a }", "{a b}", "{a-b}", "{a.b}", "{a", "a}", "}a{", "{{a", "{\na}"]
)
def test_anything_else_in_braces_is_plain_text(body: str) -> None:
    """It has no placeholder, and is left as it is."""
    assert placeholders(body) == ()
    assert render(body, {"a": "1", "b": "2"}) == body


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("{{{a}}}", "{1}"),
        ("{{{{a}}}}", "{{1}}"),
        ("{{a}", "{1"),
        ("{a}}", "1}"),
        ("{{{a}}", "{1"),
        ("{{a}}}", "1}"),
        ("{b{a}}", "{b1}"),
        ("{{a}b}", "{1b}"),
        ("{{a}{b}}", "{12}"),
        ("{ {a} }", "{ 1 }"),
    ],
)
def test_a_placeholder_takes_two_braces_from_each_side_or_one(body: str, text: str) -> None:
    """Two where both sides have two, else one; what is left over is plain text."""
    assert render(body, {"a": "1", "b": "2"}) == text


@given(braced)
def test_braces_are_taken_as_the_rule_says(body: str) -> None:
    """However they are nested, and whether or not they balance."""
    variables = dict.fromkeys(placeholders(body), "#")

    assert render(body, variables) == filled_by_hand(body, "#")


# --- What fills them ------------------------------------------------------------------------------


@given(
    st.lists(st.one_of(plain, st.tuples(names, st.booleans())), max_size=8),
    st.dictionaries(names, values),
)
def test_all_are_filled_at_once(
    pieces: list[str | tuple[str, bool]], variables: dict[str, str]
) -> None:
    """What fills one is never looked at again, though it be a placeholder itself."""
    body, text, wanted = "", "", []
    for piece in pieces:
        match piece:
            case (name, is_double):
                body += f"{{{{{name}}}}}" if is_double else f"{{{name}}}"
                text += variables.get(name, "")
                wanted.append(name)
            case str():
                body, text = body + piece, text + piece
    missing = tuple(dict.fromkeys(name for name in wanted if name not in variables))

    assert render(body, variables) == (MissingVariables(missing) if missing else text)


def test_a_value_that_looks_like_a_placeholder_is_text() -> None:
    """Nor does what fills two neighbours become a placeholder between them."""
    assert render("{a} {b}", {"a": "{b}", "b": "{a}"}) == "{b} {a}"
    assert render("{a}x{b}", {"a": "{", "b": "}", "x": "!"}) == "{x}"
    assert render("{a}", {"a": r"\1 \g<0>"}) == r"\1 \g<0>"


def test_what_is_missing_is_named_in_order_and_once() -> None:
    """An empty text is something, and what is not asked for does not matter."""
    body = "{b} {a} {{b}} {c}"

    assert render(body, {"c": "", "d": "4"}) == MissingVariables(("b", "a"))
    assert render(body, {"a": "1", "b": "", "c": "3"}) == " 1  3"


# --- What a review says ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "variables"),
    [
        ("Hi", []),
        ("Your code is {{code}}", ["code"]),
        ("Hi {name}", ["name", "city"]),
        ("Hi { name }", []),
        ("a" * 1_600, []),
    ],
)
def test_an_ordinary_body_is_approved(body: str, variables: list[str]) -> None:
    """Translations share their variables, so one that is not used is no reason to reject."""
    assert review_template(template(body, variables)) == Review(ReviewState.APPROVED)


@pytest.mark.parametrize(
    ("body", "variables", "reason"),
    [
        ("", [], "The body is empty."),
        (" \n", [], "The body is empty."),
        ("{a} {b} {c}", ["b"], "The body has placeholders that are not declared: a, c."),
        ("{a}", ["A", "aa"], "The body has placeholders that are not declared: a."),
        ("a" * 1_601, [], "The body has 1601 characters, and may have 1600."),
        ("reject {a}" * 161, [], "The body has 1610 characters, and may have 1600."),
        ("Rejected", [], WORD),
        ("{reject}", [], f"The body has placeholders that are not declared: reject. {WORD}"),
    ],
)
def test_a_rejection_says_why(body: str, variables: list[str], reason: str) -> None:
    """A sentence for each rule that the body breaks; nobody reads on in one that is too long."""
    assert TEXT_LENGTH_MAX == 1_600
    assert review_template(template(body, variables)) == Review(ReviewState.REJECTED, reason)


@given(braced)
def test_what_is_declared_as_it_is_used_is_never_undeclared(body: str) -> None:
    """A template whose variables were taken from its body cannot fail for them."""
    review = review_template(template(body, placeholders(body)))

    assert review.reason in {"", "The body is empty."}


def test_a_review_changes_the_state_and_the_reason() -> None:
    """All else stays as it was handed in."""
    before = template()

    after = before.reviewed(Review(ReviewState.REJECTED, "No."))

    assert (after.state, after.reason) == (ReviewState.REJECTED, "No.")
    changed = {
        name
        for name in Template.__dataclass_fields__
        if getattr(after, name) != getattr(before, name)
    }
    assert changed == {"state", "reason"}
