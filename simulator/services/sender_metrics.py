"""What became of the messages of each sender, in slots of time."""

from collections import defaultdict
from collections.abc import Mapping

from simulator.domain.sender_metrics import NOTHING, Counts, Slots, total
from simulator.services.tables import INBOUND, INBOUNDS, MESSAGE, MESSAGES
from simulator.services.traffic import newest_first
from simulator.services.world import World

__all__ = ["SlotCounts", "count", "count_by_sender"]

# By the start of a slot, and the sender.
SlotCounts = Mapping[tuple[int, str], Counts]


async def count(world: World, slots: Slots) -> SlotCounts:
    """Count the messages of every sender that is named in any, by when they were accepted.

    Through whichever face they were sent, and as far as the world has not forgotten them.
    """
    counts: defaultdict[tuple[int, str], Counts] = defaultdict(lambda: NOTHING)
    async for message in newest_first(world, MESSAGES, MESSAGE):
        start = slots.start_of(message.created_at)
        if start is not None and message.originator is not None:
            key = start, message.originator
            counts[key] = counts[key].plus(message)
    async for came in newest_first(world, INBOUNDS, INBOUND):
        start = slots.start_of(came.received_at)
        if start is not None:
            key = start, came.destination
            counts[key] = counts[key].plus_received()
    return counts


async def count_by_sender(world: World, span: Slots) -> Mapping[str, Counts]:
    """Count the messages of every sender that is named in any, in the whole of a span."""
    by_sender: defaultdict[str, list[Counts]] = defaultdict(list)
    for (_, sender), counts in (await count(world, span)).items():
        by_sender[sender].append(counts)
    return {sender: total(some) for sender, some in by_sender.items()}
