"""What carriers think of a sender, made up from the world's own traffic."""

from collections.abc import Collection
from typing import Final

from simulator.domain.address import E164
from simulator.domain.reputation import Reputation, complains, counts, judge, window_at
from simulator.domain.usage import NOTHING, Window
from simulator.services.senders import get
from simulator.services.tables import MESSAGE, MESSAGES, SUPPRESSED
from simulator.services.traffic import newest_first
from simulator.services.world import World

__all__ = ["reputation"]

# How many recipients are looked at before everybody else may go first.
_CHUNK: Final = 500


async def reputation(world: World, sender_id: str) -> Reputation:
    """Make up what is said of a sender.

    Raises:
        NotFound: no such sender in this world.
    """
    sender = await get(world, sender_id)
    window = window_at(world.now)
    midnight = window.start_of(world.now)
    tally, used_today, recipients = NOTHING, 0, set[E164]()
    async for message in newest_first(world, MESSAGES, MESSAGE):
        if counts(message, sender.number, window):
            tally = tally.plus(message)
            used_today += message.created_at >= midnight
            recipients.add(message.destination)
    complaint_count = await _count_complaints(world, sender.number, window, recipients)
    return judge(
        tally, complaint_count=complaint_count, used_today=used_today, region=sender.region
    )


async def _count_complaints(
    world: World, number: E164, window: Window, recipients: Collection[E164]
) -> int:
    """Count the recipients who have complained, each once."""
    phones = list(recipients)
    complaint_count = 0
    for start in range(0, len(phones), _CHUNK):
        keys = [SUPPRESSED.key(phone) for phone in phones[start : start + _CHUNK]]
        found = await world.get_all(keys)
        complaint_count += sum(complains(said or (), number, window) for said in found)
        await world.parts.alarm.breathe()
    return complaint_count
