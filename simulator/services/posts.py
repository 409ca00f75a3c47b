"""Posts: messages that were accepted under a profile, read back and taken back."""

from collections.abc import Sequence
from typing import Final

from simulator.domain.inbound import Inbound
from simulator.domain.message import Message, State, What
from simulator.domain.particulars import Reception
from simulator.domain.refusals import Declined, Ground, NotFound
from simulator.domain.value import value
from simulator.services.drafts import Draft, perform
from simulator.services.posting import Posted
from simulator.services.retention import forgotten
from simulator.services.tables import INBOUND, MESSAGE, PARTICULARS, RECEPTION, group_of
from simulator.services.world import World

__all__ = ["Received", "find", "find_group", "take_back"]

# How long messages can be read back, and until when before their time they can be taken back.
_READABLE_MS: Final = 10 * 24 * 60 * 60 * 1000
_FIXED_MS: Final = 60_000

# A group has so many people at the most, the sender not among them.
_GROUP_COUNT_MAX: Final = 8


@value
class Received:
    """A message from a handset, and what a profile made of it."""

    inbound: Inbound
    reception: Reception


async def find(world: World, message_id: str) -> Posted | Received:
    """Read a message of either direction that is not too old.

    Raises:
        NotFound: no such message of a profile's, or none any more.
    """
    oldest = world.now - _READABLE_MS
    message = await world.get(MESSAGE.key(message_id))
    particulars = await world.get(PARTICULARS.key(message_id))
    if message is not None and particulars is not None and message.created_at >= oldest:
        return Posted(message, particulars)
    inbound = await world.get(INBOUND.key(message_id))
    reception = await world.get(RECEPTION.key(message_id))
    if inbound is not None and reception is not None and inbound.received_at >= oldest:
        return Received(inbound, reception)
    raise await _not_found(world, message_id)


async def find_group(world: World, group_id: str) -> Sequence[Posted]:
    """Read all copies of a message to several people.

    Raises:
        NotFound: no such message.
    """
    ids = await world.parts.store.page(
        world.name, group_of(group_id), after=None, limit=_GROUP_COUNT_MAX, newest_first=False
    )
    messages = await world.get_all(MESSAGE.keys(ids))
    particulars = await world.get_all([PARTICULARS.key(one) for one in ids])
    found = [
        Posted(message, beside)
        for message, beside in zip(messages, particulars, strict=True)
        if message is not None and beside is not None
    ]
    if not found:
        raise await _not_found(world, group_id)
    return found


async def take_back(world: World, message_id: str) -> Posted:
    """Take a scheduled message back in time, and give its price back.

    Raises:
        NotFound: no such message of a profile's.
        Declined: it is not scheduled, or too late.
    """

    async def use_case(draft: Draft) -> Posted:
        await draft.fetch(MESSAGE.key(message_id), PARTICULARS.key(message_id))
        message = draft.get(MESSAGE.key(message_id))
        particulars = draft.get(PARTICULARS.key(message_id))
        if message is None or particulars is None:
            raise await _not_found(world, message_id)
        sets_out_at = particulars.send_at or 0
        if message.state is not State.SCHEDULED or sets_out_at - world.now <= _FIXED_MS:
            raise Declined(Ground.TOO_LATE_TO_CANCEL)
        return Posted(_cancel(draft, message), particulars)

    return (await perform(world, use_case)).result


def _cancel(draft: Draft, message: Message) -> Message:
    cancelled = message.after(What.CANCELLED, draft.world.now)
    draft.put(MESSAGE.key(message.id), cancelled)
    draft.moved.append(cancelled)
    draft.pay_in(message.price)
    return cancelled


async def _not_found(world: World, message_id: str) -> NotFound:
    return NotFound(MESSAGE.name, message_id, await forgotten(world))
