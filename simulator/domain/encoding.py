"""How a text is spelled on the air: in septets when the alphabet has every character, else UCS-2.

A unit is what the spelling counts: a septet, or a UTF-16 code unit.
"""

import re
from enum import Enum
from typing import Final, Self

from simulator.domain.value import value

__all__ = [
    "BASIC_TABLE",
    "ESCAPE",
    "EXTENSION_TABLE",
    "GSM_0338",
    "Alphabet",
    "Encoding",
    "code_unit_count",
    "encoding_of",
    "measure",
    "outside_gsm",
    "septet_count",
]


class Encoding(Enum):
    """The two spellings by their names in the trade; `unit_bits` is the size of a unit in each."""

    GSM_7 = "GSM-7"
    UCS_2 = "UCS-2"

    def __init__(self, label: str) -> None:
        # An attribute and not a property: it is read for every message.
        self.unit_bits = {"GSM-7": 7, "UCS-2": 16}[label]


# A plain name: reaching a member through its class costs 0.1 us in Python 3.11.
_GSM_7: Final = Encoding.GSM_7
_UCS_2: Final = Encoding.UCS_2

ESCAPE: Final = "\x1b"

# 3GPP TS 23.038, 6.2.1: GSM 7 bit Default Alphabet. The index is the code, eight to a line.
# Code 0x09 is the capital Ç, as the standard prints it; the Unicode Consortium's GSM0338.TXT has
# the small one there.
BASIC_TABLE: Final = (
    "@£$¥èéùì"
    "òÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨ"
    f"ΣΘΞ{ESCAPE}ÆæßÉ"
    " !\"#¤%&'"
    "()*+,-./"
    "01234567"
    "89:;<=>?"
    "¡ABCDEFG"
    "HIJKLMNO"
    "PQRSTUVW"
    "XYZÄÖÑÜ§"
    "¿abcdefg"
    "hijklmno"
    "pqrstuvw"
    "xyzäöñüà"
)

# 3GPP TS 23.038, 6.2.1.1: GSM 7 bit default alphabet extension table. The key is the code sent
# after the escape. Codes 0x0D (a control) and 0x1B (one more escape) are reserved: no character.
EXTENSION_TABLE: Final = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}


@value
class Alphabet:
    """The characters that travel as septets; `Alphabet.of` makes one."""

    basic: str
    extension: str
    basic_ascii: bytes
    spelling: re.Pattern[str]
    escaped: re.Pattern[str]

    @classmethod
    def of(cls, basic: str, extension: str) -> Self:
        """Take the characters that cost one septet, then those that cost an escape and a code."""
        # One pass tells whether a text fits (the match) and whether it needs escapes (the group).
        # Possessive, so that a text that does not fit is not tried again from every position.
        spelling = f"{_one_of(basic)}*+({_one_of(basic + extension)}++)?"
        return cls(
            basic=basic,
            extension=extension,
            basic_ascii=basic.encode("ascii", "ignore"),
            spelling=re.compile(spelling),
            escaped=re.compile(_one_of(extension)),
        )


def _one_of(characters: str) -> str:
    """Write the pattern that matches one of the characters, so nothing when there are none."""
    return f"[{re.escape(characters)}]" if characters else "(?!)"


GSM_0338: Final = Alphabet.of(
    basic=BASIC_TABLE.replace(ESCAPE, ""),
    extension="".join(EXTENSION_TABLE.values()),
)


def measure(text: str, alphabet: Alphabet = GSM_0338) -> tuple[Encoding, int]:
    """Name the encoding of a text, and count its units in it."""
    # Most texts are plain ASCII, and striking out bytes is half the price of matching a pattern.
    if text.isascii() and not text.encode().translate(None, alphabet.basic_ascii):
        return _GSM_7, len(text)
    spelled = alphabet.spelling.fullmatch(text)
    if spelled is None:
        return _UCS_2, code_unit_count(text)
    if spelled.lastindex is None:
        return _GSM_7, len(text)
    return _GSM_7, septet_count(text, alphabet)


def encoding_of(text: str, alphabet: Alphabet = GSM_0338) -> Encoding:
    """Name the encoding of a text: a single character outside the alphabet takes all to UCS-2."""
    return _UCS_2 if alphabet.spelling.fullmatch(text) is None else _GSM_7


def septet_count(text: str, alphabet: Alphabet = GSM_0338) -> int:
    """Count the septets of a text inside the alphabet; of one character, this is its cost."""
    # 3GPP TS 23.038, 6.2.1.1: a character of the extension table is sent as the escape and a code.
    return len(text) + len(alphabet.escaped.findall(text))


def code_unit_count(text: str) -> int:
    """Count the UTF-16 code units of a text; a lone surrogate raises UnicodeEncodeError."""
    # The standard's UCS-2 ends at U+FFFF; handsets read UTF-16, and emoji travel that way. Of
    # Python's names for it this one is the fastest, and puts a byte order mark in front.
    return len(text.encode("utf-16")) // 2 - 1


def outside_gsm(text: str, alphabet: Alphabet = GSM_0338) -> tuple[str, ...]:
    """List the characters that force UCS-2: each once, in order of first appearance."""
    inside = alphabet.basic + alphabet.extension
    return tuple(character for character in dict.fromkeys(text) if character not in inside)
