"""What is known to be broken is tried, and said once it is not broken any more."""

from pathlib import Path
from typing import Final

import pytest

from contract.baseline import Baseline, Known, read_baseline, write_baseline
from contract.diff import compare
from contract.report import write
from contract.verdicts import HarnessError, Verdict, Word
from tests.contract.reports import report, rule

_TODAY: Final = "2026-11-28"
_KNOWN: Final = Baseline({"GW-SEND-001": Known("GW-SEND-001", "ticket 12", "2026-12-31")})


def _applied(word: Word, today: str = _TODAY) -> Verdict:
    return _KNOWN.applied(Verdict(rule(), word, "so it was"), today)


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        (Word.BROKEN, Word.KNOWN),
        (Word.FLAKY, Word.KNOWN),
        (Word.KEPT, Word.STALE),
        (Word.COULD_NOT_RUN, Word.COULD_NOT_RUN),
        (Word.NOT_APPLICABLE, Word.NOT_APPLICABLE),
    ],
)
def test_known_and_stale(word: Word, wanted: Word) -> None:
    """A failure is excused; a success takes the excuse away."""
    assert _applied(word).word is wanted


def test_the_reason_is_told() -> None:
    """Whoever reads the report need not look for the baseline."""
    assert "ticket 12" in _applied(Word.BROKEN).why
    assert "so it was" in _applied(Word.BROKEN).why


def test_an_excuse_ends() -> None:
    """On its last day it holds, on the next it does not."""
    assert _applied(Word.BROKEN, "2026-12-31").word is Word.KNOWN
    assert _applied(Word.BROKEN, "2027-01-01").word is Word.BROKEN


def test_others_are_left_alone() -> None:
    """One excuse is for one rule."""
    other = Verdict(rule("GW-SEND-002"), Word.BROKEN)
    assert _KNOWN.applied(other, _TODAY) is other


def test_a_baseline_is_written_and_read(tmp_path: Path) -> None:
    """What a run finds broken can be excused until it is mended."""
    file = tmp_path / "known.yaml"
    assert write_baseline(file, report(Word.BROKEN, Word.KEPT, Word.WARNED)) == 1
    assert read_baseline(file).known.keys() == {"GW-SEND-001"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rule: GW-SEND-001", "is no list of rules"),
        ("- GW-SEND-001", "has an entry that is none"),
        ("- {rule: GW-SEND-999, reason: x}", "names GW-SEND-999, which there is not"),
        ("- {rule: GW-SEND-001}", "gives no reason for GW-SEND-001"),
        ("- {rule: GW-SEND-001, reason: x, until: never}", "has an entry that is none"),
        ("[", "cannot be read"),
    ],
)
def test_a_bad_baseline_is_an_error(tmp_path: Path, text: str, said: str) -> None:
    """And says where it is bad."""
    file = tmp_path / "known.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(HarnessError, match=said):
        read_baseline(file)


def test_a_missing_baseline_is_an_error(tmp_path: Path) -> None:
    """It is not taken for an empty one."""
    with pytest.raises(HarnessError, match="cannot be read"):
        read_baseline(tmp_path / "none.yaml")


def test_runs_are_compared(tmp_path: Path) -> None:
    """What became worse decides."""
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    write(report(Word.KEPT, Word.BROKEN), "json", before)
    write(report(Word.BROKEN, Word.KEPT, Word.KEPT), "json", after)

    difference = compare(before, after)
    assert difference.is_worse
    assert difference.text.splitlines() == [
        "worse   GW-SEND-001: kept -> broken",
        "better  GW-SEND-002: broken -> kept",
        "new     GW-SEND-004: kept",
    ]
    assert not compare(before, before).is_worse
    assert compare(before, before).text == "no verdict differs"
    assert "gone    GW-SEND-004: was kept" in compare(after, before).text


def test_only_reports_are_compared(tmp_path: Path) -> None:
    """A file of another kind is an error."""
    file = tmp_path / "other.json"
    file.write_text('{"schema": "carriersim-contract/99", "verdicts": []}', encoding="utf-8")
    with pytest.raises(HarnessError, match="of another version"):
        compare(file, file)
    file.write_text("[]", encoding="utf-8")
    with pytest.raises(HarnessError, match="no report in JSON"):
        compare(file, file)
