"""Ratios and their medians."""

import pytest

from simulator.bench.load import Load
from simulator.bench.rounds import Ratios, Reading, Round, median_ratios, ratios


def reading(*, requests: int, cpu_us: int = 1_000_000, p50: int = 10, p99: int = 20) -> Reading:
    """A turn of one second."""
    return Reading(Load(requests, duration_us=1_000_000, p50_us=p50, p99_us=p99), cpu_us)


def test_every_ratio_is_the_candidate_by_the_yardstick() -> None:
    """Half the speed, on as much CPU, is twice the CPU for each request."""
    yardstick = reading(requests=20_000, p50=10, p99=40)
    candidate = reading(requests=10_000, p50=15, p99=100)

    assert ratios(Round(yardstick, candidate)) == Ratios(speed=0.5, cpu=2.0, p50=1.5, p99=2.5)


def test_one_spoilt_round_decides_nothing() -> None:
    """The median stands where a mean would have moved."""
    yardstick = reading(requests=1_000)
    spoilt = reading(requests=1, cpu_us=50_000_000, p50=90_000, p99=900_000)
    good = [Round(yardstick, reading(requests=count)) for count in (590, 600, 610)]

    middle = median_ratios([*good, Round(yardstick, spoilt)])

    assert middle.speed == pytest.approx(0.595)
    assert middle.p99 == pytest.approx(1.0)


def test_each_ratio_has_a_median_of_its_own() -> None:
    """The round in the middle for speed need not be the one in the middle for latency."""
    yardstick = reading(requests=100)
    candidates = [
        reading(requests=50, p50=30, p99=20),
        reading(requests=60, p50=20, p99=60),
        reading(requests=70, p50=10, p99=40),
    ]

    middle = median_ratios([Round(yardstick, candidate) for candidate in candidates])

    assert (middle.speed, middle.p50, middle.p99) == (0.6, 2.0, 2.0)
