"""What came in, what a number is, and what has been used."""

from simulator.face import Answer, Call
from simulator.face.forgetting import said
from simulator.faces.gateway import envelope, wire
from simulator.faces.gateway.translate import reports as translate
from simulator.faces.gateway.translate.pages import page, page_request
from simulator.services import inbound, lookup, usage
from simulator.services.retention import forgotten

__all__ = ["list_inbound", "look_up", "use"]


async def list_inbound(call: Call) -> Answer:
    """Read a page of the messages that handsets sent."""
    wanted = page_request(call.query(wire.PageQuery))
    found = await inbound.list_inbound(call.world, wanted)
    headers = said(await forgotten(call.world))
    return envelope.found(call, page(found, translate.inbound), headers=headers)


async def look_up(call: Call) -> Answer:
    """Tell what is known of a number."""
    body = await call.read(wire.Lookup)
    listing = await lookup.look_up(call.world, body.phone, body.fields)
    return envelope.found(call, translate.listing(listing))


async def use(call: Call) -> Answer:
    """Sum up what was sent in a window of time, and what it cost."""
    query = call.query(wire.UsageQuery)
    found = await usage.usage(call.world, translate.usage_wish(query))
    headers = said(found.forgotten, uncounted_count=found.uncounted_count)
    return envelope.found(call, translate.usage(found), headers=headers)
