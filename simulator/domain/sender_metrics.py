"""What became of what senders have sent, and what was sent to them, in plain numbers."""

from collections.abc import Iterable
from dataclasses import astuple
from typing import Final

from simulator.domain.message import FREE_STATES, Message, State
from simulator.domain.value import value

__all__ = ["NOTHING", "Counts", "Slots", "total"]

# What operators and numbers with a fate say, spelled alike.
_SPAM: Final = "blocked as spam"

_LOST: Final = frozenset({State.FAILED, State.UNDELIVERED})


@value
class Counts:
    """How many messages there were.

    Attributes:
        sent: accepted and neither cancelled nor stopped.
        failed: those of them that have not arrived and will not.
        blocked: those of them that networks took for spam.
        received: by the sender, from handsets.
    """

    sent: int = 0
    delivered: int = 0
    failed: int = 0
    blocked: int = 0
    received: int = 0

    @property
    def error_ratio(self) -> float:
        """The share of what was sent that failed; of nothing, none."""
        return self.failed / self.sent if self.sent else 0.0

    @property
    def success_ratio(self) -> float:
        """The share of what was sent that has arrived; of nothing, all."""
        return self.delivered / self.sent if self.sent else 1.0

    @property
    def spam_ratio(self) -> float:
        """The share of what was sent that networks took for spam."""
        return self.blocked / self.sent if self.sent else 0.0

    @property
    def answer_ratio(self) -> float:
        """How many came for each that was sent; of nothing sent, none."""
        return self.received / self.sent if self.sent else 0.0

    def plus(self, message: Message) -> "Counts":
        """Count a message that was sent."""
        state = message.state
        if state in FREE_STATES or state is State.SCHEDULED:
            return self
        is_blocked = message.timeline[-1].detail.replace("_", " ") == _SPAM
        return Counts(
            self.sent + 1,
            self.delivered + (state is State.DELIVERED),
            self.failed + (state in _LOST),
            self.blocked + is_blocked,
            self.received,
        )

    def plus_received(self) -> "Counts":
        """Count a message that came."""
        return Counts(self.sent, self.delivered, self.failed, self.blocked, self.received + 1)


NOTHING: Final = Counts()


def total(counts: Iterable[Counts]) -> Counts:
    """Add counts up."""
    return Counts(*map(sum, zip(*(astuple(one) for one in (NOTHING, *counts)), strict=True)))


@value
class Slots:
    """A span of time, cut into slots of one length, the first of which begins with it.

    Attributes:
        since: the first instant of it.
        until: the first one behind it.
        step_ms: how long a slot is.
    """

    since: int
    until: int
    step_ms: int

    @property
    def starts(self) -> range:
        """When each slot begins."""
        return range(self.since, self.until, self.step_ms)

    def start_of(self, at: int) -> int | None:
        """Tell when the slot of an instant begins; None if it lies outside of all."""
        if not self.since <= at < self.until:
            return None
        return at - (at - self.since) % self.step_ms
