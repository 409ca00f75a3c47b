"""`python -m tests.contract.mechanical [--count 100] [--seed 7]` tries edits of our own face.

It writes what became of them into `build/mechanical.json`, and says the rate.
"""

import argparse
import asyncio
import json
from collections import Counter
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from tests.contract.mechanical.triage import reason
from tests.contract.mechanical.trial import FOUND_OUT, Case, all_cases, nursery, try_case

ROOT: Final = Path(__file__).parents[3]


def main() -> None:
    """Try them."""
    parser = argparse.ArgumentParser(prog="python -m tests.contract.mechanical")
    parser.add_argument("--count", type=int, default=0, help="so many, drawn by chance; 0 for all")
    parser.add_argument("--seed", type=int, default=7, help="of that chance")
    parser.add_argument("--at-once", type=int, default=2)
    parser.add_argument("--only", default="", help="what the module's name ends with")
    parser.add_argument("--again", type=Path, help="what an earlier run of these did not kill")
    told = parser.parse_args()
    cases = [case for case in all_cases() if case.module.endswith(told.only)]
    if told.again:
        cases = _lived(cases, json.loads(told.again.read_bytes()))
    if told.count:
        cases = sorted(cases, key=lambda case: _lot(case, told.seed))[: told.count]
    tried = asyncio.run(_try_all(cases, told.at_once))
    file = ROOT / "build" / "mechanical.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps([asdict(case) for case in tried], indent=1), encoding="utf-8")
    _say(tried)


def _lived(cases: list[Case], earlier: list[dict[str, Any]]) -> list[Case]:
    """Choose what lived in an earlier run."""
    lived = [(one["module"], one["edit"]) for one in earlier if one["fate"] not in FOUND_OUT]
    return [case for case in cases if (case.module, asdict(case.edit)) in lived]


def _lot(case: Case, seed: int) -> str:
    """Draw a lot, whatever else is in the bowl."""
    return sha256(f"{seed} {case.module} {case.edit.line} {case.edit.what}".encode()).hexdigest()


async def _try_all(cases: list[Case], at_once: int) -> list[Case]:
    places = asyncio.Semaphore(at_once)
    async with nursery() as births:

        async def one(case: Case) -> Case:
            async with places:
                tried = await try_case(case, births)
                print(_line(tried), flush=True)
                return tried

        return await asyncio.gather(*(one(case) for case in cases))


def _line(case: Case) -> str:
    module = case.module.removeprefix("simulator.faces.gateway")
    return f"{case.fate:13} {module}:{case.edit.line} {case.edit.what}  {case.by}"


def _say(tried: list[Case]) -> None:
    fates = Counter(case.fate for case in tried)
    born = [case for case in tried if case.fate != "stillborn"]
    print(f"{dict(fates)}: of all that started, {_rates(born)}")
    owed = [case for case in born if case.fate in FOUND_OUT or reason(case) is None]
    print(f"of the {len(owed)} that nothing in triage.py excuses, {_rates(owed)}")
    for case in owed:
        if case.fate not in FOUND_OUT:
            print("  lives:", _line(case))


def _rates(cases: list[Case]) -> str:
    """Say how many broke a rule, and with how many the judge did not end with 0."""
    broken = sum(case.fate == "killed" for case in cases)
    found_out = sum(case.fate in FOUND_OUT for case in cases)
    whole = max(1, len(cases))
    return f"{100 * found_out / whole:.1f} % are found out, {100 * broken / whole:.1f} % by a rule"


if __name__ == "__main__":
    main()
