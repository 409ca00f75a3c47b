"""What was done for a verdict besides calling the gateway: doors that were used, and time."""

from dataclasses import dataclass, replace
from typing import TypeAlias

from contract.exchange import Exchange

__all__ = ["Errand", "Pause", "Step"]


@dataclass(frozen=True)
class Errand:
    """A command of the user's that was run.

    Attributes:
        line: as one writes it in a shell.
        answer: what it printed.
    """

    line: str
    answer: bytes


@dataclass(frozen=True)
class Pause:
    """Time that was left to pass.

    Attributes:
        seconds: how much.
        moved: the call that moved the target's clock; None where it was waited for.
    """

    seconds: float
    moved: Exchange | None = None

    def and_then(self, other: "Pause") -> "Pause":
        """Put two pauses into one."""
        return replace(self, seconds=self.seconds + other.seconds)


Step: TypeAlias = Exchange | Errand | Pause
"""What one does to see again what a verdict says."""
