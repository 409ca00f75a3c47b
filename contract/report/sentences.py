"""A verdict in sentences: what was expected, who says so, what came, and how to see it again."""

from collections.abc import Iterator
from typing import Final

from contract.exchange import Exchange
from contract.verdicts import Verdict

__all__ = ["answer_of", "explained"]

_ANSWER_MAX: Final = 400


def explained(verdict: Verdict, url: str) -> str:
    """Explain a verdict.

    Args:
        verdict: what came of a rule.
        url: of the target, for the lines of `curl`.
    """
    return "\n".join(_lines(verdict, url))


def answer_of(exchange: Exchange) -> str:
    """Tell what was answered, as far as one wants to read it."""
    text = exchange.answer[:_ANSWER_MAX].decode(errors="replace")
    more = " ..." if len(exchange.answer) > _ANSWER_MAX else ""
    return f"{exchange.status} {text}{more}"


def _lines(verdict: Verdict, url: str) -> Iterator[str]:
    rule = verdict.requirement
    yield f"{rule.id} ({rule.level}): {verdict.word}"
    yield f"  expected: {rule.says}"
    yield f"  source:   {rule.origin}"
    if verdict.why:
        yield f"  found:    {verdict.why}"
    for exchange in verdict.evidence:
        yield f"  $ {exchange.curl(url)}"
        yield f"    {answer_of(exchange)}"
