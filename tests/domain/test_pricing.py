"""Money is exact, and a message costs what its segments cost."""

import json
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.pricing import (
    InvalidAmount,
    InvalidPriceList,
    MicroUsd,
    PriceList,
    micro_usd,
    usd,
)

DECK_FILE = Path(__file__).parents[2] / "fixtures" / "prices" / "2026.json"
DECK: dict[str, Any] = json.loads(DECK_FILE.read_text(encoding="utf-8"))

amounts = st.integers(min_value=-(10**15), max_value=10**15).map(MicroUsd)


def deck(**changes: object) -> dict[str, Any]:
    """Make a small price list, with changes."""
    rows = {"+1": "0.0079", "+1876": "0.1"}
    plain = {"currency": "USD", "per": "segment", "default": "0.05", "prefixes": rows}
    return plain | changes


@given(amounts)
def test_an_amount_survives_the_way_to_dollars_and_back(amount: MicroUsd) -> None:
    """A micro-dollar is the sixth decimal of a dollar, so that nothing is lost either way."""
    assert micro_usd(usd(amount)) == amount
    assert micro_usd(str(usd(amount))) == amount


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6))
def test_dollars_survive_the_way_to_micro_dollars_and_back(dollars: Decimal) -> None:
    """Six decimals are held exactly."""
    assert usd(micro_usd(dollars)) == dollars


@pytest.mark.parametrize(
    ("text", "micro"),
    [
        ("1", 1_000_000),
        ("0.0079", 7_900),
        ("2.00", 2_000_000),
        ("0.000001", 1),
        ("-0.05", -50_000),
        ("1E+3", 1_000_000_000),
    ],
)
def test_a_dollar_is_a_million_micro_dollars(text: str, micro: int) -> None:
    """The scale is fixed, whether the amount is written as text or comes as a decimal."""
    assert micro_usd(text) == micro_usd(Decimal(text)) == micro


def test_dollars_are_given_with_six_decimals() -> None:
    """The exponent does not depend on the amount."""
    assert str(usd(MicroUsd(7_900))) == "0.007900"


@pytest.mark.parametrize(
    "text",
    [
        "0.0000001",
        "1.0000000",
        "NaN",
        "sNaN",
        "Infinity",
        "-Infinity",
        "1e30",
        "1e999999999",
        "1234567890123456789012345678901",
        "",
        "five",
        "1,5",
        "$1",
    ],
)
def test_an_amount_that_cannot_be_held_exactly_is_refused(text: str) -> None:
    """More than six decimals, no number, or more money than there is."""
    with pytest.raises(InvalidAmount, match="is no amount of dollars with at most six decimals"):
        micro_usd(text)


def test_a_decimal_is_judged_like_text() -> None:
    """What is refused as text is refused as a decimal."""
    for text in ("0.0000001", "NaN", "sNaN", "Infinity", "1e30"):
        with pytest.raises(InvalidAmount):
            micro_usd(Decimal(text))


def test_a_number_of_json_is_refused() -> None:
    """0.0079 as a float is already not 0.0079, and of an integer nobody knows the unit."""
    for amount in json.loads("[0.0079, 1, true, null]"):
        with pytest.raises(InvalidAmount, match="must be written as text"):
            micro_usd(amount)


def test_the_ambient_precision_does_not_touch_money() -> None:
    """Whoever lowers the precision of decimals elsewhere gets the same money here."""
    with localcontext() as context:
        context.prec = 3

        assert usd(MicroUsd(1_234_567)) == Decimal("1.234567")
        assert micro_usd("1.234567") == 1_234_567


@given(
    destination=st.sampled_from(["+15550100123", "+18765550100", "+447700900123", "+9995550100"]),
    one=st.integers(0, 100),
    other=st.integers(0, 100),
)
def test_the_price_is_additive_in_segments(destination: str, one: int, other: int) -> None:
    """Two messages cost as much as one of all their segments, to the last micro-dollar."""
    prices = PriceList.of(DECK)
    together = prices.price(destination, one + other)

    assert prices.price(destination, one) + prices.price(destination, other) == together


@pytest.mark.parametrize(
    ("destination", "segment_count", "dollars"),
    [
        ("+15550100123", 1, "0.0079"),
        ("+15550100123", 3, "0.0237"),
        ("+18765550100", 1, "0.1"),
        ("+447700900123", 2, "0.10"),
    ],
)
def test_the_longest_prefix_sets_the_price(
    destination: str, segment_count: int, dollars: str
) -> None:
    """Jamaica is not priced as North America, and what is not listed has the default."""
    price = PriceList.of(deck()).price(destination, segment_count)

    assert price == micro_usd(dollars)


def test_the_shipped_price_list_charges_what_it_says() -> None:
    """Every row is a price of its own prefix, +1 is 0.0079, and no Caribbean row repeats it."""
    prices = PriceList.of(DECK)

    for prefix, text in DECK["prefixes"].items():
        assert prices.price(prefix, 1) == micro_usd(text) > 0
        assert prefix == "+1" or not prefix.startswith("+1") or text != "0.0079"
    assert DECK["prefixes"]["+1"] == "0.0079"
    assert prices.price("+9995550100", 1) == micro_usd(DECK["default"])


@pytest.mark.parametrize("amount", [0.0079, 1, None, "0.00000001", "cheap", "-0.01", ["0.1"]])
def test_a_wrong_price_is_refused_by_its_prefix(amount: object) -> None:
    """Whoever wrote the list is told which row to mend."""
    with pytest.raises(InvalidPriceList, match=r"price of \+44: "):
        PriceList.of(deck(prefixes={"+1": "0.0079", "+44": amount}))
    with pytest.raises(InvalidPriceList, match=r"price of default: "):
        PriceList.of(deck(default=amount))


def test_a_wrong_prefix_is_refused_by_name() -> None:
    """A prefix is written with its plus sign."""
    with pytest.raises(ValueError, match='"44" is no prefix'):
        PriceList.of(deck(prefixes={"44": "0.05"}))


@pytest.mark.parametrize("key", ["currency", "per", "default", "prefixes"])
def test_a_price_list_without_its_keys_is_refused(key: str) -> None:
    """A list in another currency or per another unit would be read wrongly, so it is not read."""
    missing = deck()
    del missing[key]
    with pytest.raises(InvalidPriceList, match="a price list holds"):
        PriceList.of(missing)


@pytest.mark.parametrize(("key", "other"), [("currency", "EUR"), ("per", "message")])
def test_a_price_list_of_other_units_is_refused(key: str, other: str) -> None:
    """Dollars per segment is the only reading there is."""
    with pytest.raises(InvalidPriceList, match="a price list holds"):
        PriceList.of(deck(**{key: other}))
