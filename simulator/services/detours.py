"""Detours: what happens to messages that not every message meets.

Carriers with terms, numbers with a fate of their own, rules by which something goes wrong, handsets
that are no ordinary ones. Whoever has none of these comes to none of this.
"""

from simulator.domain.arrival import facing, in_turn, signed
from simulator.domain.handset import ORDINARY, Handset, Handsets, read_by, reply_to
from simulator.domain.message import ImpossibleTransitionError, Message
from simulator.domain.passage import admitted, onward
from simulator.domain.steps import MessageStep, ReplyStep
from simulator.services import arrivals
from simulator.services.carriage import is_registered, paced
from simulator.services.drafts import Draft
from simulator.services.tables import HANDSETS
from simulator.services.world import World

__all__ = ["attend"]


async def attend(draft: Draft, message: Message, due: MessageStep) -> Message | None:
    """Let one thing happen to a message, with all that may come in between; None if nothing did.

    The message is the caller's to write; everything else is written here.
    """
    world = draft.world
    handsets = draft.get(HANDSETS) or ORDINARY
    handset = handsets.get(message.destination)
    profile = facing(world.profile_of(message), handset)
    step = in_turn(message, admitted(message, due, profile.terms), handset)
    if await paced(draft, message, step, profile):
        return None
    if await arrivals.is_kept(draft, message, step, handset):
        return None
    step = signed(step, handset)
    try:
        moved = message.after(step.what, step.due_at, step.detail)
    except ImpossibleTransitionError:  # it cannot any more: it was cancelled, say
        return None
    now = step.due_at
    is_known = await is_registered(draft, moved, profile)
    following = onward(moved, profile, world.dice, now, is_registered=is_known)
    draft.plan(arrivals.set_out(world, moved, profile, handset, following))
    draft.plan(_reply(world, moved, handsets, now))
    draft.plan(read_by(moved, handset, now))
    if moved.is_final:
        arrivals.forget(draft, moved)
    return moved


def _reply(world: World, message: Message, handsets: Handsets, now: int) -> ReplyStep | None:
    """Decide what the handset answers: as it was told to, or else as its number would have it."""
    answer = reply_to(message, handsets, now)
    fate = world.fate_of(message.destination)
    if answer is not None or fate is None or fate.reply is None:
        return answer
    return reply_to(message, handsets.with_(Handset(message.destination, fate.reply)), now)
