"""Looking numbers up."""

from collections.abc import Sequence
from dataclasses import replace

from simulator.domain.address import E164
from simulator.domain.handset import Handset
from simulator.domain.numbering import DETAILS, LineType, Listing
from simulator.domain.refusals import Invalid
from simulator.services.tables import HANDSETS
from simulator.services.world import World

__all__ = ["look_up"]


async def look_up(world: World, phone: str, fields: Sequence[str] | None = None) -> Listing:
    """Tell what is known of a number, and whether it is one: all of it, or these fields only.

    Raises:
        Invalid: there is no such field.
    """
    if fields is None:
        return await _listing(world, phone)
    wanted = frozenset(fields)
    if not wanted.issubset(DETAILS):
        position = next(n for n, field in enumerate(fields) if field not in DETAILS)
        raise Invalid.field(f"fields.{position}", f"is not known; there are {', '.join(DETAILS)}")
    return (await _listing(world, phone)).only(wanted)


async def _listing(world: World, phone: str) -> Listing:
    """Find a number in the directory, and what this world's handsets have made of it since."""
    listing = world.parts.directory.look_up(phone)
    handsets = await world.get(HANDSETS)
    if handsets is None or not listing.is_valid:
        return listing
    return _as_it_is(listing, handsets.get(E164(listing.phone)))


def _as_it_is(listing: Listing, handset: Handset) -> Listing:
    line_type = LineType.LANDLINE if handset.is_landline else listing.line_type
    return replace(listing, carrier=handset.ported_to or listing.carrier, line_type=line_type)
