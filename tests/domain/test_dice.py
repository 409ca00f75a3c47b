"""Chance is a question: what is asked decides, not when or how often."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.dice import SEED_MAX, Dice

seeds = st.integers(min_value=0, max_value=SEED_MAX)
parts = st.text(alphabet="abc123 ", max_size=4)
questions = st.lists(parts, max_size=4)


@given(seed=seeds, question=questions, others=st.lists(questions, max_size=3))
def test_the_same_question_has_the_same_answer(
    seed: int, question: list[str], others: list[list[str]]
) -> None:
    """Neither other dice of the seed nor what was asked in between change an answer."""
    dice = Dice(seed, "demo")
    first = dice.number(*question)
    for other in others:
        dice.number(*other)

    assert dice.number(*question) == first == Dice(seed, "demo").number(*question)


@pytest.mark.parametrize(
    "other",
    [Dice(8, "demo"), Dice(7, "demon"), Dice(7), Dice(0), Dice(SEED_MAX, "demo")],
    ids=["seed", "realm", "no realm", "neither", "largest seed"],
)
def test_another_seed_or_another_realm_has_other_answers(other: Dice) -> None:
    """Both tell dice apart: worlds that share a seed do not share their chance."""
    dice = Dice(7, "demo")

    assert dice.number("outcome", "1") != other.number("outcome", "1")


def test_seeds_that_differ_in_one_bit_have_other_answers() -> None:
    """Every bit of a seed counts, the highest as well as the lowest."""
    seeds_one_bit_apart = [0, *(1 << bit for bit in range(63))]

    assert len({Dice(seed).number("outcome") for seed in seeds_one_bit_apart}) == 64


def test_questions_that_differ_anywhere_have_other_answers() -> None:
    """A question is its parts, their order and where each of them ends."""
    asked = [
        ("",),
        ("", ""),
        ("a", "bc"),
        ("ab", "c"),
        ("abc",),
        ("c", "ab"),
        ("a", "1"),
        ("a", "2"),
        ("a", "11"),
        ("a", "1", "1"),
    ]
    dice = Dice(7, "demo")

    assert len({dice.number(*question) for question in asked}) == len(asked)


def test_a_realm_is_no_part_of_the_question() -> None:
    """What ends the name of a world does not begin a question in another."""
    assert Dice(7, "demo").number("one") != Dice(7, "demoone").number()
    assert Dice(7, "demo").number("one") != Dice(7).number("demo", "one")


@given(seed=seeds, question=questions)
def test_a_number_has_64_bits_and_a_fraction_lies_between_its_ends(
    seed: int, question: list[str]
) -> None:
    """Neither 0 nor 1 is ever drawn, so that every distribution can be asked for its quantile."""
    dice = Dice(seed)

    assert 0 <= dice.number(*question) < 2**64
    assert 0 < dice.fraction(*question) < 1


class Extreme(Dice):
    """Dice that fell on their end."""

    __slots__ = ("_drawn",)

    def __init__(self, drawn: int) -> None:
        super().__init__(0)
        self._drawn = drawn

    def number(self, *question: str) -> int:
        """Answer every question alike."""
        del question
        return self._drawn


def test_even_the_smallest_and_the_largest_number_make_a_fraction_between_the_ends() -> None:
    """A float has 53 bits: drawn from all 64, the largest fraction would round to 1."""
    assert 0 < Extreme(0).fraction() < 1e-15
    assert 1 - 1e-15 < Extreme(2**64 - 1).fraction() < 1


def test_the_ends_of_what_is_below_a_limit_can_be_drawn() -> None:
    """The smallest number makes 0, the largest makes the last before the limit."""
    assert (Extreme(0).below(10**6), Extreme(2**64 - 1).below(10**6)) == (0, 999_999)


@given(seed=seeds, limit=st.integers(min_value=1, max_value=10**12), question=questions)
def test_what_is_below_a_limit_is_below_it(seed: int, limit: int, question: list[str]) -> None:
    """The limit itself is not drawn."""
    assert 0 <= Dice(seed).below(limit, *question) < limit


def test_fractions_are_spread_evenly() -> None:
    """Pearson's test over 20 bins: with 19 degrees of freedom, 1 in 1,000 fair dice exceed 43.8."""
    dice, draw_count, bin_count = Dice(7), 20_000, 20

    bins = Counter(int(dice.fraction("leg", str(n)) * bin_count) for n in range(draw_count))

    expected = draw_count / bin_count
    assert sum((bins[n] - expected) ** 2 / expected for n in range(bin_count)) < 43.8


def test_digits_are_spread_evenly() -> None:
    """As above with 10 digits and 9 degrees of freedom: 27.9."""
    dice, draw_count = Dice(7), 20_000

    digits = Counter(dice.below(10, "digit", str(n)) for n in range(draw_count))

    expected = draw_count / 10
    assert sum((digits[n] - expected) ** 2 / expected for n in range(10)) < 27.9
