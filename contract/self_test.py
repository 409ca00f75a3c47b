"""Tries the suite itself: gateways that lie in one way have to be found out, by the rule named.

The target is an honest implementation; each mutant stands in front of it, and tells one lie.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from contract.doctor import missing
from contract.mutants import MUTANTS, Mutant, lying
from contract.options import Options
from contract.report.console import COLOURS, progress
from contract.requirements import read_requirements
from contract.runner import judge
from contract.target import Target
from contract.verdicts import ExitStatus, Verdict, Word

__all__ = ["chosen", "self_test", "try_mutant"]

_NOT_TRIED: Final = {
    Word.COULD_NOT_RUN: "could not be tried",
    Word.NOT_APPLICABLE: "cannot be told of this target",
}


async def self_test(target: Target, options: Options, console: Console) -> ExitStatus:
    """Judge the target through each lie, and tell what was found out.

    Args:
        target: an honest implementation.
        options: which rules, and how; each mutant is judged by the rule named for it, strictly.
        console: where to tell.

    Returns:
        KEPT where all lies that can be told were found out, BROKEN where one was not, INCOMPLETE
        where one was not tried, or none was told.

    Raises:
        HarnessError: there is nobody to judge.
    """
    mutants = chosen(target, options)
    verdicts = []
    with progress(console) as bar:
        task = bar.add_task("mutants", total=len(mutants))
        for mutant in mutants:
            bar.update(task, advance=1, description=mutant.name)
            verdicts.append(await try_mutant(mutant, target, options))
    tried = list(zip(mutants, verdicts, strict=True))
    console.print(_table(tried))
    for line in _sums(verdicts):
        console.print(line, highlight=False)
    return _status(verdicts)


def _sums(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Say how many lies were found out, and what became of the others."""
    found = sum(verdict.word is Word.BROKEN for verdict in verdicts)
    yield f"{found} of {len(verdicts)} lies were found out by the rules named for them"
    for word, said in _NOT_TRIED.items():
        reasons = Counter(verdict.why for verdict in verdicts if verdict.word is word)
        for why, count in reasons.most_common():
            yield f"{count} {said}: {why}"


def _status(verdicts: Sequence[Verdict]) -> ExitStatus:
    words = {verdict.word for verdict in verdicts} - {Word.NOT_APPLICABLE}
    if words - {Word.BROKEN, Word.COULD_NOT_RUN}:
        return ExitStatus.BROKEN
    return ExitStatus.KEPT if words == {Word.BROKEN} else ExitStatus.INCOMPLETE


def chosen(target: Target, options: Options) -> list[Mutant]:
    """Choose the mutants whose rules count, and can be put to the test."""
    rules = {rule.id: rule for rule in options.chosen(read_requirements().values())}
    return [
        mutant
        for mutant in MUTANTS
        if mutant.rule in rules and not missing(rules[mutant.rule], target, options)
    ]


async def try_mutant(mutant: Mutant, target: Target, options: Options) -> Verdict:
    """Judge a mutant by the rule named for it."""
    only = (mutant.rule, *mutant.beside)
    strict = replace(options, only=only, strict=True, repeats=0)
    async with lying(target.url, mutant) as url:
        report = await judge(replace(target, url=url), strict)
    return report.verdict(mutant.rule)


def _table(tried: list[tuple[Mutant, Verdict]]) -> Table:
    """Show all mutants, those that were not found out last."""
    table = Table("rule", "lie", "verdict")
    for mutant, verdict in sorted(tried, key=lambda one: one[1].word is not Word.BROKEN):
        word = Text(str(verdict.word).replace("_", " "), style=COLOURS[verdict.word])
        table.add_row(mutant.rule, mutant.says, word)
    return table
