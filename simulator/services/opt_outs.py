"""Opt-outs: who has said STOP, and to which number. They are suppressions like all others."""

from collections.abc import Sequence

from simulator.domain.suppression import OPT_OUT, Suppression
from simulator.services.tables import SUPPRESSION, SUPPRESSIONS
from simulator.services.traffic import newest_first
from simulator.services.world import World

__all__ = ["opt_outs"]


async def opt_outs(world: World) -> Sequence[Suppression]:
    """Read all that hold, newest first."""
    every = newest_first(world, SUPPRESSIONS, SUPPRESSION)
    return [one async for one in every if one.reason == OPT_OUT]
