"""Names that were never made before."""

import re
from itertools import pairwise
from uuid import UUID

from simulator.adapters.ids import Uuid7Source, fresh_seed


def test_ids_rise_strictly() -> None:
    """Ten thousand made within a few milliseconds are each greater than the one before."""
    source = Uuid7Source()

    ids = [source.hex7() for _ in range(10_000)]

    assert all(earlier < later for earlier, later in pairwise(ids))


def test_both_spellings_are_of_version_7() -> None:
    """RFC 9562, 5.7: version 7 of the usual variant; with hyphens, or in 32 characters."""
    source = Uuid7Source()

    usual, short = source.uuid7(), source.hex7()

    assert str(UUID(usual)) == usual
    assert re.fullmatch("[0-9a-f]{32}", short)
    assert UUID(usual).version == UUID(short).version == 7
    assert UUID(usual).int < UUID(short).int


def test_a_fresh_seed_can_be_typed() -> None:
    """It has at most nine digits, and is not always the same."""
    seeds = {fresh_seed() for _ in range(100)}

    assert all(0 <= seed < 10**9 for seed in seeds)
    assert len(seeds) > 90
