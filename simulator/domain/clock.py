"""A world's clock: one straight line through the wall's, whatever its mode."""

from enum import StrEnum
from typing import Final

from simulator.domain.refusals import Invalid
from simulator.domain.value import choice, value

__all__ = [
    "CLOCK_MAX",
    "INSTANT_MAX",
    "SPEED_MAX",
    "SPEED_MIN",
    "Clock",
    "ClockMode",
    "ClockWish",
    "manual_clock",
    "real_clock",
    "scaled_clock",
]


# The last millisecond that ISO 8601 can write in four digits of a year.
INSTANT_MAX: Final = 253_402_300_799_999

# Where clocks stop: the beginning of the year 9000. What is due later than a clock shows, or is
# kept for longer, must still be a date.
CLOCK_MAX: Final = 221_845_392_000_000

# Of scaled clocks: beyond these, rounding to milliseconds would show.
SPEED_MIN: Final = 0.001
SPEED_MAX: Final = 1_000_000


@choice
class ClockMode(StrEnum):
    """How a world's time passes."""

    REAL = "real"
    SCALED = "scaled"
    MANUAL = "manual"


@value
class ClockWish:
    """How time shall pass from now on; what is None goes on as it is.

    Attributes:
        speed: of a scaled clock, above 0; without a mode it asks for one.
        now: the time it shall show.
    """

    mode: ClockMode | None = None
    speed: float | None = None
    now: int | None = None


@value
class Clock:
    """World time as a function of wall time, both in milliseconds since 1970.

    The line goes through the point (`wall_at`, `world_at`) and rises with `speed`: 1 is real, 0 is
    manual, anything else is scaled. At `CLOCK_MAX` it stands still.
    """

    mode: ClockMode
    speed: float
    wall_at: int
    world_at: int

    def now(self, wall_at: int) -> int:
        """Tell the world's time at an instant of the wall's."""
        shown = self.world_at + int((wall_at - self.wall_at) * self.speed)
        if shown > CLOCK_MAX:  # no `min`: each request asks, and a call takes longer than this
            return CLOCK_MAX
        return shown

    def wall_when(self, world_at: int) -> int | None:
        """Tell when the wall's clock will show that this instant is due; None if it never will."""
        if world_at <= self.world_at:
            return self.wall_at
        if self.speed == 0 or world_at > CLOCK_MAX:
            return None
        if self.speed == 1:
            return self.wall_at + world_at - self.world_at
        wall_at = self.wall_at + int((world_at - self.world_at) / self.speed)
        # Rounding must never make a step early by its own world's clock.
        while self.now(wall_at) < world_at:
            wall_at += 1
        return wall_at

    def set_to(self, world_at: int, *, wall_at: int) -> "Clock":
        """Show another time from now on, at the same speed."""
        return Clock(self.mode, self.speed, wall_at, world_at)

    def changed(self, wish: ClockWish, *, wall_at: int) -> "Clock":
        """Make the clock that is wished for.

        Raises:
            Invalid: the speed does not fit the mode, or the time is later than clocks go.
        """
        if wish.now is not None and wish.now > CLOCK_MAX:
            raise Invalid.field("now", "must lie before the year 9000, where clocks stop")
        world_at = self.now(wall_at) if wish.now is None else wish.now
        mode = wish.mode or (self.mode if wish.speed is None else ClockMode.SCALED)
        match mode:
            case ClockMode.SCALED:
                speed = self.speed if wish.speed is None else wish.speed
                if not SPEED_MIN <= speed <= SPEED_MAX:
                    raise Invalid.field("speed", f"must be from {SPEED_MIN} to {SPEED_MAX}")
                return scaled_clock(speed, wall_at=wall_at, world_at=world_at)
            case ClockMode.MANUAL | ClockMode.REAL if wish.speed is not None:
                raise Invalid.field("speed", "is for scaled clocks")
            case ClockMode.MANUAL:
                return manual_clock(wall_at=wall_at, world_at=world_at)
            case ClockMode.REAL:
                return real_clock(wall_at=wall_at, world_at=world_at)


def real_clock(*, wall_at: int, world_at: int) -> Clock:
    """Make a clock that runs with the wall's."""
    return Clock(ClockMode.REAL, 1, wall_at, world_at)


def scaled_clock(speed: float, *, wall_at: int, world_at: int) -> Clock:
    """Make a clock that runs `speed` times as fast as the wall's."""
    return Clock(ClockMode.SCALED, speed, wall_at, world_at)


def manual_clock(*, wall_at: int, world_at: int) -> Clock:
    """Make a clock that stands still until it is moved."""
    return Clock(ClockMode.MANUAL, 0, wall_at, world_at)
