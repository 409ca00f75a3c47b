"""Coverage: when the network reaches a handset."""

from collections.abc import Iterator
from typing import TypeAlias

from simulator.domain.hours import Hours
from simulator.domain.value import value

__all__ = ["Coverage", "Span"]


@value
class Span:
    """From one instant to another, which is not in it any more."""

    start_at: int
    end_at: int

    def __post_init__(self) -> None:
        """Refuse a span that nothing is in.

        Raises:
            ValueError: it ends before it has begun.
        """
        if self.end_at <= self.start_at:
            raise ValueError("must end after it begins")


Window: TypeAlias = Hours | Span


@value
class Coverage:
    """The windows in which a handset is reached; in no other time is it."""

    windows: tuple[Window, ...]

    def opens_at(self, now: int) -> int | None:
        """Tell when the handset is reached next: now, if it is; None if never again."""
        return min(self._openings(now), default=None)

    def _openings(self, now: int) -> Iterator[int]:
        for window in self.windows:
            match window:
                case Hours():
                    yield window.next_at(now)
                case Span(start_at, end_at):
                    if now < end_at:
                        yield max(now, start_at)
