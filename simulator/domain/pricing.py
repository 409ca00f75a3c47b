"""Money, and what a message costs.

Money is a whole number of micro-dollars, so that sums are exact and fast; it is a `Decimal` at the
edges and a float nowhere.
"""

from collections.abc import Mapping
from decimal import Context, Decimal, InvalidOperation, Rounded
from typing import Any, NewType, Self

from simulator.domain.prefixes import PrefixTable
from simulator.domain.value import value

__all__ = ["InvalidAmount", "InvalidPriceList", "MicroUsd", "PriceList", "micro_usd", "usd"]

MicroUsd = NewType("MicroUsd", int)
"""A millionth of a dollar: 1_000_000 of them are one dollar."""

_ONE_MICRO_USD = Decimal("0.000001")

# A context of our own: money must not depend on the precision somebody else set, and a digit that
# does not fit is an error, never rounded away.
_EXACT = Context(prec=28, traps=[InvalidOperation, Rounded])


class InvalidAmount(ValueError):
    """No amount of dollars that we can hold exactly."""


class InvalidPriceList(ValueError):
    """Not a price list; the message names the row that is wrong."""


def micro_usd(amount: Decimal | str) -> MicroUsd:
    """Read an amount of dollars with at most six decimals, such as "0.0079"."""
    # The annotation does not stop what comes out of JSON, and Decimal takes a float in silence.
    if not isinstance(amount, Decimal | str):
        raise InvalidAmount(f'{amount!r} must be written as text, such as "0.0079"')
    try:
        dollars = _EXACT.quantize(_EXACT.create_decimal(amount), _ONE_MICRO_USD)
        return MicroUsd(int(_EXACT.scaleb(dollars, 6)))
    except (ArithmeticError, ValueError) as error:
        raise InvalidAmount(
            f"{str(amount)!r} is no amount of dollars with at most six decimals"
        ) from error


def usd(amount: MicroUsd) -> Decimal:
    """Give the amount in dollars, exactly, with six decimals."""
    return _EXACT.scaleb(Decimal(amount), -6)


@value
class PriceList:
    """The price of one segment by the prefix of its destination."""

    segment_prices: PrefixTable[MicroUsd]

    @classmethod
    def of(cls, deck: Mapping[str, Any]) -> Self:
        """Read a deck as JSON gives it: `currency`, `per`, `default` and `prefixes`."""
        match deck:
            case {"currency": "USD", "per": "segment", "default": default, "prefixes": dict(rows)}:
                prices = {prefix: _segment_price(prefix, amount) for prefix, amount in rows.items()}
                return cls(PrefixTable.of(prices, _segment_price("default", default)))
            case _:
                raise InvalidPriceList(
                    'a price list holds "currency": "USD", "per": "segment", a "default" price'
                    ' and "prefixes" with a price each'
                )

    def price(self, destination: str, segment_count: int) -> MicroUsd:
        """Price a message of so many segments to an E.164 number."""
        segment_price = self.segment_prices.longest_match(destination)
        if segment_count == 1:  # most are: a product would be another integer for each message
            return segment_price
        return MicroUsd(segment_price * segment_count)


def _segment_price(prefix: str, amount: Decimal | str) -> MicroUsd:
    try:
        price = micro_usd(amount)
    except InvalidAmount as error:
        raise InvalidPriceList(f"price of {prefix}: {error}") from error
    if price < 0:
        raise InvalidPriceList(f"price of {prefix}: {amount} is below zero")
    return price
