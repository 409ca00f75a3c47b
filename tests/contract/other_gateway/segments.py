"""How many segments a text takes."""

from math import ceil
from typing import Final

__all__ = ["segment_count"]

_LETTERS: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWO_LETTERS_EACH: Final = frozenset("^{}\\[~]|€\f")


def segment_count(text: str) -> int:
    """Count, without a thought for pairs that a boundary cuts."""
    if all(letter in _LETTERS or letter in _TWO_LETTERS_EACH for letter in text):
        septets = len(text) + sum(letter in _TWO_LETTERS_EACH for letter in text)
        return 1 if septets <= 160 else ceil(septets / 153)
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    return 1 if units <= 70 else ceil(units / 67)
