"""What became better and what worse between two runs."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from contract.report.data import SCHEMA
from contract.verdicts import HarnessError, Word

__all__ = ["Difference", "compare"]

# Verdicts by how good they are to have.
_RANK: Final = {
    Word.KEPT: 0,
    Word.NOT_APPLICABLE: 1,
    Word.KNOWN: 2,
    Word.WARNED: 3,
    Word.FLAKY: 3,
    Word.COULD_NOT_RUN: 4,
    Word.STALE: 5,
    Word.BROKEN: 6,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two reports."""

    text: str
    is_worse: bool


def compare(before: Path, after: Path) -> Difference:
    """Compare two reports in JSON.

    Raises:
        HarnessError: one of them is none.
    """
    earlier, later = _read(before), _read(after)
    worse = list(_moves(earlier, later, "worse", 1))
    better = list(_moves(earlier, later, "better", -1))
    there = [f"new     {rule}: {later[rule]}" for rule in later.keys() - earlier.keys()]
    gone = [f"gone    {rule}: was {earlier[rule]}" for rule in earlier.keys() - later.keys()]
    lines = [*worse, *better, *sorted(there), *sorted(gone)]
    return Difference("\n".join(lines) or "no verdict differs", bool(worse))


def _moves(
    earlier: Mapping[str, Word], later: Mapping[str, Word], word: str, sign: int
) -> Iterator[str]:
    for rule, now in later.items():
        was = earlier.get(rule, now)
        if (_RANK[now] - _RANK[was]) * sign > 0:
            yield f"{word:7} {rule}: {was} -> {now}"


def _read(file: Path) -> dict[str, Word]:
    try:
        document: Any = json.loads(file.read_text(encoding="utf-8"))
        if document["schema"] != SCHEMA:
            raise HarnessError(f"{file} is a report of another version: {document['schema']}")
        return {one["id"]: Word(one["verdict"]) for one in document["verdicts"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HarnessError(f"{file} is no report in JSON: {error}") from error
