"""Which calls show what a verdict says."""

from collections.abc import Iterable
from typing import Final

from contract.exchange import Exchange

__all__ = ["evidence"]

_EVIDENCE_MAX: Final = 8


def evidence(exchanges: Iterable[Exchange]) -> tuple[Exchange, ...]:
    """Leave out what was only asked again and again, and all but the last few."""
    kept: list[Exchange] = []
    for one in exchanges:
        if one.method == "GET":
            kept = [other for other in kept if (other.method, other.path) != ("GET", one.path)]
        kept.append(one)
    return tuple(kept[-_EVIDENCE_MAX:])
