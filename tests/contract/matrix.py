"""Runs mutants, each against the rule named for it, on both implementations.

`python -m tests.contract.matrix` runs them all and writes the table into `build/`.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from contract.mutants import MUTANTS, Mutant, lying
from contract.options import Options, Profile
from contract.runner import judge
from contract.target import CONTROL, Target
from contract.verdicts import Report, Verdict, Word
from simulator.settings import Settings
from tests.clients import serving
from tests.contract.other_gateway import Pace, serve
from tests.contract.otherwise import OTHERWISE
from tests.contract.plain.table import read_table

__all__ = ["Implementation", "Trial", "both", "judge_mutant", "run", "try_mutant", "write"]

ROOT: Final = Path(__file__).parents[2]
_AT_ONCE: Final = 4
# Whoever waits for something moves the time.
_PACE: Final = Pace(dispatch=4, delivery=8, review=0)


@dataclass(frozen=True)
class Implementation:
    """An implementation that serves.

    Attributes:
        open: makes a project of a name, and tells its key.
        otherwise: what it does in place of what carriersim chose, by the ids of rules. It is judged
            by all others.
    """

    name: str
    url: str
    open: Callable[[str], str]
    otherwise: Mapping[str, str] = field(default_factory=dict)

    def target(self, url: str, name: str) -> Target:
        """Tell how to judge it, or whoever stands in front of it, with projects of one's own."""
        keys = self.open(name), self.open(f"{name}x2")
        return Target(url, *keys, otp_reader=CONTROL, clock=CONTROL)


@asynccontextmanager
async def both() -> AsyncIterator[tuple[Implementation, Implementation]]:
    """Serve carriersim and the other gateway, on clocks that the judge alone moves."""
    told = {"credit": "1000", "review": "0s", "clock": "manual"}
    async with serving(Settings.model_validate(told)) as url:
        ours = Implementation("carriersim", url, "ifr_pk_proj_{}".format)
        with serve(_PACE) as other:
            other.clock.stop()
            yield ours, Implementation("other", other.url, other.open, OTHERWISE)


@dataclass(frozen=True)
class Trial:
    """A mutant, and the verdict on it of the rule named for it, by implementation.

    None stands where the implementation chose otherwise, and there is nothing to lie about. Where a
    rule is about what it does not have, such as ids of events, it is found out on the other one.

    Attributes:
        otherwise: what it does there, by implementation.
    """

    mutant: Mutant
    verdicts: Mapping[str, Verdict | None]
    otherwise: Mapping[str, str]

    @property
    def is_found_out(self) -> bool:
        words = {verdict.word for verdict in self.verdicts.values() if verdict is not None}
        return Word.BROKEN in words and words <= {Word.BROKEN, Word.NOT_APPLICABLE}

    @property
    def words(self) -> dict[str, str]:
        """Say the verdicts."""
        told = self.verdicts.items()
        return {
            name: verdict.word if verdict else f"otherwise: {self.otherwise[name]}"
            for name, verdict in told
        }


async def judge_mutant(mutant: Mutant, on: Implementation, name: str) -> Report | None:
    """Judge a mutant by the rule named for it; None where the implementation does otherwise."""
    if mutant.rule in on.otherwise:
        return None
    only = (mutant.rule, *mutant.beside)
    options = Options(only, Profile.SIMULATOR, strict=True, repeats=0, at_once=2)
    async with lying(on.url, mutant) as url:
        return await judge(on.target(url, name), options)


async def try_mutant(mutant: Mutant, on: Implementation, name: str) -> Verdict | None:
    """Find the verdict on a mutant of the rule named for it."""
    report = await judge_mutant(mutant, on, name)
    return report.verdict(mutant.rule) if report else None


async def run(mutants: Sequence[Mutant], implementations: Iterable[Implementation]) -> list[Trial]:
    """Judge all of them on all implementations."""
    places = asyncio.Semaphore(_AT_ONCE)

    async def one(index: int, mutant: Mutant) -> Trial:
        async with places:
            tried = {on.name: await try_mutant(mutant, on, f"m{index}") for on in those}
            otherwise = {on.name: on.otherwise.get(mutant.rule, "") for on in those}
            return Trial(mutant, tried, otherwise)

    those = list(implementations)
    return await asyncio.gather(*(one(index, mutant) for index, mutant in enumerate(mutants)))


def write(trials: Sequence[Trial], name: str) -> None:
    """Write a table of them into `build/mutants/`, for machines and for people.

    Beside our own verdicts stands what plain Schemathesis found, when it was last asked.
    """
    plain = read_table().words
    folder = ROOT / "build" / "mutants"
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        {
            "mutant": one.mutant.name,
            "rule": one.mutant.rule,
            "says": one.mutant.says,
            **one.words,
            "plain schemathesis": plain.get(one.mutant.name, "not asked"),
        }
        for one in trials
    ]
    (folder / f"{name}.json").write_text(json.dumps(rows, indent=1), encoding="utf-8")
    columns = list(rows[0])
    lines = [columns, ["---"] * len(columns), *([row[c] for c in columns] for row in rows)]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    (folder / f"{name}.md").write_text(f"{table}\n", encoding="utf-8")


async def _main() -> None:
    async with both() as implementations:
        trials = await run(MUTANTS, implementations)
    write(trials, "all")
    for trial in trials:
        if not trial.is_found_out:
            print(trial.mutant.rule, trial.mutant.name, trial.words)
    found = sum(trial.is_found_out for trial in trials)
    print(f"{found} of {len(trials)} mutants are found out by the rule named for them")


if __name__ == "__main__":
    asyncio.run(_main())
