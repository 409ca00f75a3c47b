"""What a directory says of a number, and leaving out some of it."""

from itertools import combinations

import pytest

from simulator.domain.numbering import DETAILS, LineType, Listing

PHONE = "+14155550100"
FULL = Listing(
    PHONE,
    is_valid=True,
    country_code="US",
    carrier="Example Wireless",
    line_type=LineType.MOBILE,
    caller_name="Ann Example",
)


@pytest.mark.parametrize(
    "wanted", [some for count in range(5) for some in combinations(DETAILS, count)], ids=str
)
def test_only_what_is_wanted_is_told(wanted: tuple[str, ...]) -> None:
    """Each detail is there if it was named, and None if not; number and validity always are."""
    told = FULL.only(wanted)

    for detail in DETAILS:
        assert getattr(told, detail) == (getattr(FULL, detail) if detail in wanted else None)
    assert (told.phone, told.is_valid) == (PHONE, True)
    assert (told == FULL) is (wanted == DETAILS)


def test_of_what_is_no_number_nothing_is_told() -> None:
    """Every detail is None, whatever is asked for."""
    listing = Listing("nonsense", is_valid=False)

    assert {getattr(listing, detail) for detail in DETAILS} == {None}
    assert listing.only(DETAILS) == listing
