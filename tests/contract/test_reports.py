"""What came of a run is told in full, in every format, and no key is in any."""

import json
import re
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import fromstring

import pytest
from rich.console import Console

from contract.report import FORMATS, write
from contract.report.console import show
from contract.verdicts import ExitStatus, HarnessError, Report, Verdict, Word
from tests.contract.reports import EXCHANGE, made, report, rule

_WHY: Final = "found <i>this</i> | and\nthat \x00"
ALL: Final = made(
    [
        Verdict(rule("GW-SEND-001"), Word.BROKEN, _WHY, (EXCHANGE,)),
        Verdict(rule("GW-SEND-002"), Word.KEPT, "", (EXCHANGE,)),
        Verdict(rule("GW-SEND-004"), Word.WARNED, "other segments"),
        Verdict(rule("GW-AUTH-004"), Word.NOT_APPLICABLE, "it needs --key2"),
        Verdict(rule("GW-STAT-001"), Word.COULD_NOT_RUN, "nobody answered"),
        Verdict(rule("GW-IDEM-001"), Word.FLAKY, "1 of 3 times"),
        Verdict(rule("GW-LIST-001"), Word.KNOWN, "known (ticket)"),
        Verdict(rule("GW-SUPP-001"), Word.STALE, "it is kept"),
    ]
)


@pytest.mark.parametrize(
    ("words", "strict", "status"),
    [
        ((Word.KEPT,), False, ExitStatus.KEPT),
        ((Word.KEPT, Word.NOT_APPLICABLE), False, ExitStatus.KEPT),
        ((Word.KEPT, Word.BROKEN), False, ExitStatus.BROKEN),
        ((Word.KEPT, Word.STALE), False, ExitStatus.BROKEN),
        ((Word.KEPT, Word.KNOWN), False, ExitStatus.KEPT),
        ((Word.COULD_NOT_RUN, Word.KEPT), False, ExitStatus.INCOMPLETE),
        ((Word.COULD_NOT_RUN, Word.BROKEN), False, ExitStatus.BROKEN),
        # The third of these rules is an implied one.
        ((Word.KEPT, Word.KEPT, Word.COULD_NOT_RUN), False, ExitStatus.KEPT),
        ((Word.KEPT, Word.KEPT, Word.COULD_NOT_RUN), True, ExitStatus.INCOMPLETE),
        ((Word.KEPT, Word.KEPT, Word.WARNED), False, ExitStatus.KEPT),
        ((Word.NOT_APPLICABLE,), False, ExitStatus.INCOMPLETE),
        ((), False, ExitStatus.INCOMPLETE),
    ],
)
def test_the_status_says_what_came_of_it(
    words: tuple[Word, ...],
    strict: bool,  # noqa: FBT001 - as above
    status: ExitStatus,
) -> None:
    """What is broken comes first, and what was not tried is not kept."""
    assert report(*words, strict=strict).exit_status is status


def test_json_tells_everything() -> None:
    """Each verdict with its rule, its words and its evidence."""
    document = json.loads(FORMATS["json"](ALL))

    assert document["schema"] == "carriersim-contract/1"
    assert (document["outcome"], document["exit_status"]) == ("broken", 1)
    assert document["counts"]["kept"] == 1
    first = document["verdicts"][0]
    assert (first["id"], first["area"], first["level"]) == ("GW-SEND-001", "SEND", "D")
    assert first["why"] == _WHY
    assert first["says"] == rule().says
    assert first["quotes"] == list(rule().quotes)
    assert first["evidence"][0]["status"] == 200
    assert first["evidence"][0]["curl"].startswith("curl -sSi -X POST http://127.0.0.1:7670/v1/")


def test_junit_has_a_case_for_each_rule() -> None:
    """Broken is a failure, what could not run an error, what does not apply is skipped."""
    (suite,) = fromstring(FORMATS["junit"](ALL).partition("\n")[2])  # noqa: S314 - our own

    assert [suite.get(name) for name in ("tests", "failures", "errors", "skipped")] == [
        *("8", "2", "1", "2")
    ]
    cases = {case.get("name"): case for case in suite}
    assert cases["GW-SEND-001"].find("failure") is not None
    assert cases["GW-SEND-002"].find("failure") is None
    assert cases["GW-STAT-001"].find("error") is not None
    assert cases["GW-AUTH-004"].find("skipped") is not None
    assert "curl -sS" in (cases["GW-SEND-001"].findtext("failure") or "")


class _Tags(HTMLParser):
    """Notes which tags a page has, and what it loads."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loaded += [text or "" for name, text in attrs if name in {"src", "href"}]


def test_the_page_is_whole_and_harmless() -> None:
    """It loads nothing, and what a gateway answers is text on it, whatever it looks like."""
    page = FORMATS["html"](ALL)
    tags = _Tags()
    tags.feed(page)

    assert [one for one in tags.loaded if not one.startswith("#")] == []
    assert all(f'id="{one[1:]}"' in page for one in tags.loaded)
    assert {"script", "i", "b"}.isdisjoint(tags.tags)
    assert tags.tags.count("details") == 8
    assert 'name="viewport"' in page
    assert page.index("GW-SEND-001</code>") < page.index("GW-SEND-002</code>")


def test_markdown_is_one_table() -> None:
    """A line to a verdict, whatever stands in it; what is kept is only counted."""
    text = FORMATS["md"](ALL)
    rows = [line for line in text.splitlines() if line.startswith("| ")]

    assert len(rows) == 2 + 6
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 5 for row in rows)
    assert "<i>" not in text
    assert "1 kept" in text


@pytest.mark.parametrize(
    ("words", "colour"),
    [((Word.KEPT,), "brightgreen"), ((Word.BROKEN,), "red"), ((Word.COULD_NOT_RUN,), "yellow")],
)
def test_the_badge_has_a_colour(words: tuple[Word, ...], colour: str) -> None:
    """Of what came of it."""
    assert json.loads(FORMATS["badge"](report(*words)))["color"] == colour


def test_the_terminal_tells_the_worst_last() -> None:
    """With what was expected, who says so, and the line that shows it."""
    told = StringIO()
    show(ALL, Console(file=told, width=100))
    text = told.getvalue()

    assert text.index("GW-STAT-001 (D): could_not_run") < text.index("GW-SEND-001 (D): broken")
    assert f"expected: {rule().says}" in text
    assert "source:   sms:" in text
    assert "$ curl -sSi -X POST" in text
    assert "1 not applicable: it needs --key2" in text
    assert text.rstrip().splitlines()[-1].startswith("broken: ")


def test_a_curl_line_is_quoted_for_the_shell() -> None:
    """The key is a variable; everything else stands as it was sent."""
    line = EXCHANGE.curl("http://127.0.0.1:7670")

    assert '-H "Authorization: Bearer $INFRAI_API_KEY"' in line
    assert "-H 'Idempotency-Key: once-1'" in line
    assert "It'\"'\"'s <b>me</b>" in line


def test_a_report_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    """And no traceback."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(HarnessError, match="cannot be written"):
        write(ALL, "json", tmp_path / "file" / "report.json")


def test_folders_on_the_way_are_made(tmp_path: Path) -> None:
    """Who asks for a report in a folder wants the folder."""
    write(ALL, "badge", tmp_path / "a" / "b" / "badge.json")
    assert (tmp_path / "a" / "b" / "badge.json").is_file()


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_report_can_be_written(name: str) -> None:
    """Where nothing was asked for, nothing is told, in good form."""
    empty: Report = made([])
    assert FORMATS[name](empty)
