"""The cutting of a text, against vectors and a slow reading of 3GPP TS 23.040, 9.2.3.24.1."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simulator.domain.encoding import GSM_0338, Alphabet, Encoding, measure
from simulator.domain.segmentation import (
    SEGMENT_COUNT_MAX,
    Concatenation,
    ReferenceWidth,
    TooManySegments,
    segment,
    unit_count_max,
)

FIXTURES = Path(__file__).parents[2] / "fixtures" / "gsm0338"
VECTORS = json.loads((FIXTURES / "segmentation.json").read_text("utf-8"))

ALONE = {Encoding.GSM_7: 160, Encoding.UCS_2: 70}
CONCATENATED = {
    (Encoding.GSM_7, ReferenceWidth.EIGHT_BIT): 153,
    (Encoding.UCS_2, ReferenceWidth.EIGHT_BIT): 67,
    (Encoding.GSM_7, ReferenceWidth.SIXTEEN_BIT): 152,
    (Encoding.UCS_2, ReferenceWidth.SIXTEEN_BIT): 66,
}


def cost(character: str, encoding: Encoding) -> int:
    """The units of one character, from first principles."""
    if encoding is Encoding.GSM_7:
        return 2 if character in GSM_0338.extension else 1
    return 2 if ord(character) > 0xFFFF else 1


def units(text: str, encoding: Encoding) -> int:
    """The units of a text in an encoding, which may differ from the one it would have alone."""
    return sum(cost(character, encoding) for character in text)


def cut_slowly(text: str, encoding: Encoding, width: ReferenceWidth) -> list[str]:
    """The parts of a text, character by character."""
    if units(text, encoding) <= ALONE[encoding]:
        return [text]
    parts = [""]
    for character in text:
        if units(parts[-1] + character, encoding) > CONCATENATED[encoding, width]:
            parts.append("")
        parts[-1] += character
    return parts


# Runs rather than single characters: a text must be long to be cut, and pairs must meet the cuts.
runs = st.tuples(
    st.sampled_from(["a", "é", "€", "[", "你", "😀", "\u200d", "\x1b"]),
    st.integers(1, 170),
).map(lambda run: run[0] * run[1])
gsm_runs = st.tuples(st.sampled_from("aé€[\f"), st.integers(1, 170)).map(
    lambda run: run[0] * run[1]
)
texts = (
    st.lists(gsm_runs, max_size=8).map("".join) | st.lists(runs, max_size=8).map("".join)
) | st.text(max_size=400)
widths = st.sampled_from(ReferenceWidth)


def text_of(vector: dict[str, Any]) -> str:
    """The text of a vector, written out or as runs."""
    runs: list[tuple[str, int]] = vector.get("repeat", [])
    return str(vector.get("text", "".join(part * count for part, count in runs)))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["description"])
def test_a_text_is_cut_as_the_vector_says(vector: dict[str, Any]) -> None:
    """Encoding, units and the units of every part are those worked out by hand."""
    width = ReferenceWidth(vector.get("reference_bits", 8) // 8)
    cut = segment(text_of(vector), width=width)
    assert cut.encoding is Encoding(vector["encoding"])
    assert cut.unit_count == vector["unit_count"]
    assert cut.segment_count == vector["segment_count"]
    assert [units(part, cut.encoding) for part in cut.parts] == vector["part_unit_counts"]


@given(texts, widths)
def test_the_parts_join_to_the_text(text: str, width: ReferenceWidth) -> None:
    """Nothing is lost, added or moved."""
    assert "".join(segment(text, width=width).parts) == text


@given(texts, widths)
@example("a" * 152 + "€" + "a" * 152, ReferenceWidth.EIGHT_BIT)
@example("你" * 66 + "😀" * 40, ReferenceWidth.EIGHT_BIT)
def test_the_cut_is_that_of_the_slow_reference(text: str, width: ReferenceWidth) -> None:
    """Walking from cut to cut finds the same parts as walking from character to character."""
    cut = segment(text, width=width)
    assert list(cut.parts) == cut_slowly(text, cut.encoding, width)
    assert cut.segment_count == len(cut.parts)


@given(texts, widths)
def test_the_measure_is_that_of_the_text(text: str, width: ReferenceWidth) -> None:
    """A text has the same encoding and units however it is cut, and its parts add up to them."""
    cut = segment(text, width=width)
    assert (cut.encoding, cut.unit_count) == measure(text)
    assert sum(units(part, cut.encoding) for part in cut.parts) == cut.unit_count


@given(texts, widths)
def test_no_part_is_longer_than_a_segment_holds(text: str, width: ReferenceWidth) -> None:
    """A text alone may fill the segment, a part leaves room for the header."""
    cut = segment(text, width=width)
    most = ALONE[cut.encoding] if len(cut.parts) == 1 else CONCATENATED[cut.encoding, width]
    assert all(units(part, cut.encoding) <= most for part in cut.parts)


@given(texts, widths)
def test_no_part_could_have_taken_one_character_more(text: str, width: ReferenceWidth) -> None:
    """Segments are filled in order, so that there are as few as can be."""
    cut = segment(text, width=width)
    most = CONCATENATED[cut.encoding, width]
    for part, following in zip(cut.parts, cut.parts[1:], strict=False):
        assert units(part, cut.encoding) + cost(following[0], cut.encoding) > most


@given(texts, widths)
def test_no_pair_is_divided(text: str, width: ReferenceWidth) -> None:
    """Each part is text of its own: it can be spelled without the part before or after it."""
    cut = segment(text, width=width)
    for part in cut.parts:
        if cut.encoding is Encoding.UCS_2:
            assert part.encode("utf-16-be").decode("utf-16-be") == part
        else:
            assert measure(part)[0] is Encoding.GSM_7


@pytest.mark.parametrize(("encoding", "width"), CONCATENATED)
def test_a_segment_holds_what_the_standard_says(encoding: Encoding, width: ReferenceWidth) -> None:
    """The room is worked out from octets; the standard states the outcome."""
    assert unit_count_max(encoding, width) == CONCATENATED[encoding, width]


@pytest.mark.parametrize("encoding", Encoding)
def test_a_segment_alone_has_no_header(encoding: Encoding) -> None:
    """All of its octets are text."""
    assert unit_count_max(encoding, None) == ALONE[encoding]


def test_another_alphabet_has_other_pairs() -> None:
    """A carrier's own set decides what costs two, and so where the cut falls."""
    wide = Alphabet.of(basic=GSM_0338.basic + "€", extension="`")
    assert segment("€" * 160, wide).segment_count == 1
    assert [len(part) for part in segment("a" * 152 + "`" + "a" * 20, wide).parts] == [152, 21]


@pytest.mark.parametrize(("letter", "each"), [("a", 153), ("你", 67)])
def test_255_segments_are_the_most(letter: str, each: int) -> None:
    """One character beyond what one octet can number is refused, with the count."""
    longest = letter * (each * SEGMENT_COUNT_MAX)
    assert segment(longest).segment_count == 255
    with pytest.raises(TooManySegments, match="256 segments are more than 255") as refused:
        segment(longest + letter)
    assert refused.value.segment_count == 256
    assert isinstance(refused.value, ValueError)


@pytest.mark.parametrize("text", ["\ud83d", "a" * 200 + "\ude00", "😀" * 40 + "\ud800"])
def test_half_a_surrogate_pair_is_no_text(text: str) -> None:
    """A lone surrogate is refused wherever it stands, before anything is cut."""
    with pytest.raises(ValueError, match="surrogates not allowed"):
        segment(text)


def test_the_header_with_an_8_bit_reference_is_the_standards() -> None:
    """Length 5, element 0x00 of length 3, then reference, total and sequence."""
    assert Concatenation(0xCC, total=2).udh(1) == bytes.fromhex("05 00 03 CC 02 01")


def test_the_header_with_a_16_bit_reference_is_the_standards() -> None:
    """Length 6, element 0x08 of length 4, and the reference's high octet first."""
    wide = Concatenation(0x1234, total=3, width=ReferenceWidth.SIXTEEN_BIT)
    assert wide.udh(3) == bytes.fromhex("06 08 04 12 34 03 03")


@st.composite
def concatenations(draw: st.DrawFn) -> Concatenation:
    """Any concatenation there can be."""
    width = draw(widths)
    reference = draw(st.integers(0, 256**width.value - 1))
    return Concatenation(reference, draw(st.integers(1, SEGMENT_COUNT_MAX)), width)


@given(concatenations(), st.data())
def test_a_header_reads_back_to_what_was_written(group: Concatenation, data: st.DataObject) -> None:
    """A handset finds the reference, the total and the sequence where the lengths lead it."""
    sequence = data.draw(st.integers(1, group.total))
    length, identifier, element_length, *element = group.udh(sequence)
    assert length == 2 + element_length
    assert element_length == len(element)
    assert identifier == {3: 0x00, 4: 0x08}[element_length]
    *reference, total, number = element
    assert int.from_bytes(reference, "big") == group.reference
    assert (total, number) == (group.total, sequence)


@given(concatenations(), st.sampled_from(Encoding))
def test_a_full_segment_and_its_header_fit_in_140_octets(
    group: Concatenation, encoding: Encoding
) -> None:
    """Header and text share the user data, and one more unit would not fit."""
    bits = len(group.udh(1)) * 8 + unit_count_max(encoding, group.width) * encoding.unit_bits
    assert bits <= 140 * 8 < bits + encoding.unit_bits


@pytest.mark.parametrize("reference", [-1, 256])
def test_an_8_bit_reference_is_one_octet(reference: int) -> None:
    """The reference must fit the octet it is written in."""
    with pytest.raises(ValueError, match=r"reference -?\d+ is not in 0\.\.255"):
        Concatenation(reference, total=2)


@pytest.mark.parametrize("reference", [-1, 65536])
def test_a_16_bit_reference_is_two_octets(reference: int) -> None:
    """The reference must fit the two octets it is written in."""
    with pytest.raises(ValueError, match=r"reference -?\d+ is not in 0\.\.65535"):
        Concatenation(reference, total=2, width=ReferenceWidth.SIXTEEN_BIT)


@pytest.mark.parametrize("total", [0, 256])
def test_a_concatenation_has_1_to_255_segments(total: int) -> None:
    """A handset ignores a header that says there are none, and one octet ends at 255."""
    with pytest.raises(ValueError, match=rf"total {total} is not in 1\.\.255"):
        Concatenation(7, total)


@pytest.mark.parametrize("sequence", [0, 4])
def test_a_segment_is_numbered_from_1_to_the_total(sequence: int) -> None:
    """A handset ignores a header numbered 0 or beyond the total."""
    with pytest.raises(ValueError, match=rf"sequence {sequence} is not in 1\.\.3"):
        Concatenation(7, total=3).udh(sequence)
