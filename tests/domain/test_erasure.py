"""What stays of a message when a number is forgotten."""

import re
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from simulator.domain.address import E164
from simulator.domain.dice import Dice
from simulator.domain.encoding import Encoding
from simulator.domain.erasure import Erasure, is_erased
from simulator.domain.inbound import Inbound
from simulator.domain.message import Message, What
from tests.messages import BORN_AT, born

PHONE: Final = E164("+12025550101")
BRITISH: Final = E164("+447700900123")
ERASURE: Final = Erasure.of(PHONE, Dice(7))


def test_a_pseudonym_is_the_worlds_own() -> None:
    """The same number has the same one in a world; another number, or another world, another."""
    pseudonym = ERASURE.pseudonym

    assert re.fullmatch("erased:[0-9a-f]{16}", pseudonym)
    assert Erasure.of(PHONE, Dice(7)).pseudonym == pseudonym
    assert Erasure.of(BRITISH, Dice(7)).pseudonym != pseudonym
    assert Erasure.of(PHONE, Dice(8)).pseudonym != pseudonym
    assert is_erased(pseudonym)
    assert not is_erased(PHONE)


def test_a_message_stays_but_for_the_number() -> None:
    """State, price, segments and timeline are as they were."""
    message = structs.replace(born(), destination=PHONE, text=f"Hello {PHONE}!")
    message = message.after(What.DISPATCHED, BORN_AT + 1)

    erased = ERASURE.message(message)

    assert (erased.destination, erased.text) == (ERASURE.pseudonym, f"Hello {ERASURE.pseudonym}!")
    changed = {
        name
        for name in Message.__struct_fields__
        if getattr(erased, name) != getattr(message, name)
    }
    assert changed == {"destination", "text"}


def test_an_inbound_message_stays_but_for_the_number() -> None:
    """It came from somebody, at its time, and said what it said."""
    text = "I am on 202-555-0101"
    inbound = Inbound("id", PHONE, BRITISH, text, Encoding.GSM_7, 1, BORN_AT, None)

    assert ERASURE.inbound(inbound) == Inbound(
        "id",
        ERASURE.pseudonym,
        BRITISH,
        f"I am on {ERASURE.pseudonym}",
        Encoding.GSM_7,
        1,
        BORN_AT,
        None,
    )


@pytest.mark.parametrize(
    ("phone", "written"),
    [
        (PHONE, "+12025550101"),
        (PHONE, "12025550101"),
        (PHONE, "0012025550101"),
        (PHONE, "2025550101"),
        (PHONE, "+1 202 555 0101"),
        (PHONE, "+1 (202) 555-0101"),
        (PHONE, "1.202.555.0101"),
        (PHONE, "202\u2011555\u20110101"),
        (BRITISH, "+447700900123"),
        (BRITISH, "+44 (0)7700 900123"),
        (BRITISH, "07700 900123"),
        (BRITISH, "07700-900-123"),
    ],
)
def test_a_number_is_found_as_people_write_it(phone: E164, written: str) -> None:
    """With or without its country, and with whatever stands between its digits."""
    erasure = Erasure.of(phone, Dice(7))

    assert erasure.text(f"Call {written}, {written}.") == (
        f"Call {erasure.pseudonym}, {erasure.pseudonym}."
    )


@pytest.mark.parametrize(
    "text",
    ["+12025550102", "92025550101", "20255501011", "202555010", "order 7120255501010", "hello"],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    """One digit more, less or other is somebody else's."""
    assert ERASURE.text(text) == text


@given(before=st.text(), after=st.text())
def test_nothing_of_the_number_is_left(before: str, after: str) -> None:
    """Wherever it stands by itself; and what was erased is erased."""
    erased = ERASURE.text(f"{before} {PHONE} {after}")

    assert PHONE not in erased
    assert ERASURE.text(erased) == erased
