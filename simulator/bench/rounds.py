"""Rounds and ratios: what one turn each has shown, and the median of many. Nothing runs here."""

from collections.abc import Callable, Sequence
from statistics import median

from simulator.bench.load import Load
from simulator.domain.value import value

__all__ = ["Ratios", "Reading", "Round", "median_ratios", "ratios"]


@value
class Reading:
    """One contender's turn. Its CPU time includes what its last turn left to be done."""

    load: Load
    cpu_us: int

    @property
    def cpu_us_per_request(self) -> float:
        return self.cpu_us / self.load.request_count


@value
class Round:
    """A turn of the yardstick and a turn of the candidate, one right after the other."""

    yardstick: Reading
    candidate: Reading


@value
class Ratios:
    """Candidate to yardstick in each: high is good in speed, low is good in the others."""

    speed: float
    cpu: float
    p50: float
    p99: float


def ratios(played: Round) -> Ratios:
    """What the candidate did, as a multiple of what the yardstick did in the same round."""
    candidate, yardstick = played.candidate, played.yardstick
    return Ratios(
        speed=candidate.load.requests_per_second / yardstick.load.requests_per_second,
        cpu=candidate.cpu_us_per_request / yardstick.cpu_us_per_request,
        p50=candidate.load.p50_us / yardstick.load.p50_us,
        p99=candidate.load.p99_us / yardstick.load.p99_us,
    )


def median_ratios(rounds: Sequence[Round]) -> Ratios:
    """Each ratio's own median: a round that a neighbour on the machine spoilt decides nothing."""
    each = [ratios(played) for played in rounds]

    def middle(member: Callable[[Ratios], float]) -> float:
        return median(member(one) for one in each)

    return Ratios(
        speed=middle(lambda one: one.speed),
        cpu=middle(lambda one: one.cpu),
        p50=middle(lambda one: one.p50),
        p99=middle(lambda one: one.p99),
    )
