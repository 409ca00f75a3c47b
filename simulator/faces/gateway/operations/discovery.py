"""What can be done here, for programs that ask instead of reading documentation."""

import orjson

from simulator.domain.refusals import NotFound
from simulator.face import VENDORS, Answer, Call, Route
from simulator.face.places import url_of
from simulator.faces.gateway.translate import discovery as translate
from simulator.faces.gateway.translate.messages import FACE_NAME

__all__ = ["describe", "describe_all"]


async def describe_all(call: Call) -> Answer:
    """List every operation, in few words."""
    now = call.simulation.parts.wall.now_ms()
    stock = call.simulation.parts.stock
    return Answer(200, orjson.dumps(translate.index(_operations(call), stock, now)))


async def describe(call: Call) -> Answer:
    """Describe one operation, in all detail."""
    name = call.part("capability")
    for route in _operations(call):
        if route.name == name:
            stock = call.simulation.parts.stock
            spelled = translate.capability(route, stock, url_of(call.request))
            return Answer(200, orjson.dumps(spelled))
    raise NotFound("capability", name)


def _operations(call: Call) -> list[Route]:
    """Find what is described: every route that belongs to a project."""
    faces = call.request.app[VENDORS]
    return [
        route
        for face in faces
        if face.name == FACE_NAME
        for route in face.routes
        if route.has_world
    ]
