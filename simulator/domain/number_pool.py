"""Number pools: which of a sender's own numbers a message goes out from."""

from collections.abc import Sequence
from typing import Final

from simulator.domain.address import E164
from simulator.domain.dice import Dice
from simulator.domain.messaging_profiles import NumberPool
from simulator.domain.own_senders import NumberKind, OwnNumber
from simulator.domain.value import value

__all__ = ["STICKY_MS", "Sticky", "choose"]

# A number sticks to a recipient for eight days after the last message, says the vendor who has it.
STICKY_MS: Final = 8 * 24 * 60 * 60 * 1000

# Of a number of the North American Numbering Plan: the country code and the area's.
_AREA_LENGTH: Final = len("+1312")


@value
class Sticky:
    """The number that a recipient was last written to from, and when."""

    number: E164
    at: int

    def is_good_at(self, now: int) -> bool:
        """Tell whether it still sticks."""
        return now < self.at + STICKY_MS


def choose(
    numbers: Sequence[OwnNumber], pool: NumberPool, destination: E164, dice: Dice, text: str
) -> OwnNumber | None:
    """Choose a number by weight, among those of the recipient's area if that is wished for.

    What sticks is the caller's to look up first. The same message is always given the same number.

    Returns:
        None if no number has any weight.
    """
    usable = sorted((one for one in numbers if _weight(one, pool) > 0), key=lambda one: one.number)
    if pool.matches_area:
        usable = [one for one in usable if _is_near(one, destination)] or usable
    if not usable:
        return None
    # Each kind shares its weight, so that a hundred long codes do not drown one toll-free number.
    shares = [_weight(one, pool) / _alike_count(one, usable) for one in usable]
    left = dice.fraction("number pool", destination, text) * sum(shares)
    for number, share in zip(usable, shares, strict=True):
        left -= share
        if left < 0:
            return number
    return usable[-1]


def _weight(number: OwnNumber, pool: NumberPool) -> float:
    match number.kind:
        case NumberKind.LONG_CODE:
            return pool.long_code_weight
        case NumberKind.TOLL_FREE:
            return pool.toll_free_weight


def _is_near(number: OwnNumber, destination: E164) -> bool:
    area = destination[:_AREA_LENGTH]
    return area.startswith("+1") and number.number.startswith(area)


def _alike_count(number: OwnNumber, usable: Sequence[OwnNumber]) -> int:
    return sum(one.kind is number.kind for one in usable)
