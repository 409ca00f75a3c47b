"""The inspector: what becomes of a text on the air, character by character, and what could be done.

Positions count characters from 0, as Python does: code points, not units.
"""

from bisect import bisect_right
from collections import Counter
from itertools import accumulate
from typing import Final
from unicodedata import category, name

from simulator.domain.encoding import (
    GSM_0338,
    Encoding,
    code_unit_count,
    encoding_of,
    septet_count,
)
from simulator.domain.lookalikes import Lookalikes, Swap
from simulator.domain.segmentation import (
    Concatenation,
    ReferenceWidth,
    Segmentation,
    TooManySegments,
    segment,
    unit_count_max,
)
from simulator.domain.value import value

__all__ = ["Character", "Cut", "Inspection", "Part", "Respelling", "inspect", "label"]

# The reference of a concatenation says nothing but which segments belong together.
_REFERENCE: Final = 0

# The Unicode Character Database gives controls no names; these are their aliases.
_CONTROLS: Final = {
    "\t": "CHARACTER TABULATION",
    "\n": "LINE FEED",
    "\f": "FORM FEED",
    "\r": "CARRIAGE RETURN",
    "\x1b": "ESCAPE",
}


@value
class Character:
    """A character of the text, and what each of it costs.

    Attributes:
        unit_count: septets or UTF-16 code units, as the text is encoded.
        count: how often it is there.
        first_at: the position of the first.
        is_escaped: sent as an escape and a code.
        is_outside_gsm: takes the whole text to UCS-2.
    """

    character: str
    unit_count: int
    count: int
    first_at: int
    is_escaped: bool
    is_outside_gsm: bool


@value
class Part:
    """What one segment carries.

    Attributes:
        starts_at: the position of its first character.
        udh: the header that joins it to the others; empty where there are none.
    """

    text: str
    unit_count: int
    starts_at: int
    udh: bytes


@value
class Respelling:
    """The text as GSM-7, and what it takes to get there.

    Attributes:
        swaps: what gives way to what looks the same.
        left_out: symbols that nothing looks like, and that are given up.
    """

    text: str
    swaps: tuple[Swap, ...]
    left_out: tuple[str, ...]
    unit_count: int
    segment_count: int


@value
class Cut:
    """How many characters less, at the end of the text, save a segment."""

    character_count: int
    segment_count: int


@value
class Inspection:
    """What becomes of a text.

    Attributes:
        unit_left_count: how many units more the last segment takes before there is another one.
        characters: each once, in the order in which they first appear.
        respelling: None where it is GSM-7 already, or cannot be, or would gain nothing.
        cut: None of a single segment.
    """

    encoding: Encoding
    unit_count: int
    unit_left_count: int
    parts: tuple[Part, ...]
    characters: tuple[Character, ...]
    respelling: Respelling | None
    cut: Cut | None

    @property
    def segment_count(self) -> int:
        return len(self.parts)

    @property
    def outside_gsm(self) -> tuple[Character, ...]:
        """The characters that force UCS-2; the first of them stands first in the text."""
        return tuple(one for one in self.characters if one.is_outside_gsm)


def inspect(text: str, lookalikes: Lookalikes) -> Inspection:
    """Look at a text as the carrier does.

    Raises:
        TooManySegments: it is longer than any concatenation.
        ValueError: it holds half a surrogate pair.
    """
    cut = segment(text)
    parts = _parts(cut)
    is_alone = len(parts) == 1
    most = unit_count_max(cut.encoding, None if is_alone else ReferenceWidth.EIGHT_BIT)
    return Inspection(
        cut.encoding,
        cut.unit_count,
        most - parts[-1].unit_count,
        parts,
        _characters(text, cut.encoding),
        _respelling(text, cut, lookalikes),
        None if is_alone else _cut(text, cut.segment_count - 1),
    )


def label(character: str) -> str:
    """Name a character as Unicode does; it has no names for controls and for what is nobody's."""
    return name(character, "") or _CONTROLS.get(character, "no name")


def _units(text: str, encoding: Encoding) -> int:
    return septet_count(text) if encoding is Encoding.GSM_7 else code_unit_count(text)


def _parts(cut: Segmentation) -> tuple[Part, ...]:
    starts = accumulate((len(text) for text in cut.parts), initial=0)
    group = Concatenation(_REFERENCE, cut.segment_count)
    return tuple(
        Part(
            text,
            _units(text, cut.encoding),
            start,
            group.udh(sequence) if group.total > 1 else b"",
        )
        for sequence, (text, start) in enumerate(zip(cut.parts, starts, strict=False), 1)
    )


def _characters(text: str, encoding: Encoding) -> tuple[Character, ...]:
    return tuple(
        Character(
            character,
            _units(character, encoding),
            count,
            text.index(character),
            is_escaped=encoding is Encoding.GSM_7 and character in GSM_0338.extension,
            is_outside_gsm=encoding_of(character) is Encoding.UCS_2,
        )
        for character, count in Counter(text).items()
    )


def _respelling(text: str, cut: Segmentation, lookalikes: Lookalikes) -> Respelling | None:
    if cut.encoding is Encoding.GSM_7:
        return None
    swapped, swaps = lookalikes.swap(text)
    left_out = tuple(one for one in dict.fromkeys(swapped) if encoding_of(one) is Encoding.UCS_2)
    # A text may do without a symbol, but not without its letters, their marks, or a number.
    if any(category(one)[0] in "LMN" for one in left_out):
        return None
    respelled = swapped.translate(dict.fromkeys(map(ord, left_out)))
    try:
        again = segment(respelled)
    except TooManySegments:  # some look-alikes are longer
        return None
    saved_count = cut.segment_count - again.segment_count
    if saved_count < 0 or (left_out and saved_count == 0):
        return None
    return Respelling(respelled, swaps, left_out, again.unit_count, again.segment_count)


def _cut(text: str, segment_count: int) -> Cut:
    """Find the longest beginning of a text that fits into so many segments."""
    # The longer a beginning, the more segments: a character never takes one away.
    longer = range(len(text))
    kept = bisect_right(longer, segment_count, key=lambda end: segment(text[:end]).segment_count)
    shorter = text[: kept - 1]
    return Cut(len(text) - len(shorter), segment(shorter).segment_count)
