"""The report for summaries of CI: a table of what needs attention, and the counts."""

from collections import Counter
from typing import Final

from contract.report.data import outcome
from contract.verdicts import Report, Verdict, Word

__all__ = ["render"]

_SHOWN: Final = (
    *(Word.BROKEN, Word.STALE, Word.COULD_NOT_RUN, Word.FLAKY, Word.WARNED, Word.KNOWN),
)
_ROWS_MAX: Final = 100


def render(report: Report) -> str:
    """Write the report."""
    counts = Counter(str(one.word).replace("_", " ") for one in report.verdicts)
    lines = [
        f"## Contract of the gateway: {outcome(report).replace('_', ' ')}",
        "",
        f"`{report.target}`, profile {report.profile}, seed {report.seed}, {report.date}: "
        + ", ".join(f"{count} {word}" for word, count in counts.items()),
        "",
    ]
    shown = report.of(*_SHOWN)
    if shown:
        lines += ["| verdict | rule | expected | found |", "| --- | --- | --- | --- |"]
        lines += [_row(one) for one in sorted(shown, key=lambda one: _SHOWN.index(one.word))]
        lines = [*lines[: _ROWS_MAX + 6]]
    return "\n".join([*lines, ""])


def _row(one: Verdict) -> str:
    rule = one.requirement
    cells = (str(one.word).replace("_", " "), f"`{rule.id}`", rule.says, one.why)
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
