"""What is due happens: each kind of step goes to the service that knows it."""

from collections.abc import Sequence
from typing import TypeAlias

from simulator.domain.inbound import Inbound
from simulator.domain.message import Message
from simulator.domain.steps import ArrivalStep, MessageStep, ReplyStep, ReviewStep
from simulator.services.arrivals import arrive
from simulator.services.drafts import Draft, perform
from simulator.services.inbound import reply
from simulator.services.movement import move
from simulator.services.ports import Lease, LeaseLost
from simulator.services.reviews import Reviewed, review
from simulator.services.world import World

__all__ = ["Happening", "carry_out"]

# What a thing has become by what happened to it.
Happening: TypeAlias = Message | Reviewed | Inbound


async def carry_out(world: World, lease: Lease) -> Sequence[Happening]:
    """Let leased steps happen, all in one change; those of each kind in the order they came in."""
    moves: list[MessageStep] = []
    reviews: list[ReviewStep] = []
    replies: list[ReplyStep] = []
    arrivals: list[ArrivalStep] = []
    for step in lease.steps:
        match step:
            case MessageStep():
                moves.append(step)
            case ReviewStep():
                reviews.append(step)
            case ReplyStep():
                replies.append(step)
            case ArrivalStep():
                arrivals.append(step)

    async def use_case(draft: Draft) -> list[Happening]:
        draft.finish(lease)
        happened: list[Happening] = []
        happened += await move(draft, moves)
        happened += await review(draft, reviews)
        happened += await reply(draft, replies)
        happened += await arrive(draft, arrivals)
        return happened

    try:
        return (await perform(world, use_case)).result
    except LeaseLost:  # the world was dropped meanwhile: nothing of this is left
        return ()
