"""Numbers with a fate: the table of them, and how a fate bends a carrier's profile."""

from typing import Any

import pytest

from simulator.domain.address import E164
from simulator.domain.bend import Receiving
from simulator.domain.handset import AutoReply
from simulator.domain.latency import Fixed, Uniform
from simulator.domain.magic import Fate, InvalidMagic, MagicTable
from simulator.domain.message import What
from simulator.domain.profile import Outcome, Profile, Receipts

FATE = Fate("ends well", Outcome(What.DELIVERED, 1.0), receiving=Receiving.ONCE)
TABLE = MagicTable("+1500555", {"000": FATE})
GRUMPY = Profile(
    "grumpy",
    Fixed(1),
    Fixed(2),
    Uniform(3, 30),
    (Outcome(What.DELIVERED, 0.5), Outcome(What.FAILED, 0.5, "spam")),
    Receipts(Fixed(4), lost_ratio=0.2, repeated_ratio=0.3, repeated_after=Fixed(5)),
    1_000_000,
)


@pytest.mark.parametrize("last", range(10))
def test_ten_numbers_share_a_fate(last: int) -> None:
    """The last digit is free, so that tests that run at once do not meet."""
    assert TABLE.fate_of(E164(f"+1500555000{last}")) is FATE


@pytest.mark.parametrize(
    "number", ["+14155550000", "+15005550010", "+1500555000", "+150055500000", "+15005559999"]
)
def test_other_numbers_are_ordinary(number: str) -> None:
    """Those that begin otherwise, have no such fate, or are too short or too long."""
    assert TABLE.fate_of(E164(number)) is None


def test_a_table_is_read_as_json_gives_it() -> None:
    """Only the story is needed; receipts come once where an ending is told."""
    rows: dict[str, Any] = {
        "000": {"story": "a", "ending": "failed", "error": "spam"},
        "001": {"story": "b", "delivery_ms": 5, "ending": "delivered", "receipts": "twice"},
        "002": {"story": "c", "refused": "is no recipient"},
        "003": {"story": "d", "opted_out": True, "otp": "000000"},
        "004": {"story": "e", "reply": {"text": "STOP", "after_ms": 7}},
    }

    table = MagicTable.of({"prefix": "+1500555", "fates": rows})

    assert table.fates == {
        "000": Fate("a", Outcome(What.FAILED, 1.0, "spam"), receiving=Receiving.ONCE),
        "001": Fate("b", Outcome(What.DELIVERED, 1.0), 5, Receiving.TWICE),
        "002": Fate("c", refused="is no recipient"),
        "003": Fate("d", is_opted_out=True, otp="000000"),
        "004": Fate("e", reply=AutoReply("STOP", 7)),
    }


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({}, "prefix"),
        ({"prefix": "1500555", "fates": {}}, "prefix"),
        ({"prefix": "+1500555", "fates": []}, "fates"),
        ({"prefix": "+1500555", "fates": {"00": {"story": "a"}}}, "'00'"),
        ({"prefix": "+1500555", "fates": {"00x": {"story": "a"}}}, "'00x'"),
        ({"prefix": "+1500555", "fates": {"00٣": {"story": "a"}}}, "three digits"),
        ({"prefix": "+1500555", "fates": {"000": {}}}, "fate 000"),
        ({"prefix": "+1500555", "fates": {"000": []}}, "fate 000"),
        ({"prefix": "+1500555", "fates": {"000": {"story": "a", "end": "x"}}}, "end"),
        ({"prefix": "+1500555", "fates": {"000": {"story": "a", "ending": "lost"}}}, "lost"),
        ({"prefix": "+1500555", "fates": {"000": {"story": "a", "reply": {}}}}, "fate 000"),
        (
            {
                "prefix": "+1500555",
                "fates": {"000": {"story": "a", "ending": "sent", "receipts": "often"}},
            },
            "often",
        ),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(table: dict[str, Any], said: str) -> None:
    """And the row is named."""
    with pytest.raises(InvalidMagic, match=said):
        MagicTable.of(table)


def test_a_fate_leaves_alone_what_it_says_nothing_of() -> None:
    """A number that is only answered from is carried as any other."""
    assert Fate("answers", reply=AutoReply("hi", 0)).bent(GRUMPY) == GRUMPY


@pytest.mark.parametrize(
    ("receiving", "lost", "repeated"),
    [(Receiving.ONCE, 0, 0), (Receiving.NEVER, 1, 0.3), (Receiving.TWICE, 0, 1)],
)
def test_a_fate_decides_about_receipts(receiving: Receiving, lost: float, repeated: float) -> None:
    """Never, once or twice, whatever the carrier does with others; when they come stays its own."""
    receipts = Fate("x", receiving=receiving).bent(GRUMPY).receipts

    assert (receipts.lost_ratio, receipts.repeated_ratio) == (lost, repeated)
    assert (receipts.latency, receipts.repeated_after) == (Fixed(4), Fixed(5))


def test_a_fate_decides_how_and_when_a_message_ends() -> None:
    """One outcome, and a delivery of its own."""
    bent = Fate("x", Outcome(What.FAILED, 1.0, "spam"), 60_000).bent(GRUMPY)

    assert bent.outcomes == (Outcome(What.FAILED, 1.0, "spam"),)
    assert bent.delivery == Fixed(60_000)
    assert (bent.queueing, bent.dispatch) == (Fixed(1), Fixed(2))
