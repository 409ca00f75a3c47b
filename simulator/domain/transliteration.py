"""Transliteration: a vendor respells a text in the septets that he has, where the sender lets him.

What a look-alike is to the inspector, which only advises, a substitution is to a vendor, who sends
what comes of it.
"""

import re
from collections.abc import Mapping
from typing import Any, Final, Self

from simulator.domain.encoding import Alphabet, Encoding, measure
from simulator.domain.segmentation import segment
from simulator.domain.value import value

__all__ = ["InvalidOrthography", "Orthography", "Spelled", "Unspellable"]

_CODE_POINT: Final = re.compile(r"U\+([0-9A-F]{4,6})")

# Nothing travels as septets in this one, so that any text in it is UCS-2.
_NO_SEPTETS: Final = Alphabet.of("", "")


class InvalidOrthography(ValueError):
    """Not a vendor's way to spell; the message names the row that is wrong."""


class Unspellable(ValueError):
    """The text cannot be spelled as its sender wants it."""


@value
class Spelled:
    """A text as a vendor sends and bills it.

    Attributes:
        text: what the handset shows.
        is_respelled: whether that is another one than was given.
    """

    text: str
    encoding: Encoding
    segment_count: int
    is_respelled: bool = False


@value
class Orthography:
    """How a vendor spells: the characters that he has septets for, and what he puts for others."""

    alphabet: Alphabet
    substitutions: Mapping[int, str]

    @classmethod
    def of(cls, alphabet: Mapping[str, Any], table: Mapping[str, Any]) -> Self:
        """Read an alphabet (`basic`, `extension`) and a table of substitutions by code point.

        Raises:
            InvalidOrthography: a substitution is for no code point, or is itself outside.
        """
        septets = Alphabet.of(alphabet["basic"], alphabet["extension"])
        rows = dict(_row(point, text, septets) for point, text in table["map"].items())
        return cls(septets, rows)

    def respell(self, text: str) -> str:
        """Put all substitutions in that there are."""
        return text.translate(self.substitutions)

    def spell(
        self, text: str, wanted: Encoding | None = None, *, respells: bool = False
    ) -> Spelled:
        """Spell a text.

        Args:
            text: not empty.
            wanted: the only encoding that will do; None takes septets if they will do.
            respells: whether substitutions may be put in.

        Raises:
            Unspellable: it does not fit into septets, and must; or nothing is left of it.
            TooManySegments: it takes more than any concatenation has.
        """
        sent = self.respell(text) if respells and wanted is not Encoding.UCS_2 else text
        if not sent:
            raise Unspellable("is empty once invisible characters are left out")
        alphabet = _NO_SEPTETS if wanted is Encoding.UCS_2 else self.alphabet
        segmentation = segment(sent, alphabet)
        if wanted is Encoding.GSM_7 and segmentation.encoding is not wanted:
            raise Unspellable("has characters that GSM-7 has not")
        return Spelled(sent, segmentation.encoding, segmentation.segment_count, sent != text)


def _row(point: str, text: object, alphabet: Alphabet) -> tuple[int, str]:
    found = _CODE_POINT.fullmatch(point)
    if found is None:
        raise InvalidOrthography(f"{point!r} is no code point: write U+ and hexadecimal digits")
    if not isinstance(text, str) or measure(text, alphabet)[0] is not Encoding.GSM_7:
        raise InvalidOrthography(f"what is put for {point} is {text!r}, which has no septets")
    return int(found[1], 16), text
