"""Calls that are one change are answered in the world as it was seen last, if that proves right.

To look how a world is set is a trip to a store elsewhere, and it is seldom set anew. So the change
says what it supposes, and if that is not so any more, nothing has happened and the call begins
anew. So it does if it is refused: nobody is refused by what was only supposed.
"""

from simulator.domain.refusals import Refusal, StoreFailed
from simulator.face.answers import Answer, Stream
from simulator.face.call import Call
from simulator.face.faces import Face, Handler, Route
from simulator.services.simulation import Simulation
from simulator.services.world import Outdated

__all__ = ["supposing"]


def supposing(face: Face, route: Route, simulation: Simulation, looking: Handler) -> Handler:
    """Make what answers a route's calls without a look at their world, where that spares a trip.

    Args:
        face: which the route is of.
        route: which may be no single change, so that nothing can be supposed.
        simulation: what is asked.
        looking: what answers them with a look at it.
    """
    worlds, admit = simulation.worlds, face.admit
    if not route.is_one_change or simulation.parts.store.suppose is None:
        return looking

    async def answer(call: Call) -> Answer | Stream:
        world = worlds.supposed(face.world_of(call.request))
        if world is None:
            return await looking(call)
        call.enter(world)
        try:
            if admit is not None:
                admit(call)
            return await route.handler(call)
        except StoreFailed:  # which may have done it all the same
            raise
        except (Outdated, Refusal):
            call.start_over()
        return await looking(call)

    return answer
