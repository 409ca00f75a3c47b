"""What plain Schemathesis found, of all lies, when it was last asked: `found.json`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Final

from contract.wall import today
from tests.contract.plain.trial import COMMANDS, Finding

__all__ = ["Table", "read_table", "write_table"]

_FILE: Final = Path(__file__).parent / "found.json"


@dataclass
class Table:
    """What became of each lie.

    Attributes:
        findings: by the names of mutants.
        date: when it was asked, in UTC.
        schemathesis: the version that was asked.
    """

    findings: dict[str, Finding] = field(default_factory=dict)
    date: str = field(default_factory=today)
    schemathesis: str = field(default_factory=lambda: version("schemathesis"))

    @property
    def found(self) -> list[str]:
        """Name the lies that were found out."""
        return [name for name, finding in self.findings.items() if finding.found]

    @property
    def words(self) -> Mapping[str, str]:
        """Say what was found, by mutant, for tables."""
        return {name: "; ".join(one.found) or "missed" for name, one in self.findings.items()}


def read_table() -> Table:
    """Read it."""
    told = json.loads(_FILE.read_text(encoding="utf-8"))
    findings = {
        name: Finding(one["found"], frozenset(one["tried"]), one["by_links"])
        for name, one in told["findings"].items()
    }
    return Table(findings, told["date"], told["schemathesis"])


def write_table(table: Table) -> None:
    """Write it, a line for each lie."""
    head = {"date": table.date, "schemathesis": table.schemathesis, "commands": COMMANDS}
    lines = [f"  {json.dumps(name)}: {_row(one)}" for name, one in table.findings.items()]
    about = json.dumps(head, indent=1).removesuffix("\n}")
    rows = ",\n".join(lines)
    _FILE.write_text(f'{about},\n "findings": {{\n{rows}\n }}\n}}\n', encoding="utf-8")


def _row(one: Finding) -> str:
    row = {"found": list(one.found), "tried": sorted(one.tried), "by_links": one.by_links}
    return json.dumps(row)
