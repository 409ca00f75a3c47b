"""Edits of our own face: what they are, and that the judge notices them.

A few are tried here. `python -m tests.contract.mechanical` tries them all.
"""

import ast
from collections.abc import Sequence
from typing import Final

import pytest

from contract.options import Options, Profile
from tests.contract.mechanical.edits import edited, edits
from tests.contract.mechanical.trial import Case, all_cases, nursery, try_case

SOURCE: Final = '''
"""A module."""

__all__ = ["limit"]

def limit(told: int, most: int = 3) -> dict[str, object]:
    """Say no more than there is."""
    if told > most and not told == 7:
        raise ValueError("this is too much")
    return {"told": told + 1, "most": min(told, most), "is_all": False}
'''

NOTICED: Final = (
    ("translate.messages", "'segments' is left out", "GW-RET-sms.send"),
    ("envelope", "'request_id' is left out", "GW-ENV-009"),
    ("translate.messages", "'next_cursor' is left out", "GW-RET-sms.list"),
)


def told(number: int) -> str:
    """Write the module with an edit."""
    return ast.unparse(edited(SOURCE, number))


def test_each_edit_is_another_one() -> None:
    """And none leaves the module as it was."""
    texts = [told(edit.number) for edit in edits(SOURCE)]

    assert len(set(texts)) == len(texts) >= 12
    assert ast.unparse(ast.parse(SOURCE)) not in texts


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("Gt becomes GtE", "if told >= most and (not told == 7):"),
        ("and becomes or", "if told > most or not told == 7:"),
        ("not becomes not not", "if told > most and (not not told == 7):"),
        ("the condition is turned round", "if not (told > most and (not told == 7)):"),
        ("Add becomes Sub", "return {'told': told - 1,"),
        ("'most' is left out", "return {'told': told + 1, 'is_all': False}"),
        ("the last argument most is not passed", "'most': min(told)"),
        ("False becomes True", "'is_all': True"),
        ("3 becomes 4", "most: int=4"),
        ("3 becomes 2", "most: int=2"),
        ("'told' is null", "{'told': None, 'most'"),
        ("the condition is never true", "if False:"),
        ("told and most are exchanged", "'most': min(most, told)"),
    ],
)
def test_an_edit_is_what_it_says(what: str, line: str) -> None:
    """Each kind, once."""
    (edit,) = (one for one in edits(SOURCE) if one.what == what)

    assert line in told(edit.number)


def test_what_is_said_to_people_is_left_alone() -> None:
    """Docstrings, sentences, and the names that a module offers."""
    said = [edit.what for edit in edits(SOURCE)]

    assert not [what for what in said if "module" in what or "much" in what or "limit" in what]


def find(cases: Sequence[Case], module: str, what: str) -> Case:
    """Find an edit of the face."""
    return next(one for one in cases if one.module.endswith(module) and one.edit.what == what)


async def test_the_judge_notices() -> None:
    """A simulator with an edit breaks a rule, by which it is found out."""
    cases = all_cases()
    async with nursery() as births:
        for module, what, rule in NOTICED:
            options = Options((rule, "GW-LIST-021"), Profile.SIMULATOR, strict=True, repeats=0)
            tried = await try_case(find(cases, module, what), births, options)
            assert (tried.fate, tried.by) == ("killed", rule)
