"""What is known to be broken: it is tried like everything else, and a run fails when it is not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from contract.requirements import read_requirements
from contract.verdicts import HarnessError, Report, Verdict, Word

__all__ = ["NO_BASELINE", "Baseline", "Known", "read_baseline", "write_baseline"]

_BROKEN: Final = {Word.BROKEN, Word.WARNED, Word.FLAKY}


@dataclass(frozen=True, slots=True)
class Known:
    """A rule that is known to be broken.

    Attributes:
        reason: why that is so for now.
        expires: the last day on which it is excused, as in `2027-01-31`; empty for no end.
    """

    rule: str
    reason: str
    expires: str = ""


@dataclass(frozen=True)
class Baseline:
    """All that is known to be broken, by the ids of the rules."""

    known: Mapping[str, Known] = field(default_factory=dict)

    def applied(self, verdict: Verdict, today: str) -> Verdict:
        """Look at a verdict in the light of what is known."""
        known = self.known.get(verdict.id)
        if known is None or (known.expires and known.expires < today):
            return verdict
        if verdict.word in _BROKEN:
            why = f"known ({known.reason}): {verdict.why}"
            return Verdict(verdict.requirement, Word.KNOWN, why, verdict.evidence)
        if verdict.word is Word.KEPT:
            why = f"the baseline says that it is broken ({known.reason}), and it is kept"
            return Verdict(verdict.requirement, Word.STALE, why, verdict.evidence)
        return verdict


NO_BASELINE: Final = Baseline()


def read_baseline(file: Path) -> Baseline:
    """Read a baseline: a list of `{rule, reason, expires?}` in YAML.

    Raises:
        HarnessError: it is none; the message tells why.
    """
    try:
        entries = yaml.safe_load(file.read_text(encoding="utf-8")) or []
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise HarnessError(f"the baseline {file} cannot be read: {error}") from error
    if not isinstance(entries, list):
        raise HarnessError(f"the baseline {file} is no list of rules")
    known = [_known(file, entry) for entry in entries]
    return Baseline({one.rule: one for one in known})


def write_baseline(file: Path, report: Report) -> int:
    """Write down what a run found broken, for people to fill in why; tell how much that is."""
    broken = report.of(Word.BROKEN, Word.KNOWN)
    entries = [{"rule": one.id, "reason": one.why or "unknown"} for one in broken]
    text = yaml.safe_dump(entries, allow_unicode=True, sort_keys=False)
    file.write_text(text, encoding="utf-8")
    return len(entries)


def _known(file: Path, entry: Any) -> Known:  # noqa: ANN401 - YAML may be anything
    if not isinstance(entry, dict) or not entry.keys() <= {"rule", "reason", "expires"}:
        raise HarnessError(f"the baseline {file} has an entry that is none: {entry!r}")
    rule = str(entry.get("rule", ""))
    if rule not in read_requirements():
        raise HarnessError(f"the baseline {file} names {rule or 'no rule'}, which there is not")
    if not entry.get("reason"):
        raise HarnessError(f"the baseline {file} gives no reason for {rule}")
    return Known(rule, str(entry["reason"]), str(entry.get("expires", "")))
