"""Number pools: which of a sender's own numbers a message goes out from."""

from collections.abc import Sequence
from typing import Final

from simulator.domain.address import E164
from simulator.domain.dice import Dice
from simulator.domain.value import value

__all__ = ["STICKY_MS", "PoolRules", "Sticky", "choose", "is_toll_free"]

# A number sticks to a recipient for eight days after the last message, says the vendor who has it.
STICKY_MS: Final = 8 * 24 * 60 * 60 * 1000

# Of the North American Numbering Plan: whom nobody pays for calling.
_TOLL_FREE: Final = frozenset(
    f"+1{code}" for code in ("800", "833", "844", "855", "866", "877", "888")
)
_AREA_LENGTH: Final = len("+1312")


@value
class PoolRules:
    """How a pool chooses.

    Attributes:
        long_code_weight: how often a long code is taken, beside the weight of toll-free numbers.
        is_sticky: whether a recipient sees the number that wrote last, as long as it is there.
        matches_area: whether numbers of the recipient's area code go first.
    """

    long_code_weight: float = 1.0
    toll_free_weight: float = 1.0
    is_sticky: bool = False
    matches_area: bool = False

    def weight_of(self, number: E164) -> float:
        """Tell how often a number is taken; 0 is never."""
        return self.toll_free_weight if is_toll_free(number) else self.long_code_weight


@value
class Sticky:
    """The number that a recipient was last written to from, and when."""

    number: E164
    at: int

    def is_good_at(self, now: int) -> bool:
        """Tell whether it still sticks."""
        return now < self.at + STICKY_MS


def is_toll_free(number: str) -> bool:
    """Tell whether a number is one that nobody pays for calling."""
    return number[:_AREA_LENGTH] in _TOLL_FREE


def choose(
    pool: Sequence[E164], rules: PoolRules, destination: E164, dice: Dice, text: str
) -> E164 | None:
    """Choose a number by weight, among those of the recipient's area if there are any.

    What sticks is the caller's to look up first. The same message is always given the same number.

    Returns:
        None if no number has any weight.
    """
    usable = sorted(number for number in pool if rules.weight_of(number) > 0)
    if rules.matches_area:
        area = destination[:_AREA_LENGTH]
        near = [number for number in usable if area.startswith("+1") and number.startswith(area)]
        usable = near or usable
    if not usable:
        return None
    # Each kind shares its weight, so that a hundred long codes do not drown one toll-free number.
    shares = [_share(number, usable, rules) for number in usable]
    left = dice.fraction("number pool", destination, text) * sum(shares)
    for number, share in zip(usable, shares, strict=True):
        left -= share
        if left < 0:
            return number
    return usable[-1]


def _share(number: E164, usable: Sequence[E164], rules: PoolRules) -> float:
    alike = sum(is_toll_free(one) == is_toll_free(number) for one in usable)
    return rules.weight_of(number) / alike
