"""Whom we judge, and what we may ask of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from contract.requirements import Need

__all__ = ["CONTROL", "Numbers", "Target"]

# By this word a door is the control API of carriersim, or of whoever has one like it.
CONTROL: Final = "control"

# Nobody has these: 555-0100 to 555-0199 are kept for fiction in each area of North America.
_AREAS: Final = (
    *("201", "202", "203", "205", "206", "207", "208", "209", "210", "212", "213", "214"),
    *("215", "216", "217", "218", "219", "224", "225", "228", "229", "231", "234", "239"),
)
_FICTITIOUS: Final = tuple(f"+1{area}55501xx" for area in _AREAS)


@dataclass(frozen=True)
class Numbers:
    """The numbers that messages may be sent to.

    Attributes:
        ranges: each a number in which `x` stands for any digit.
    """

    ranges: Sequence[str] = _FICTITIOUS

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(10 ** one.count("x") for one in self.ranges)

    def at(self, index: int) -> str:
        """Tell one of them; after the last one comes the first one again."""
        index %= self.count
        for one in self.ranges:
            width = one.count("x")
            if index < 10**width:
                return self._filled(one, f"{index:0{width}}" if width else "")
            index -= 10**width
        raise IndexError(index)

    @staticmethod
    def _filled(pattern: str, digits: str) -> str:
        rest = iter(digits)
        return "".join(next(rest) if one == "x" else one for one in pattern)


@dataclass(frozen=True)
class Target:
    """An implementation of the gateway.

    Attributes:
        url: where it is, without `/v1`.
        key: of a project.
        key2: of another project; empty where there is none.
        otp_reader: `control`, or a command that prints the code that was sent to the number that
            is its last argument; empty where nobody can read codes.
        clock: `control`, or empty where nobody can move the target's time.
        admin_token: of a control API that others can reach; empty where it wants none.
        numbers: to which messages may go.
    """

    url: str
    key: str
    key2: str = ""
    otp_reader: str = ""
    clock: str = ""
    admin_token: str = ""
    numbers: Numbers = field(default_factory=Numbers)

    @property
    def has_control(self) -> bool:
        """Whether there is a control API."""
        return CONTROL in (self.otp_reader, self.clock)

    @property
    def has(self) -> frozenset[Need]:
        """What it was declared to have; what costs and what changes is for the caller to allow."""
        declared = {
            Need.SECOND_KEY: bool(self.key2),
            Need.OTP_READER: bool(self.otp_reader),
            Need.CLOCK: bool(self.clock),
            Need.INBOUND: self.has_control,
            Need.CREDIT: self.has_control,
            Need.ERASURE: self.has_control,
        }
        return frozenset(need for need, is_there in declared.items() if is_there)
