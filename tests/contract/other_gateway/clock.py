"""The real time, which a test may move on, or have stand still."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

__all__ = ["Clock", "written"]


@dataclass
class Clock:
    """The time of day, and by how much a test has moved it.

    Attributes:
        stopped_at: from when on it only moves when it is moved; None for a clock that goes.
    """

    ahead: timedelta = timedelta()
    stopped_at: datetime | None = None

    def now(self) -> datetime:
        return (self.stopped_at or datetime.now(UTC)) + self.ahead

    def stop(self) -> None:
        self.stopped_at = datetime.now(UTC)

    def advance(self, seconds: float) -> None:
        self.ahead += timedelta(seconds=seconds)


def written(at: datetime) -> str:
    """Write an instant in ISO 8601, with an offset and microseconds."""
    return at.isoformat(timespec="microseconds")
