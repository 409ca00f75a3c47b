"""Terms: on what terms the networks of a country carry messages.

Which senders they let through, at what hours they let advertising through, and how fast. All of it
is data of a carrier's profile; a profile without terms takes whatever comes, whenever it comes.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from typing import Final

from simulator.domain.address import Originator, OriginatorKind, originator_kind
from simulator.domain.hours import Hours
from simulator.domain.value import choice, value

__all__ = ["Pace", "Queue", "QuietHours", "SenderRule", "SenderRules", "Terms", "Verdict"]

# From here on scripts write words without a space between them.
_EAST_ASIAN: Final = "\u2e80"
_NOTHING: Final = re.compile("(?!)")


@choice
class SenderRule(StrEnum):
    """What the networks do with senders of one kind."""

    ALLOWED = "allowed"
    REPLACED = "replaced"
    REJECTED = "rejected"
    REGISTERED = "registered"


@value
class Verdict:
    """What becomes of a message on account of its sender.

    Attributes:
        shown_as: what handsets show in the sender's place; empty where they show the sender.
        refused: why the networks do not take the message; empty where they do.
    """

    shown_as: str = ""
    refused: str = ""


_FINE: Final = Verdict()


@value
class SenderRules:
    """What the networks do with each kind of sender.

    Attributes:
        shown_as: what handsets show in the place of senders that are replaced.
    """

    numbers: SenderRule = SenderRule.ALLOWED
    short_codes: SenderRule = SenderRule.ALLOWED
    names: SenderRule = SenderRule.ALLOWED
    shown_as: str = ""

    def rule_for(self, sender: Originator | None) -> SenderRule:
        """Tell the rule for a sender; one that the carrier chooses is always a good one."""
        if sender is None:
            return SenderRule.ALLOWED
        match originator_kind(sender):
            case OriginatorKind.E164:
                return self.numbers
            case OriginatorKind.SHORT_CODE:
                return self.short_codes
            case OriginatorKind.ALPHANUMERIC_SENDER_ID:
                return self.names

    def verdict(self, sender: Originator | None, *, is_registered: bool) -> Verdict:
        """Judge a message by its sender, who may have been registered with the networks."""
        match self.rule_for(sender):
            case SenderRule.ALLOWED:
                return _FINE
            case SenderRule.REPLACED:
                return Verdict(shown_as=self.shown_as)
            case SenderRule.REJECTED:
                return Verdict(refused=f"sender {sender} is not allowed")
            case SenderRule.REGISTERED:
                return _FINE if is_registered else Verdict(refused=f"sender {sender} unregistered")


@value
class QuietHours:
    """When networks let no advertising through.

    Attributes:
        words: what makes a text advertising, in whatever case; a word or some in a row.
        is_refused: whether it fails; else it is held until the hours are over.
    """

    hours: Hours
    words: tuple[str, ...]
    is_refused: bool

    def word_in(self, text: str) -> str:
        """Find what makes a text advertising; empty if nothing does."""
        found = _pattern(self.words).search(text)
        return found[0] if found else ""

    def objection(self, text: str, now: int) -> str:
        """Say why a text may not be sent now; empty if it may."""
        if not self.hours.hold(now):
            return ""
        word = self.word_in(text)
        return f'quiet hours for advertising ("{word}")' if word else ""


@value
class Pace:
    """How fast a sender's messages are taken: segments a second, by the kind of the sender.

    Where the choice is the carrier's he has as many senders as he needs.
    """

    numbers: float
    short_codes: float
    names: float

    def __post_init__(self) -> None:
        """Refuse what would never take anything.

        Raises:
            ValueError: a pace is not above zero.
        """
        if min(self.numbers, self.short_codes, self.names) <= 0:
            raise ValueError("a pace must be above zero")

    def per_second(self, sender: Originator) -> float:
        """Tell the pace of a sender."""
        match originator_kind(sender):
            case OriginatorKind.E164:
                return self.numbers
            case OriginatorKind.SHORT_CODE:
                return self.short_codes
            case OriginatorKind.ALPHANUMERIC_SENDER_ID:
                return self.names

    def span_ms(self, sender: Originator, segment_count: int) -> int:
        """Tell for how long a message keeps its sender's next one waiting."""
        return round(1_000 * segment_count / self.per_second(sender))


@value
class Queue:
    """What a sender has to wait for: how long it would take, at the time when that was noted.

    A clock that is set back leaves it as long as it was, where an instant would lie far ahead.
    """

    length_ms: int
    noted_at: int

    def length_at(self, now: int) -> int:
        """Tell how long it takes now."""
        return max(0, self.length_ms - max(0, now - self.noted_at))


@value
class Terms:
    """On what terms messages are carried; what is None is left to whoever sends."""

    senders: SenderRules | None = None
    quiet: QuietHours | None = None
    pace: Pace | None = None


@cache  # profiles are read once, and each has one list of words
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    if not words:
        return _NOTHING
    return re.compile("|".join(_alternatives(words)), re.IGNORECASE)


def _alternatives(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        is_apart = max(word) < _EAST_ASIAN
        before = r"(?<!\w)" if is_apart and word[0].isalnum() else ""
        behind = r"(?!\w)" if is_apart else ""
        yield before + re.escape(word) + behind
