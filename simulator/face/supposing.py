"""Calls that are one change are answered in the world as it was seen last, if that proves right.

To look how a world is set is a trip to a store elsewhere, and it is seldom set anew. So the change
says what it supposes, and if that is not so any more, nothing has happened and the call begins
anew. So it does if it is refused: nobody is refused by what was only supposed.
"""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from simulator.domain.refusals import Refusal, StoreFailed
from simulator.face.answers import Answer, Stream
from simulator.face.call import Call
from simulator.face.faces import Face, Route
from simulator.services.simulation import Simulation
from simulator.services.world import Outdated

__all__ = ["Shortcut", "shortcut_of"]

Shortcut: TypeAlias = Callable[[Call], Awaitable[Answer | Stream | None]]


def shortcut_of(face: Face, route: Route, simulation: Simulation) -> Shortcut | None:
    """Make what answers a route's calls without a look at their world; None where that is quick."""
    worlds, admit, handler = simulation.worlds, face.admit, route.handler
    if not route.is_one_change or simulation.parts.store.suppose is None:
        return None

    async def answer(call: Call) -> Answer | Stream | None:
        world = worlds.supposed(face.world_of(call.request))
        if world is None:
            return None
        call.enter(world)
        try:
            if admit is not None:
                admit(call)
            return await handler(call)
        except StoreFailed:  # which may have done it all the same
            raise
        except (Outdated, Refusal):
            call.start_over()
            return None

    return answer
