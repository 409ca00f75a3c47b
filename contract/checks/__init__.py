"""Rules that are put to the test one by one: a module for each area, a function for each rule."""

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Final

from contract.gateway import Gateway

__all__ = ["Check", "check", "read_checks"]

Check = Callable[[Gateway], Awaitable[None]]

_checks: Final[dict[str, Check]] = {}


def check(rule: str) -> Callable[[Check], Check]:
    """Make a function the check of a rule.

    It returns where the rule is kept, raises `Broken` where it is not, and `CouldNotRun` where
    what it builds on is not there. It is called again, with a fresh `Gateway`, to tell what is
    broken from what is flaky.

    Raises:
        ValueError: the rule has one.
    """

    def keep(function: Check) -> Check:
        if rule in _checks:
            raise ValueError(f"{rule} is checked twice")
        _checks[rule] = function
        return function

    return keep


@cache
def read_checks() -> Mapping[str, Check]:
    """Find all checks, by the ids of their rules."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return _checks
