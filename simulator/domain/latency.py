"""How long things take: distributions drawn by a fraction, so that chance stays a question."""

from math import exp, inf
from statistics import NormalDist
from typing import TypeAlias

from simulator.domain.value import value

__all__ = ["Fixed", "Latency", "LogNormal", "Normal", "Pareto", "Uniform", "draw"]

_STANDARD_NORMAL = NormalDist()


@value
class Fixed:
    """Always the same."""

    ms: int


@value
class Uniform:
    """Anything from low to high, equally likely."""

    low_ms: int
    high_ms: int


@value
class Normal:
    """Around a mean; what falls below zero takes no time."""

    mean_ms: float
    deviation_ms: float


@value
class LogNormal:
    """Half below the median, with a long tail that grows with sigma: what mobile networks do."""

    median_ms: float
    sigma: float
    max_ms: float = inf


@value
class Pareto:
    """Never below the scale, and a tail that is the heavier the smaller the shape."""

    scale_ms: float
    shape: float
    max_ms: float = inf


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
            return round(min(max_ms, median_ms * exp(sigma * _STANDARD_NORMAL.inv_cdf(fraction))))
        case Pareto(scale_ms, shape, max_ms):
            tail: float = (1 - fraction) ** (-1 / shape)
            return round(min(max_ms, scale_ms * tail))
