"""Moving: due things happen to messages, and what follows from them is planned."""

from collections.abc import Mapping, Sequence
from typing import cast

from simulator.domain.carrier import next_step
from simulator.domain.message import ImpossibleTransitionError, Message
from simulator.domain.steps import MessageStep
from simulator.services.detours import attend
from simulator.services.drafts import Draft
from simulator.services.ports import Key
from simulator.services.tables import HANDSETS, MESSAGE

__all__ = ["move"]


async def move(draft: Draft, steps: Sequence[MessageStep]) -> list[Message]:
    """Let due things happen to messages, and tell those to which they did happen."""
    keys = MESSAGE.keys([step.message_id for step in steps])
    await draft.fetch(HANDSETS, *dict.fromkeys(keys), supposing=True)
    world, dice = draft.world, draft.world.dice
    there = cast("Mapping[Key[Message], Message | None]", draft.expected)
    changed = cast("dict[Key[Message], Message]", draft.puts)
    is_plain = world.is_plain and draft.get(HANDSETS) is None
    usual, magic_prefix = world.profile, world.parts.stock.magic.prefix
    happened, counted, planned = [], draft.moved, draft.steps
    now = -1
    for key, step in zip(keys, steps, strict=True):
        if step.due_at != now:  # else the same integer for all: timelines hold many millions
            now = step.due_at
        before = changed.get(key) or there[key]
        if before is None:  # forgotten
            continue
        if not is_plain or before.fault or before.destination.startswith(magic_prefix):
            message = await attend(draft, before, step)
            if message is None:
                continue
        else:
            try:
                message = before.after(step.what, now, step.detail)
            except ImpossibleTransitionError:  # it cannot any more: it was cancelled, say
                continue
            if (then := next_step(message, usual, dice, now)) is not None:
                planned.append(then)
        changed[key] = message
        happened.append(message)
        if message.state is not before.state:
            counted.append(message)
        else:
            draft.note(message)
    return happened
