"""Judges who keeps the contract, from near and far: `python -m tests.contract.grid`.

For each seed a `carriersim serve` of its own, asked by `carriersim-contract` in each of its ways,
over each distance and behind each carrier; and the other gateway beside it. Nobody may be accused.
It takes a quarter of an hour, most of it waiting, and leaves its table in `build/grid/`.
"""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.contract.other_gateway import Pace
from tests.contract.other_gateway import serve as serve_other
from tests.processes import Server, server

__all__ = ["FRIEND", "NEIGHBOUR", "STRANGER", "Outcome", "Place", "table", "told"]

ROOT: Final = Path(__file__).parents[2]

_INNOCENT: Final = {"kept", "not_applicable"}

# These are only implied, and what cannot be tried of them leaves no judgement open.
_IMPLIED: Final = "I"


@dataclass(frozen=True)
class Way:
    """How the judge comes.

    Attributes:
        flags: beyond the URL and a key.
    """

    name: str
    flags: tuple[str, ...]


STRANGER: Final = Way("stranger", ("--profile", "documented"))
NEIGHBOUR: Final = Way("neighbour", ("--profile", "simulator"))
_DOORS: Final = ("--otp-reader", "control", "--clock", "control")
FRIEND: Final = Way("friend", ("--profile", "simulator", "--strict", *_DOORS))

# What a rule of faults makes of a world before it is judged.
_CIRCUMSTANCES: Final[Mapping[str, object]] = {
    "near": {},
    "50 ms": {"delay": "50ms"},
    "300 ms": {"delay": "300ms"},
    "slow carrier": {"deliver": {"outcome": "delivered", "after": "12s"}},
}
_PACES: Final = {"near": Pace(), "slow carrier": Pace(dispatch=4, delivery=12)}


@dataclass(frozen=True)
class Place:
    """Where a judge is sent, and how.

    Attributes:
        whom: carriersim, or the other gateway.
        circumstance: how far away it is, or how slow its carrier.
        seed: the server's, where it has one, and the judge's.
        keys: of two projects that are nobody else's.
    """

    whom: str
    way: Way
    circumstance: str
    seed: int
    url: str
    keys: tuple[str, str]

    @property
    def row(self) -> tuple[str, str, str]:
        """Tell all but the seed."""
        return self.whom, self.way.name, self.circumstance

    @property
    def flags(self) -> tuple[str, ...]:
        """Write how the judge is called."""
        key, key2 = self.keys
        second = ("--key2", key2) if self.way is FRIEND else ()
        seed = str(self.seed)
        return ("--url", self.url, "--key", key, *second, *self.way.flags, "--seed", seed)


@dataclass(frozen=True)
class Outcome:
    """What a judge came back with.

    Attributes:
        status: what the command ended with.
        kept: how many rules were kept.
        open: how many could not be tried. Those that are only implied are no reason to end with 3.
        accused: the rules that were broken, flaky, warned of, or left open, each with the reason.
    """

    place: Place
    status: int
    kept: int = 0
    open: int = 0
    elapsed_s: float = 0
    accused: Sequence[str] = ()

    @property
    def is_acquitted(self) -> bool:
        return self.status == 0 and self.kept > 0 and not self.accused


def told(place: Place, status: int, report: Mapping[str, Any]) -> Outcome:
    """Read a report in JSON; an empty one where none was written."""
    counts = report.get("counts", {})
    accused = [
        f"{one['id']} {one['verdict']}: {one['why']}"
        for one in report.get("verdicts", ())
        if one["verdict"] not in _INNOCENT and not _is_excused(one)
    ]
    kept, left_open = counts.get("kept", 0), counts.get("could_not_run", 0)
    return Outcome(place, status, kept, left_open, report.get("elapsed_s", 0.0), accused)


def _is_excused(one: Mapping[str, Any]) -> bool:
    return (one["verdict"], one["level"]) == ("could_not_run", _IMPLIED)


def table(outcomes: Sequence[Outcome]) -> str:
    """Write a line for whom, how and from where, with what each seed came to."""
    lines = [
        "| whom | way | where | ended with | rules kept | could not be tried | seconds |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row, group in groupby(outcomes, lambda one: one.place.row):
        alike = list(group)
        cells = (
            *row,
            " ".join(str(one.status) if one.is_acquitted else f"**{one.status}**" for one in alike),
            _span([one.kept for one in alike]),
            _span([one.open for one in alike]),
            _span([round(one.elapsed_s) for one in alike]),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _span(numbers: Sequence[int]) -> str:
    least, most = min(numbers), max(numbers)
    return str(least) if least == most else f"{least} to {most}"


def main() -> None:
    """Send the judge everywhere."""
    parser = argparse.ArgumentParser(prog="python -m tests.contract.grid")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--at-once", type=int, default=6, help="most of the time they wait")
    parser.add_argument("--only", default="", help="part of a place's name, such as '300 ms'")
    flags = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # or it would leave its servers behind
    with ExitStack() as served, TemporaryDirectory() as folder:
        places = [*_ours(flags.seeds, Path(folder), served), *_others(flags.seeds, served)]
        chosen = [one for one in places if flags.only in " ".join(one.row)]
        outcomes = asyncio.run(_judge_all(chosen, flags.at_once, Path(folder)))
    _write(outcomes)
    sys.exit(not all(one.is_acquitted for one in outcomes))


def _ours(seeds: Sequence[int], folder: Path, served: ExitStack) -> Iterator[Place]:
    servers = {seed: served.enter_context(server(folder, "--seed", str(seed))) for seed in seeds}
    for way in (STRANGER, NEIGHBOUR, FRIEND):
        for circumstance, effect in _CIRCUMSTANCES.items():
            for seed, one in servers.items():
                name = f"{way.name}{''.join(filter(str.isalnum, circumstance))}"
                worlds = name, f"{name}2"
                for world in worlds:
                    _arrange(one, world, effect)
                key, key2 = (f"ifr_pk_proj_{world}" for world in worlds)
                yield Place("carriersim", way, circumstance, seed, one.url, (key, key2))


def _arrange(one: Server, world: str, effect: object) -> None:
    rules = [{"match": {}, "then": effect}] if effect else []
    status, answer = one.call("PUT", "/_sim/faults", {"rules": rules}, key=world)
    assert status == 200, answer


def _others(seeds: Sequence[int], served: ExitStack) -> Iterator[Place]:
    for circumstance, pace in _PACES.items():
        other = served.enter_context(serve_other(pace))
        for seed in seeds:
            keys = other.open(f"judged{seed}"), other.open(f"beside{seed}")
            yield Place("the other gateway", STRANGER, circumstance, seed, other.url, keys)


async def _judge_all(places: Sequence[Place], at_once: int, folder: Path) -> list[Outcome]:
    turns = asyncio.Semaphore(at_once)

    async def judge(index: int, place: Place) -> Outcome:
        async with turns:
            outcome = await _judge(place, folder / f"{index}.json")
        said = "acquitted" if outcome.is_acquitted else f"ended with {outcome.status}"
        print(f"{' '.join(place.row)}, seed {place.seed}: {said}", *outcome.accused, flush=True)
        return outcome

    return await asyncio.gather(*(judge(index, place) for index, place in enumerate(places)))


async def _judge(place: Place, file: Path) -> Outcome:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "contract", *place.flags, "--report", f"json={file}"),
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
    )
    status = await process.wait()
    return told(place, status, _read(file))


def _read(file: Path) -> Mapping[str, Any]:
    """Read what a judge has written, if it came so far."""
    report: Mapping[str, Any] = json.loads(file.read_bytes()) if file.exists() else {}
    return report


def _write(outcomes: Sequence[Outcome]) -> None:
    folder = ROOT / "build" / "grid"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "grid.md").write_text(table(outcomes), encoding="utf-8")
    print(table(outcomes))
    acquitted = sum(one.is_acquitted for one in outcomes)
    print(f"{acquitted} of {len(outcomes)} times nobody was accused, and nothing was left open")


if __name__ == "__main__":
    main()
