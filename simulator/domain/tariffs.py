"""Tariffs: what a vendor takes for a message, and how much of that he passes on to the carrier."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Self

from simulator.domain.prefixes import PrefixTable
from simulator.domain.pricing import InvalidAmount, InvalidPriceList, MicroUsd, micro_usd
from simulator.domain.value import choice, value

__all__ = ["Fee", "Medium", "Tariffs"]


@choice
class Medium(StrEnum):
    """By what a message travels."""

    SMS = "sms"
    MMS = "mms"
    WHATSAPP = "whatsapp"
    RCS = "rcs"


@value
class Fee:
    """What a message costs: the vendor's own rate, and the fee of the carrier; in micro-USD."""

    rate: MicroUsd
    carrier: MicroUsd

    @property
    def total(self) -> MicroUsd:
        """The price."""
        return MicroUsd(self.rate + self.carrier)

    def times(self, count: int) -> "Fee":
        """Tell the fee of so many parts."""
        return Fee(MicroUsd(self.rate * count), MicroUsd(self.carrier * count))


@value
class Tariffs:
    """The fee of one part of a message, by its medium and the prefix of its destination."""

    by_medium: Mapping[Medium, PrefixTable[Fee]]

    @classmethod
    def of(cls, deck: Mapping[str, Any]) -> Self:
        """Read a deck as JSON gives it: for each medium a `default` and `prefixes`.

        Raises:
            InvalidPriceList: a medium is missing, or a fee is none.
        """
        return cls({medium: _table(medium, deck.get(medium.value)) for medium in Medium})

    def fee(self, medium: Medium, destination: str, part_count: int) -> Fee:
        """Tell the fee of a message to an E.164 number."""
        return self.by_medium[medium].longest_match(destination).times(part_count)


def _table(medium: Medium, sent: object) -> PrefixTable[Fee]:
    match sent:
        case {"default": default, "prefixes": dict(rows)}:
            fees = {prefix: _fee(f"{medium} to {prefix}", row) for prefix, row in rows.items()}
            return PrefixTable.of(fees, _fee(f"{medium} by default", default))
        case _:
            raise InvalidPriceList(f'tariffs of {medium} hold a "default" and "prefixes"')


def _fee(where: str, row: object) -> Fee:
    match row:
        case {"rate": rate, "carrier_fee": carrier}:
            try:
                fee = Fee(micro_usd(rate), micro_usd(carrier))
            except InvalidAmount as error:
                raise InvalidPriceList(f"{where}: {error}") from error
            if fee.rate < 0 or fee.carrier < 0:
                raise InvalidPriceList(f"{where}: a fee is below zero")
            return fee
        case _:
            raise InvalidPriceList(f'{where}: a fee has a "rate" and a "carrier_fee"')
