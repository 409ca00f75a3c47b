"""How a text is cut into segments, and how a handset is told to join them again."""

import re
from collections.abc import Iterator
from enum import Enum
from typing import Final

from msgspec import Struct

from simulator.domain.encoding import GSM_0338, Alphabet, Encoding, measure
from simulator.domain.value import value

__all__ = [
    "SEGMENT_COUNT_MAX",
    "Concatenation",
    "ReferenceWidth",
    "Segmentation",
    "TooManySegments",
    "segment",
    "unit_count_max",
]


class ReferenceWidth(Enum):
    """How many octets a concatenation's reference number takes; each is lost to the text."""

    EIGHT_BIT = 1
    SIXTEEN_BIT = 2


# 3GPP TS 23.040, 9.2.3.24: the user data of one short message is 140 octets, header included.
_USER_DATA_BITS: Final = 140 * 8

# 3GPP TS 23.040, 9.2.3.24.1: the number of segments is one octet, and none of them is number 0.
SEGMENT_COUNT_MAX: Final = 255

# Stands for the first unit of a pair while a text is being cut. Half a surrogate pair is the one
# thing that no valid text contains.
_PAIR: Final = "\ud800"
_SURROGATES: Final = re.compile("[\U00010000-\U0010ffff]")


class Segmentation(Struct, frozen=True, gc=False):
    """A text as it is sent and billed; `unit_count` leaves the headers out."""

    encoding: Encoding
    unit_count: int
    parts: tuple[str, ...]

    @property
    def segment_count(self) -> int:
        return len(self.parts)


class TooManySegments(ValueError):
    """The text is longer than any concatenation."""

    def __init__(self, segment_count: int) -> None:
        super().__init__(f"{segment_count} segments are more than {SEGMENT_COUNT_MAX}")
        self.segment_count = segment_count


def segment(
    text: str,
    alphabet: Alphabet = GSM_0338,
    width: ReferenceWidth = ReferenceWidth.EIGHT_BIT,
) -> Segmentation:
    """Cut a text into segments as full as they get; an empty text is one empty segment.

    Only an escape pair or a surrogate pair is kept whole. A character made of several code points
    (a flag, a family, a letter with its accent) may fall apart between segments, as it does on the
    air; the handset joins the segments before it draws them.

    Raises:
        TooManySegments: The text takes more than 255.
        UnicodeEncodeError: The text holds half a surrogate pair; this, too, is a ValueError.
    """
    encoding, unit_count = measure(text, alphabet)
    if unit_count <= _USER_DATA_BITS // encoding.unit_bits:
        return Segmentation(encoding, unit_count, (text,))
    # One character per unit; a text without pairs is that already.
    pair = alphabet.escaped if encoding is Encoding.GSM_7 else _SURROGATES
    units = text if unit_count == len(text) else pair.sub(lambda found: _PAIR + found[0], text)
    parts = tuple(_cut(units, unit_count_max(encoding, width)))
    if len(parts) > SEGMENT_COUNT_MAX:
        raise TooManySegments(len(parts))
    return Segmentation(encoding, unit_count, parts)


def unit_count_max(encoding: Encoding, width: ReferenceWidth | None) -> int:
    """Count the units that fit into each segment of a concatenation; None is a segment alone."""
    # 3GPP TS 23.040, 9.2.3.24.1: "153 (160-7)" and "67 ((140-6)/2)"; 9.2.3.24.8: 152 and 66. The
    # header is five octets and the reference, filled up to a whole septet where text is septets.
    header_bits = 0 if width is None else (5 + width.value) * 8
    return (_USER_DATA_BITS - header_bits) // encoding.unit_bits


def _cut(units: str, unit_count_each: int) -> Iterator[str]:
    """Yield the parts in order, walking from cut to cut and not from character to character."""
    end = 0
    while (start := end) < len(units):
        end = start + unit_count_each
        # 3GPP TS 23.040, 9.2.3.24.1: neither a character represented by an escape sequence nor a
        # UCS2 character "shall be split in the middle", so the pair opens the next segment.
        end -= units.endswith(_PAIR, start, end)
        yield units[start:end].replace(_PAIR, "")


@value
class Concatenation:
    """What tells a handset which segments belong together."""

    reference: int
    total: int
    width: ReferenceWidth = ReferenceWidth.EIGHT_BIT

    def __post_init__(self) -> None:
        reference_max = 256**self.width.value - 1
        if not 0 <= self.reference <= reference_max:
            raise ValueError(f"reference {self.reference} is not in 0..{reference_max}")
        if not 1 <= self.total <= SEGMENT_COUNT_MAX:
            raise ValueError(f"total {self.total} is not in 1..{SEGMENT_COUNT_MAX}")

    def udh(self, sequence: int) -> bytes:
        """Write the user data header of one segment, the first being number 1."""
        if not 1 <= sequence <= self.total:
            raise ValueError(f"sequence {sequence} is not in 1..{self.total}")
        # 3GPP TS 23.040, 9.2.3.24: information element identifier 0x00 is a concatenation with an
        # 8-bit reference, 0x08 one with a 16-bit reference; lengths do not count themselves.
        identifier = 0x00 if self.width is ReferenceWidth.EIGHT_BIT else 0x08
        element = self.reference.to_bytes(self.width.value, "big") + bytes((self.total, sequence))
        header = bytes((identifier, len(element))) + element
        return bytes((len(header),)) + header
