"""Which number a message goes out from."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.address import E164
from simulator.domain.dice import Dice
from simulator.domain.number_pool import STICKY_MS, PoolRules, Sticky, choose, is_toll_free

DICE = Dice(7)
CHICAGO, BOSTON, FREE = E164("+13125550101"), E164("+16175550102"), E164("+18445550103")
POOL = (CHICAGO, BOSTON, FREE)
ALICE = E164("+13125550199")


def test_the_weights_of_the_two_kinds_decide() -> None:
    """Four to one, however many numbers there are of each kind."""
    rules = PoolRules(long_code_weight=4, toll_free_weight=1)
    chosen = Counter(choose(POOL, rules, ALICE, DICE, f"{n}") for n in range(5_000))
    assert set(chosen) == set(POOL)
    assert chosen[FREE] / 5_000 == pytest.approx(0.2, abs=0.03)
    assert chosen[CHICAGO] / 5_000 == pytest.approx(0.4, abs=0.03)


def test_a_kind_without_weight_is_never_taken() -> None:
    """And where no other is there, nothing is."""
    rules = PoolRules(long_code_weight=0, toll_free_weight=1)
    assert {choose(POOL, rules, ALICE, DICE, f"{n}") for n in range(50)} == {FREE}
    assert choose((CHICAGO, BOSTON), rules, ALICE, DICE, "Hi") is None
    assert choose((), PoolRules(), ALICE, DICE, "Hi") is None


def test_numbers_of_the_recipients_area_go_first() -> None:
    """If there are any: who lives elsewhere gets any number."""
    rules = PoolRules(matches_area=True)
    assert {choose(POOL, rules, ALICE, DICE, f"{n}") for n in range(50)} == {CHICAGO}
    for elsewhere in ("+12125550100", "+4915112345678"):
        chosen = {choose(POOL, rules, E164(elsewhere), DICE, f"{n}") for n in range(50)}
        assert chosen == set(POOL)


@given(st.permutations(POOL), st.text(st.characters(exclude_categories=["Cs"])))
def test_the_same_message_is_given_the_same_number(pool: list[E164], text: str) -> None:
    """In whatever order the numbers were bought."""
    rules = PoolRules()
    assert choose(pool, rules, ALICE, DICE, text) == choose(POOL, rules, ALICE, DICE, text)


def test_a_number_sticks_for_eight_days() -> None:
    """From the last message on."""
    sticky = Sticky(CHICAGO, at=1_000)
    assert sticky.is_good_at(1_000 + STICKY_MS - 1)
    assert not sticky.is_good_at(1_000 + STICKY_MS)


def test_toll_free_numbers_are_told_by_their_area_codes() -> None:
    """+1844 and its like, and no number of another country that begins alike."""
    assert is_toll_free("+18005550100")
    assert not is_toll_free("+13125550100")
    assert not is_toll_free("+4480012345")


class _Highest(Dice):
    """Dice that always draw the highest there is."""

    def fraction(self, *_question: str) -> float:
        return 1.0


def test_a_draw_at_the_very_end_takes_the_last() -> None:
    """Shares of floating point need not sum to exactly what was drawn from."""
    assert choose(POOL, PoolRules(), ALICE, _Highest(7), "Hi") == FREE
