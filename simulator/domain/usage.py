"""What was sent and what it cost, in a window of time and in each hour or day of it."""

from enum import Enum
from typing import Final

from simulator.domain.message import FREE_STATES, Message, State
from simulator.domain.pricing import MicroUsd
from simulator.domain.value import choice, value

__all__ = ["NOTHING", "Bucket", "Granularity", "Tally", "Window"]


@choice
class Granularity(Enum):
    """How much time a bucket covers, in milliseconds; it begins with an hour or a day of UTC."""

    HOUR = 3_600_000
    DAY = 86_400_000


@value
class Tally:
    """A count of messages: those that their senders were charged for and have not had back.

    Attributes:
        sent: all of them, on whatever part of their way.
        failed: those of which it is known that they did not arrive.
        cost: micro-USD.
    """

    sent: int = 0
    delivered: int = 0
    failed: int = 0
    segment_count: int = 0
    cost: MicroUsd = MicroUsd(0)

    @property
    def delivery_ratio(self) -> float:
        """How much of what was sent has arrived; 0 if nothing was sent."""
        return self.delivered / self.sent if self.sent else 0.0

    def plus(self, message: Message) -> "Tally":
        """Count a message too."""
        state = message.state
        if state in FREE_STATES:
            return self
        return Tally(
            self.sent + 1,
            self.delivered + (state is State.DELIVERED),
            self.failed + (state is State.UNDELIVERED or state is State.FAILED),
            self.segment_count + message.segment_count,
            MicroUsd(self.cost + message.charged),
        )

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.sent + other.sent,
            self.delivered + other.delivered,
            self.failed + other.failed,
            self.segment_count + other.segment_count,
            MicroUsd(self.cost + other.cost),
        )


NOTHING: Final = Tally()


@value
class Bucket:
    """What was sent in an hour or a day, and when that began."""

    start: int
    tally: Tally


@value
class Window:
    """The time that is reported on, from `since` to just before `until`, and how it is divided."""

    since: int
    until: int
    granularity: Granularity

    def holds(self, instant: int) -> bool:
        """Tell whether an instant is in it."""
        return self.since <= instant < self.until

    def start_of(self, instant: int) -> int:
        """Tell when the hour or day began in which an instant is."""
        # All hours are alike, and all days: the milliseconds since 1970 leave leap seconds out.
        return instant - instant % self.granularity.value

    @property
    def starts(self) -> range:
        """When its buckets begin, one after the other; the first may do so before the window."""
        # An instant may be in the middle of a day, but a window without length is in no day.
        until = self.until if self.since < self.until else self.start_of(self.since)
        return range(self.start_of(self.since), until, self.granularity.value)
