"""Which way a message goes."""

from enum import Enum

from simulator.domain.value import choice

__all__ = ["Direction"]


@choice
class Direction(Enum):
    """Who sent a message: we to a handset (mobile-terminated), or a handset (mobile-originated)."""

    MT = "mt"
    MO = "mo"
