"""The rules are what the documents say: no sentence is missing, and none is made up."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from contract.checks import read_checks
from contract.document import read_document
from contract.families import read_families
from contract.requirements import By, Level, Requirement, read_requirements
from simulator.faces.gateway import FACE

DOCUMENTS: Final = Path(__file__).parents[2] / "fixtures" / "gateway" / "documents"
RULES: Final = list(read_requirements().values())
_ROW: Final = re.compile(r"^([a-z_]+ \| .* \| (?:Required|Optional) \| .*) \|$", re.MULTILINE)
_ID: Final = re.compile(r"GW-[A-Z0-9]+-(\d{3}|[a-z_.]+)")


@cache
def document(name: str) -> str:
    """Read a document, with single spaces only."""
    return squeezed((DOCUMENTS / f"{name}.txt").read_text(encoding="utf-8"))


def squeezed(text: str) -> str:
    """Let lines be broken anywhere."""
    return " ".join(text.split())


def documented(operation: str) -> Iterator[str]:
    """Find what the documentation says of an operation: what it takes and what it returns."""
    text = (DOCUMENTS / "sms.txt").read_text(encoding="utf-8").partition("All capabilities")[0]
    begin = re.search(rf"{re.escape(operation)}\n(?=[^\n]+\n(?:Parameters|Returns)\n)", text)
    assert begin, operation
    section = text[begin.end() :].partition("export INFRAI_API_KEY")[0]
    yield section.partition("\n")[0]
    yield from _ROW.findall(section)
    yield section.partition("Returns\n")[2].partition("Example")[0]


def sms_operations() -> list[str]:
    """Name the operations of the documentation."""
    return [one for one in read_document().operations if one.startswith("sms.")]


def quotes_of(operation: str) -> list[str]:
    """Find what is quoted about an operation."""
    rules = (rule for rule in RULES if operation in rule.operations)
    return [quote for rule in rules for quote in rule.quotes]


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.quotes], ids=lambda rule: rule.id)
def test_quotes_are_in_the_documents(rule: Requirement) -> None:
    """Word for word, but for where lines are broken."""
    for quote in rule.quotes:
        assert squeezed(quote) in document(rule.source)


@pytest.mark.parametrize("operation", sms_operations())
def test_no_sentence_is_missing(operation: str) -> None:
    """What is documented about an operation is quoted by a rule about it."""
    quotes = [squeezed(quote) for quote in quotes_of(operation)]

    for sentence in documented(operation):
        assert any(quote in squeezed(sentence) or squeezed(sentence) in quote for quote in quotes)


def test_every_operation_has_rules() -> None:
    """All 33 of a project, and both of discovery."""
    of_rules = {one for rule in RULES if not rule.excluded for one in rule.operations}

    assert of_rules == read_document().operations.keys()
    assert len([one for one in read_document().operations.values() if not one.is_public]) == 33
    assert of_rules == {route.name for route in FACE.routes}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_well_founded(rule: Requirement) -> None:
    """It quotes somebody, or is our own choice; it says what holds, in a sentence."""
    assert _ID.fullmatch(rule.id)
    assert rule.says.endswith(".")
    assert rule.operations
    assert bool(rule.quotes) is (rule.level is not Level.CHOSEN)
    assert bool(rule.quotes) is bool(rule.source)


def test_every_rule_is_checked_or_excluded() -> None:
    """And nothing is checked of which no rule speaks."""
    checked = {rule.id for rule in RULES if rule.by is By.CHECK and not rule.excluded}
    families = {rule.id for rule in RULES if rule.by is By.FAMILY}

    assert set(read_checks()) == checked
    assert set(read_families()) == families


def test_ids_are_unique() -> None:
    """No rule stands in for another one of the same name."""
    text = (Path(__file__).parents[2] / "contract" / "requirements.yaml").read_text("utf-8")
    ids = re.findall(r"^- id: (.+)$", text, re.MULTILINE)

    assert len(ids) == len(set(ids)) == len(RULES)
