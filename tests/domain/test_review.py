"""What comes of a review."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.review import Review, ReviewState, objections_to_words


def test_what_nobody_objects_to_is_approved() -> None:
    """And there is nothing to say about it."""
    assert Review.of([]) == Review(ReviewState.APPROVED, "")


@given(st.lists(st.text("ab", min_size=1), min_size=1))
def test_everything_that_is_wrong_is_said_at_once(objections: list[str]) -> None:
    """Whoever mends it all need not ask again to hear the next reason."""
    review = Review.of(iter(objections))

    assert review.state is ReviewState.REJECTED
    assert review.reason.split(" ") == objections


@pytest.mark.parametrize("text", ["reject", "Please REJECT me", "rEjEcted", "unrejectable"])
def test_a_no_can_be_had_by_asking(text: str) -> None:
    """The word may stand anywhere, in any case, also within another."""
    assert list(objections_to_words(text)) == ["The text holds the word reject."]


@pytest.mark.parametrize("text", ["", "rejec", "re ject", "project"])
def test_other_words_are_fine(text: str) -> None:
    """Only the whole word counts."""
    assert list(objections_to_words(text)) == []
