"""All services of one process, handed to whoever speaks for it."""

from simulator.domain.value import value
from simulator.services.timeline import Timeline
from simulator.services.world import Parts
from simulator.services.worlds import Worlds

__all__ = ["Simulation"]


@value
class Simulation:
    """What a face needs to answer a call."""

    parts: Parts
    worlds: Worlds
    timeline: Timeline
