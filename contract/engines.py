"""Who checks by other means than one function for one rule.

Their libraries take seconds to load, so that they are loaded when somebody wants them.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from contract.requirements import By, Requirement
from contract.running import Run
from contract.verdicts import Trial

__all__ = ["ENGINES", "Engine"]

# What checks all rules of its kind at once, until an instant of the wall's clock.
Engine = Callable[[Run, Sequence[Requirement], float], Awaitable[Mapping[str, Trial]]]


async def _converse(run: Run, rules: Sequence[Requirement], ends_at: float) -> Mapping[str, Trial]:
    from contract.machine import converse  # noqa: PLC0415 - see above

    return await converse(run, rules, ends_at)


async def _explore(run: Run, rules: Sequence[Requirement], ends_at: float) -> Mapping[str, Trial]:
    from contract.schema import explore  # noqa: PLC0415 - see above

    return await explore(run, rules, ends_at)


ENGINES: Final[Mapping[By, Engine]] = {By.MACHINE: _converse, By.SCHEMATHESIS: _explore}
