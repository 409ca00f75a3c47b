"""`pytest --gw-url`: the rules as items, beside whatever else is collected."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from contract.mutants import MUTANTS, lying
from simulator.settings import Settings
from tests.clients import serving

ROOT: Final = Path(__file__).parents[2]


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """A simulator."""
    async with serving(Settings()) as url:
        yield url


async def run(folder: Path, *flags: str) -> tuple[int | None, str]:
    """Run pytest in a folder of its own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider"),
        *("-p", "contract.pytest_plugin", *flags),
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode, said.decode()


async def test_each_rule_is_an_item(url: str, tmp_path: Path) -> None:
    """Kept is passed, what does not apply is skipped, and JUnit's file has the rule's words."""
    flags = ("--gw-url", url, "--gw-key", "ifr_pk_proj_p1", "--gw-only", "GW-LOOK-001")
    status, said = await run(
        tmp_path, *flags, "--gw-only", "GW-OTP-002", "--junitxml", "junit.xml", "-rs"
    )

    assert status == 0, said
    assert "1 passed, 1 skipped" in said
    assert "--otp-reader" in said
    assert 'name="GW-LOOK-001"' in (tmp_path / "junit.xml").read_text(encoding="utf-8")


async def test_a_broken_rule_fails(url: str, tmp_path: Path) -> None:
    """With the evidence, and no traceback of ours; other tests are run beside it."""
    (tmp_path / "test_other.py").write_text("def test_other(): pass\n", encoding="utf-8")
    liar = next(one for one in MUTANTS if one.rule == "GW-LOOK-001")
    async with lying(url, liar) as at:
        flags = ("--gw-url", at, "--gw-key", "ifr_pk_proj_p2", "--gw-only", "GW-LOOK-001")
        status, said = await run(tmp_path, *flags)

    assert status == 1
    assert "1 failed, 1 passed" in said
    assert "GW-LOOK-001 (D): broken" in said
    assert "$ curl -sSi" in said
    assert "Traceback" not in said


async def test_without_a_url_nothing_happens(tmp_path: Path) -> None:
    """Whoever only has it installed does not notice."""
    (tmp_path / "test_other.py").write_text("def test_other(): pass\n", encoding="utf-8")
    status, said = await run(tmp_path)
    assert status == 0
    assert "1 passed" in said
