"""Arrivals: messages come to handsets that may not take them, wait, and are tried again."""

from collections.abc import Sequence
from typing import Final, TypeAlias

from simulator.domain.arrival import (
    NEVER_TRIED,
    Arrival,
    Meeting,
    Refused,
    Taken,
    Waits,
    hinders,
    meet,
    says_arrived,
)
from simulator.domain.carrier import carried_at, given_up_at, reported
from simulator.domain.handset import ORDINARY, Handset, Handsets
from simulator.domain.message import Message, State, What
from simulator.domain.profile import Outcome, Profile
from simulator.domain.steps import ArrivalStep, MessageStep
from simulator.services.drafts import Draft
from simulator.services.tables import ARRIVAL, HANDSETS, MESSAGE, WAITING_COUNT, waiting_for
from simulator.services.world import World

__all__ = ["arrive", "forget", "is_kept", "set_out", "wake"]

Planned: TypeAlias = MessageStep | ArrivalStep | None

_DELIVERED: Final = Outcome(What.DELIVERED, 1.0)


def set_out(
    world: World, message: Message, profile: Profile, handset: Handset, step: MessageStep | None
) -> Planned:
    """Tell what is planned for a message that the network sets out with, in view of its handset.

    Args:
        world: at any instant.
        message: as it has just become.
        profile: of its carrier.
        handset: that it is for.
        step: what its carrier has planned.
    """
    if step is None or message.state is not State.SENT or not says_arrived(step):
        return step
    if not hinders(handset):
        return step
    sent_at = message.timeline[-1].at
    due_at = carried_at(message, profile, world.dice, sent_at)
    return ArrivalStep(due_at, message.id, NEVER_TRIED.attempt)


async def is_kept(draft: Draft, message: Message, step: MessageStep, handset: Handset) -> bool:
    """Tell whether a report that is due has become untrue, and let the message arrive instead.

    When the report was planned nothing stood in the way of the message; now its handset does.
    """
    if not says_arrived(step) or not hinders(handset):
        return False
    key = ARRIVAL.key(message.id)
    await draft.fetch(key)
    if draft.get(key) is not None:
        return False
    draft.plan(ArrivalStep(step.due_at, message.id, NEVER_TRIED.attempt))
    return True


async def arrive(draft: Draft, steps: Sequence[ArrivalStep]) -> list[Message]:
    """Let messages come to their handsets, and tell those that wait now."""
    waiting = []
    for step in steps:
        message = await _awaited(draft, step)
        if message is not None:
            waiting += await _arrive(draft, message, step)
    return waiting


async def wake(draft: Draft, handset: Handset, at: int) -> None:
    """Let all that waits for a handset be tried again, from an instant on, when it makes sense."""
    world, number = draft.world, handset.number
    # Whoever comes to wait meanwhile changes this number, and then all of this is done again.
    await draft.fetch(WAITING_COUNT.key(number))
    if not draft.get(WAITING_COUNT.key(number)):
        return
    opens_at = _opens_at(handset, at)
    if opens_at is None:
        return
    index = waiting_for(number)
    limit = await world.parts.store.count(world.name, index)
    ids = await world.parts.store.page(
        world.name, index, after=None, limit=limit, newest_first=False
    )
    messages = MESSAGE.keys(ids)
    await draft.fetch(*messages, *(ARRIVAL.key(message_id) for message_id in ids))
    for message in map(draft.get, messages):
        if message is not None:
            _try_again(draft, message, opens_at)


def forget(draft: Draft, message: Message) -> None:
    """Write into a draft that a message waits no more; one that never waited is left alone."""
    draft.delete(ARRIVAL.key(message.id))
    if any(event.what is What.WAITING for event in message.timeline):
        draft.withdraw(waiting_for(message.destination), message.id)


async def _awaited(draft: Draft, step: ArrivalStep) -> Message | None:
    """Find the message that is to arrive, unless it is over, or is to be tried again later."""
    await draft.fetch(HANDSETS, MESSAGE.key(step.message_id), ARRIVAL.key(step.message_id))
    message = draft.get(MESSAGE.key(step.message_id))
    arrival = draft.get(ARRIVAL.key(step.message_id)) or NEVER_TRIED
    if message is None or message.state is not State.SENT:
        return None
    return message if arrival.attempt == step.attempt and not arrival.is_settled else None


async def _arrive(draft: Draft, message: Message, step: ArrivalStep) -> list[Message]:
    key = ARRIVAL.key(message.id)
    arrival = draft.get(key) or NEVER_TRIED
    handset = (draft.get(HANDSETS) or ORDINARY).get(message.destination)
    meeting = meet(message, handset, arrival.part_count, step.due_at)
    _fill(draft, handset, meeting)
    match meeting:
        case Taken():
            draft.put(key, Arrival(step.attempt, message.segment_count, is_settled=True))
            _report(draft, message, step.due_at, _DELIVERED)
            return []
        case Refused(why):
            draft.put(key, Arrival(step.attempt, arrival.part_count, is_settled=True))
            _report(draft, message, step.due_at, Outcome(What.UNDELIVERED, 1.0, why))
            return []
        case Waits():
            return [await _wait(draft, message, arrival, meeting, step)]


def _fill(draft: Draft, handset: Handset, meeting: Meeting) -> None:
    """Take what has arrived off the handset's memory."""
    part_count = 0 if isinstance(meeting, Refused) else meeting.part_count
    fuller = handset.with_less_room(part_count)
    if fuller is not handset:
        handsets: Handsets = draft.get(HANDSETS) or ORDINARY
        draft.put(HANDSETS, handsets.with_(fuller))


def _report(draft: Draft, message: Message, arrived_at: int, outcome: Outcome) -> None:
    world = draft.world
    profile = world.profile_of(message)
    draft.plan(reported(message, profile, world.dice, arrived_at, arrived_at, outcome))


async def _wait(
    draft: Draft, message: Message, arrival: Arrival, waits: Waits, step: ArrivalStep
) -> Message:
    """Let a message wait until its handset can take it, or its own time is over."""
    now = step.due_at
    profile = draft.world.profile_of(message)
    attempt = step.attempt + 1
    draft.put(ARRIVAL.key(message.id), Arrival(attempt, arrival.part_count + waits.part_count))
    if waits.until is not None:
        due_at = carried_at(message, profile, draft.world.dice, waits.until)
        draft.plan(ArrivalStep(due_at, message.id, attempt))
    if step.attempt == NEVER_TRIED.attempt:
        over_at = given_up_at(message, profile, now)
        draft.plan(MessageStep(over_at, message.id, What.UNDELIVERED, "validity expired"))
        await _enter(draft, message)
    waiting = message.after(What.WAITING, now, waits.why)
    draft.put(MESSAGE.key(message.id), waiting)
    return waiting


async def _enter(draft: Draft, message: Message) -> None:
    counter = WAITING_COUNT.key(message.destination)
    await draft.fetch(counter)
    draft.put(counter, (draft.get(counter) or 0) + 1)
    draft.enter(waiting_for(message.destination), message.id)


def _opens_at(handset: Handset, now: int) -> int | None:
    """Tell when a handset can be tried: now, when it is in coverage next, or not yet at all."""
    if not handset.is_on:
        return None
    return now if handset.coverage is None else handset.coverage.opens_at(now)


def _try_again(draft: Draft, message: Message, opens_at: int) -> None:
    world = draft.world
    arrival = draft.get(ARRIVAL.key(message.id)) or NEVER_TRIED
    if arrival.is_settled:
        return
    profile = world.profile_of(message)
    due_at = carried_at(message, profile, world.dice, opens_at)
    again = Arrival(arrival.attempt + 1, arrival.part_count)
    draft.put(ARRIVAL.key(message.id), again)
    draft.plan(ArrivalStep(due_at, message.id, again.attempt))
