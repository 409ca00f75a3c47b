"""Lines of `curl` that were told, pasted into a shell, show what they were told for."""

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator
from typing import Final

import pytest

from contract.evidence import evidence
from contract.mutants import MUTANTS, Mutant, lying
from contract.options import Options
from contract.runner import judge
from contract.target import Target
from contract.verdicts import Word
from simulator.settings import Settings
from tests.clients import serving
from tests.contract.reports import EXCHANGE

_KEY: Final = "ifr_pk_proj_pasted"

# Lies that show in the last answer, whoever asks.
_RULES: Final = ("GW-LOOK-001", "GW-SEND-001", "GW-ACCT-001", "GW-SUPP-002", "GW-DISC-003")


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """A simulator."""
    async with serving(Settings()) as url:
        yield url


def _liars() -> list[Mutant]:
    return [next(one for one in MUTANTS if one.rule == rule) for rule in _RULES]


async def paste(line: str) -> object:
    """Run a line in a shell that has the key, and read what came."""
    process = await asyncio.create_subprocess_exec(
        *("bash", "-c", line),
        env={**os.environ, "INFRAI_API_KEY": _KEY},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    answer = json.loads(said)
    return answer.get("data", answer)


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
@pytest.mark.parametrize("liar", _liars(), ids=lambda liar: liar.rule)
async def test_a_pasted_line_shows_the_lie(url: str, liar: Mutant) -> None:
    """The same members are in the answer, with the same lie in them."""
    async with lying(url, liar) as at:
        report = await judge(Target(at, _KEY), Options(only=(liar.rule, *liar.beside), repeats=0))
        verdict = report.verdict(liar.rule)
        assert verdict.word is Word.BROKEN
        shown = verdict.evidence[-1]
        assert _KEY not in shown.curl(report.target)
        pasted = await paste(shown.curl(report.target))

    told = shown.data if "data" in shown.document else shown.document
    assert _lie(pasted) == _lie(told)


def _lie(data: object) -> object:
    """Leave out what is new in each answer."""
    if isinstance(data, dict):
        return {name: _lie(item) for name, item in data.items() if not name.endswith("_at")}
    return data


def test_polls_are_told_once() -> None:
    """And of a long story the end."""
    poll = EXCHANGE.__class__(
        "sms.status", "GET", "/v1/sms/status/1", "", {}, None, 200, {}, b"{}", 1.0
    )
    assert evidence([EXCHANGE, poll, poll, poll]) == (EXCHANGE, poll)
    assert len(evidence([EXCHANGE] * 50)) == 8
