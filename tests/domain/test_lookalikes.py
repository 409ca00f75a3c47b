"""What looks the same in GSM-7."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.encoding import GSM_0338, Encoding, encoding_of
from simulator.domain.lookalikes import InvalidLookalikes, Lookalikes, Swap

FILE = Path(__file__).parents[2] / "fixtures" / "gsm0338" / "lookalikes.json"
GROUPS: dict[str, dict[str, str]] = json.loads(FILE.read_text(encoding="utf-8"))
LOOKALIKES = Lookalikes.of(GROUPS)

texts = st.text(st.sampled_from("".join([*LOOKALIKES.spellings, GSM_0338.basic])) | st.characters())


@pytest.mark.parametrize(
    ("text", "lookalike"),
    [
        ("\u2018It\u2019s \u201chere\u201d\u2019", "'It's \"here\"'"),
        ("10\u00a0000 \u2013 20\u202f000\u2026", "10 000 - 20 000..."),
        ("so\u00adft\u200b", "soft"),
        ("Cafe\u0301 A\u030angstro\u0308m", "Café Ångström"),
        ("\u0391\u0398\u0397\u039d\u0391", "AΘHNA"),
        ("\u0421\u041e\u0421", "COC"),
        ("\uff21\uff22\uff23\uff01", "ABC!"),
        ("1\ufe0f\u20e3", "1"),
    ],
)
def test_the_shipped_ones_read_the_same(text: str, lookalike: str) -> None:
    """What word processors, telephones and other keyboards put into a text."""
    assert encoding_of(text) is Encoding.UCS_2
    assert LOOKALIKES.swap(text)[0] == lookalike
    assert encoding_of(lookalike) is Encoding.GSM_7


def test_no_character_is_listed_twice() -> None:
    """The second line would silently win."""
    rows = [points for rows in GROUPS.values() for points in rows]

    assert len(rows) == len(set(rows)) == len(LOOKALIKES.spellings)


@given(texts)
def test_a_swapped_text_has_nothing_left_to_swap(text: str) -> None:
    """All look-alikes are put in at once, and none of them looks like another."""
    swapped, _ = LOOKALIKES.swap(text)

    assert LOOKALIKES.swap(swapped) == (swapped, ())


@given(texts)
def test_the_swaps_lead_from_the_one_text_to_the_other(text: str) -> None:
    """Their counts tell how much longer or shorter it is; what is GSM-7 stays as it is."""
    swapped, swaps = LOOKALIKES.swap(text)

    grown = sum((len(swap.lookalike) - len(swap.found)) * swap.count for swap in swaps)
    assert len(swapped) - len(text) == grown
    assert bool(swaps) == (swapped != text)
    assert encoding_of(text) is Encoding.UCS_2 or not swaps


def test_swaps_are_told_in_the_order_of_the_text() -> None:
    """Each once, and how often."""
    text, swaps = LOOKALIKES.swap("\u2026\u2019\u2026")

    assert text == "...'..."
    assert swaps == (Swap("\u2026", "...", 2), Swap("\u2019", "'", 1))


@pytest.mark.parametrize("groups", [{}, {"none": {}}])
def test_a_table_may_be_empty(groups: dict[str, object]) -> None:
    """Then nothing looks like anything."""
    assert Lookalikes.of(groups).swap("\u2019") == ("\u2019", ())


def test_a_table_may_have_sequences_only() -> None:
    """Or single characters only: the shipped one has both."""
    assert Lookalikes.of({"x": {"U+0065 U+0301": "é"}}).swap("e\u0301")[0] == "é"
    assert Lookalikes.of({"x": {"U+2019": "'"}}).swap("\u2019")[0] == "'"


@pytest.mark.parametrize("points", ["", "2019", "U+2019U+2019", "u+2019", "U+20", "U+0041"])
def test_what_gives_way_is_outside_of_gsm_7(points: str) -> None:
    """Written as code points: of what cannot be seen, nobody could tell that it is there."""
    with pytest.raises(InvalidLookalikes, match="is nothing outside of GSM-7"):
        Lookalikes.of({"x": {points: "'"}})


@pytest.mark.parametrize("lookalike", [None, 7, "\u2019", "a\u2019"])
def test_what_takes_its_place_is_gsm_7(lookalike: object) -> None:
    """Else nothing would be gained."""
    with pytest.raises(InvalidLookalikes, match=r"that of U\+2018 is .*, not GSM-7"):
        Lookalikes.of({"x": {"U+2018": lookalike}})


def test_a_group_has_rows() -> None:
    """A list is no table."""
    with pytest.raises(InvalidLookalikes, match="'x' is no group of rows"):
        Lookalikes.of({"x": ["U+2018"]})
