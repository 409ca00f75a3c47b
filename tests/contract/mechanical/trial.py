"""Puts simulators with one edit before the judge."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from contract.options import Options, Profile
from contract.requirements import By
from contract.runner import judge
from contract.target import CONTROL, Target
from contract.verdicts import HarnessError, Verdict, Word
from tests.contract.mechanical.edits import Edit, edits

__all__ = ["FOUND_OUT", "Case", "Nursery", "all_cases", "nursery", "try_case"]

ROOT: Final = Path(__file__).parents[3]
_FACE: Final = ROOT / "simulator" / "faces" / "gateway"
_PATIENCE_S: Final = 120

# With these the judge does not end with 0, so that nobody takes the edit for a gateway.
FOUND_OUT: Final = frozenset({"killed", "not judged"})


@dataclass(frozen=True)
class Case:
    """An edit of a module, and what came of it.

    Attributes:
        fate: `killed` (it broke a rule), `not judged` (the judge ends with 2 or 3: there was nobody
            to judge, or something could not be tried), `survived`, `too slow` (nobody knows), or
            `stillborn` (it does not even start, which counts for nobody).
        by: the rule that was broken first, or why nothing was judged.
    """

    module: str
    edit: Edit
    fate: str = ""
    by: str = ""


def all_cases() -> list[Case]:
    """Tell all edits of the gateway's face."""
    return [
        Case(".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), edit)
        for file in sorted(_FACE.rglob("*.py"))
        for edit in edits(file.read_text(encoding="utf-8"))
    ]


class Nursery:
    """The process that bears simulators."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._one_at_a_time = asyncio.Lock()

    @asynccontextmanager
    async def born(self, case: Case) -> AsyncIterator[str]:
        """Have one serve, and tell its URL; nothing, if it is stillborn."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        async with self._one_at_a_time:
            self._process.stdin.write(f"{case.module} {case.edit.number}\n".encode())
            pid, url = (await self._process.stdout.readline()).decode().split()
        try:
            yield url if url.startswith("http") else ""
        finally:
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)


@asynccontextmanager
async def nursery() -> AsyncIterator[Nursery]:
    """Start a nursery, until the end of the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.contract.mechanical.nursery"),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # what an edit makes fail, fails loudly
    )
    try:
        yield Nursery(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


async def try_case(case: Case, births: Nursery, options: Options | None = None) -> Case:
    """Judge a simulator with an edit, until the first rule is broken."""
    async with births.born(case) as url:
        if not url:
            return Case(case.module, case.edit, "stillborn")
        seen: list[Verdict] = []
        enough = asyncio.Event()

        def watch(verdict: Verdict) -> None:
            seen.append(verdict)
            if verdict.word is Word.BROKEN:
                enough.set()

        keys = ("ifr_pk_proj_mechanical", "ifr_pk_proj_second")
        target = Target(url, *keys, otp_reader=CONTROL, clock=CONTROL)
        judging = asyncio.create_task(judge(target, options or _OPTIONS, watch=watch))
        waiting = asyncio.create_task(enough.wait())
        await asyncio.wait(
            {judging, waiting}, timeout=_PATIENCE_S, return_when=asyncio.FIRST_COMPLETED
        )
        waiting.cancel()
        is_done = judging.done()
        judging.cancel()
        fault = (await asyncio.gather(judging, return_exceptions=True))[0] if is_done else None
        return _told(case, seen, is_done=is_done, fault=fault)


_OPTIONS: Final = Options(
    profile=Profile.SIMULATOR,
    strict=True,
    repeats=0,
    timeout_s=10,
    engines=frozenset(By) - {By.MACHINE, By.SCHEMATHESIS},
)


def _told(case: Case, seen: list[Verdict], *, is_done: bool, fault: object) -> Case:
    for verdict in seen:
        if verdict.word is Word.BROKEN:
            return Case(case.module, case.edit, "killed", verdict.requirement.id)
    stuck = [one.requirement.id for one in seen if one.word is Word.COULD_NOT_RUN]
    if isinstance(fault, HarnessError) or (is_done and stuck):
        return Case(case.module, case.edit, "not judged", ", ".join(stuck[:3]) or str(fault))
    return Case(case.module, case.edit, "survived" if is_done else "too slow")
