"""Looking numbers up."""

from collections.abc import Sequence

from simulator.domain.numbering import DETAILS, Listing
from simulator.domain.refusals import Invalid
from simulator.services.world import World

__all__ = ["look_up"]


async def look_up(world: World, phone: str, fields: Sequence[str] | None = None) -> Listing:
    """Tell what is known of a number, and whether it is one: all of it, or these fields only.

    Raises:
        Invalid: there is no such field.
    """
    if fields is None:
        return world.parts.directory.look_up(phone)
    wanted = frozenset(fields)
    if not wanted.issubset(DETAILS):
        position = next(n for n, field in enumerate(fields) if field not in DETAILS)
        raise Invalid.field(f"fields.{position}", f"is not known; there are {', '.join(DETAILS)}")
    return world.parts.directory.look_up(phone).only(wanted)
