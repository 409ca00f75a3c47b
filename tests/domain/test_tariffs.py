"""What a vendor takes for a message, and what he passes on."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.pricing import InvalidPriceList, MicroUsd
from simulator.domain.tariffs import Fee, Medium, Tariffs

FILE = Path(__file__).parents[2] / "fixtures" / "telnyx" / "tariffs.json"
DECK: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
TARIFFS = Tariffs.of(DECK)


def test_a_message_to_the_united_states_costs_what_the_vendors_document_shows() -> None:
    """0.0051 dollars: 0.00305 of them are the carrier's."""
    fee = TARIFFS.fee(Medium.SMS, "+13125550001", 1)
    assert fee == Fee(MicroUsd(2_050), MicroUsd(3_050))
    assert fee.total == 5_100


@given(st.sampled_from(Medium), st.integers(1, 10))
def test_each_part_costs_the_same(medium: Medium, part_count: int) -> None:
    """Whatever it travels by."""
    one = TARIFFS.fee(medium, "+4915112345678", 1)
    assert TARIFFS.fee(medium, "+4915112345678", part_count).total == one.total * part_count


@pytest.mark.parametrize(
    ("sms", "message"),
    [
        (None, 'tariffs of sms hold a "default" and "prefixes"'),
        ({"default": "0.05", "prefixes": {}}, 'sms by default: a fee has a "rate"'),
        ({"default": {"rate": "x", "carrier_fee": "0"}, "prefixes": {}}, "no amount of dollars"),
        (
            {
                "default": {"rate": "0", "carrier_fee": "0"},
                "prefixes": {"+1": {"rate": "0", "carrier_fee": "-1"}},
            },
            r"sms to \+1: a fee is below zero",
        ),
        (
            {
                "default": {"rate": "0", "carrier_fee": "0"},
                "prefixes": {"+1": {"rate": "-1", "carrier_fee": "0"}},
            },
            "below zero",
        ),
    ],
)
def test_a_deck_that_makes_no_sense_is_refused(sms: object, message: str) -> None:
    """The row that is wrong is named."""
    with pytest.raises(InvalidPriceList, match=message):
        Tariffs.of({**DECK, "sms": sms})
