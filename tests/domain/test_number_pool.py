"""Which number a message goes out from."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.address import E164
from simulator.domain.dice import Dice
from simulator.domain.messaging_profiles import NumberPool
from simulator.domain.number_pool import STICKY_MS, Sticky, choose
from simulator.domain.own_senders import OwnNumber, number_kind

DICE = Dice(7)
CHICAGO, BOSTON, FREE = E164("+13125550101"), E164("+16175550102"), E164("+18445550103")
ALL = (CHICAGO, BOSTON, FREE)
ALICE = E164("+13125550199")


def pool_of(*, long: float = 1, free: float = 1, matches_area: bool = False) -> NumberPool:
    """Make the rules of a pool."""
    return NumberPool(long, free, skips_unhealthy=False, matches_area=matches_area)


def chosen(
    numbers: Sequence[E164],
    pool: NumberPool,
    *,
    to: str = ALICE,
    text: str = "Hi",
    dice: Dice = DICE,
) -> E164 | None:
    """Choose among numbers that are told by nothing but themselves."""
    own = [OwnNumber("1", one, number_kind(one), "US", "p", 0, 0) for one in numbers]
    number = choose(own, pool, E164(to), dice, text)
    return None if number is None else number.number


def test_the_weights_of_the_two_kinds_decide() -> None:
    """Four to one, however many numbers there are of each kind."""
    counts = Counter(chosen(ALL, pool_of(long=4), text=f"{n}") for n in range(5_000))
    assert set(counts) == set(ALL)
    assert counts[FREE] / 5_000 == pytest.approx(0.2, abs=0.03)
    assert counts[CHICAGO] / 5_000 == pytest.approx(0.4, abs=0.03)


def test_a_kind_without_weight_is_never_taken() -> None:
    """And where no other is there, nothing is."""
    pool = pool_of(long=0)
    assert {chosen(ALL, pool, text=f"{n}") for n in range(50)} == {FREE}
    assert chosen((CHICAGO, BOSTON), pool) is None
    assert chosen((), pool_of()) is None


def test_numbers_of_the_recipients_area_go_first() -> None:
    """If there are any: who lives elsewhere gets any number."""
    pool = pool_of(matches_area=True)
    assert {chosen(ALL, pool, text=f"{n}") for n in range(50)} == {CHICAGO}
    for elsewhere in ("+12125550100", "+4915112345678"):
        assert {chosen(ALL, pool, to=elsewhere, text=f"{n}") for n in range(50)} == set(ALL)


@given(st.permutations(ALL), st.text(st.characters(exclude_categories=["Cs"])))
def test_the_same_message_is_given_the_same_number(numbers: list[E164], text: str) -> None:
    """In whatever order the numbers were bought."""
    assert chosen(numbers, pool_of(), text=text) == chosen(ALL, pool_of(), text=text)


def test_a_number_sticks_for_eight_days() -> None:
    """From the last message on."""
    sticky = Sticky(CHICAGO, at=1_000)
    assert sticky.is_good_at(1_000 + STICKY_MS - 1)
    assert not sticky.is_good_at(1_000 + STICKY_MS)


class _Highest(Dice):
    """Dice that always draw the highest there is."""

    def fraction(self, *_question: str) -> float:
        return 1.0


def test_a_draw_at_the_very_end_takes_the_last() -> None:
    """Shares of floating point need not sum to exactly what was drawn from."""
    assert chosen(ALL, pool_of(), dice=_Highest(7)) == FREE
