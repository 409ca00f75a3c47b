"""The report for programs: one JSON document, whose shape has a version."""

import json
from collections import Counter
from typing import Any, Final

from contract.report.sentences import lines_of
from contract.story import Line
from contract.verdicts import ExitStatus, Report, Verdict

__all__ = ["SCHEMA", "document", "outcome", "render"]

# The number rises when a member goes or changes its meaning, not when one is added.
SCHEMA: Final = "carriersim-contract/1"

_ANSWER_MAX: Final = 4096


def render(report: Report) -> str:
    """Write the report."""
    return json.dumps(document(report), indent=1, ensure_ascii=False) + "\n"


def outcome(report: Report) -> str:
    """Name what came of the run as a whole."""
    return ExitStatus(report.exit_status).name.lower()


def document(report: Report) -> dict[str, Any]:
    """Make the document of a report.

    Its members: `schema`, `outcome` (kept, broken, incomplete), `exit_status`, `target`, `profile`,
    `strict`, `seed`, `date`, `round_trip_ms`, `elapsed_s`, `exchange_count`, `counts` of verdicts
    by their words, and `verdicts`, each with `id`, `area`, `level`, `says`, `source`, `quotes`,
    `operations`, `verdict`, `why` and `evidence`: the lines for a shell that show it, each with
    `curl`, `status` (0 where it makes no call) and `answer`.
    """
    return {
        "schema": SCHEMA,
        "outcome": outcome(report),
        "exit_status": int(report.exit_status),
        "target": report.target,
        "profile": str(report.profile),
        "strict": report.strict,
        "seed": report.seed,
        "date": report.date,
        "round_trip_ms": round(report.round_trip_ms, 3),
        "elapsed_s": round(report.elapsed_s, 3),
        "exchange_count": report.exchange_count,
        "counts": dict(sorted(Counter(str(one.word) for one in report.verdicts).items())),
        "verdicts": [_verdict(report, one) for one in report.verdicts],
    }


def _verdict(report: Report, one: Verdict) -> dict[str, Any]:
    rule = one.requirement
    return {
        "id": rule.id,
        "area": rule.area,
        "level": str(rule.level),
        "says": rule.says,
        "source": rule.source,
        "quotes": list(rule.quotes),
        "operations": list(rule.operations),
        "verdict": str(one.word),
        "why": one.why,
        "evidence": [_line(line) for line in lines_of(one, report)],
    }


def _line(one: Line) -> dict[str, Any]:
    return {
        "curl": one.text,
        "status": one.status,
        "answer": one.answer[:_ANSWER_MAX].decode(errors="replace"),
    }
