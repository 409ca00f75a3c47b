"""The real time, which a test may move on."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

__all__ = ["Clock", "written"]


@dataclass
class Clock:
    """The time of day, and by how much a test has moved it."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def advance(self, seconds: float) -> None:
        self.ahead += timedelta(seconds=seconds)


def written(at: datetime) -> str:
    """Write an instant in ISO 8601, with an offset and microseconds."""
    return at.isoformat(timespec="microseconds")
