"""Retention: how much a world keeps, and what is still known of what it has forgotten."""

from collections.abc import Sequence
from typing import Final

from simulator.domain.message import Message
from simulator.domain.usage import NOTHING, Granularity, Tally, Window
from simulator.domain.value import value

__all__ = ["GENEROUS", "KEEP_AGE_MS", "KEEP_COUNT", "Forgotten", "HourOfVendor", "Retention"]

KEEP_COUNT: Final = 1_000_000
KEEP_AGE_MS: Final = 30 * 86_400_000

_HOUR_MS: Final = Granularity.HOUR.value


@value
class Retention:
    """What is kept, of messages to handsets and of those from them.

    Attributes:
        count: how many of each, at the most; the oldest go first.
        age_ms: how long after they were accepted or received, by the world's clock.
    """

    count: int = KEEP_COUNT
    age_ms: int = KEEP_AGE_MS


# What is kept where nothing was chosen.
GENEROUS: Final = Retention()


@value
class HourOfVendor:
    """What of an hour's messages has been forgotten, all carried by one vendor."""

    vendor: str
    start: int
    message_count: int
    tally: Tally

    def plus(self, message: Message) -> "HourOfVendor":
        """Count a message of this hour and vendor, too."""
        tally = self.tally.plus(message)
        return HourOfVendor(self.vendor, self.start, self.message_count + 1, tally)


@value
class Forgotten:
    """What a world has forgotten: how much, since when, and what it came to.

    Attributes:
        since: when the first of it was forgotten, by the world's clock.
        message_count: messages to handsets.
        inbound_count: messages from handsets.
        hours: what the messages to handsets were, so that sums stay what they were.
    """

    since: int
    message_count: int = 0
    inbound_count: int = 0
    hours: tuple[HourOfVendor, ...] = ()

    def with_messages(self, messages: Sequence[Message]) -> "Forgotten":
        """Forget messages to handsets, too."""
        hours = {(hour.vendor, hour.start): hour for hour in self.hours}
        for message in messages:
            start = message.created_at - message.created_at % _HOUR_MS
            place = (message.vendor, start)
            hour = hours.get(place) or HourOfVendor(message.vendor, start, 0, NOTHING)
            hours[place] = hour.plus(message)
        count = self.message_count + len(messages)
        return Forgotten(self.since, count, self.inbound_count, tuple(hours.values()))

    def with_inbound(self, count: int) -> "Forgotten":
        """Forget messages from handsets, too."""
        return Forgotten(self.since, self.message_count, self.inbound_count + count, self.hours)

    def hours_of(self, vendor: str | None, window: Window) -> tuple[list[HourOfVendor], int]:
        """Find what was carried by a vendor, or by anybody, in the hours of a window.

        Returns:
            The hours that are in the window from end to end, and how many messages are in hours
            that it cuts: which of those were in it is not known any more.
        """
        whole: list[HourOfVendor] = []
        cut_count = 0
        for hour in self.hours:
            end = hour.start + _HOUR_MS
            if vendor not in {None, hour.vendor} or not _overlap(hour.start, end, window):
                continue
            if window.since <= hour.start and end <= window.until:
                whole.append(hour)
            else:
                cut_count += hour.message_count
        return whole, cut_count


def _overlap(start: int, end: int, window: Window) -> bool:
    return max(start, window.since) < min(end, window.until)
