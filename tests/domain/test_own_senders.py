"""What a project sends from."""

import pytest

from simulator.domain.address import E164
from simulator.domain.own_senders import NumberKind, number_kind


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("+18005550101", NumberKind.TOLL_FREE),
        ("+18885550101", NumberKind.TOLL_FREE),
        ("+18335550101", NumberKind.TOLL_FREE),
        ("+18225550101", NumberKind.LONG_CODE),
        ("+13125550101", NumberKind.LONG_CODE),
        ("+448005550101", NumberKind.LONG_CODE),
    ],
)
def test_numbers_that_are_free_to_call_are_told_by_their_area_codes(
    number: str, kind: NumberKind
) -> None:
    """In North America; elsewhere every number is a long code."""
    assert number_kind(E164(number)) is kind
