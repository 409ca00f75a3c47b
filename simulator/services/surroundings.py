"""What the services need of the machine around them: time, names, sleep, and whose a number is."""

from typing import Protocol

from simulator.domain.address import E164
from simulator.domain.numbering import Listing

__all__ = ["Alarm", "Directory", "IdSource", "WallClock"]


class WallClock(Protocol):
    """Tells the time outside all worlds."""

    def now_ms(self) -> int:
        """Tell the milliseconds since 1970."""
        ...

    def elapsed_ns(self) -> int:
        """Tell nanoseconds that only ever rise, for measuring how long something took."""
        ...


class IdSource(Protocol):
    """Makes names that were never made before, each greater than all that this process made."""

    def uuid7(self) -> str:
        """Make a UUID version 7, in its usual spelling."""
        ...

    def hex7(self) -> str:
        """Make a UUID version 7, in 32 hexadecimal characters."""
        ...


class Alarm(Protocol):
    """Wakes one sleeper, at an instant or when it is rung."""

    def ring(self) -> None:
        """Wake the sleeper; the next one, if nobody sleeps."""
        ...

    async def sleep_until(self, wall_at: int | None) -> None:
        """Sleep until an instant of the wall clock, or until rung; None waits for a ring."""
        ...

    async def breathe(self) -> None:
        """Let everybody else go first."""
        ...


class Directory(Protocol):
    """Knows whose every number is."""

    def look_up(self, phone: str) -> Listing:
        """Tell what is known of a number, and whether it is one; always the same."""
        ...

    def region_of(self, number: E164) -> str:
        """Tell the country of a number, ISO 3166-1 alpha-2; empty for one of none, such as +800."""
        ...
