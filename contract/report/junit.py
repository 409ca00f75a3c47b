"""JUnit's XML: a test case for each rule."""

from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from contract.report.data import outcome
from contract.report.sentences import explained
from contract.verdicts import Report, Verdict, Word

__all__ = ["render"]

_FAILURES: Final = {Word.BROKEN, Word.STALE}
_SKIPPED: Final = {Word.NOT_APPLICABLE, Word.KNOWN}


def render(report: Report) -> str:
    """Write the report."""
    root = Element("testsuites", name=f"carriersim-contract: {outcome(report)}")
    suite = SubElement(
        root,
        "testsuite",
        name=report.target,
        tests=str(len(report.verdicts)),
        failures=str(len(report.of(*_FAILURES))),
        errors=str(len(report.of(Word.COULD_NOT_RUN))),
        skipped=str(len(report.of(*_SKIPPED))),
        time=f"{report.elapsed_s:.3f}",
    )
    for verdict in report.verdicts:
        _add(suite, report, verdict)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _add(suite: Element, report: Report, verdict: Verdict) -> None:
    rule = verdict.requirement
    case = SubElement(suite, "testcase", classname=f"contract.{rule.area}", name=rule.id)
    properties = SubElement(case, "properties")
    for name, text in (("level", rule.level), ("says", rule.says), ("verdict", verdict.word)):
        SubElement(properties, "property", name=name, value=_clean(str(text)))
    kind = _kind(verdict.word)
    if kind:
        SubElement(case, kind, message=_clean(verdict.why)).text = _clean(
            explained(verdict, report)
        )
    elif verdict.why:
        SubElement(case, "system-out").text = _clean(explained(verdict, report))


def _kind(word: Word) -> str:
    if word in _FAILURES:
        return "failure"
    if word in _SKIPPED:
        return "skipped"
    return "error" if word is Word.COULD_NOT_RUN else ""


def _clean(text: str) -> str:
    """Leave out what no XML may hold, however it is written."""
    return "".join(one if one >= " " or one in "\t\n\r" else "\ufffd" for one in text)
