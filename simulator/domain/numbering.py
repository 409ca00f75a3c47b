"""What there is to know about a number without calling it."""

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from simulator.domain.value import choice, value

__all__ = ["DETAILS", "LineType", "Listing"]


@choice
class LineType(StrEnum):
    """What a number leads to."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    # Where mobile numbers are drawn from the same ranges as all others: North America, mostly.
    MOBILE_OR_LANDLINE = "mobile_or_landline"
    TOLL_FREE = "toll_free"
    PREMIUM_RATE = "premium_rate"
    SHARED_COST = "shared_cost"
    VOIP = "voip"
    PERSONAL = "personal"
    PAGER = "pager"
    UAN = "uan"  # a company's one number for all its places: universal access number
    VOICEMAIL = "voicemail"


# The members of a listing that may be asked for one by one.
DETAILS: Final = ("country_code", "carrier", "line_type", "caller_name")


@value
class Listing:
    """What a directory says of a number; None where it says nothing.

    Attributes:
        phone: E.164 if it is valid, else as it was given.
        is_valid: whether the numbering plan of its country has a place for it.
        country_code: ISO 3166-1 alpha-2; None for numbers of no country, such as +800.
        carrier: to whom its range was given, or to whom it is known to have been ported since.
    """

    phone: str
    is_valid: bool
    country_code: str | None = None
    carrier: str | None = None
    line_type: LineType | None = None
    caller_name: str | None = None

    def only(self, details: Collection[str]) -> "Listing":
        """Leave out what is not among these details."""
        return Listing(
            self.phone,
            self.is_valid,
            self.country_code if "country_code" in details else None,
            self.carrier if "carrier" in details else None,
            self.line_type if "line_type" in details else None,
            self.caller_name if "caller_name" in details else None,
        )
