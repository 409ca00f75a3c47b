"""The time outside all worlds."""

from datetime import UTC, datetime

from simulator.adapters.wall_clock import SystemClock


def test_the_wall_shows_milliseconds_since_1970() -> None:
    """Read as such, it shows an instant after this was written, and within a lifetime of it."""
    shown = datetime.fromtimestamp(SystemClock().now_ms() / 1000, UTC)

    assert datetime(2025, 1, 1, tzinfo=UTC) < shown < datetime(2100, 1, 1, tzinfo=UTC)


def test_elapsed_time_never_falls() -> None:
    """What is measured between two readings is never negative, and not always nothing."""
    clock = SystemClock()

    readings = [clock.elapsed_ns() for _ in range(1_000)]

    assert readings == sorted(readings)
    assert readings[0] < readings[-1]
