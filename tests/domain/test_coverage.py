"""When the network reaches a handset."""

import pytest

from simulator.domain.coverage import Coverage, Span
from simulator.domain.hours import DAY_MS, Hours

DAY = 20_000 * DAY_MS
MORNING = Hours(6_000, 9_000)


def test_a_span_opens_once() -> None:
    """Then never again."""
    coverage = Coverage((Span(100, 200),))

    assert [coverage.opens_at(now) for now in (0, 100, 199, 200)] == [100, 100, 199, None]


def test_the_earliest_window_counts() -> None:
    """Windows of each day and of all time may stand side by side."""
    coverage = Coverage((MORNING, Span(DAY + 20_000, DAY + 30_000), Span(0, 5)))

    assert coverage.opens_at(DAY) == DAY + 6_000
    assert coverage.opens_at(DAY + 8_999) == DAY + 8_999
    assert coverage.opens_at(DAY + 9_000) == DAY + 20_000
    assert coverage.opens_at(DAY + 30_000) == DAY + DAY_MS + 6_000


@pytest.mark.parametrize("end_at", [99, 100])
def test_a_span_ends_after_it_begins(end_at: int) -> None:
    """Nothing would be in it."""
    with pytest.raises(ValueError, match="must end after it begins"):
        Span(100, end_at)
