"""Every mutant is found out by the rule named for it, on both implementations."""

from collections import Counter
from types import ModuleType
from typing import Final

import pytest

from contract.mutants import (
    MUTANTS,
    access,
    batches,
    envelope,
    fates,
    members,
    money,
    naming,
    once,
    orders,
    pages,
    passcodes,
    proving,
    requests,
    sending,
    silence,
    things,
)
from contract.options import Options, Profile
from contract.requirements import By, Level, read_requirements
from contract.runner import judge
from contract.verdicts import Word
from tests.contract.matrix import both, run, write
from tests.contract.otherwise import OTHERWISE, VACUOUS

pytestmark = pytest.mark.long

_RULES: Final = read_requirements()
_AREAS: Final = (
    *(access, batches, envelope, fates, members, money, naming, once, orders),
    *(pages, passcodes, proving, requests, sending, silence, things),
)


def test_every_mutant_has_a_name() -> None:
    """And no two have the same, nor is one left out of the whole."""
    names = Counter(mutant.name for mutant in MUTANTS)

    assert names.most_common(1)[0][1] == 1
    assert sum(len(area.MUTANTS) for area in _AREAS) == len(MUTANTS)
    assert all(mutant.says for mutant in MUTANTS)


def test_every_rule_has_a_mutant() -> None:
    """What Schemathesis looks for has so many forms that plain runs of it stand for them."""
    rules = _RULES.values()
    wanted = {rule.id for rule in rules if not rule.excluded and rule.by is not By.SCHEMATHESIS}

    assert {mutant.rule for mutant in MUTANTS} == wanted


@pytest.mark.parametrize("area", _AREAS, ids=lambda area: area.__name__.rpartition(".")[2])
async def test_every_lie_is_found_out(area: ModuleType) -> None:
    """By the rule named for it; the table of it all is left in `build/mutants/`."""
    async with both() as implementations:
        trials = await run(area.MUTANTS, implementations)
    write(trials, area.__name__.rpartition(".")[2])

    missed = [(trial.mutant.name, trial.words) for trial in trials if not trial.is_found_out]
    assert missed == []


async def test_the_other_gateway_chose_otherwise() -> None:
    """Where it is said so and nowhere else, so that no lie goes untold that could be told of it."""
    chosen = {rule.id for rule in _RULES.values() if rule.level is Level.CHOSEN}
    options = Options(tuple(chosen), Profile.SIMULATOR, strict=True, repeats=0)
    async with both() as (_, other):
        report = await judge(other.target(other.url, "honest"), options)

    kept = {verdict.id for verdict in report.of(Word.KEPT)}
    assert kept - VACUOUS == chosen - OTHERWISE.keys()
