"""The spelling of a text, against the tables of 3GPP TS 23.038."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.encoding import (
    BASIC_TABLE,
    ESCAPE,
    EXTENSION_TABLE,
    GSM_0338,
    Alphabet,
    Encoding,
    code_unit_count,
    encoding_of,
    measure,
    outside_gsm,
    septet_count,
)

FIXTURES = Path(__file__).parents[2] / "fixtures" / "gsm0338"
PUBLISHED = json.loads((FIXTURES / "alphabet.json").read_text("utf-8"))


def published(table: str) -> dict[int, str]:
    """The characters of a published table by code, without the code that has none."""
    return {
        int(code, 16): chr(int(point.removeprefix("U+"), 16))
        for code, point in PUBLISHED[table].items()
        if point is not None
    }


BASIC = published("basic")
EXTENSION = published("extension")

basic_texts = st.text(st.sampled_from(sorted(BASIC.values())))
gsm_texts = st.text(st.sampled_from(sorted([*BASIC.values(), *EXTENSION.values()])))
texts = st.text() | gsm_texts


def test_the_basic_table_is_the_published_one() -> None:
    """Each of the 128 codes but the escape stands for the character the standard gives it."""
    assert len(BASIC_TABLE) == 128
    assert {code: BASIC_TABLE[code] for code in range(128) if code != 0x1B} == BASIC
    assert BASIC_TABLE[0x1B] == ESCAPE


def test_the_extension_table_is_the_published_one() -> None:
    """The ten codes that follow an escape stand for the characters the standard gives them."""
    assert EXTENSION_TABLE == EXTENSION


def test_the_standard_alphabet_has_no_character_twice() -> None:
    """A character is spelled in one way: 127 with one septet, ten others with two."""
    assert len(set(GSM_0338.basic + GSM_0338.extension)) == 127 + 10


@pytest.mark.parametrize("character", sorted(BASIC.values()))
def test_a_basic_character_costs_one_septet(character: str) -> None:
    """Every character of the basic table is GSM-7 and one septet."""
    assert measure(character) == (Encoding.GSM_7, 1)


@pytest.mark.parametrize("character", sorted(EXTENSION.values()))
def test_an_extension_character_costs_two_septets(character: str) -> None:
    """Every character of the extension table is GSM-7: the escape and its code."""
    assert measure(character) == (Encoding.GSM_7, 2)


@given(st.characters(exclude_characters=[*BASIC.values(), *EXTENSION.values()]))
def test_any_other_character_forces_ucs_2(character: str) -> None:
    """One character outside the alphabet takes the text around it along."""
    assert encoding_of(f"abc{character}def") is Encoding.UCS_2


@given(texts)
def test_a_text_is_gsm_7_exactly_when_nothing_is_outside_the_alphabet(text: str) -> None:
    """The three ways to ask agree with looking at each character."""
    fits = set(text) <= {*BASIC.values(), *EXTENSION.values()}
    assert (encoding_of(text) is Encoding.GSM_7) == fits
    assert (measure(text)[0] is Encoding.GSM_7) == fits
    assert (outside_gsm(text) == ()) == fits


@given(basic_texts)
def test_a_basic_text_has_as_many_septets_as_characters(text: str) -> None:
    """Without escapes the count is the length, in ASCII and beyond."""
    assert measure(text) == (Encoding.GSM_7, len(text))


@given(gsm_texts, gsm_texts)
def test_septets_add_up(left: str, right: str) -> None:
    """A text costs what its characters cost, however it is divided."""
    cost = sum(2 if character in EXTENSION.values() else 1 for character in left + right)
    assert septet_count(left) + septet_count(right) == septet_count(left + right) == cost
    assert measure(left + right) == (Encoding.GSM_7, cost)


@given(st.text(), st.text())
def test_code_units_add_up(left: str, right: str) -> None:
    """A text takes a code unit for each character up to U+FFFF, and two for each beyond."""
    units = sum(2 if ord(character) > 0xFFFF else 1 for character in left + right)
    assert code_unit_count(left) + code_unit_count(right) == code_unit_count(left + right) == units


@given(st.text())
def test_a_ucs_2_text_is_measured_in_code_units(text: str) -> None:
    """Outside the alphabet nothing costs septets, not even a bracket."""
    assert measure(f"你{text}[]") == (Encoding.UCS_2, code_unit_count(text) + 3)


@given(st.characters(categories=["Cs"]))
def test_half_a_surrogate_pair_is_refused(half: str) -> None:
    """A lone surrogate is not text, and no count is made up for it."""
    with pytest.raises(ValueError, match="surrogates not allowed"):
        measure(f"a{half}b")


def test_the_offenders_are_named_once_in_order_of_appearance() -> None:
    """Whoever wonders why a text costs twice as much sees each character that forced it."""
    assert outside_gsm("He said \u201cça va\u201d, \u201cça va\u201d 😀") == ("“", "ç", "”", "😀")


def test_an_alphabet_without_an_extension_table_has_no_pairs() -> None:
    """A carrier may know the basic table alone; what it lacks then forces UCS-2."""
    bare = Alphabet.of(basic=GSM_0338.basic, extension="")
    assert measure("è 5", bare) == (Encoding.GSM_7, 3)
    assert measure("è 5 €", bare) == (Encoding.UCS_2, 5)
    assert septet_count("è 5", bare) == 3
    assert outside_gsm("è 5 €", bare) == ("€",)


def test_an_alphabet_may_have_characters_the_standard_lacks() -> None:
    """A carrier's own set decides, in ASCII and beyond."""
    wide = Alphabet.of(basic=GSM_0338.basic + "`ç", extension="\t")
    assert measure("`a`", wide) == (Encoding.GSM_7, 3)
    assert measure("ça\t", wide) == (Encoding.GSM_7, 4)
    assert encoding_of("[", wide) is Encoding.UCS_2


def test_alphabets_of_the_same_characters_are_equal() -> None:
    """An alphabet is a value."""
    again = Alphabet.of(basic=GSM_0338.basic, extension=GSM_0338.extension)
    assert again == GSM_0338
    assert hash(again) == hash(GSM_0338)


@pytest.mark.parametrize(("label", "unit_bits"), [("GSM-7", 7), ("UCS-2", 16)])
def test_an_encoding_is_known_by_its_name_in_the_trade(label: str, unit_bits: int) -> None:
    """The label is the member's value; the bits are those of a septet and of two octets."""
    assert Encoding(label).unit_bits == unit_bits
