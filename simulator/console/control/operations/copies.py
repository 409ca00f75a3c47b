"""Copies of worlds, on this server and on others."""

from simulator.console.control import copying
from simulator.console.control.answers import answer
from simulator.console.control.translate import worlds as translate
from simulator.face import VENDORS, Answer, Call
from simulator.face.places import url_of
from simulator.services import copies
from simulator.services.world import World

__all__ = ["export_world", "fork_world", "import_world"]


async def fork_world(call: Call) -> Answer:
    """Copy a world: the copy goes on as the original would."""
    body = await call.read_optional(copying.ForkWorld)
    name = body.name or f"w{call.simulation.parts.ids.hex7()}"
    world = await copies.fork(call.simulation.worlds, call.part("world"), name)
    return _made(call, world)


async def export_world(call: Call) -> Answer:
    """Write down all that a world holds."""
    call.enter(await call.simulation.worlds.find(call.part("world")))
    return Answer(200, await copies.export(call.simulation.worlds, call.world.name))


async def import_world(call: Call) -> Answer:
    """Make a world of what was written down, here or on another server."""
    body = await call.read_large(copying.ImportWorld, copying.DOCUMENT_BYTES_MAX)
    document = {
        "format": body.format,
        "records": body.records,
        "indexes": body.indexes,
        "steps": body.steps,
    }
    origin = copies.Origin(body.world, body.taken_at)
    world = await copies.restore(call.simulation.worlds, document, origin, body.name)
    return _made(call, world)


def _made(call: Call, world: World) -> Answer:
    call.enter(world)
    return answer(translate.created(world, call.request.app[VENDORS], url_of(call.request)), 201)
