"""Plain Schemathesis on the same lies: ours finds all that it finds, and its table is true."""

from typing import Final

from contract.mutants import MUTANTS
from tests.contract.matrix import both
from tests.contract.plain.table import read_table
from tests.contract.plain.trial import look_for, nursery

# One of each kind: it is asked about them once more.
_DRAWN: Final = ("shows-all-messages", "sends-again")


def test_it_was_asked_about_every_lie() -> None:
    """Also about new ones: `python -m tests.contract.plain --new`."""
    assert read_table().findings.keys() == {mutant.name for mutant in MUTANTS}


def test_it_finds_some_and_not_all() -> None:
    """Else it would not be worth comparing; that ours finds all is for the matrix to show."""
    assert 50 < len(read_table().found) < len(MUTANTS) / 2


async def test_the_table_is_true() -> None:
    """Asked again, it says the same of two."""
    known = read_table().findings
    liars = {mutant.name: mutant for mutant in MUTANTS}
    async with both() as (ours, _), nursery() as runs:
        for name in _DRAWN:
            again = await look_for(liars[name], known[name].tried, ours.url, runs)
            assert list(again.found) == list(known[name].found), name
