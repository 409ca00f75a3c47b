"""What the terminal shows: a table that grows by a line a round, or one JSON object."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from simulator.bench.match import Match
from simulator.bench.rounds import Ratios, Reading, Round, median_ratios, ratios

__all__ = ["as_json", "headline", "row", "summary"]

READING_COLUMNS = f"{'req/s':>8} {'CPU us':>7} {'p50 us':>7} {'p99 us':>7}"
RATIO_COLUMNS = f"{'req/s':>6} {'CPU':>6} {'p50':>6} {'p99':>6}"


def headline(match: Match) -> str:
    """What is measured, and the table's head."""
    pressure, workload = match.pressure, match.workload
    conditions = (
        f"{workload.method} {workload.path}, {pressure.connection_count} connections, "
        f"{match.round_count} rounds of {pressure.duration_s} s; {match.cores.remark}"
    )
    names = f"{match.yardstick.name:^32} | {match.candidate.name:^32} | {'ratio':^27}".rstrip()
    columns = f"{READING_COLUMNS} | {READING_COLUMNS} | {RATIO_COLUMNS}"
    return f"{conditions}\n\n{'':5} | {names}\n{'round':>5} | {columns}"


def row(number: int, played: Round) -> str:
    """A round's line."""
    yardstick, candidate = reading_cells(played.yardstick), reading_cells(played.candidate)
    return f"{number:5} | {yardstick} | {candidate} | {ratio_cells(ratios(played))}"


def reading_cells(reading: Reading) -> str:
    """Speed, CPU time per request, latencies."""
    load = reading.load
    return (
        f"{load.requests_per_second:8.0f} {reading.cpu_us_per_request:7.1f} "
        f"{load.p50_us:7} {load.p99_us:7}"
    )


def ratio_cells(shown: Ratios) -> str:
    """The same four as multiples."""
    return f"{shown.speed:6.3f} {shown.cpu:6.3f} {shown.p50:6.3f} {shown.p99:6.3f}"


def summary(match: Match, rounds: Sequence[Round]) -> str:
    """The medians, in a sentence that can be quoted."""
    middle = median_ratios(rounds)
    speeds = [ratios(played).speed for played in rounds]
    return (
        f"Median of {len(rounds)}: {match.candidate.name} answers {middle.speed:.3f} times "
        f"the requests per second of {match.yardstick.name} ({min(speeds):.3f} to "
        f"{max(speeds):.3f}), at {middle.cpu:.3f} times the CPU per request and "
        f"{middle.p99:.3f} times the p99."
    )


def as_json(match: Match, rounds: Sequence[Round]) -> str:
    """Everything measured, for a machine to keep."""
    return json.dumps(
        {
            "workload": match.workload.name,
            "yardstick": match.yardstick.name,
            "candidate": match.candidate.name,
            "pressure": asdict(match.pressure),
            "cores": asdict(match.cores),
            "median_ratios": asdict(median_ratios(rounds)),
            "rounds": [asdict(played) | {"ratios": asdict(ratios(played))} for played in rounds],
        },
        indent=2,
    )
