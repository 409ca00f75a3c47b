"""Implementations that lie: each in one way, each named with the rule that has to find it out.

Used as:

    async with lying("http://127.0.0.1:7670", MUTANTS[0]) as url:
        ...  # judge what is at the URL
"""

from typing import Final

from contract.mutants import (
    access,
    batches,
    envelope,
    fates,
    members,
    money,
    naming,
    once,
    orders,
    pages,
    passcodes,
    proving,
    requests,
    sending,
    silence,
    things,
)
from contract.mutants.mutant import Mutant
from contract.mutants.proxy import lying

__all__ = ["MUTANTS", "Mutant", "lying"]

MUTANTS: Final[tuple[Mutant, ...]] = (
    *envelope.MUTANTS,
    *access.MUTANTS,
    *sending.MUTANTS,
    *batches.MUTANTS,
    *fates.MUTANTS,
    *passcodes.MUTANTS,
    *once.MUTANTS,
    *pages.MUTANTS,
    *things.MUTANTS,
    *proving.MUTANTS,
    *silence.MUTANTS,
    *money.MUTANTS,
    *members.MUTANTS,
    *naming.MUTANTS,
    *requests.MUTANTS,
    *orders.MUTANTS,
)
