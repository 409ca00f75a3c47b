"""The bodies that a workload sends."""

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from simulator.bench.workloads import SEND

RECIPIENT_COUNT = 60_000


def recipient(sequence: int) -> str:
    """Whom the body with this number is for."""
    to: str = json.loads(SEND.body(sequence))["to"]
    return to


def test_sixty_thousand_recipients_take_turns() -> None:
    """No cache of numbers is spared, and after all of them it is the first one's turn again."""
    recipients = [recipient(sequence) for sequence in range(RECIPIENT_COUNT + 1)]

    assert len(set(recipients)) == RECIPIENT_COUNT
    assert recipients[-1] == recipients[0]


@given(st.integers(min_value=0, max_value=9_999_999_999))
def test_every_recipient_is_a_possible_number_and_none_is_magic(sequence: int) -> None:
    """North American, and outside the area where the last digits decide a message's fate."""
    assert re.fullmatch(r"\+1[2-9]\d{2}[2-9]\d{6}", recipient(sequence))
    assert not recipient(sequence).startswith("+1500")


@given(st.sets(st.integers(min_value=0, max_value=9_999_999_999), min_size=2, max_size=2))
def test_bodies_differ_but_not_in_length(sequences: set[int]) -> None:
    """No two requests are retries of each other, and none is cheaper to read."""
    one, other = (SEND.body(sequence) for sequence in sequences)

    assert one != other
    assert len(one) == len(other)
