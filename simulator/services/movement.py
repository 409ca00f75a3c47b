"""Moving: due things happen to messages, and what follows from them is planned."""

from collections.abc import Mapping, Sequence
from typing import Final, cast

from simulator.domain.bend import bend_of
from simulator.domain.carrier import next_step
from simulator.domain.handset import ORDINARY, Handset, Handsets, reply_to
from simulator.domain.message import ImpossibleTransitionError, Message, What
from simulator.domain.steps import MessageStep, ReplyStep
from simulator.services.drafts import Draft
from simulator.services.ports import Key
from simulator.services.tables import HANDSETS, MESSAGE
from simulator.services.world import World

__all__ = ["move"]

# The one thing that happens to a message without bringing it into a state; it is there already.
_REPEATED: Final = What.RECEIPT_REPEATED


async def move(draft: Draft, steps: Sequence[MessageStep]) -> list[Message]:
    """Let due things happen to messages, and tell those to which they did happen."""
    keys = [MESSAGE.key(step.message_id) for step in steps]
    await draft.fetch(HANDSETS, *dict.fromkeys(keys))
    world, dice = draft.world, draft.world.dice
    there = cast("Mapping[Key[Message], Message | None]", draft.expected)
    handsets = draft.get(HANDSETS)
    usual, magic_prefix = world.profile, world.parts.stock.magic.prefix
    moved: dict[Key[Message], Message] = {}
    happened, counted = [], draft.moved
    for key, step in zip(keys, steps, strict=True):
        message = moved.get(key) or there[key]
        if message is None:  # forgotten
            continue
        try:
            message = message.after(step.what, step.due_at, step.detail)
        except ImpossibleTransitionError:  # it cannot any more: it was cancelled, say
            continue
        moved[key] = message
        happened.append(message)
        is_magic = message.destination.startswith(magic_prefix)
        profile = world.profile_for(message.destination) if is_magic else usual
        if message.fault is not None:
            profile = bend_of(message.fault.effect).bent(profile)
        draft.plan(next_step(message, profile, dice, step.due_at))
        if is_magic or handsets is not None:
            draft.plan(_reply(world, message, handsets or ORDINARY, step.due_at))
        if step.what is not _REPEATED:
            counted.append(message)
    draft.puts |= moved
    return happened


def _reply(world: World, message: Message, handsets: Handsets, now: int) -> ReplyStep | None:
    """Decide what the handset answers: as it was told to, or else as its number would have it."""
    answer = reply_to(message, handsets, now)
    fate = world.fate_of(message.destination)
    if answer is not None or fate is None or fate.reply is None:
        return answer
    return reply_to(message, handsets.with_(Handset(message.destination, fate.reply)), now)
