"""Puts a lie before plain Schemathesis."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from contract.mutants import Mutant, lying
from contract.mutants.exchange import Answer, Ask
from contract.mutants.mutant import Notes, Onward
from tests.contract.plain.touched import ALL, Corpus, touched

__all__ = ["COMMANDS", "Finding", "Nursery", "look_for", "nursery", "record", "try_mutant"]

ROOT: Final = Path(__file__).parents[3]

# One failure is enough, and nobody reads it.
_BRIEFLY: Final = ("--max-failures", "1", "--no-shrink", "--no-color", "--seed", "7")
_ONE_BY_ONE: Final = ("--phases", "examples,coverage,fuzzing", "--max-examples", "10")
_BY_LINKS: Final = ("--phases", "stateful", "--max-examples", "30")

COMMANDS: Final = tuple(
    " ".join(("schemathesis run openapi.yaml --url URL", *_BRIEFLY, *flags))
    for flags in (_ONE_BY_ONE, _BY_LINKS)
)
"""What is run, with `schemathesis.toml`; the second, if wanted, where the first finds nothing."""


@dataclass(frozen=True)
class Finding:
    """What plain Schemathesis made of a lie.

    Attributes:
        found: what it said was wrong, by its own titles; empty where it found nothing.
        tried: operations that were tried one by one; none where no call of them shows the lie.
        by_links: whether it went along the document's links as well.
    """

    found: Sequence[str]
    tried: frozenset[str]
    by_links: bool = False


class Nursery:
    """The process that runs Schemathesis, several times at once."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._tickets = count(1)
        self._waiting: dict[int, asyncio.Future[list[str]]] = {}

    async def run(self, url: str, *flags: str) -> list[str]:
        """Run it, and tell what it found."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        assert not self._process.stdout.at_eof(), "who runs Schemathesis has ended"
        ticket = next(self._tickets)
        told: asyncio.Future[list[str]] = asyncio.get_running_loop().create_future()
        self._waiting[ticket] = told
        words = ["openapi.yaml", "--url", url, *_BRIEFLY, *flags]
        self._process.stdin.write(f"{json.dumps([ticket, words])}\n".encode())
        return await told

    async def listen(self) -> None:
        """Hear what came of each run; of those that are under way in the end nothing will come."""
        assert self._process.stdout is not None
        try:
            async for line in self._process.stdout:
                ticket, status, found = json.loads(line)
                told = self._waiting.pop(ticket)
                if bool(status) is bool(found):
                    told.set_result(found)
                else:
                    told.set_exception(RuntimeError(f"it ended with {status}, and found {found}"))
        finally:
            for told in self._waiting.values():
                if not told.done():
                    told.set_exception(RuntimeError("who runs Schemathesis has ended"))


@asynccontextmanager
async def nursery() -> AsyncIterator[Nursery]:
    """Start a nursery, until the end of the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.contract.plain.nursery"),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    made = Nursery(process)
    listening = asyncio.create_task(made.listen())
    try:
        yield made
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()
        await listening


async def record(url: str, runs: Nursery) -> Corpus:
    """Record what it asks of a gateway that does not lie, in which it must find nothing.

    Raises:
        RuntimeError: it finds something.
    """
    corpus: list[tuple[Ask, Answer]] = []

    async def tell_no_lie(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
        answer = await onward(ask)
        corpus.append((ask, answer))
        return answer

    nothing = Mutant("nothing", "-", "Tells no lie.", tell_no_lie)
    finding = await look_for(nothing, ALL, url, runs)
    if finding.found:
        raise RuntimeError(f"a gateway that does not lie is accused: {finding.found}")
    return corpus


async def try_mutant(
    mutant: Mutant, url: str, runs: Nursery, corpus: Corpus, *, by_links: bool
) -> Finding:
    """Have it look for a lie in those operations in which it may see one."""
    return await look_for(mutant, await touched(mutant, corpus), url, runs, by_links=by_links)


async def look_for(
    mutant: Mutant, tried: frozenset[str], url: str, runs: Nursery, *, by_links: bool = False
) -> Finding:
    """Have it look for a lie in some operations, and then, if wanted, along links in all."""
    found: list[str] = []
    if tried:
        only = [word for name in sorted(tried) for word in ("--include-operation-id", name)]
        found = await _run(url, mutant, runs, (*_ONE_BY_ONE, *(only if tried < ALL else ())))
    if by_links and not found:
        found = await _run(url, mutant, runs, _BY_LINKS)
    return Finding(found, tried, by_links)


async def _run(url: str, mutant: Mutant, runs: Nursery, flags: Sequence[str]) -> list[str]:
    async with lying(url, mutant) as at:
        return await runs.run(at, *flags)
