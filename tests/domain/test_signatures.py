"""A signature is reviewed by its text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.address import E164
from simulator.domain.review import Review, ReviewState
from simulator.domain.signatures import (
    Signature,
    are_needed_for,
    leading_name,
    review_signature,
    signed,
)

NOW = 1_790_000_000_000

LENGTH = "The text has {} characters, and must have 2 to 16."
BLANK = "The text is blank."
CONTROL = "The text holds a control character or the end of a line."
BRACKET = "The text holds a bracket of those that are put around it, 【 or 】."
WORD = "The text holds the word reject."


def signature(text: str = "Acme") -> Signature:
    """Ask for a signature, with nothing left out."""
    return Signature(
        id="id",
        text=text,
        type="company",
        proof_url="https://example.com/proof",
        remark="urgent",
        vendor="unimatrix",
        state=ReviewState.PENDING,
        reason="",
        created_at=NOW,
    )


@pytest.mark.parametrize(
    "text", ["Ac", "Acme", "a" * 16, "云通信", "Acme 2", "A-1", "[Acme]", "½%"]
)
def test_an_ordinary_name_is_approved(text: str) -> None:
    """2 to 16 characters of any script."""
    assert review_signature(signature(text)) == Review(ReviewState.APPROVED)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", LENGTH.format(0)),
        ("A", LENGTH.format(1)),
        ("a" * 17, LENGTH.format(17)),
        ("  ", BLANK),
        ("\u3000\u00a0", BLANK),
        ("a\tb", CONTROL),
        ("a\x00", CONTROL),
        ("a\x1f", CONTROL),
        ("a\x7f", CONTROL),
        ("a\x9f", CONTROL),
        ("a\nb", CONTROL),
        ("a\u2028b", CONTROL),
        ("a\u2029b", CONTROL),
        ("【Acme】", BRACKET),
        ("Acme】", BRACKET),
        ("【Acme", BRACKET),
        ("Reject", WORD),
        ("【reject", f"{BRACKET} {WORD}"),
        ("Please reject this", f"{LENGTH.format(18)} {WORD}"),
    ],
)
def test_a_rejection_says_why(text: str, reason: str) -> None:
    """A sentence for each rule that the name breaks."""
    assert review_signature(signature(text)) == Review(ReviewState.REJECTED, reason)


@given(st.text(max_size=20))
def test_a_review_is_a_yes_or_a_no(text: str) -> None:
    """Whatever the text is; and only a no has reasons."""
    review = review_signature(signature(text))

    assert review.state in {ReviewState.APPROVED, ReviewState.REJECTED}
    assert (review.state is ReviewState.REJECTED) is bool(review.reason)


@pytest.mark.parametrize(
    ("destination", "is_needed"),
    [
        ("+8613800138000", True),
        ("+85251234567", False),
        ("+85366123456", False),
        ("+886912345678", False),
        ("+14155550123", False),
    ],
)
def test_china_alone_needs_a_signature(destination: str, *, is_needed: bool) -> None:
    """Its neighbours have calling codes of their own."""
    assert are_needed_for(E164(destination)) is is_needed


def test_a_review_changes_the_state_and_the_reason() -> None:
    """All else stays as it was handed in."""
    before = signature()

    after = before.reviewed(Review(ReviewState.REJECTED, "No."))

    assert (after.state, after.reason) == (ReviewState.REJECTED, "No.")
    changed = {
        name
        for name in Signature.__dataclass_fields__
        if getattr(after, name) != getattr(before, name)
    }
    assert changed == {"state", "reason"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("【Acme】Hello", "Acme"),
        ("【云片】您好", "云片"),
        ("Hello 【Acme】", None),
        ("【】Hello", None),
        ("【A【b】Hello", None),
        ("Hello", None),
    ],
)
def test_a_text_may_have_its_name_before_it(text: str, name: str | None) -> None:
    """Between the brackets that are put around names, and nowhere but at the beginning."""
    assert leading_name(text) == name


@pytest.mark.parametrize("name", ["Acme", "云片"])
def test_a_name_put_before_a_text_is_found_there(name: str) -> None:
    """And nothing is put there where there is none."""
    assert signed(name, "Hello") == f"【{name}】Hello"
    assert leading_name(signed(name, "Hello")) == name
    assert signed(None, "Hello") == "Hello"
