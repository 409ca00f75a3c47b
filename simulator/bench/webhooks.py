"""Webhooks out: how many a server delivers to somebody who takes them at once.

Messages are accepted while their world's clock stands still. Then it passes, from behind all that
is to happen to them, and everything is due at once: each message moves, each is told of twice, and
all of it is spelled, signed, posted, and written down.
"""

import http.client
import json
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict
from functools import partial
from itertools import count, islice
from statistics import median
from typing import Any, TypeAlias

from simulator.bench.contenders import CARRIERSIM, CRIER, SINK
from simulator.bench.cores import Cores
from simulator.bench.load import LoadFailed
from simulator.bench.processes import Server, on_turn, started
from simulator.domain.value import value

__all__ = ["HEADLINE", "Round", "Told", "as_json", "median_of", "play", "row", "summary"]

TOLD_PER_MESSAGE = 2
PATIENCE_SECONDS = 60.0
SUCCESS = 2

SENDER, RECIPIENT = "+13125550002", "+1206555%04d"
BEFORE, AFTER = "2026-01-01T00:00:00Z", "2026-01-01T00:10:00Z"

READING_COLUMNS = f"{'hooks/s':>8} {'CPU us':>7} {'/CPU s':>7}"
HEADLINE = (
    f"{'':5} | {'bare, unsigned':^24} | {'carriersim, signed':^24} | {'ratio':^13}\n"
    f"{'round':>5} | {READING_COLUMNS} | {READING_COLUMNS} | {'hooks/s':>7} {'CPU':>5}"
)

# Lets go of what was made ready.
Go: TypeAlias = Callable[[], None]


@value
class Told:
    """What one contender's turn came to."""

    count: int
    duration_us: int
    cpu_us: int

    @property
    def per_second(self) -> float:
        return self.count * 1_000_000 / self.duration_us

    @property
    def cpu_us_each(self) -> float:
        return self.cpu_us / self.count


@value
class Round:
    """A turn of the yardstick and a turn of carriersim, one right after the other."""

    yardstick: Told
    candidate: Told

    @property
    def speed(self) -> float:
        return self.candidate.per_second / self.yardstick.per_second

    @property
    def cpu(self) -> float:
        return self.candidate.cpu_us_each / self.yardstick.cpu_us_each


def play(message_count: int, round_count: int, cores: Cores) -> Generator[Round]:
    """The counted rounds, as they end; one before them warms all up."""
    aside = Cores(server=cores.load, load=cores.load, remark=cores.remark)
    with ExitStack() as servers:
        sink = servers.enter_context(started(SINK, aside))
        servers.enter_context(on_turn(sink))
        crier, carrier = (servers.enter_context(started(one, cores)) for one in (CRIER, CARRIERSIM))
        rounds = map(
            Round,
            turns(crier, sink, ready_crier, message_count),
            turns(carrier, sink, ready_carrier, message_count),
        )
        yield from islice(rounds, 1, 1 + round_count)


def turns(
    server: Server, sink: Server, make_ready: Callable[[Server, str, int, int], Go], size: int
) -> Iterator[Told]:
    """One reading a turn, of as many webhooks as so many messages have."""
    url = f"http://127.0.0.1:{sink.port}/hooks"
    for turn in count():
        with on_turn(server):
            yield measured(server, sink, make_ready(server, url, turn, size), size)


def measured(server: Server, sink: Server, go: Go, message_count: int) -> Told:
    """Let go, and wait until all have been taken."""
    told_count = TOLD_PER_MESSAGE * message_count
    until = call(sink, "GET", "/count") + told_count
    spent_us, begun = server.cpu_us(), time.perf_counter()
    go()
    while call(sink, "GET", "/count") < until:
        if time.perf_counter() > begun + PATIENCE_SECONDS:
            raise LoadFailed(f"not all webhooks came\n{server.last_words()}")
        time.sleep(0.005)
    duration_us = round((time.perf_counter() - begun) * 1_000_000)
    return Told(told_count, duration_us, server.cpu_us() - spent_us)


def ready_crier(server: Server, url: str, _turn: int, message_count: int) -> Go:
    """There is nothing to be made ready."""
    told = {"url": url, "count": TOLD_PER_MESSAGE * message_count}
    return partial(call, server, "POST", "/cry", told)


def ready_carrier(server: Server, url: str, turn: int, message_count: int) -> Go:
    """Have messages accepted in a world of their own whose clock stands still."""
    world = f"hooks{turn}"
    with closing(line_to(server)) as line:
        asking = partial(ask, line, world=world)
        asking("POST", "/_sim/worlds", {"name": world, "clock": "manual"})
        asking("PUT", "/_sim/clock", {"now": BEFORE})
        asking("PUT", "/_sim/webhooks/targets", {"telnyx": {"url": url}})
        for number in range(message_count):
            text = f"Your code is {number:010}"
            asking("POST", "/v2/messages", {"from": SENDER, "to": RECIPIENT % number, "text": text})
    return partial(call, server, "PUT", "/_sim/clock", {"mode": "real", "now": AFTER}, world)


def line_to(server: Server) -> http.client.HTTPConnection:
    """A connection for one call after the other."""
    return http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_SECONDS)


def call(server: Server, method: str, path: str, body: object = None, world: str = "") -> Any:  # noqa: ANN401 - JSON
    """Ask just once."""
    with closing(line_to(server)) as line:
        return ask(line, method, path, body, world)


def ask(
    line: http.client.HTTPConnection, method: str, path: str, body: object = None, world: str = ""
) -> Any:  # noqa: ANN401 - JSON
    """Ask, and read the answer.

    Raises:
        LoadFailed: there is none, or no good one.
    """
    headers = {"Content-Type": "application/json", "X-Sim-World": world}
    headers["Authorization"] = f"Bearer KEY_{world}"
    try:
        line.request(method, path, json.dumps(body), headers)
        answer = line.getresponse()
        text = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise LoadFailed(f"{path} gave no answer: {error!r}") from error
    if answer.status // 100 != SUCCESS:
        raise LoadFailed(f"{path} answered {answer.status}: {text[:500]!r}")
    return json.loads(text) if text else None


def row(number: int, played: Round) -> str:
    """A round's line."""
    told = f"{told_cells(played.yardstick)} | {told_cells(played.candidate)}"
    return f"{number:5} | {told} | {played.speed:7.3f} {played.cpu:5.3f}"


def told_cells(told: Told) -> str:
    """Webhooks a second, what one takes of the CPU, and how many a second of it makes."""
    return f"{told.per_second:8.0f} {told.cpu_us_each:7.1f} {1_000_000 / told.cpu_us_each:7.0f}"


def median_of(rounds: Sequence[Round], member: Callable[[Round], float]) -> float:
    """The middle: a round that a neighbour on the machine spoilt decides nothing."""
    return median(member(one) for one in rounds)


def summary(rounds: Sequence[Round]) -> str:
    """The medians, in a sentence that can be quoted."""
    each_us = median_of(rounds, lambda one: one.candidate.cpu_us_each)
    return (
        f"Median of {len(rounds)}: carriersim delivers {1_000_000 / each_us:.0f} webhooks per "
        f"second of CPU, {median_of(rounds, lambda one: one.speed):.3f} times as many a second as "
        f"the bare client, at {median_of(rounds, lambda one: one.cpu):.3f} times the CPU for each."
    )


def as_json(rounds: Sequence[Round]) -> str:
    """Everything measured, for a machine to keep."""
    middle = {
        "speed": median_of(rounds, lambda one: one.speed),
        "cpu": median_of(rounds, lambda one: one.cpu),
    }
    return json.dumps(
        {"median_ratios": middle, "rounds": [asdict(one) for one in rounds]}, indent=2
    )
