"""The inspector of texts."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.encoding import Encoding, measure
from simulator.domain.inspector import (
    Character,
    Cut,
    Inspection,
    Part,
    Respelling,
    inspect,
    label,
)
from simulator.domain.lookalikes import Lookalikes, Swap
from simulator.domain.segmentation import TooManySegments, segment

FILE = Path(__file__).parents[2] / "fixtures" / "gsm0338" / "lookalikes.json"
LOOKALIKES = Lookalikes.of(json.loads(FILE.read_text(encoding="utf-8")))

# Runs, so that texts are long enough to be cut.
runs = st.tuples(st.sampled_from("aé€[\u2019\u2026你😀\n"), st.integers(1, 90))
texts = st.lists(runs.map(lambda run: run[0] * run[1]), max_size=6).map("".join)


def seen(text: str) -> Inspection:
    """Inspect a text, with the look-alikes that are shipped."""
    return inspect(text, LOOKALIKES)


def test_a_short_text_is_one_part_without_a_header() -> None:
    """Each character is told once, with its price, how often it is there and where first."""
    assert seen("a€a") == Inspection(
        encoding=Encoding.GSM_7,
        unit_count=4,
        unit_left_count=156,
        parts=(Part("a€a", 4, 0, b""),),
        characters=(
            Character("a", 1, 2, 0, is_escaped=False, is_outside_gsm=False),
            Character("€", 2, 1, 1, is_escaped=True, is_outside_gsm=False),
        ),
        respelling=None,
        cut=None,
    )


def test_in_ucs_2_nothing_is_escaped() -> None:
    """A bracket costs one unit there, and a character beyond U+FFFF two."""
    characters = seen("[你😀").characters

    assert [one.unit_count for one in characters] == [1, 1, 2]
    assert not any(one.is_escaped for one in characters)


def test_the_characters_that_force_ucs_2_are_told_in_their_order() -> None:
    """The first is the one that did it; to mend the others alone would not help."""
    guilty = seen("a \u201cb\u201d \u2013 \u201cc\u201d").outside_gsm

    assert [(one.character, one.count, one.first_at) for one in guilty] == [
        ("\u201c", 2, 2),
        ("\u201d", 2, 4),
        ("\u2013", 1, 6),
    ]
    assert seen("plain").outside_gsm == ()


def test_a_long_text_has_headers_and_boundaries() -> None:
    """3GPP TS 23.040, 9.2.3.24.1: five octets, the parts numbered from 1."""
    inspection = seen("a" * 152 + "€" + "b" * 160)
    parts = inspection.parts

    assert inspection.segment_count == 3
    assert [part.starts_at for part in parts] == [0, 152, 304]
    assert [part.unit_count for part in parts] == [152, 153, 9]
    assert [part.udh.hex() for part in parts] == ["050003000301", "050003000302", "050003000303"]
    assert [part.udh.hex() for part in seen("a" * 161).parts] == ["050003000201", "050003000202"]


@given(texts)
def test_the_parts_are_those_that_are_sent(text: str) -> None:
    """They begin where they say, and their units add up."""
    inspection = seen(text)
    cut = segment(text)

    assert tuple(part.text for part in inspection.parts) == cut.parts
    assert inspection.segment_count == cut.segment_count
    assert (inspection.encoding, inspection.unit_count) == measure(text)
    assert sum(part.unit_count for part in inspection.parts) == cut.unit_count
    for part in inspection.parts:
        assert text[part.starts_at :].startswith(part.text)


@given(texts)
def test_the_characters_add_up_to_the_text(text: str) -> None:
    """In number and in units, and each stands where it says."""
    inspection = seen(text)

    assert sum(one.count for one in inspection.characters) == len(text)
    assert sum(one.count * one.unit_count for one in inspection.characters) == inspection.unit_count
    assert all(text.index(one.character) == one.first_at for one in inspection.characters)


@given(texts)
def test_what_is_left_fits_and_no_more(text: str) -> None:
    """So many units more take no further segment, and one more than that does."""
    inspection = seen(text)
    more = text + "a" * inspection.unit_left_count

    assert segment(more).segment_count == inspection.segment_count
    assert segment(more + "a").segment_count == inspection.segment_count + 1


@given(texts)
def test_the_cut_saves_a_segment_and_is_the_smallest_that_does(text: str) -> None:
    """One character less would not be enough."""
    inspection = seen(text)
    cut = inspection.cut
    if cut is None:
        assert inspection.segment_count == 1
        return
    kept_count = len(text) - cut.character_count
    assert segment(text[:kept_count]).segment_count == cut.segment_count
    assert cut.segment_count < inspection.segment_count
    assert segment(text[: kept_count + 1]).segment_count == inspection.segment_count


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("a" * 160, None),
        ("a" * 161, Cut(1, 1)),
        ("a" * 307, Cut(1, 2)),
        ("a" * 159 + "€", Cut(1, 1)),
        ("a" * 150 + "你", Cut(1, 1)),
    ],
)
def test_the_cut_counts_characters_and_not_units(text: str, cut: Cut | None) -> None:
    """The last one may have been the only one that forced UCS-2, and save more than one segment."""
    assert seen(text).cut == cut


@given(texts)
def test_a_respelling_is_gsm_7_and_no_longer_on_the_air(text: str) -> None:
    """Its text is what comes of its swaps and of what it leaves out."""
    inspection = seen(text)
    respelling = inspection.respelling
    if respelling is None:
        return
    assert inspection.encoding is Encoding.UCS_2
    assert measure(respelling.text) == (Encoding.GSM_7, respelling.unit_count)
    assert segment(respelling.text).segment_count == respelling.segment_count
    assert respelling.segment_count <= inspection.segment_count
    swapped, swaps = LOOKALIKES.swap(text)
    assert respelling.swaps == swaps
    left = [one for one in swapped if one not in respelling.left_out]
    assert respelling.text == "".join(left)


def test_look_alikes_are_offered_though_they_save_nothing() -> None:
    """A short text, too, had better have room for more."""
    assert seen("It\u2019s").respelling == Respelling(
        "It's", (Swap("\u2019", "'", 1),), left_out=(), unit_count=4, segment_count=1
    )


def test_symbols_are_left_out_where_that_saves_a_segment() -> None:
    """An emoji is a nicety; for its own sake nobody is told to do without."""
    respelling = seen("a" * 80 + "😀\u2019").respelling

    assert respelling is not None
    assert (respelling.text, respelling.left_out) == ("a" * 80 + "'", ("😀",))
    assert seen("Hi 😀").respelling is None


@pytest.mark.parametrize("letter", ["你", "ж", "ê", "\u0967", "m\u0303"])
def test_a_text_is_not_asked_to_give_up_its_letters(letter: str) -> None:
    """Nor its digits, nor their marks: it would say something else."""
    assert seen("\u2019" * 80 + letter).respelling is None


@pytest.mark.parametrize("text", ["\u2026" * 70, "\u2016" * 16_000])
def test_look_alikes_that_are_longer_are_not_offered_where_they_cost_a_segment(text: str) -> None:
    """Three full stops take more room than an ellipsis, and a text may become too long to send."""
    assert seen(text).respelling is None


def test_a_text_that_cannot_be_sent_cannot_be_inspected() -> None:
    """It has no parts."""
    with pytest.raises(TooManySegments):
        seen("你" * (67 * 255 + 1))


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\u00a0", "NO-BREAK SPACE"),
        ("€", "EURO SIGN"),
        ("\n", "LINE FEED"),
        ("\x00", "no name"),
        ("\ue000", "no name"),
    ],
)
def test_a_character_is_called_what_unicode_calls_it(character: str, name: str) -> None:
    """So that somebody who cannot see it can look for it."""
    assert label(character) == name
