"""Templates: texts with holes, reviewed once and sent often."""

from simulator.face import Answer, Call
from simulator.faces.gateway import envelope, wire
from simulator.faces.gateway.operations.deletions import deletion_key
from simulator.faces.gateway.translate import templates as translate
from simulator.faces.gateway.translate.ids import TEMPLATE
from simulator.faces.gateway.translate.pages import page, page_request
from simulator.services import templates

__all__ = ["create", "delete", "get", "list_templates"]


async def create(call: Call) -> Answer:
    """Make a template, and hand it in for review."""
    body = await call.read(wire.CreateTemplate)
    done = await templates.create(call.world, translate.wish(body), call.once())
    return envelope.done(call, translate.template(done.result), done, done.result.vendor)


async def get(call: Call) -> Answer:
    """Read one template, and how its review went."""
    template = await templates.get(call.world, TEMPLATE.read(call.part("id")))
    return envelope.found(call, translate.template(template))


async def list_templates(call: Call) -> Answer:
    """Read a page of templates."""
    wanted = page_request(call.query(wire.PageQuery))
    found = await templates.list_templates(call.world, wanted)
    return envelope.found(call, page(found, translate.template))


async def delete(call: Call) -> Answer:
    """Give a template up."""
    once = await deletion_key(call)
    done = await templates.delete(call.world, TEMPLATE.read(call.part("id")), once)
    return envelope.done(call, {"deleted": done.result}, done)
