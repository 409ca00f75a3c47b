"""Runs mutants, each against the rule named for it, on both implementations.

`python -m tests.contract.matrix` runs them all and writes the table into `build/`.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from contract.mutants import Mutant, lying
from contract.options import Options, Profile
from contract.requirements import Level, read_requirements
from contract.runner import judge
from contract.target import CONTROL, Target
from contract.verdicts import Verdict
from simulator.settings import Settings
from tests.clients import serving
from tests.contract.other_gateway import Pace, serve

__all__ = ["Implementation", "both", "run", "try_mutant"]

_AT_ONCE: Final = 4
_QUICK: Final = Pace(dispatch=0.3, delivery=0.6, review=0)


@dataclass(frozen=True)
class Implementation:
    """An implementation that serves.

    Attributes:
        profile: by which it is judged.
        open: makes a project of a name, and tells its key.
    """

    name: str
    url: str
    profile: Profile
    open: Callable[[str], str]

    def target(self, url: str, name: str) -> Target:
        """Tell how to judge it, or whoever stands in front of it, with projects of one's own."""
        keys = self.open(name), self.open(f"{name}x2")
        return Target(url, *keys, otp_reader=CONTROL, clock=CONTROL)


@asynccontextmanager
async def both() -> AsyncIterator[tuple[Implementation, Implementation]]:
    """Serve carriersim and the other gateway."""
    async with serving(Settings.model_validate({"credit": "unlimited", "review": "0s"})) as url:
        ours = Implementation("carriersim", url, Profile.SIMULATOR, "ifr_pk_proj_{}".format)
        with serve(_QUICK) as other:
            yield ours, Implementation("other", other.url, Profile.DOCUMENTED, other.open)


async def try_mutant(mutant: Mutant, on: Implementation, name: str) -> Verdict | None:
    """Judge a mutant by the rule named for it; None where the implementation owes nobody that."""
    rule = read_requirements()[mutant.rule]
    if rule.level is Level.CHOSEN and on.profile is not Profile.SIMULATOR:
        return None
    only = (mutant.rule, *mutant.beside)
    options = Options(only, on.profile, strict=True, repeats=0, at_once=2)
    async with lying(on.url, mutant) as url:
        report = await judge(on.target(url, name), options)
    return report.verdict(mutant.rule)


async def run(
    mutants: Sequence[Mutant], implementations: Iterable[Implementation]
) -> dict[tuple[str, str], Verdict | None]:
    """Judge all of them, by the names of mutant and implementation."""
    places = asyncio.Semaphore(_AT_ONCE)
    found: dict[tuple[str, str], Verdict | None] = {}

    async def one(index: int, mutant: Mutant, on: Implementation) -> None:
        async with places:
            found[mutant.name, on.name] = await try_mutant(mutant, on, f"m{index}")

    await asyncio.gather(
        *(one(i, mutant, on) for on in implementations for i, mutant in enumerate(mutants))
    )
    return found
