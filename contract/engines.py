"""Who checks by other means than one function for one rule."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from contract.machine import converse
from contract.requirements import By, Requirement
from contract.running import Run
from contract.schema import explore
from contract.verdicts import Trial

__all__ = ["ENGINES", "Engine"]

# What checks all rules of its kind at once, until an instant of the wall's clock.
Engine = Callable[[Run, Sequence[Requirement], float], Awaitable[Mapping[str, Trial]]]

ENGINES: Final[Mapping[By, Engine]] = {
    By.MACHINE: converse,
    By.SCHEMATHESIS: explore,
}
