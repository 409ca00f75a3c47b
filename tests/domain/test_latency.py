"""Durations are drawn by a fraction, so that chance stays a question."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.dice import Dice
from simulator.domain.latency import Fixed, Latency, LogNormal, Normal, Pareto, Uniform, draw

milliseconds = st.integers(min_value=0, max_value=10**8)
durations = st.floats(min_value=0, max_value=10**8)
# The smallest and the largest that dice make.
fractions = st.floats(min_value=0.5 / 2**52, max_value=1 - 0.5 / 2**52)

fixed = st.builds(Fixed, milliseconds)
uniform = st.tuples(milliseconds, milliseconds).map(lambda ends: Uniform(min(ends), max(ends)))
normal = st.builds(Normal, durations, durations)
log_normal = st.builds(LogNormal, durations, st.floats(0, 3), durations)
pareto = st.builds(Pareto, durations, st.floats(0.5, 5), durations)
latencies: st.SearchStrategy[Latency] = fixed | uniform | normal | log_normal | pareto


def bounds(latency: Latency) -> tuple[float, float]:
    """Tell what a duration is never below and never above."""
    match latency:
        case Fixed(ms):
            return ms, ms
        case Uniform(low_ms, high_ms):
            return low_ms, high_ms
        case Normal():
            return 0, float("inf")
        case LogNormal(max_ms=max_ms):
            return 0, round(max_ms)
        case Pareto(scale_ms, _, max_ms):
            return round(min(scale_ms, max_ms)), round(max_ms)


@given(latency=latencies, fraction=fractions)
def test_a_duration_stays_within_its_bounds(latency: Latency, fraction: float) -> None:
    """No time runs backwards, whatever is drawn, and a cap is never exceeded."""
    low, high = bounds(latency)

    assert 0 <= low <= draw(latency, fraction) <= high


@given(latency=latencies, one=fractions, other=fractions)
def test_a_larger_fraction_never_draws_a_shorter_duration(
    latency: Latency, one: float, other: float
) -> None:
    """The fraction is the share of draws that stay below."""
    assert draw(latency, min(one, other)) <= draw(latency, max(one, other))


@pytest.mark.parametrize(
    ("latency", "low", "median", "high"),
    [
        (Fixed(250), 250, 250, 250),
        (Uniform(100, 300), 120, 200, 280),
        (Normal(1_000, 100), 872, 1_000, 1_128),
        (LogNormal(6_000, 1.2), 1_289, 6_000, 27_928),
        (Pareto(500, 1.1), 550, 939, 4_056),
    ],
    ids=["fixed", "uniform", "normal", "lognormal", "pareto"],
)
def test_quantiles_are_those_of_the_distribution(
    latency: Latency, low: int, median: int, high: int
) -> None:
    """A tenth of all draws, half of them and nine tenths stay below these, as the books have it."""
    drawn = [draw(latency, fraction) for fraction in (0.1, 0.5, 0.9)]

    assert drawn == pytest.approx([low, median, high], abs=1)


@given(fixed, fractions)
def test_what_is_fixed_is_always_the_same(latency: Fixed, fraction: float) -> None:
    """No fraction changes it."""
    assert draw(latency, fraction) == latency.ms


def test_what_is_uniform_reaches_both_its_ends_equally_often() -> None:
    """Each whole millisecond has an equal share of the draws, the first and the last included."""
    dice = Dice(7)
    drawn = [draw(Uniform(1, 4), dice.fraction("leg", str(n))) for n in range(8_000)]

    assert [drawn.count(ms) for ms in range(6)] == pytest.approx(
        [0, 2_000, 2_000, 2_000, 2_000, 0], abs=150
    )


def test_what_would_fall_below_zero_takes_no_time() -> None:
    """A normal distribution has no lower end; time has."""
    assert draw(Normal(10, 1_000), 0.01) == 0


@pytest.mark.parametrize(
    "latency",
    [LogNormal(6_000, 1.2, max_ms=20_000), Pareto(500, 1.1, max_ms=20_000)],
    ids=["lognormal", "pareto"],
)
def test_a_long_tail_is_cut_off_at_its_cap(latency: Latency) -> None:
    """What would take longer takes exactly as long as the cap, and the rest is as it was."""
    assert draw(latency, 0.999) == 20_000
    assert draw(latency, 0.5) < 10_000


@pytest.mark.parametrize("latency", [LogNormal(6_000, 1.2), Pareto(500, 1.1)])
def test_without_a_cap_the_tail_is_as_long_as_it_is(latency: Latency) -> None:
    """One in a hundred thousand waits for minutes."""
    assert draw(latency, 0.999_99) > 600_000


@pytest.mark.parametrize(
    "make",
    [
        lambda: Fixed(-1),
        lambda: Uniform(-1, 5),
        lambda: Uniform(9, 1),
        lambda: Normal(-1, 1),
        lambda: Normal(1, -1),
        lambda: LogNormal(-1, 1),
        lambda: LogNormal(1, -1),
        lambda: Pareto(-1, 1),
        lambda: Pareto(1, 0),
    ],
)
def test_what_is_no_distribution_of_durations_is_refused(make: Callable[[], Latency]) -> None:
    """Nothing takes less than no time, and a step must not be due before now."""
    with pytest.raises(ValueError, match="is no distribution of durations"):
        make()


@pytest.mark.parametrize("latency", [LogNormal(1, 1e6), Pareto(1, 1e-9)])
def test_a_tail_too_heavy_for_numbers_ends_at_the_bound(latency: Latency) -> None:
    """A year and a day is the longest that anything takes, if nothing else is said."""
    assert draw(latency, 0.999) == 366 * 24 * 60 * 60 * 1000
