"""The report as a page: one file that needs no other, and reads on a phone."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from contract.document import read_document
from contract.report.data import outcome
from contract.report.sentences import answer_of, lines_of
from contract.verdicts import Report, Verdict, Word

__all__ = ["render"]

# The worst that was found about an operation in an area is what its cell shows.
_WORST: Final = (
    *(Word.BROKEN, Word.STALE, Word.COULD_NOT_RUN, Word.FLAKY, Word.WARNED, Word.KNOWN),
    *(Word.KEPT, Word.NOT_APPLICABLE),
)
# Nobody opens a report for these; they come after everything else.
_CALM: Final = frozenset({Word.KEPT, Word.NOT_APPLICABLE})


def render(report: Report) -> str:
    """Write the page."""
    areas = list(dict.fromkeys(one.requirement.area for one in report.verdicts))
    told = {word: found for word in _WORST if (found := report.of(word))}
    return _template().render(
        report=report,
        outcome=outcome(report),
        told=told,
        noticed={word: found for word, found in told.items() if word not in _CALM},
        calm={word: found for word, found in told.items() if word in _CALM},
        areas=areas,
        matrix=_matrix(report.verdicts, areas),
        answer_of=answer_of,
        lines_of=lines_of,
    )


def _matrix(
    verdicts: Sequence[Verdict], areas: Sequence[str]
) -> Mapping[str, Sequence[tuple[Word, int] | None]]:
    """Find for each operation and area the worst verdict, and how many rules there are."""
    rows: dict[str, list[tuple[Word, int] | None]] = {}
    for operation in read_document().operations:
        about = [one for one in verdicts if operation in one.requirement.operations]
        row = [_cell([one for one in about if one.requirement.area == area]) for area in areas]
        if any(row):
            rows[operation] = row
    return rows


def _cell(verdicts: Sequence[Verdict]) -> tuple[Word, int] | None:
    if not verdicts:
        return None
    return min((one.word for one in verdicts), key=_WORST.index), len(verdicts)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("contract.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2")
