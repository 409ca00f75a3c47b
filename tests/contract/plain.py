"""Plain Schemathesis on the same mutants, for comparison: `python -m tests.contract.plain`.

It runs as `schemathesis.toml` says, on carriersim with each lie in front of it, and writes what it
found out into `build/mutants/plain.json`. A mutant takes it some ten seconds.
"""

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Final

from contract.mutants import MUTANTS, Mutant, lying
from tests.contract.matrix import both

ROOT: Final = Path(__file__).parents[2]
_FLAGS: Final = ("--phases", "examples,coverage,fuzzing", "--max-examples", "5", "--seed", "7")


def main() -> None:
    """Try every n-th mutant."""
    parser = argparse.ArgumentParser(prog="python -m tests.contract.plain")
    parser.add_argument("--every", type=int, default=10, help="each n-th mutant")
    found = asyncio.run(_try_all(MUTANTS[:: parser.parse_args().every]))
    folder = ROOT / "build" / "mutants"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plain.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    print(f"{sum(found.values())} of {len(found)} mutants are found out by plain Schemathesis")


async def _try_all(mutants: tuple[Mutant, ...]) -> dict[str, bool]:
    found = {}
    async with both() as (ours, _):
        for mutant in (_NOTHING, *mutants):
            async with lying(ours.url, mutant) as url:
                found[mutant.name] = await _finds_something(url)
            print("found" if found[mutant.name] else "missed", mutant.rule, mutant.name, flush=True)
            if found.get(_NOTHING.name):
                sys.exit("It accuses a gateway that does not lie.")
    del found[_NOTHING.name]
    return found


async def _finds_something(url: str) -> bool:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", "run", "openapi.yaml", "--url", url, *_FLAGS),
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    return await process.wait() != 0


_NOTHING: Final = Mutant("nothing", "-", "Tells no lie.", lambda ask, onward, _: onward(ask))


if __name__ == "__main__":
    main()
