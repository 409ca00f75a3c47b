"""Signatures: the name that a message to China is sent in, shown as 【name】 before its text."""

import re
from collections.abc import Iterator
from typing import Final

from simulator.domain.address import E164
from simulator.domain.review import Review, ReviewState, objections_to_words
from simulator.domain.value import value

__all__ = [
    "TEXT_LENGTH_MAX",
    "TEXT_LENGTH_MIN",
    "Signature",
    "are_needed_for",
    "leading_name",
    "review_signature",
    "signed",
]

TEXT_LENGTH_MIN, TEXT_LENGTH_MAX = 2, 16

# Whoever delivers the message puts them around the name; with more of them inside, no handset could
# tell where the name ends.
_BRACKETS: Final = frozenset("【】")

_LEADING_NAME: Final = re.compile("【([^【】]+)】")

# The two sets of control codes of ISO/IEC 6429, and the two line ends that Unicode adds to them.
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@value
class Signature:
    """A name that somebody wants to send in, and how its review went.

    Attributes:
        id: 32 hexadecimal characters, ordered by creation.
        text: the name, without its brackets.
        type: whose name it is, in the words of whoever asks.
        proof_url: where a document shows that the name is theirs.
        vendor: who is to register it; None leaves it to the carrier.
        reason: why it was rejected; empty unless it was.
    """

    id: str
    text: str
    type: str | None
    proof_url: str | None
    remark: str | None
    vendor: str | None
    state: ReviewState
    reason: str
    created_at: int

    def reviewed(self, review: Review) -> "Signature":
        """Tell what the signature is once this has come of its review."""
        return Signature(
            self.id,
            self.text,
            self.type,
            self.proof_url,
            self.remark,
            self.vendor,
            review.state,
            review.reason,
            self.created_at,
        )


def signed(name: str | None, text: str) -> str:
    """Put a name before a text, as handsets show it; None puts nothing there."""
    return text if name is None else f"【{name}】{text}"


def leading_name(text: str) -> str | None:
    """Tell in which name a text is that has it before it already; None if it has none."""
    found = _LEADING_NAME.match(text)
    return found[1] if found else None


def are_needed_for(destination: E164) -> bool:
    """Tell whether only those who have an approved signature may write to this number.

    They are "required for China delivery", says the documentation; Hong Kong, Macau and Taiwan have
    calling codes of their own.
    """
    return destination.startswith("+86")


def review_signature(signature: Signature) -> Review:
    """Review a signature by its text alone; nobody opens the proof."""
    return Review.of(_objections(signature.text))


def _objections(text: str) -> Iterator[str]:
    if not TEXT_LENGTH_MIN <= len(text) <= TEXT_LENGTH_MAX:
        yield (
            f"The text has {len(text)} characters, and must have"
            f" {TEXT_LENGTH_MIN} to {TEXT_LENGTH_MAX}."
        )
    if text.isspace():
        yield "The text is blank."
    if _CONTROLS.search(text):
        yield "The text holds a control character or the end of a line."
    if not _BRACKETS.isdisjoint(text):
        yield "The text holds a bracket of those that are put around it, 【 or 】."
    yield from objections_to_words(text)
