"""Hours of the day, the same on every day: when a handset is reached, or when it must not ring."""

from typing import Final

from simulator.domain.value import value

__all__ = ["DAY_MS", "Hours"]

DAY_MS: Final = 86_400_000


@value
class Hours:
    """From one time of each day to another, which may lie beyond midnight.

    Attributes:
        start_ms: since midnight, inclusive.
        end_ms: since midnight, exclusive; the same as the start is the whole day.
        offset_ms: how far the clocks that show this are ahead of UTC. There is no summer time.
    """

    start_ms: int
    end_ms: int
    offset_ms: int = 0

    def __post_init__(self) -> None:
        """Refuse what no clock shows.

        Raises:
            ValueError: says which time it is.
        """
        for time_ms in (self.start_ms, self.end_ms):
            if not 0 <= time_ms <= DAY_MS:
                raise ValueError(f"{time_ms} ms is no time of the day")

    def hold(self, now: int) -> bool:
        """Tell whether it is now within them."""
        return self._since_start(now) < self._length_ms

    def next_at(self, now: int) -> int:
        """Tell when it is within them next: now, if it is."""
        return now if self.hold(now) else now + DAY_MS - self._since_start(now)

    def end_at(self, now: int) -> int:
        """Tell when those end that it is within now."""
        return now + self._length_ms - self._since_start(now)

    @property
    def _length_ms(self) -> int:
        return (self.end_ms - self.start_ms) % DAY_MS or DAY_MS

    def _since_start(self, now: int) -> int:
        return (now + self.offset_ms - self.start_ms) % DAY_MS
