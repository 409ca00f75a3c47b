"""A report in which each verdict occurs, with words that are hard to write down."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from contract.exchange import Exchange
from contract.requirements import Requirement, read_requirements
from contract.verdicts import Report, Verdict, Word

__all__ = ["EXCHANGE", "made", "report", "rule"]

EXCHANGE: Final = Exchange(
    "sms.send",
    "POST",
    "/v1/sms/send",
    "Bearer $INFRAI_API_KEY",
    {"Content-Type": "application/json", "Idempotency-Key": "once-1"},
    '{"to": "+12025550100", "body": "It\'s <b>me</b> | \u4f60\u597d"}'.encode(),
    200,
    {"content-type": "application/json"},
    b'{"ok": true, "data": {"sms_id": "<script>"}, "error": null}',
    1.5,
)

_RULES: Final = (
    *("GW-SEND-001", "GW-SEND-002", "GW-SEND-004", "GW-AUTH-004", "GW-STAT-001", "GW-IDEM-001"),
    *("GW-LIST-001", "GW-SUPP-001"),
)


def rule(name: str = "GW-SEND-001") -> Requirement:
    """Find a rule."""
    return read_requirements()[name]


def report(*words: Word, strict: bool = False) -> Report:
    """Make a report with these verdicts."""
    named = zip(_RULES, words, strict=False)
    return made([Verdict(rule(name), word) for name, word in named], strict=strict)


def made(verdicts: Sequence[Verdict], *, strict: bool = False) -> Report:
    """Make a report."""
    whole = Report("http://127.0.0.1:7670", "documented", 7, strict, verdicts, 1.5, 2.25, 40)
    return replace(whole, date="2026-11-28")
