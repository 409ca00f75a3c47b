"""Vendors, as callers name them."""

from simulator.domain.refusals import UnknownVendor
from simulator.services.world import World

__all__ = ["require_known"]


def require_known(world: World, vendor: str | None) -> None:
    """See that a vendor somebody is pinned to is one; None pins nobody.

    Raises:
        UnknownVendor: it is none.
    """
    known = world.stock.routing.vendors
    if vendor is not None and vendor not in known:
        raise UnknownVendor(vendor, known)
