"""A verdict in sentences: what was expected, who says so, what came, and how to see it again."""

from collections.abc import Iterator
from typing import Final

from contract.story import Line, story
from contract.verdicts import Report, Verdict

__all__ = ["answer_of", "explained", "lines_of"]

_ANSWER_MAX: Final = 400


def explained(verdict: Verdict, report: Report) -> str:
    """Explain a verdict of a report."""
    return "\n".join(_lines(verdict, report))


def lines_of(verdict: Verdict, report: Report) -> list[Line]:
    """Write the lines for a shell that show what a verdict says."""
    return story(verdict.evidence, report.target, report.name)


def answer_of(line: Line) -> str:
    """Tell what was answered, as far as one wants to read it; nothing, where nobody was asked."""
    text = line.answer[:_ANSWER_MAX].decode(errors="replace")
    more = " ..." if len(line.answer) > _ANSWER_MAX else ""
    return f"{line.status or ''} {text}{more}".strip()


def _lines(verdict: Verdict, report: Report) -> Iterator[str]:
    rule = verdict.requirement
    yield f"{rule.id} ({rule.level}): {verdict.word}"
    yield f"  expected: {rule.says}"
    yield f"  source:   {rule.origin}"
    if verdict.why:
        yield f"  found:    {verdict.why}"
    for line in lines_of(verdict, report):
        yield f"  $ {line.text}"
        if answer := answer_of(line):
            yield f"    {answer}"
