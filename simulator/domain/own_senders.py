"""What a project sends from where it holds it itself: numbers, short codes and names.

Those that were registered by a code, and belong to no profile, are in `senders`.
"""

from enum import StrEnum
from typing import Final

from simulator.domain.address import E164, AlphanumericSenderId, ShortCode
from simulator.domain.value import choice, value

__all__ = [
    "PRODUCT",
    "NumberKind",
    "OwnNumber",
    "OwnShortCode",
    "SenderName",
    "number_kind",
]

# What numbers are used for where nobody says: by applications, to write to people.
PRODUCT: Final = "A2P"

# North American Numbering Plan Administrator: the area codes 8YY that are in service for calls for
# which the called party pays.
_TOLL_FREE: Final = tuple(f"+1{code}" for code in (800, 833, 844, 855, 866, 877, 888))


@choice
class NumberKind(StrEnum):
    """What sort of number it is; by this it is routed, and chosen from a pool."""

    LONG_CODE = "long_code"
    TOLL_FREE = "toll_free"


@value
class OwnNumber:
    """A number, and how it is used for messages.

    Attributes:
        id: decimal digits.
        country: ISO 3166-1 alpha-2.
        profile_id: of the profile it belongs to; None if it belongs to none, and cannot be used.
        is_hosted: whether another carrier has it for calls, and only its messages come here.
        product: what it is used for, in the caller's words.
    """

    id: str
    number: E164
    kind: NumberKind
    country: str
    profile_id: str | None
    created_at: int
    updated_at: int
    is_hosted: bool = False
    product: str = PRODUCT
    tags: tuple[str, ...] = ()


@value
class OwnShortCode:
    """A short code, and how it is used.

    Attributes:
        id: 32 hexadecimal characters.
        country: ISO 3166-1 alpha-2.
        profile_id: as of a number.
    """

    id: str
    code: ShortCode
    country: str
    profile_id: str | None
    created_at: int
    updated_at: int
    tags: tuple[str, ...] = ()


@value
class SenderName:
    """A name that is shown as the sender; nobody can answer to it.

    Attributes:
        id: 32 hexadecimal characters.
        fallback: the number that sends in its stead where names are not shown.
    """

    id: str
    name: AlphanumericSenderId
    profile_id: str
    fallback: E164 | None
    created_at: int


def number_kind(number: E164) -> NumberKind:
    """Tell the kinds of numbers apart."""
    return NumberKind.TOLL_FREE if number.startswith(_TOLL_FREE) else NumberKind.LONG_CODE
