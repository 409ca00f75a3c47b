"""The command line of the benchmark."""

import pytest

from simulator.bench.__main__ import judge, match_of, parser
from simulator.bench.contenders import BARE, CARRIERSIM


def test_the_protocol_is_the_default() -> None:
    """At least seven rounds of two to four seconds, over 32 connections."""
    match = match_of(parser().parse_args([]))

    assert (match.yardstick, match.candidate) == (BARE, CARRIERSIM)
    assert (match.round_count, match.pressure.duration_s) == (7, 3)
    assert match.pressure.connection_count == 32


def test_a_self_check_plays_the_yardstick_against_itself() -> None:
    """A benchmark that tells equals apart measures itself."""
    match = match_of(parser().parse_args(["--self-check", "--quick"]))

    assert match.candidate == match.yardstick
    assert (match.round_count, match.pressure.duration_s) == (3, 1)


@pytest.mark.parametrize(("floor", "code"), [(None, 0), (0.45, 0), (0.5, 0), (0.51, 1)])
def test_only_a_floor_fails_a_slow_run(floor: float | None, code: int) -> None:
    """And reaching it is enough."""
    assert judge(0.5, floor) == code


@pytest.mark.parametrize("option", ["--rounds", "--seconds", "--connections"])
def test_nothing_can_be_counted_down_to_zero(option: str) -> None:
    """A median of no rounds does not exist."""
    with pytest.raises(SystemExit):
        parser().parse_args([option, "0"])
