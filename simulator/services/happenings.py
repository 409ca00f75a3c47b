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
    WebhookStep,
)
from simulator.domain.value import value
from simulator.domain.webhooks import Notice
from simulator.services.arrivals import arrive
from simulator.services.attempts import Dispatch, attempt
from simulator.services.drafts import Draft, perform
from simulator.services.inbound import reply
from simulator.services.movement import move
from simulator.services.ports import Lease, LeaseLost
from simulator.services.reviews import Reviewed, review
from simulator.services.scenarios import turn
from simulator.services.world import World

__all__ = ["CarriedOut", "Happening", "carry_out"]

# What a thing has become by what happened to it.
Happening: TypeAlias = Message | Reviewed | Inbound | Turned | Notice


@value
class CarriedOut:
    """What has happened, and which webhooks are to be delivered now."""

    happened: Sequence[Happening]
    dispatched: Sequence[Dispatch] = ()


async def carry_out(world: World, lease: Lease) -> CarriedOut:
    """Let leased steps happen, all in one change, in the order they came in."""

    async def use_case(draft: Draft) -> CarriedOut:
        draft.finish(lease)
        happened: list[Happening] = []
        dispatched: list[Dispatch] = []
        for _, run in groupby(lease.steps, type):
            for one in await _happen(draft, list(run)):
                if isinstance(one, Dispatch):
                    dispatched.append(one)
                else:
                    happened.append(one)
        return CarriedOut(happened, dispatched)

    try:
        return (await perform(world, use_case)).result
    except LeaseLost:  # the world was dropped meanwhile: nothing of this is left
        return CarriedOut(())


async def _happen(draft: Draft, run: Sequence[Step]) -> Sequence[Happening | Dispatch]:
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
        case WebhookStep():
            return await attempt(draft, cast("Sequence[WebhookStep]", run))
