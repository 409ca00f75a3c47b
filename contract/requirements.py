"""What an implementation is held to: `requirements.yaml`, read and typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from contract.document import read_document

__all__ = ["PATH", "By", "Level", "Need", "Requirement", "read_requirements"]

PATH: Final = Path(__file__).parent / "requirements.yaml"

# The parser in C takes an eighth of the time, and is not built everywhere.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Level(StrEnum):
    """How well a rule is founded."""

    DOCUMENTED = "D"
    IMPLIED = "I"
    CHOSEN = "S"


class By(StrEnum):
    """Who checks a rule."""

    CHECK = "check"
    FAMILY = "family"
    MONITOR = "monitor"
    MACHINE = "machine"
    SCHEMATHESIS = "schemathesis"


class Need(StrEnum):
    """What a check cannot do without."""

    WRITES = "writes"  # it makes or changes things
    MONEY = "money"  # it sends messages
    SECOND_KEY = "second_key"  # the key of another project
    OTP_READER = "otp_reader"  # somebody who reads what was sent to a handset
    CLOCK = "clock"  # somebody who moves the target's time
    INBOUND = "inbound"  # somebody who sends from a handset
    CREDIT = "credit"  # somebody who takes the project's money away, and gives it back
    ERASURE = "erasure"  # somebody who hands out the token that confirms an erasure


@dataclass(frozen=True, slots=True)
class Requirement:
    """A rule.

    Attributes:
        id: `GW-<AREA>-<nnn>`, or `GW-<AREA>-<operation>` where a table makes the rules.
        says: what an implementation that keeps it does.
        source: the document that is quoted; empty where none is.
        quotes: words of that document.
        operations: whom it is about, by their ids.
        alone: whether its check must be the only traffic of the suite.
        excluded: why nobody checks it; empty where somebody does.
    """

    id: str
    level: Level
    says: str
    source: str
    quotes: tuple[str, ...]
    operations: tuple[str, ...]
    needs: frozenset[Need]
    by: By
    alone: bool
    excluded: str

    @property
    def area(self) -> str:
        """The part of the gateway that it is about, such as `SEND`."""
        return self.id.split("-")[1]

    @property
    def origin(self) -> str:
        """Who says so, in words."""
        if not self.quotes:
            return "carriersim's own choice, where every source is silent"
        return f'{self.source}: "{self.quotes[0]}"'


@cache
def read_requirements() -> Mapping[str, Requirement]:
    """Read all rules, by their ids, in the order in which they are written."""
    entries = yaml.load(PATH.read_bytes(), _LOADER)  # noqa: S506 - a safe one, see above
    read = [_requirement(entry) for entry in entries]
    return {one.id: one for one in read}


def _requirement(entry: dict[str, Any]) -> Requirement:
    operations = entry["operations"]
    return Requirement(
        entry["id"],
        Level(entry["level"]),
        entry["says"],
        entry.get("source", ""),
        tuple(entry.get("quotes", ())),
        _all_of_a_project() if operations == "all" else tuple(operations),
        frozenset(Need(need) for need in entry.get("needs", ())),
        By(entry.get("by", "check")),
        entry.get("alone", False),
        entry.get("excluded", ""),
    )


def _all_of_a_project() -> tuple[str, ...]:
    """Name the operations that need a key: discovery has no envelope."""
    operations = read_document().operations.values()
    return tuple(one.id for one in operations if not one.is_public)
