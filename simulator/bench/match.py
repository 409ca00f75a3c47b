"""A match: two servers, both up from first to last, taking turns under the same load."""

from collections.abc import Generator, Iterator
from contextlib import ExitStack
from itertools import count, islice

from simulator.bench.contenders import Contender
from simulator.bench.cores import Cores
from simulator.bench.load import Load, LoadFailed, Pressure, apply, ask_once
from simulator.bench.processes import Server, on_turn, started
from simulator.bench.rounds import Reading, Round
from simulator.bench.workloads import Workload
from simulator.domain.value import value

__all__ = ["Match", "play"]

# More than a turn can send, so that no turn repeats a body of another.
SEQUENCE_NUMBERS_PER_TURN = 1_000_000


@value
class Match:
    """Who is measured against whom, doing what, and how."""

    yardstick: Contender
    candidate: Contender
    workload: Workload
    pressure: Pressure
    round_count: int
    cores: Cores


def play(match: Match) -> Generator[Round]:
    """The counted rounds, as they end; one before them warms both servers up."""
    with ExitStack() as servers:
        yardstick, candidate = (
            servers.enter_context(started(contender, match.cores))
            for contender in (match.yardstick, match.candidate)
        )
        rounds = map(Round, turns(yardstick, match), turns(candidate, match))
        yield from islice(rounds, 1, 1 + match.round_count)


def turns(server: Server, match: Match) -> Iterator[Reading]:
    """One reading a turn, the first after one request by hand.

    CPU time counts from the end of the turn before: work that a server puts off is its own.
    """
    with on_turn(server):
        ask_once(match.workload, server.port)
    spent_us = server.cpu_us()
    for turn in count():
        with on_turn(server):
            load = pressed(server, match, sequence=1 + turn * SEQUENCE_NUMBERS_PER_TURN)
        now_us = server.cpu_us()
        yield Reading(load, cpu_us=now_us - spent_us)
        spent_us = now_us


def pressed(server: Server, match: Match, sequence: int) -> Load:
    """A turn's load; when it fails, the server is heard."""
    try:
        return apply(
            match.workload, server.port, match.pressure, core=match.cores.load, sequence=sequence
        )
    except LoadFailed as failure:
        words = server.last_words()
        raise LoadFailed(f"{server.contender.name}: {failure}\n{words}".rstrip()) from failure
