"""`python -m simulator.bench`: sends per second, or webhooks, side by side.

Exit codes: 0 measured, 1 below the floor or a round failed, 2 something is missing here.
"""

import argparse
import shutil
import signal
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from pathlib import Path
from types import FrameType
from typing import TypeVar

from simulator.bench import webhooks
from simulator.bench.contenders import BARE, CARRIERSIM, Contender, on_redis, on_sqlite
from simulator.bench.cores import allowed_cores, choose_cores
from simulator.bench.load import LoadFailed, Pressure
from simulator.bench.match import Match, play
from simulator.bench.processes import ServerFailed
from simulator.bench.redis import CannotStartRedis, has_redis
from simulator.bench.report import as_json, headline, row, summary
from simulator.bench.rounds import Round, median_ratios
from simulator.bench.workloads import SEND

__all__ = ["main"]

T = TypeVar("T")

OK, FAILED, NOT_EQUIPPED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, judge."""
    signal.signal(signal.SIGTERM, leave)
    options = parser().parse_args(arguments)
    if lack := missing(options):
        print(lack, file=sys.stderr)
        return NOT_EQUIPPED
    try:
        speed = speed_of_webhooks(options) if options.what == "webhooks" else speed_of(options)
    except (CannotStartRedis, LoadFailed, ServerFailed) as failure:
        print(f"The benchmark failed. {failure}", file=sys.stderr)
        return FAILED
    return judge(speed, options.floor)


def speed_of(options: argparse.Namespace) -> float:
    """Measure sends, and tell the median ratio."""
    match = match_of(options)
    rounds = watch(match, quiet=options.json)
    print(as_json(match, rounds) if options.json else f"\n{summary(match, rounds)}")
    return median_ratios(rounds).speed


def speed_of_webhooks(options: argparse.Namespace) -> float:
    """Measure webhooks, and tell the median ratio."""
    round_count = 3 if options.quick else options.rounds
    playing = webhooks.play(options.messages, round_count, choose_cores(allowed_cores()))
    if options.json:
        rounds = list(playing)
        print(webhooks.as_json(rounds))
    else:
        print(webhooks.HEADLINE, flush=True)
        rounds = shown(playing, webhooks.row)
        print(f"\n{webhooks.summary(rounds)}")
    return webhooks.median_of(rounds, lambda one: one.speed)


def leave(_signal: int, _frame: FrameType | None) -> None:
    """Turn SIGTERM into an exception, so that every server is stopped on the way out."""
    sys.exit(FAILED)


def parser() -> argparse.ArgumentParser:
    """The options; their defaults are the protocol that README.md explains."""
    options = argparse.ArgumentParser(
        prog="python -m simulator.bench",
        description="Sends per second: with the memory store side by side with a bare aiohttp "
        "handler, with another store side by side with memory, by several workers side by side "
        "with one.",
    )
    add = options.add_argument
    add("what", choices=("sends", "webhooks"), default="sends", nargs="?", help="(sends)")
    add("--rounds", type=positive, default=11, help="rounds that count (default 11)")
    add("--seconds", type=positive, default=2, help="length of a turn (default 2)")
    add("--messages", type=positive, default=2_000, help="whose webhooks are a turn (default 2000)")
    add("--connections", type=positive, default=32, help="kept alive (default 32)")
    add("--quick", action="store_true", help="3 rounds of 1 s: a hint, not a result")
    add("--floor", type=float, metavar="RATIO", help="exit 1 if the median speed is below this")
    add("--store", choices=("memory", "sqlite", "redis"), default="memory", help="whose (memory)")
    add("--workers", type=positive, default=1, help="by so many processes; they take a Redis (1)")
    add("--self-check", action="store_true", help="bare against bare: should show about 1.0")
    add("--json", action="store_true", help="print one JSON object instead of the table")
    return options


def positive(text: str) -> int:
    """A count that may not be zero."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def missing(options: argparse.Namespace) -> str | None:
    """What this machine lacks to measure, in a sentence."""
    if options.what == "sends" and shutil.which("wrk") is None:
        return "The benchmark needs wrk: apt-get install wrk, or brew install wrk."
    is_plain = options.store == "memory" and options.workers == 1 and not options.self_check
    if options.what == "webhooks" and not is_plain:
        return "Webhooks are measured with the memory store, of one process, beside a bare client."
    if not Path("/proc/self/stat").exists():
        return "The benchmark reads CPU times from /proc, which only Linux has."
    if (options.store == "redis" or options.workers > 1) and not has_redis():
        return "This measurement needs redis-server: apt-get install redis-server."
    return None


def match_of(options: argparse.Namespace) -> Match:
    """The match that was asked for."""
    round_count, duration_s = (3, 1) if options.quick else (options.rounds, options.seconds)
    yardstick, candidate = contenders_of(options)
    return Match(
        yardstick=yardstick,
        candidate=yardstick if options.self_check else candidate,
        workload=SEND,
        pressure=Pressure(connection_count=options.connections, duration_s=duration_s),
        round_count=round_count,
        cores=choose_cores(allowed_cores(), server_count=options.workers),
    )


def contenders_of(options: argparse.Namespace) -> tuple[Contender, Contender]:
    """Yardstick and candidate, which differ in one thing: store, number, or being there at all."""
    if options.workers > 1:
        return on_redis(1), on_redis(options.workers)
    match options.store:
        case "sqlite":
            return CARRIERSIM, on_sqlite()
        case "redis":
            return CARRIERSIM, on_redis(1)
        case _:
            return BARE, CARRIERSIM


def watch(match: Match, *, quiet: bool) -> list[Round]:
    """Play the match, showing each round as it ends."""
    if quiet:
        return list(play(match))
    print(headline(match), flush=True)
    return shown(play(match), row)


def shown(playing: Generator[T], line: Callable[[int, T], str]) -> list[T]:
    """Show each round as it ends."""
    rounds = []
    with closing(playing):  # or an interrupt here would leave the servers up
        for number, played in enumerate(playing, start=1):
            print(line(number, played), flush=True)
            rounds.append(played)
    return rounds


def judge(speed: float, floor: float | None) -> int:
    """The exit code for a median speed, with a sentence when it is too low."""
    if floor is None or speed >= floor:
        return OK
    print(f"The median speed {speed:.3f} is below the floor of {floor:.3f}.", file=sys.stderr)
    return FAILED


if __name__ == "__main__":
    sys.exit(main())
