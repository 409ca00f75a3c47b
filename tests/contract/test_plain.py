"""Plain Schemathesis on the same lies: ours finds all that it finds, and its table is true."""

from typing import Final

from contract.mutants import MUTANTS
from tests.contract.matrix import both
from tests.contract.plain.table import read_table
from tests.contract.plain.trial import look_for, nursery

# A cheap one: it is asked about it once more.
_DRAWN: Final = "shows-all-messages"


def test_it_was_asked_about_every_lie() -> None:
    """Also about new ones: `python -m tests.contract.plain --new`."""
    assert read_table().findings.keys() == {mutant.name for mutant in MUTANTS}


def test_it_finds_some_and_not_all() -> None:
    """Else it would not be worth comparing; that ours finds all is for the matrix to show."""
    assert 50 < len(read_table().found) < len(MUTANTS) / 2


async def test_the_table_is_true() -> None:
    """Asked again, it says the same."""
    known = read_table().findings[_DRAWN]
    liar = next(mutant for mutant in MUTANTS if mutant.name == _DRAWN)
    async with both() as (ours, _), nursery() as runs:
        again = await look_for(liar, known.tried, ours.url, runs)
    assert list(again.found) == list(known.found) != []
