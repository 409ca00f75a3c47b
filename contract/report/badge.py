"""A badge, as shields.io draws it from JSON."""

import json
from typing import Final

from contract.report.data import outcome
from contract.verdicts import Report, Word

__all__ = ["render"]

_COLOURS: Final = {"kept": "brightgreen", "broken": "red", "incomplete": "yellow"}


def render(report: Report) -> str:
    """Write the badge."""
    word = outcome(report)
    kept, counted = len(report.of(Word.KEPT)), len(report.verdicts)
    counted -= len(report.of(Word.NOT_APPLICABLE))
    badge = {
        "schemaVersion": 1,
        "label": "gateway contract",
        "message": f"{word}, {kept} of {counted} rules",
        "color": _COLOURS[word],
    }
    return json.dumps(badge) + "\n"
