"""Rules that tables make."""

from collections.abc import Mapping

from contract.checks import Check

__all__ = ["read_families"]


def read_families() -> Mapping[str, Check]:
    """Make all checks of families, by the ids of their rules."""
    return {}
