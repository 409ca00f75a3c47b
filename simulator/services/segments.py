"""Inspecting a text before anybody sends it."""

from simulator.domain.address import E164
from simulator.domain.inspector import Inspection, inspect
from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import Invalid
from simulator.domain.segmentation import TooManySegments
from simulator.domain.value import value
from simulator.services.world import World

__all__ = ["Inspected", "inspect_text"]


@value
class Inspected:
    """What becomes of a text, and what a segment of it costs where it goes to, if that is known."""

    inspection: Inspection
    segment_price: MicroUsd | None


async def inspect_text(world: World, text: str, destination: E164 | None) -> Inspected:
    """Look at a text as the carrier would, and price it.

    Raises:
        Invalid: it is longer than any concatenation.
    """
    try:
        inspection = inspect(text, world.stock.lookalikes)
    except TooManySegments as error:
        raise Invalid.field("text", f"cannot be sent: {error}") from None
    price = None if destination is None else world.stock.prices.price(destination, 1)
    return Inspected(inspection, price)
