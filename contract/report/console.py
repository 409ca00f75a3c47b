"""The report for whoever sits at a terminal."""

from collections import Counter
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from contract.report.data import outcome
from contract.report.sentences import explained
from contract.verdicts import Report, Verdict, Word

__all__ = ["COLOURS", "progress", "show"]

COLOURS: Final = {
    Word.KEPT: "green",
    Word.BROKEN: "bold red",
    Word.WARNED: "yellow",
    Word.NOT_APPLICABLE: "dim",
    Word.COULD_NOT_RUN: "magenta",
    Word.FLAKY: "yellow",
    Word.KNOWN: "cyan",
    Word.STALE: "bold red",
}

# These are told in full; the others are counted.
_TOLD: Final = (Word.COULD_NOT_RUN, Word.FLAKY, Word.KNOWN, Word.WARNED, Word.STALE, Word.BROKEN)


def progress(console: Console) -> Progress:
    """Make a bar that shows how far the run has come, where anybody watches."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def show(report: Report, console: Console) -> None:
    """Tell what came of a run, worst last, where the eye is."""
    for word in _TOLD:
        for verdict in report.of(word):
            _tell(verdict, report, console)
    console.print(_areas(report))
    _close(report, console)


def _tell(verdict: Verdict, report: Report, console: Console) -> None:
    first, *rest = explained(verdict, report).splitlines()
    if verdict.word is Word.COULD_NOT_RUN:
        rest = [line for line in rest if not line.startswith(("  $", "    "))]
    console.print(Text(first, style=COLOURS[verdict.word]), soft_wrap=True)
    for line in rest:
        console.print(Text(line), soft_wrap=True)
    console.print()


def _areas(report: Report) -> Table:
    """Count the verdicts of each area."""
    words = [word for word in Word if report.of(word)]
    table = Table("area", *(str(word).replace("_", " ") for word in words))
    for area in dict.fromkeys(one.requirement.area for one in report.verdicts):
        counts = Counter(one.word for one in report.verdicts if one.requirement.area == area)
        shown = (Text(str(counts[word] or ""), style=COLOURS[word]) for word in words)
        table.add_row(area, *shown)
    return table


def _close(report: Report, console: Console) -> None:
    counts = Counter(str(one.word).replace("_", " ") for one in report.verdicts)
    said = ", ".join(f"{count} {word}" for word, count in counts.items())
    colour = "green" if report.exit_status == 0 else "bold red"
    for why, count in Counter(one.why for one in report.of(Word.NOT_APPLICABLE)).most_common():
        console.print(
            f"{count} not applicable: {why}", style="dim", soft_wrap=True, highlight=False
        )
    console.print(
        f"{report.target}, profile {report.profile}, seed {report.seed}: "
        f"{report.exchange_count} calls"
        f" of {report.round_trip_ms:.1f} ms in {report.elapsed_s:.1f} s",
        highlight=False,
        soft_wrap=True,
    )
    console.print(Text(f"{outcome(report).replace('_', ' ')}: {said}", style=colour))
