"""How long things take: distributions drawn by a fraction, so that chance stays a question."""

from collections.abc import Callable
from math import exp
from statistics import NormalDist
from typing import TypeAlias

from simulator.domain.value import value

__all__ = ["Fixed", "Latency", "LogNormal", "Normal", "Pareto", "Uniform", "draw"]

LATENCY_MS_MAX = 366 * 24 * 60 * 60 * 1000.0
_STANDARD_NORMAL = NormalDist()


@value
class Fixed:
    """Always the same."""

    ms: int

    def __post_init__(self) -> None:
        _refuse_unless(self.ms >= 0, self)


@value
class Uniform:
    """Anything from low to high, equally likely."""

    low_ms: int
    high_ms: int

    def __post_init__(self) -> None:
        _refuse_unless(0 <= self.low_ms <= self.high_ms, self)


@value
class Normal:
    """Around a mean; what falls below zero takes no time."""

    mean_ms: float
    deviation_ms: float

    def __post_init__(self) -> None:
        _refuse_unless(self.mean_ms >= 0 and self.deviation_ms >= 0, self)


@value
class LogNormal:
    """Half below the median, with a long tail that grows with sigma: what mobile networks do."""

    median_ms: float
    sigma: float
    max_ms: float = LATENCY_MS_MAX

    def __post_init__(self) -> None:
        _refuse_unless(self.median_ms >= 0 and self.sigma >= 0, self)


@value
class Pareto:
    """Never below the scale, and a tail that is the heavier the smaller the shape."""

    scale_ms: float
    shape: float
    max_ms: float = LATENCY_MS_MAX

    def __post_init__(self) -> None:
        _refuse_unless(self.scale_ms >= 0 and self.shape > 0, self)


Latency: TypeAlias = Fixed | Uniform | Normal | LogNormal | Pareto


def draw(latency: Latency, fraction: float) -> int:
    """Tell the duration, in whole milliseconds, that a share `fraction` of all draws stay below.

    Args:
        latency: the distribution.
        fraction: from the open interval (0, 1).
    """
    match latency:
        case Fixed(ms):
            return ms
        case Uniform(low_ms, high_ms):
            return low_ms + int((high_ms - low_ms + 1) * fraction)
        case Normal(mean_ms, deviation_ms):
            return max(0, round(mean_ms + deviation_ms * _STANDARD_NORMAL.inv_cdf(fraction)))
        case LogNormal(median_ms, sigma, max_ms):
            deviation = sigma * _STANDARD_NORMAL.inv_cdf(fraction)
            return round(_capped(lambda: median_ms * exp(deviation), max_ms))
        case Pareto(scale_ms, shape, max_ms):
            return round(_capped(lambda: scale_ms * (1 - fraction) ** (-1 / shape), max_ms))


def _capped(duration: Callable[[], float], max_ms: float) -> float:
    """Bound a duration from a tail so heavy that it may not even be a float any more."""
    try:
        return min(max_ms, duration())
    except OverflowError:
        return max_ms


def _refuse_unless(makes_sense: bool, latency: object) -> None:  # noqa: FBT001 - it is the claim
    if not makes_sense:
        raise ValueError(f"{latency} is no distribution of durations")
