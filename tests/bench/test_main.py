"""The command line of the benchmark."""

import pytest

from simulator.bench.__main__ import judge, match_of, missing, parser
from simulator.bench.contenders import BARE, CARRIERSIM, Contender, on_redis, on_sqlite


def test_the_protocol_is_the_default() -> None:
    """At least seven rounds of two to four seconds, over 32 connections."""
    match = match_of(parser().parse_args([]))

    assert (match.yardstick, match.candidate) == (BARE, CARRIERSIM)
    assert (match.round_count, match.pressure.duration_s) == (11, 2)
    assert match.pressure.connection_count == 32


def test_a_self_check_plays_the_yardstick_against_itself() -> None:
    """A benchmark that tells equals apart measures itself."""
    match = match_of(parser().parse_args(["--self-check", "--quick"]))

    assert match.candidate == match.yardstick
    assert (match.round_count, match.pressure.duration_s) == (3, 1)


@pytest.mark.parametrize(
    ("asked", "yardstick", "candidate"),
    [
        ("--store memory", BARE, CARRIERSIM),
        ("--store sqlite", CARRIERSIM, on_sqlite()),
        ("--store redis", CARRIERSIM, on_redis(1)),
        ("--store redis --workers 2", on_redis(1), on_redis(2)),
    ],
)
def test_two_who_are_measured_differ_in_one_thing(
    asked: str, yardstick: Contender, candidate: Contender
) -> None:
    """In whether there is a simulator, in where it keeps what it is told, or in how many it is."""
    match = match_of(parser().parse_args(asked.split()))

    assert (match.yardstick, match.candidate) == (yardstick, candidate)


def test_several_processes_are_not_pinned_to_one_core() -> None:
    """Nor is the one that they are measured against, or it would be the pin that decides."""
    cores = match_of(parser().parse_args(["--workers", "2"])).cores

    assert (cores.server, cores.load) == (None, None)


@pytest.mark.parametrize("asked", ["--store redis", "--workers 2"])
def test_a_redis_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    """Before anything is measured, and only where it would be needed."""
    monkeypatch.setattr("shutil.which", {"wrk": "/bin/wrk"}.get)

    assert "redis-server" in (missing(parser().parse_args(asked.split())) or "")
    assert missing(parser().parse_args([])) is None


@pytest.mark.parametrize(("floor", "code"), [(None, 0), (0.45, 0), (0.5, 0), (0.51, 1)])
def test_only_a_floor_fails_a_slow_run(floor: float | None, code: int) -> None:
    """And reaching it is enough."""
    assert judge(0.5, floor) == code


@pytest.mark.parametrize("option", ["--rounds", "--seconds", "--connections"])
def test_nothing_can_be_counted_down_to_zero(option: str) -> None:
    """A median of no rounds does not exist."""
    with pytest.raises(SystemExit):
        parser().parse_args([option, "0"])
