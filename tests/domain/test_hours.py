"""Hours of the day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.hours import DAY_MS, Hours

HOUR_MS = 3_600_000
DAY = 20_000 * DAY_MS  # a midnight in 2024
OFFICE = Hours(8 * HOUR_MS, 20 * HOUR_MS)
NIGHT = Hours(21 * HOUR_MS, 8 * HOUR_MS)
INDIA = Hours(21 * HOUR_MS, 10 * HOUR_MS, 5 * HOUR_MS + HOUR_MS // 2)

times = st.integers(0, DAY_MS)
every_hours = st.builds(Hours, times, times, st.integers(-14 * HOUR_MS, 14 * HOUR_MS))
instants = st.integers(0, 40_000 * DAY_MS)


@pytest.mark.parametrize(
    ("hours", "at", "holds"),
    [
        (OFFICE, 8 * HOUR_MS, True),
        (OFFICE, 8 * HOUR_MS - 1, False),
        (OFFICE, 20 * HOUR_MS - 1, True),
        (OFFICE, 20 * HOUR_MS, False),
        (NIGHT, 23 * HOUR_MS, True),
        (NIGHT, 0, True),
        (NIGHT, 8 * HOUR_MS, False),
        (NIGHT, 12 * HOUR_MS, False),
        (INDIA, 15 * HOUR_MS + HOUR_MS // 2, True),
        (INDIA, 15 * HOUR_MS, False),
        (INDIA, 4 * HOUR_MS, True),
        (INDIA, 4 * HOUR_MS + HOUR_MS // 2, False),
        (Hours(5, 5), 4, True),
        (Hours(0, DAY_MS), DAY_MS - 1, True),
    ],
)
def test_hours_hold_from_their_start_until_their_end(hours: Hours, at: int, holds: object) -> None:
    """Beyond midnight, too, and by the clocks of where they are."""
    assert hours.hold(DAY + at) is holds


def test_hours_come_again() -> None:
    """Today, tomorrow, or they are here already."""
    assert OFFICE.next_at(DAY) == DAY + 8 * HOUR_MS
    assert OFFICE.next_at(DAY + 9 * HOUR_MS) == DAY + 9 * HOUR_MS
    assert OFFICE.next_at(DAY + 20 * HOUR_MS) == DAY + DAY_MS + 8 * HOUR_MS
    assert NIGHT.end_at(DAY + 22 * HOUR_MS) == DAY + DAY_MS + 8 * HOUR_MS
    assert NIGHT.end_at(DAY) == DAY + 8 * HOUR_MS


@given(every_hours, instants)
def test_hours_are_every_day_the_same(hours: Hours, now: int) -> None:
    """They begin at their next start and hold until their end, within a day."""
    assert hours.hold(now) == hours.hold(now + DAY_MS)
    starts_at = hours.next_at(now)
    assert now <= starts_at <= now + DAY_MS
    assert hours.hold(starts_at)
    ends_at = hours.end_at(starts_at)
    assert starts_at < ends_at <= starts_at + DAY_MS
    assert hours.hold(ends_at - 1)


@pytest.mark.parametrize("wrong", [-1, DAY_MS + 1])
def test_a_time_is_one_of_the_day(wrong: int) -> None:
    """No clock shows another."""
    for hours in ((wrong, 0), (0, wrong)):
        with pytest.raises(ValueError, match=f"{wrong} ms is no time"):
            Hours(*hours)
