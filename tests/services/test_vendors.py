"""Vendors, as callers name them."""

import pytest

from simulator.domain.refusals import UnknownVendor
from simulator.services.vendors import require_known
from tests.parts import Bench


@pytest.mark.parametrize("vendor", [None, "telnyx", "unimatrix"])
async def test_a_vendor_is_known_or_not_named(bench: Bench, vendor: str | None) -> None:
    """To name none is fine."""
    require_known(await bench.world(), vendor)


@pytest.mark.parametrize("vendor", ["", "Telnyx", "nobody"])
async def test_any_other_vendor_is_refused(bench: Bench, vendor: str) -> None:
    """With the names of those there are."""
    with pytest.raises(UnknownVendor) as caught:
        require_known(await bench.world(), vendor)

    assert (caught.value.vendor, caught.value.known) == (vendor, ("telnyx", "unimatrix"))
