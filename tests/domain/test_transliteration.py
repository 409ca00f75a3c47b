"""How a vendor spells a text, and what he makes of characters that he has no septets for."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.encoding import Encoding
from simulator.domain.segmentation import TooManySegments
from simulator.domain.transliteration import InvalidOrthography, Orthography, Spelled, Unspellable

FOLDER = Path(__file__).parents[2] / "fixtures" / "telnyx"
ALPHABET = json.loads((FOLDER / "alphabet.json").read_text(encoding="utf-8"))
TABLE = json.loads((FOLDER / "smart-encoding.json").read_text(encoding="utf-8"))
TELNYX = Orthography.of(ALPHABET, TABLE)

GSM, UCS = Encoding.GSM_7, Encoding.UCS_2


@pytest.mark.parametrize(
    ("text", "encoding", "segment_count"),
    [
        ("a" * 160, GSM, 1),
        ("a" * 161, GSM, 2),
        ("a" * 1530, GSM, 10),
        ("€" * 80, GSM, 1),
        ("€" * 81, GSM, 2),
        ("й" * 70, UCS, 1),
        ("й" * 71, UCS, 2),
        ("😀" * 35, UCS, 1),
        ("😀" * 36, UCS, 2),
        # What GSM 03.38 has and Telnyx has not.
        ("Δ", UCS, 1),
        ("Ç", UCS, 1),
        ("¤", UCS, 1),
    ],
)
def test_a_text_is_spelled_in_the_vendors_own_septets(
    text: str, encoding: Encoding, segment_count: int
) -> None:
    """His set is smaller than the standard's; parts are as large as everybody's."""
    assert TELNYX.spell(text) == Spelled(text, encoding, segment_count)


def test_respelling_brings_a_text_into_septets() -> None:
    """Quotation marks and dashes of word processors cost nothing any more."""
    text = "\u201cHi\u201d \u2013 10\u00bd\u2026\u200b"
    assert TELNYX.spell(text).encoding is UCS
    assert TELNYX.spell(text, respells=True) == Spelled(
        '"Hi" - 101/2...', GSM, 1, is_respelled=True
    )


def test_what_has_no_substitution_keeps_the_whole_text_in_ucs_2() -> None:
    """Whatever could be put in is put in all the same."""
    assert TELNYX.spell("\u2019й", respells=True) == Spelled("'й", UCS, 1, is_respelled=True)


def test_the_substitutions_are_those_that_the_vendor_lists() -> None:
    """Each has something else in its place, inside the set; nothing inside the set is replaced."""
    assert len(TELNYX.substitutions) == 310
    for point, text in TELNYX.substitutions.items():
        assert TELNYX.spell(f"x{chr(point)}").encoding is UCS
        assert TELNYX.spell(f"x{text}").encoding is GSM


def test_an_encoding_can_be_forced() -> None:
    """UCS-2 for what would fit into septets, untouched; septets or nothing."""
    assert TELNYX.spell("a" * 71, UCS, respells=True) == Spelled("a" * 71, UCS, 2)
    assert TELNYX.spell("It\u2019s", UCS, respells=True) == Spelled("It\u2019s", UCS, 1)
    assert TELNYX.spell("plain", GSM) == Spelled("plain", GSM, 1)
    with pytest.raises(Unspellable, match="has characters that GSM-7 has not"):
        TELNYX.spell("й", GSM, respells=True)


def test_nothing_may_be_left() -> None:
    """A text of invisible characters is none."""
    with pytest.raises(Unspellable, match="is empty"):
        TELNYX.spell("\u200b\u2060", respells=True)


def test_no_text_is_endless() -> None:
    """A concatenation has 255 parts at the most, whoever sends it."""
    with pytest.raises(TooManySegments):
        TELNYX.spell("a" * (153 * 255 + 1))


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
def test_respelling_settles(text: str) -> None:
    """What was respelled is not respelled again, and never gains an encoding that costs more."""
    once = TELNYX.respell(text)
    assert TELNYX.respell(once) == once
    if once:
        plain, respelled = TELNYX.spell(text), TELNYX.spell(text, respells=True)
        assert plain.encoding is UCS or respelled.encoding is GSM


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"2019": "'"}, "no code point"),
        ({"U+2019": "\u2019"}, "has no septets"),
        ({"U+2019": 7}, "has no septets"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(row: dict[str, object], message: str) -> None:
    """A substitution that needs one itself would help nobody."""
    with pytest.raises(InvalidOrthography, match=message):
        Orthography.of(ALPHABET, {"map": row})
