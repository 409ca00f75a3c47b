"""What the checks of a run share: whom they call, numbers that none uses twice, and patience."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

from contract import wall
from contract.doors import Doors
from contract.options import Options
from contract.requirements import Need
from contract.target import Target
from contract.transport import Transport

__all__ = ["Run"]

_PATIENCE_MIN_S: Final = 2.0
_PATIENCE_MAX_S: Final = 60.0

_FAR_S: Final = 0.1

# No source lists the states. Who uses one of these words means that nothing more will happen.
_FINAL_STATES: Final = frozenset(
    {"delivered", "undelivered", "failed", "cancelled", "canceled", "suppressed", "rejected"}
)


@dataclass
class Run:
    """A run.

    Attributes:
        round_trip_s: how long a call takes, as the doctor measured it.
        delivery_s: how long a message takes to come to rest; None until it was measured.
        final_states: by which one knows that nothing more will happen to a message.
        name: a word that no other run has.
    """

    target: Target
    options: Options
    transport: Transport
    doors: Doors
    round_trip_s: float = 0.0
    delivery_s: float | None = None
    final_states: set[str] = field(default_factory=lambda: set(_FINAL_STATES))
    name: str = field(default_factory=wall.nonce)
    measuring: asyncio.Lock = field(default_factory=asyncio.Lock)
    _given: int = 0
    _named: int = 0

    def has(self, need: Need) -> bool:
        """Tell whether something is declared and allowed."""
        return need in self.target.has | self.options.allowed

    def number(self) -> str:
        """Take a number that no other check has."""
        self._given += 1
        return self.target.numbers.at(int(self.name, 16) + self._given)

    def word(self) -> str:
        """Make a word that nothing else is called."""
        self._named += 1
        return f"{self.name}{self._named:x}"

    @property
    def is_far(self) -> bool:
        """Whether a message may be on its way before a second call can reach the target."""
        return self.round_trip_s > _FAR_S

    @property
    def patience_s(self) -> float:
        """How long to wait for what takes as long as a delivery."""
        wanted = 4 * ((self.delivery_s or 0) + self.round_trip_s)
        return min(max(wanted, _PATIENCE_MIN_S), _PATIENCE_MAX_S)

    @property
    def rule_limit_s(self) -> float:
        """How long a rule may take: it makes some sixty calls, and waits a few times.

        The first ones wait, too, until somebody has seen how long a message takes.
        """
        watching_s = _PATIENCE_MAX_S if self.delivery_s is None else 0
        return 50 + watching_s + 180 * self.round_trip_s + 4 * self.patience_s
