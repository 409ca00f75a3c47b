"""Worlds: made, told, emptied and forgotten."""

from contextlib import suppress

from simulator.console.control import shapes, wire
from simulator.console.control.answers import answer
from simulator.console.control.translate import worlds as translate
from simulator.domain.refusals import NotFound
from simulator.face import VENDORS, Answer, Call
from simulator.face.places import url_of
from simulator.services import accounts, retention
from simulator.services.tables import MESSAGES
from simulator.services.world import World

__all__ = ["create_world", "delete_world", "get_world", "list_worlds", "reset_world"]


async def create_world(call: Call) -> Answer:
    """Make a world."""
    body = await call.read_optional(wire.CreateWorld)
    name = f"w{call.simulation.parts.ids.hex7()}"
    world = await call.simulation.worlds.create(translate.world_wish(body, name))
    call.enter(world)
    spelled = translate.created(world, call.request.app[VENDORS], url_of(call.request))
    return answer(spelled, 201)


async def list_worlds(call: Call) -> Answer:
    """Tell all worlds."""
    worlds = call.simulation.worlds
    found: list[shapes.World] = []
    for name in await worlds.names():
        with suppress(NotFound):  # it has been deleted since its name was read
            found.append(await _summary(await worlds.find(name)))
    return answer({"items": found})


async def get_world(call: Call) -> Answer:
    """Tell one world."""
    world = await call.simulation.worlds.find(call.part("world"))
    call.enter(world)
    return answer(await _summary(world))


async def delete_world(call: Call) -> Answer:
    """Forget a world."""
    await call.simulation.worlds.delete(call.part("world"))
    return answer({"world": call.part("world"), "deleted": True})


async def reset_world(call: Call) -> Answer:
    """Empty a world, and start it again with the same settings."""
    world = await call.simulation.worlds.reset(call.part("world"))
    call.enter(world)
    return answer(await _summary(world))


async def _summary(world: World) -> shapes.World:
    count = await world.parts.store.count(world.name, MESSAGES)
    gone = await retention.forgotten(world)
    return translate.summary(world, await accounts.balance_of(world), count, gone)
