"""How to judge."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from contract.requirements import By, Level, Need, Requirement

__all__ = ["Options", "Profile"]


class Profile(StrEnum):
    """Which rules count."""

    DOCUMENTED = "documented"  # what the vendor says, and what follows from it
    SIMULATOR = "simulator"  # what carriersim chose, too


@dataclass(frozen=True)
class Options:
    """How to judge.

    Attributes:
        only: ids of rules, or what they begin with; empty for all.
        profile: which rules count.
        strict: whether what breaks an implied rule breaks the contract.
        read_only: whether nothing may be made or changed.
        no_cost: whether no message may be sent.
        seed: repeats a run.
        budget_s: seconds after which no further rule is begun.
        rps: calls a second, at the most; 0 for any number.
        repeats: how often a broken rule is tried again, to tell a broken one from a flaky one.
        at_once: how many rules are checked at the same time.
        engines: who checks.
        timeout_s: how long to wait for an answer.
    """

    only: tuple[str, ...] = ()
    profile: Profile = Profile.DOCUMENTED
    strict: bool = False
    read_only: bool = False
    no_cost: bool = False
    seed: int = 0
    budget_s: float = 600
    rps: float = 0
    repeats: int = 2
    at_once: int = 8
    engines: frozenset[By] = frozenset(By)
    timeout_s: float = 30

    @property
    def allowed(self) -> frozenset[Need]:
        """What checks may do."""
        if self.read_only:
            return frozenset()
        return frozenset({Need.WRITES} if self.no_cost else {Need.WRITES, Need.MONEY})

    def chosen(self, rules: Iterable[Requirement]) -> list[Requirement]:
        """Choose the rules that count and were asked for, by an id or all of it up to a hyphen."""
        beginnings = tuple(f"{word.rstrip('-')}-" for word in self.only)
        return [
            rule
            for rule in rules
            if not self.only or rule.id in self.only or rule.id.startswith(beginnings)
            if self._counts(rule)
        ]

    def _counts(self, rule: Requirement) -> bool:
        is_ours = rule.level is Level.CHOSEN
        return not rule.excluded and (not is_ours or self.profile is Profile.SIMULATOR)
