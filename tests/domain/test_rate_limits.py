"""Token buckets, against a plain account of the tokens in them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.fault_effects import RateLimit
from simulator.domain.rate_limits import Bucket, queue, take

NOW = 1_790_000_000_000

limits = st.builds(RateLimit, st.integers(1, 3_000_000), st.integers(1, 20), st.just("key"))
gaps = st.lists(st.integers(0, 2_000), max_size=60)


@given(limits, gaps)
def test_it_is_a_bucket_that_is_filled_at_a_steady_rate(limit: RateLimit, gaps: list[int]) -> None:
    """A token comes each interval, up to the burst; with none in it, nothing is taken."""
    bucket, tokens, now = None, Fraction(limit.burst), NOW
    for gap in gaps:
        now += gap
        tokens = min(Fraction(limit.burst), tokens + Fraction(gap * 1_000, limit.interval_us))
        taken = take(limit, bucket, now)
        assert (taken.wait_ms == 0) is (tokens >= 1)
        if taken.wait_ms:
            missing_us = (1 - tokens) * limit.interval_us
            assert taken.wait_ms == -(-missing_us // 1_000)
        else:
            tokens -= 1
        bucket = taken.bucket


@given(limits, gaps)
def test_who_waits_as_long_as_he_is_told_is_served(limit: RateLimit, gaps: list[int]) -> None:
    """To the millisecond, and no earlier."""
    bucket, now = None, NOW
    for gap in gaps:
        now += gap
        taken = take(limit, bucket, now)
        if taken.wait_ms:
            assert take(limit, taken.bucket, now + taken.wait_ms).wait_ms == 0
            assert take(limit, taken.bucket, now + taken.wait_ms - 1).wait_ms == 1
        bucket = taken.bucket


@given(limits, gaps)
def test_a_queue_lets_through_no_more_than_the_bucket_has(
    limit: RateLimit, gaps: list[int]
) -> None:
    """In the order of arrival, the burst at once and then one each interval."""
    bucket, now, leaving = None, NOW, [0]
    for gap in gaps:
        now += gap
        taken = queue(limit, bucket, now)
        bucket = taken.bucket
        leaving.append(now + taken.wait_ms)
    assert leaving == sorted(leaving)
    for first, last in zip(leaving[1:], leaving[1 + limit.burst :], strict=False):
        assert (last - first + 1) * 1_000 >= limit.interval_us


def test_a_clock_that_is_set_back_leaves_it_empty_at_the_most() -> None:
    """Not empty for all the time that has become the future."""
    limit = RateLimit(1_000_000, 3, "key")
    taken = take(limit, Bucket((NOW + 86_400_000) * 1_000), NOW)
    assert taken.wait_ms == 1_000
    assert take(limit, taken.bucket, NOW + 1_000).wait_ms == 0


@pytest.mark.parametrize("count", [1, 5])
def test_a_bucket_begins_full(count: int) -> None:
    """The burst is there at once, and then one has to wait."""
    limit = RateLimit(200_000, count, "key")
    bucket = None
    for _ in range(count):
        taken = take(limit, bucket, NOW)
        assert taken.wait_ms == 0
        bucket = taken.bucket
    assert take(limit, bucket, NOW).wait_ms == 200
