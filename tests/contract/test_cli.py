"""The command line: what it says, what it writes, and what it ends with."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from contract.cli import main
from contract.mutants import MUTANTS, lying
from contract.requirements import read_requirements
from simulator.settings import Settings
from tests.clients import serving

_KEY: Final = "ifr_pk_proj_secret4711"
_QUICK: Final = ("--only", "GW-LOOK-001", "--only", "GW-DISC-001")


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """A simulator with a review that takes no time."""
    async with serving(Settings.model_validate({"review": "0s"})) as url:
        yield url


async def run(*words: str) -> int:
    """Run a command beside the server that it asks."""
    return await asyncio.to_thread(main, words)


async def test_kept_ends_with_0(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And every report is written; the key is in none of them."""
    files = {name: tmp_path / f"report.{name}" for name in ("json", "junit", "html", "md", "badge")}
    reports = [word for name, file in files.items() for word in ("--report", f"{name}={file}")]
    assert await run("--url", url, "--key", _KEY, *_QUICK, *reports) == 0

    said = capsys.readouterr().out
    assert "kept: 2 kept" in said
    assert "secret4711" not in said
    for file in files.values():
        assert file.stat().st_size > 0
        assert "secret4711" not in file.read_text(encoding="utf-8")


async def test_broken_ends_with_1(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With the sentence, its source, and lines to paste."""
    liar = next(one for one in MUTANTS if one.rule == "GW-LOOK-001")
    async with lying(url, liar) as at:
        assert await run("--url", at, "--key", _KEY, *_QUICK) == 1

    said = capsys.readouterr().out
    assert "GW-LOOK-001 (D): broken" in said
    assert 'source:   sms: "' in said
    assert "$ curl -sSi -X POST" in said
    assert "$INFRAI_API_KEY" in said


async def test_a_baseline_excuses_and_goes_stale(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is written down of a broken gateway excuses it, and accuses a whole one."""
    known = str(tmp_path / "known.yaml")
    liar = next(one for one in MUTANTS if one.rule == "GW-LOOK-001")
    async with lying(url, liar) as at:
        told = ("--url", at, "--key", _KEY, *_QUICK)
        assert await run(*told, "--write-baseline", known) == 1
        assert await run(*told, "--baseline", known) == 0
    assert await run("--url", url, "--key", _KEY, *_QUICK, "--baseline", known) == 1
    assert "GW-LOOK-001 (D): stale" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "there is nobody to judge: give --url and --key"),
        (("--url", "http://127.0.0.1:1"), "give --url and --key"),
        (("--url", "localhost:1", "--key", "k"), "does not begin with http"),
        (("--url", "http://127.0.0.1:1", "--key", "k"), "cannot be judged"),
        (("--url", "http://x", "--key", "k", "--only", "GW-NONE"), "no rule that counts is called"),
        (("--url", "http://x", "--key", "k", "--baseline", "/none"), "cannot be read"),
        (("explain", "GW-NONE-001"), "explain takes ids of rules"),
        (("diff", "one.json"), "diff takes two reports"),
        (("diff", "/none", "/none"), "no report in JSON"),
    ],
)
def test_what_cannot_be_done_ends_with_2(
    words: tuple[str, ...],
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a sentence."""
    monkeypatch.delenv("INFRAI_API_KEY", raising=False)
    assert main(words) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("--report", "pdf=x"),
        ("--report", "json"),
        ("--numbers", "12"),
        ("--budget", "soon"),
        ("--profile", "other"),
    ],
)
def test_bad_flags_end_with_2(words: tuple[str, ...]) -> None:
    """As of any program."""
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2


async def test_nothing_tried_ends_with_3(url: str) -> None:
    """Not with 0."""
    assert await run("--url", url, "--key", _KEY, "--only", "GW-OTP-002") == 3


async def test_the_budget_of_time_is_kept(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What does not fit into it is said."""
    assert await run("--url", url, "--key", _KEY, *_QUICK, "--budget", "0s") == 3
    assert "the budget of time was used up" in capsys.readouterr().out


async def test_the_doctor_says_what_cannot_run(
    url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And which flag would help."""
    monkeypatch.setenv("INFRAI_API_KEY", _KEY)
    assert await run("doctor", "--url", url, "--read-only") == 0
    said = capsys.readouterr().out
    assert "the balance is 2.0 USD" in said
    assert "GW-OTP-002 does not apply" in said
    assert "GW-SEND-001 does not apply: it sends messages, and --read-only" in said


def test_rules_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """Our own choices only where they count."""
    assert main(["list"]) == 0
    documented = capsys.readouterr().out.splitlines()
    assert main(["list", "--profile", "simulator"]) == 0
    ours = capsys.readouterr().out.splitlines()

    assert set(documented) < set(ours)
    assert len(ours) == sum(not rule.excluded for rule in read_requirements().values())


def test_a_rule_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    """What it says, who says so, and why nobody checks it."""
    assert main(["explain", "GW-SEND-001", "GW-SEND-017", "GW-ENV-013"]) == 0
    said = capsys.readouterr().out
    assert 'sms: "POST /v1/sms/send' in said
    assert "not checked: the parameter is documented as one string" in said
    assert "carriersim's own choice" in said


async def test_reports_are_compared(url: str, tmp_path: Path) -> None:
    """Worse ends with 1, the same with 0."""
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    await run("--url", url, "--key", _KEY, *_QUICK, "--report", f"json={before}")
    document = json.loads(before.read_text(encoding="utf-8"))
    document["verdicts"][0]["verdict"] = "broken"
    after.write_text(json.dumps(document), encoding="utf-8")

    assert await run("diff", str(before), str(before)) == 0
    assert await run("diff", str(before), str(after)) == 1


async def test_the_judge_judges_itself(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A lie for each rule of an area, and the matrix of it."""
    flags = ("--url", url, "--key", _KEY, "--self-test", "--only", "GW-LOOK")
    assert await run(*flags) == 0
    said = capsys.readouterr().out
    count = sum(one.rule.startswith("GW-LOOK-") for one in MUTANTS)
    documented = [one for one in MUTANTS if one.rule in said]
    assert 0 < len(documented) <= count
    assert f"{len(documented)} of {len(documented)} lies were found out" in said


async def test_a_lie_that_was_not_tried_was_not_found_out(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor was it missed; what hinders is said, and how often."""
    flags = ("--url", url, "--self-test", "--only", "GW-SEND-001", "--only", "GW-ACCT-004")
    assert await run(*flags, "--key", "ifr_pk_proj_broke") == 3
    said = capsys.readouterr().out
    count = sum(one.rule == "GW-SEND-001" for one in MUTANTS)
    assert f"0 of {count} lies were found out" in said
    assert f"{count} could not be tried: the project has no credit left for this" in said


async def test_a_lie_that_cannot_be_told_is_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    """Who has credit without an end answers nobody that there is none left."""
    flags = ("--self-test", "--only", "GW-ACCT-001", "--only", "GW-ACCT-004")
    async with serving(Settings.model_validate({"credit": "unlimited"})) as url:
        told = ("--url", url, "--key", _KEY, "--otp-reader", "control")
        assert await run(*flags, *told) == 0
        assert await run(*flags[:1], "--only", "GW-ACCT-004", *told) == 3
    said = capsys.readouterr().out
    assert "2 cannot be told of this target: " in said
    assert "are a credit without an end" in said


async def test_our_own_fault_is_not_the_targets(
    url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of the suite never looks like a broken contract."""
    monkeypatch.setattr("contract.cli.judge", None)
    assert await run("--url", url, "--key", _KEY, *_QUICK) == 2
    assert "this is our own fault" in capsys.readouterr().err
