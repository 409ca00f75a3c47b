"""What is due happens: each kind of step goes to the service that knows it."""

from collections.abc import Sequence
from itertools import groupby
from typing import TypeAlias, cast

from simulator.domain.inbound import Inbound
from simulator.domain.message import Message
from simulator.domain.scenarios import Turned
from simulator.domain.steps import (
    ArrivalStep,
    MessageStep,
    ReplyStep,
    ReviewStep,
    ScenarioStep,
    Step,
)
from simulator.services.arrivals import arrive
from simulator.services.drafts import Draft, perform
from simulator.services.inbound import reply
from simulator.services.movement import move
from simulator.services.ports import Lease, LeaseLost
from simulator.services.reviews import Reviewed, review
from simulator.services.scenarios import turn
from simulator.services.world import World

__all__ = ["Happening", "carry_out"]

# What a thing has become by what happened to it.
Happening: TypeAlias = Message | Reviewed | Inbound | Turned


async def carry_out(world: World, lease: Lease) -> Sequence[Happening]:
    """Let leased steps happen, all in one change, in the order they came in."""

    async def use_case(draft: Draft) -> list[Happening]:
        draft.finish(lease)
        happened: list[Happening] = []
        for _, run in groupby(lease.steps, type):
            happened += await _happen(draft, list(run))
        return happened

    try:
        return (await perform(world, use_case)).result
    except LeaseLost:  # the world was dropped meanwhile: nothing of this is left
        return ()


async def _happen(draft: Draft, run: Sequence[Step]) -> Sequence[Happening]:
    """Let steps happen that are all of the kind of the first."""
    match run[0]:
        case MessageStep():
            return await move(draft, cast("Sequence[MessageStep]", run))
        case ReviewStep():
            return await review(draft, cast("Sequence[ReviewStep]", run))
        case ReplyStep():
            return await reply(draft, cast("Sequence[ReplyStep]", run))
        case ArrivalStep():
            return await arrive(draft, cast("Sequence[ArrivalStep]", run))
        case ScenarioStep():
            return await turn(draft, cast("Sequence[ScenarioStep]", run))
