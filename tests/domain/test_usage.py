"""What is counted, and in which hour or day."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simulator.domain.message import Message, State
from simulator.domain.pricing import MicroUsd
from simulator.domain.usage import NOTHING, Granularity, Tally, Window
from tests.sums import add_up, lots, one

HOUR_MS, DAY_MS = 3_600_000, 86_400_000

instants = st.integers(-(10**12), 10**13)
granularities = st.sampled_from(Granularity)


def tally(messages: list[Message]) -> Tally:
    """Count messages one after the other."""
    counted = NOTHING
    for message in messages:
        counted = counted.plus(message)
    return counted


@pytest.mark.parametrize(
    ("state", "sent", "delivered", "failed"),
    [
        (State.SCHEDULED, 1, 0, 0),
        (State.QUEUED, 1, 0, 0),
        (State.SENDING, 1, 0, 0),
        (State.SENT, 1, 0, 0),
        (State.DELIVERED, 1, 1, 0),
        (State.UNDELIVERED, 1, 0, 1),
        (State.FAILED, 1, 0, 1),
        (State.CANCELLED, 0, 0, 0),
        (State.SUPPRESSED, 0, 0, 0),
    ],
)
def test_what_is_paid_counts(state: State, sent: int, delivered: int, failed: int) -> None:
    """A message counts wherever it is on its way, unless its money was given back or never taken.

    Segments and cost are those of the same messages.
    """
    message = one(state, segment_count=3, price=MicroUsd(23_700))

    assert NOTHING.plus(message) == Tally(
        sent, delivered, failed, 3 * sent, MicroUsd(23_700 * sent)
    )


@given(first=lots, second=lots)
def test_counts_add_up(first: list[Message], second: list[Message]) -> None:
    """Counting two lots and adding is counting all at once, to the last micro-dollar."""
    assert tally(first) == add_up(first)
    assert tally(first) + tally(second) == tally(first + second) == add_up(first + second)


def test_a_third_may_not_have_arrived() -> None:
    """And where nothing was sent, nothing has."""
    assert Tally(sent=3, delivered=2, failed=1).delivery_ratio == 2 / 3
    assert NOTHING.delivery_ratio == 0


@given(messages=lots)
def test_the_delivery_ratio_is_a_share(messages: list[Message]) -> None:
    """Of what was sent, how much has arrived: from 0 to 1, and 0 where nothing was sent."""
    counted = tally(messages)

    assert 0 <= counted.delivery_ratio <= 1
    assert counted.delivery_ratio * counted.sent == pytest.approx(counted.delivered)


@given(instant=st.integers(0, 10**13), granularity=granularities)
def test_buckets_are_the_hours_and_days_of_utc(instant: int, granularity: Granularity) -> None:
    """An instant belongs to the hour or day that a UTC calendar shows."""
    moment = datetime.fromtimestamp(instant // 1000, UTC)
    hour = 0 if granularity is Granularity.DAY else moment.hour
    began = moment.replace(hour=hour, minute=0, second=0)

    start = Window(0, 1, granularity).start_of(instant)

    assert start == began.timestamp() * 1000


@given(since=instants, length=st.integers(0, 400 * DAY_MS), granularity=granularities)
@example(since=0, length=0, granularity=Granularity.DAY)
@example(since=1, length=0, granularity=Granularity.DAY)
@example(since=DAY_MS, length=DAY_MS, granularity=Granularity.DAY)
@example(since=DAY_MS - 1, length=2, granularity=Granularity.DAY)
def test_buckets_cover_a_window_without_holes(
    since: int, length: int, granularity: Granularity
) -> None:
    """Each begins where the one before it ends, the first and the last reach into the window."""
    window = Window(since, since + length, granularity)
    width = granularity.value

    starts = list(window.starts)

    assert all(after - before == width for before, after in pairwise(starts))
    if length == 0:
        assert starts == []
    else:
        assert starts[0] <= since < starts[0] + width
        assert starts[-1] < since + length <= starts[-1] + width
        assert starts[0] == window.start_of(since)
        assert starts[-1] == window.start_of(since + length - 1)


def test_a_window_is_open_at_its_end() -> None:
    """What happens at its first instant is in it; what happens at its last is in the next one."""
    window = Window(10, 20, Granularity.HOUR)

    assert [at for at in (9, 10, 19, 20) if window.holds(at)] == [10, 19]


def test_an_hour_has_24_in_a_day() -> None:
    """Buckets of either kind are as long as their name says."""
    assert [granularity.value for granularity in Granularity] == [HOUR_MS, DAY_MS]
    assert len(Window(0, DAY_MS, Granularity.HOUR).starts) == 24
