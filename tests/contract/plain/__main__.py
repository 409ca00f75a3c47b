"""Plain Schemathesis on the same mutants, for comparison: `python -m tests.contract.plain`.

It runs as `schemathesis.toml` says, on carriersim with each lie in front of it, and writes what it
found into `found.json`, which stands in the matrix beside our own verdicts. `--links` lets it go
along the document's links, too, which takes twice as long; `--new` asks only about mutants that it
has not been asked about.
"""

import argparse
import asyncio
from collections.abc import Sequence
from typing import Final

from contract.mutants import MUTANTS, Mutant
from tests.contract.matrix import both
from tests.contract.plain.table import Table, read_table, write_table
from tests.contract.plain.trial import Finding, nursery, record, try_mutant

_AT_ONCE: Final = 4


def main() -> None:
    """Ask it about all mutants, or about new ones."""
    parser = argparse.ArgumentParser(prog="python -m tests.contract.plain")
    parser.add_argument("--new", action="store_true", help="only those that nobody asked about yet")
    parser.add_argument("--links", action="store_true", help="the phase `stateful`, too")
    flags = parser.parse_args()
    known = read_table().findings if flags.new else {}
    asked = [mutant for mutant in MUTANTS if mutant.name not in known]
    findings = {**known, **asyncio.run(_try_all(asked, by_links=flags.links))}
    table = Table({mutant.name: findings[mutant.name] for mutant in MUTANTS})
    write_table(table)
    print(f"{len(table.found)} of {len(MUTANTS)} mutants are found out by plain Schemathesis")


async def _try_all(mutants: Sequence[Mutant], *, by_links: bool) -> dict[str, Finding]:
    findings: dict[str, Finding] = {}
    places = asyncio.Semaphore(_AT_ONCE)
    async with both() as (ours, _), nursery() as runs:
        corpus = await record(ours.url, runs)

        async def one(mutant: Mutant) -> None:
            async with places:
                finding = await try_mutant(mutant, ours.url, runs, corpus, by_links=by_links)
            findings[mutant.name] = finding
            said = "; ".join(finding.found) or "missed"
            print(f"{mutant.rule} {mutant.name}: {said}", flush=True)

        await asyncio.gather(*(one(mutant) for mutant in mutants))
    return findings


if __name__ == "__main__":
    main()
