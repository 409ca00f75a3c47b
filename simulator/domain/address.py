"""Where a message comes from and goes to: numbers, short codes and names.

At run time each is the plain string it was written as. A subclass of `str` would take 48 bytes
more and be walked by the garbage collector, in every stored message; and an address read back from
a store would have lost its class. What kind an originator is, `originator_kind` reads off its text.
"""

import re
from collections.abc import Sequence
from enum import Enum
from functools import cache
from typing import NewType, TypeAlias

from simulator.domain.value import value

__all__ = [
    "E164",
    "AlphanumericSenderId",
    "InvalidAddress",
    "Originator",
    "OriginatorKind",
    "ShortCode",
    "calling_code",
    "originator_kind",
    "parse_e164",
    "parse_originator",
]

E164 = NewType("E164", str)
ShortCode = NewType("ShortCode", str)
AlphanumericSenderId = NewType("AlphanumericSenderId", str)
Originator: TypeAlias = E164 | ShortCode | AlphanumericSenderId


class OriginatorKind(Enum):
    """What to match on to treat every originator there can be."""

    E164 = "e164"
    SHORT_CODE = "short_code"
    ALPHANUMERIC_SENDER_ID = "alphanumeric_sender_id"


class InvalidAddress(ValueError):
    """No address of the kind asked for; the message says why, as a predicate of the field."""


# ITU-T E.164, clause 6: at most 15 digits, of which the first 1 to 3 are the country code, and no
# country code starts with 0. The lower bound is ours: the shortest numbers in service have 7 digits
# (+290 and +683 have some).
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_DIGIT_COUNT_MIN, _DIGIT_COUNT_MAX = 7, 15

# No standard bounds a short code. Operators keep 3 digits for services of their own, 5 and 6 are
# usual (all of North America), and 8 is the longest in use (Australia); with 9 it would pass for a
# national number that lost its country code.
_SHORT_CODE = re.compile(r"[0-9]{3,8}")

# 3GPP TS 23.040, 9.1.2.5: an alphanumeric address is written in the GSM 7-bit default alphabet, in
# at most 10 octets, which hold 11 characters. Of that alphabet we take what operators let through:
# letters, digits, space and a few marks. Without a letter it would read as a number.
_GSM_LETTERS = "A-Za-zÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ"
_SENDER_ID = re.compile(rf"(?=.*[{_GSM_LETTERS}])(?! )[{_GSM_LETTERS}0-9 !&'+._-]{{1,11}}(?<! )")


def parse_e164(text: str) -> E164:
    """Read a number whose length is possible in the numbering plan of its country calling code."""
    if not _E164.fullmatch(text):
        if text.startswith(" "):
            raise InvalidAddress("begins with a space; in a URL, a + is written as %2B")
        raise InvalidAddress(
            "must start with + and a country calling code, and hold 7 to 15 digits (E.164)"
        )
    plan = _numbering_plan(text[1:4])
    if len(text) not in plan.text_lengths:
        raise InvalidAddress(plan.misfit(text))
    return E164(text)


def parse_originator(text: str) -> Originator:
    """Read whatever a handset may show as the sender of a message."""
    if text.startswith("+"):
        return parse_e164(text)
    if _SHORT_CODE.fullmatch(text):
        return ShortCode(text)
    if _SENDER_ID.fullmatch(text):
        return AlphanumericSenderId(text)
    raise InvalidAddress(
        "must be a number that starts with + (E.164), a short code of 3 to 8 digits, or a name of 1"
        " to 11 letters, digits, inner spaces and !&'+-._ with at least one letter"
    )


def originator_kind(originator: Originator) -> OriginatorKind:
    """Tell the kinds apart by their characters, which no two of them share."""
    if originator.startswith("+"):
        return OriginatorKind.E164
    if originator.isdecimal():
        return OriginatorKind.SHORT_CODE
    return OriginatorKind.ALPHANUMERIC_SENDER_ID


def calling_code(number: E164) -> str:
    """Give the country calling code, without the plus sign: 1 to 3 digits."""
    return _numbering_plan(number[1:4]).calling_code


@value
class _NumberingPlan:
    calling_code: str
    national_lengths: tuple[int, ...]
    text_lengths: frozenset[int]

    def misfit(self, text: str) -> str:
        count = len(text) - len("+") - len(self.calling_code)
        return (
            f"a number of +{self.calling_code} has {_in_words(self.national_lengths)} digits"
            f" after the country code, this one has {count}"
        )


# No calling code is the beginning of another, so the first three digits of a number settle its
# plan, and there are at most 900 of them to remember.
@cache
def _numbering_plan(first_digits: str) -> _NumberingPlan:
    for code in (first_digits[:1], first_digits[:2], first_digits):
        if lengths := _possible_lengths(code):
            text_lengths = frozenset(len("+") + len(code) + length for length in lengths)
            return _NumberingPlan(code, lengths, text_lengths)
    raise InvalidAddress(f"+{first_digits} is no assigned country calling code")


def _possible_lengths(code: str) -> tuple[int, ...]:
    """Ask phonenumbers which national lengths it finds possible; an unassigned code has none."""
    # Importing it takes 30 ms, which the start of the process need not wait for.
    from phonenumbers import (  # noqa: PLC0415
        PhoneNumber,
        ValidationResult,
        is_possible_number_with_reason,
    )

    def is_possible(length: int) -> bool:
        # Possible is a matter of length alone, so that one number speaks for all of its length.
        sample = PhoneNumber(country_code=int(code), national_number=10 ** (length - 1))
        return is_possible_number_with_reason(sample) == ValidationResult.IS_POSSIBLE

    lengths = range(_DIGIT_COUNT_MIN - len(code), _DIGIT_COUNT_MAX - len(code) + 1)
    return tuple(filter(is_possible, lengths))


def _in_words(counts: Sequence[int]) -> str:
    *others, last = map(str, counts)
    if len(others) > 1 and counts[-1] - counts[0] == len(others):
        return f"{others[0]} to {last}"
    return f"{', '.join(others)} or {last}" if others else last
