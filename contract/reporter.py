"""What conversations have in common: whom they are held with, and what went wrong in them."""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from contract import wall
from contract.running import Run
from contract.steps import Step
from contract.verdicts import Broken, CouldNotRun

__all__ = ["Detour", "Reporter", "Stopped"]

T = TypeVar("T")

_ANSWER_WITHIN_S: Final = 60
_RETOLD_MAX: Final = 12


class Detour(Exception):
    """The gateway went another way than the model; one of its rules is broken.

    Attributes:
        rule: its id.
        why: a sentence.
        steps: the whole conversation.
    """

    def __init__(self, rule: str, why: str, steps: Sequence[Step]) -> None:
        super().__init__(rule, why)
        self.rule = rule
        self.why = why
        self.steps = steps


class Stopped(Exception):
    """There is no going on: no time, no money, nobody who answers."""


@dataclass
class Reporter:
    """What all conversations share.

    Attributes:
        ends_at: after which instant of the wall's clock no further call is made.
        reads_codes: whether somebody can read passcodes.
        muted: rules that are known to be broken by now.
        claimed: how often each rule was put to the test.
        latest: what went wrong last.
        retold: how many conversations there were since anything went wrong.
        stopped: why there was no going on.
    """

    run: Run
    loop: asyncio.AbstractEventLoop
    ends_at: float
    reads_codes: bool
    muted: set[str] = field(default_factory=set)
    claimed: Counter[str] = field(default_factory=Counter)
    latest: Detour | None = None
    retold: int = 0
    stopped: str = ""

    def begin(self) -> None:
        """Begin a conversation; what went wrong is told again only so often, to say it shortly.

        Raises:
            Stopped: it was told often enough.
        """
        self.retold += self.latest is not None
        if self.retold > _RETOLD_MAX:
            raise Stopped("it was told often enough")

    def wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Have the loop do something, from the thread in which Hypothesis runs."""
        if not self.stopped and wall.now() >= self.ends_at:
            self.stopped = "the budget of time was used up"
        if self.stopped:
            coroutine.close()
            raise Stopped(self.stopped)
        try:
            return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(_ANSWER_WITHIN_S)
        except (CouldNotRun, Broken, TimeoutError) as reason:
            self.stopped = str(reason) or "an answer took too long"
            raise Stopped(self.stopped) from reason
