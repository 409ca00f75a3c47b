"""Members of payloads that several APIs spell alike."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field, PlainValidator

from simulator.domain.address import E164, parse_e164
from simulator.domain.pricing import MicroUsd, micro_usd
from simulator.face.instants import parse_duration, parse_instant

__all__ = ["Dollars", "Duration", "Instant", "Money", "Number", "text_of"]

_MONEY_MAX = MicroUsd(10**15)


def text_of(sent: object, what: str = "a valid string") -> str:
    """Take a string, and nothing that could be made one.

    Raises:
        ValueError: it is none, and should be what it is said to be.
    """
    if not isinstance(sent, str):
        raise ValueError(f"should be {what}")  # noqa: TRY004 - pydantic reports ValueErrors
    return sent


def _instant(sent: object) -> int:
    return parse_instant(text_of(sent, "an instant such as 2026-11-21T12:00:00Z"))


def _duration(sent: object) -> int:
    return parse_duration(text_of(sent, "a duration such as 10m"))


def _dollars(sent: object) -> MicroUsd:
    if isinstance(sent, bool) or not isinstance(sent, int | float):
        raise ValueError("should be a valid number")  # noqa: TRY004 - as above
    return _money(sent)


def _money(sent: object) -> MicroUsd:
    if isinstance(sent, bool) or not isinstance(sent, int | float | str):
        raise ValueError("should be an amount of dollars")  # noqa: TRY004 - as above
    # A float is written out first: the shortest decimal that reads back as it is what was sent.
    amount = micro_usd(sent if isinstance(sent, str) else Decimal(str(sent)))
    if not 0 <= amount <= _MONEY_MAX:
        raise ValueError("should be between 0 and a billion dollars")
    return amount


_InstantText = Annotated[str, Field(description="In ISO 8601; without an offset it is in UTC.")]
_DurationText = Annotated[str, Field(description="Such as `10m`, `1h30m`, `2.5s` or `250ms`.")]

Number = Annotated[E164, AfterValidator(parse_e164)]
Instant = Annotated[int, PlainValidator(_instant, json_schema_input_type=_InstantText)]
Duration = Annotated[int, PlainValidator(_duration, json_schema_input_type=_DurationText)]
# Where JSON says "number", and where people may write "1.50" as well.
Dollars = Annotated[MicroUsd, PlainValidator(_dollars, json_schema_input_type=float)]
Money = Annotated[MicroUsd, PlainValidator(_money, json_schema_input_type=float | str)]
