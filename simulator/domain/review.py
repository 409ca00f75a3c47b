"""Reviews: what a person at the vendor says of a signature or a template, after a while."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final, Self

from simulator.domain.value import choice, value

__all__ = ["REVIEW_MS", "Review", "ReviewState", "Subject", "objections_to_words"]

# How long a review takes where nothing else was chosen.
REVIEW_MS: Final = 5_000

_REJECTED_WORD: Final = "reject"


@choice
class Subject(StrEnum):
    """What is reviewed."""

    SIGNATURE = "signature"
    TEMPLATE = "template"


@choice
class ReviewState(StrEnum):
    """How far a review has come."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


@value
class Review:
    """What came of a review; the reason is empty unless it says no."""

    state: ReviewState
    reason: str = ""

    @classmethod
    def of(cls, objections: Iterable[str]) -> Self:
        """Approve what nobody objects to; of the rest, say everything that is wrong with it."""
        reason = " ".join(objections)
        return cls(ReviewState.REJECTED if reason else ReviewState.APPROVED, reason)


def objections_to_words(text: str) -> Iterator[str]:
    """Object to a word that is there to be objected to: who wants to see a no writes it."""
    if _REJECTED_WORD in text.lower():
        yield f"The text holds the word {_REJECTED_WORD}."
