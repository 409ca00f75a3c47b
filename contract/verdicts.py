"""What came of each rule, and of all of them together."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from contract.requirements import Level, Requirement
from contract.steps import Step

__all__ = [
    "Broken",
    "CouldNotRun",
    "ExitStatus",
    "HarnessError",
    "NotApplicable",
    "Report",
    "Trial",
    "Verdict",
    "Word",
]


class Broken(Exception):
    """The implementation did not do what the rule says; the message tells what it did instead."""


class CouldNotRun(Exception):
    """The rule was not put to the test; the message tells why."""


class NotApplicable(Exception):
    """The target has nothing that the rule could be about; the message tells what is missing."""


class HarnessError(Exception):
    """Nothing can be judged; the message tells why."""


class Word(StrEnum):
    """What came of a rule."""

    KEPT = "kept"
    BROKEN = "broken"
    WARNED = "warned"  # an implied rule is broken
    NOT_APPLICABLE = "not_applicable"  # it needs what was not declared, or not allowed
    COULD_NOT_RUN = "could_not_run"
    FLAKY = "flaky"  # broken, and then not
    KNOWN = "known"  # broken, and in the baseline
    STALE = "stale"  # in the baseline, and not broken any more


class ExitStatus(IntEnum):
    """What a run ends with."""

    KEPT = 0
    BROKEN = 1
    HARNESS_ERROR = 2
    INCOMPLETE = 3


@dataclass(frozen=True)
class Trial:
    """What came of a check, before anybody asked how much its rule counts.

    Attributes:
        why: a sentence; empty where the rule is kept.
        evidence: the steps that show it, in their order.
    """

    word: Word
    why: str = ""
    evidence: Sequence[Step] = ()


@dataclass(frozen=True)
class Verdict:
    """What came of a rule.

    Attributes:
        why: a sentence; empty where the rule is kept.
        evidence: the steps that show it, in their order.
    """

    requirement: Requirement
    word: Word
    why: str = ""
    evidence: Sequence[Step] = ()

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.requirement.id


@dataclass(frozen=True)
class Report:
    """What came of a run.

    Attributes:
        target: the URL that was judged.
        profile: which rules counted.
        seed: repeats the run.
        strict: whether implied rules counted in full.
        round_trip_ms: how long a call took, on the average.
        elapsed_s: how long the run took.
        exchange_count: how many calls were made.
        date: the day of the run, in UTC.
        name: of the run, by which begin the words that it made up.
    """

    target: str
    profile: str
    seed: int
    strict: bool
    verdicts: Sequence[Verdict]
    round_trip_ms: float = 0
    elapsed_s: float = 0
    exchange_count: int = 0
    date: str = ""
    name: str = ""

    def verdict(self, rule: str) -> Verdict:
        """Find the verdict on a rule.

        Raises:
            KeyError: it was not asked for.
        """
        for verdict in self.verdicts:
            if verdict.id == rule:
                return verdict
        raise KeyError(rule)

    def of(self, *words: Word) -> list[Verdict]:
        """Find the verdicts of some kinds."""
        return [verdict for verdict in self.verdicts if verdict.word in words]

    @property
    def exit_status(self) -> ExitStatus:
        """Tell what to end with: that nothing is broken only if something was tried."""
        if self.of(Word.BROKEN, Word.STALE):
            return ExitStatus.BROKEN
        missing = [one for one in self.of(Word.COULD_NOT_RUN) if _is_scored(one, self.strict)]
        if missing or not self.of(Word.KEPT, Word.KNOWN, Word.WARNED, Word.FLAKY):
            return ExitStatus.INCOMPLETE
        return ExitStatus.KEPT


def _is_scored(verdict: Verdict, strict: bool) -> bool:  # noqa: FBT001 - read at its one call
    """Tell whether a rule that was not tried leaves the judgement open."""
    return strict or verdict.requirement.level is not Level.IMPLIED
