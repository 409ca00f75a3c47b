"""Carriage: what a carrier with terms has to look up before it takes a message on."""

from typing import Final

from simulator.domain.message import Message, State, What
from simulator.domain.profile import Profile
from simulator.domain.review import ReviewState
from simulator.domain.steps import MessageStep
from simulator.domain.terms import Queue, SenderRule
from simulator.services.drafts import Draft
from simulator.services.tables import QUEUE, SIGNATURE, SIGNATURES
from simulator.services.traffic import newest_first
from simulator.services.world import World

__all__ = ["has_registered", "is_registered", "paced"]

_DISPATCHED: Final = What.DISPATCHED
_EMPTY: Final = Queue(0, 0)


async def is_registered(draft: Draft, message: Message, profile: Profile) -> bool:
    """Tell whether the networks know a message's sender, where they ask for that."""
    if profile.terms is None or profile.terms.senders is None or message.state is not State.SENDING:
        return False
    return await has_registered(draft.world, message, profile)


async def has_registered(world: World, message: Message, profile: Profile) -> bool:
    """Tell whether a message's sender has been registered: it is a signature, and was approved.

    Networks have no door of their own here. What a project shows to be its name is reviewed as a
    signature, and that is taken for the registers of all countries.
    """
    senders = profile.terms.senders if profile.terms else None
    sender = message.originator
    if senders is None or sender is None:
        return False
    if senders.rule_for(sender) is not SenderRule.REGISTERED:
        return False
    async for signature in newest_first(world, SIGNATURES, SIGNATURE):
        if signature.state is ReviewState.APPROVED and signature.text == sender:
            return True
    return False


async def paced(draft: Draft, message: Message, step: MessageStep, profile: Profile) -> bool:
    """Put a dispatch off until all that its sender has sent before is through; tell if it was.

    A step that says why it comes late has had its turn found for it already. Turns follow the order
    of arrival: that is what a queue is.
    """
    pace, sender = profile.terms.pace if profile.terms else None, message.originator
    is_dispatch = step.what is _DISPATCHED and message.state is State.QUEUED and not step.detail
    if pace is None or sender is None or not is_dispatch:
        return False
    key, now = QUEUE.key(f"{profile.name} {message.vendor} {sender}"), step.due_at
    await draft.fetch(key)
    wait_ms = (draft.get(key) or _EMPTY).length_at(now)
    draft.put(key, Queue(wait_ms + pace.span_ms(sender, message.segment_count), now))
    if wait_ms == 0:
        return False
    why = (
        f"after {wait_ms / 1_000:g} s: {pace.per_second(sender):g} segments a second from {sender}"
    )
    draft.plan(MessageStep(now + wait_ms, message.id, _DISPATCHED, why))
    return True
