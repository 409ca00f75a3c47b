"""Looking into a world from outside: which messages there are, and waiting for one that matches."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final, TypeVar

from simulator.domain.direction import Direction
from simulator.domain.inbound import Inbound
from simulator.domain.message import Message, State
from simulator.domain.value import value
from simulator.services.tables import (
    INBOUND,
    INBOUNDS,
    MESSAGE,
    MESSAGES,
    inbound_from,
    messages_to,
)
from simulator.services.traffic import newest_first
from simulator.services.world import World

__all__ = [
    "SCAN_COUNT_MAX",
    "Found",
    "MessageFilter",
    "find_messages",
    "wait_for",
]

T = TypeVar("T")
M = TypeVar("M", Message, Inbound)

# A filter is tried on this many messages, newest first; the answer says so if there were more.
SCAN_COUNT_MAX: Final = 10_000


@value
class MessageFilter:
    """Which messages are wanted; None wants any.

    Attributes:
        originator: of a message from a handset, the handset's number.
        contains: a part of the text, as it is written.
        state: messages from handsets have none.
        face: messages from handsets came through none.
        since: accepted at this instant or later.
    """

    destination: str | None = None
    originator: str | None = None
    contains: str | None = None
    state: State | None = None
    face: str | None = None
    since: int | None = None
    direction: Direction | None = None

    def accepts(self, message: Message) -> bool:
        """Tell whether this message to a handset is wanted."""
        return (
            (self.destination is None or message.destination == self.destination)
            and (self.originator is None or message.originator == self.originator)
            and (self.contains is None or self.contains in message.text)
            and (self.state is None or message.state is self.state)
            and (self.face is None or message.face == self.face)
            and (self.since is None or message.created_at >= self.since)
        )

    def accepts_inbound(self, message: Inbound) -> bool:
        """Tell whether this message from a handset is wanted."""
        return (
            (self.state is None and self.face is None)
            and (self.destination is None or message.destination == self.destination)
            and (self.originator is None or message.handset == self.originator)
            and (self.contains is None or self.contains in message.text)
            and (self.since is None or message.received_at >= self.since)
        )


@value
class Found:
    """The messages that match, newest first, and whether older ones were not looked at."""

    messages: tuple[Message | Inbound, ...]
    is_cut_short: bool = False


async def find_messages(world: World, wanted: MessageFilter, limit: int) -> Found:
    """Look for messages, newest first, until there are enough."""
    messages: list[Message | Inbound] = []
    is_cut_short = False
    if wanted.direction is not Direction.MO:
        index = MESSAGES if wanted.destination is None else messages_to(wanted.destination)
        sent = newest_first(world, index, MESSAGE)
        is_cut_short |= await _collect(sent, wanted.accepts, limit, messages)
    if wanted.direction is not Direction.MT:
        index = INBOUNDS if wanted.originator is None else inbound_from(wanted.originator)
        received = newest_first(world, index, INBOUND)
        is_cut_short |= await _collect(received, wanted.accepts_inbound, limit, messages)
    messages.sort(key=lambda message: message.id, reverse=True)
    return Found(tuple(messages[:limit]), is_cut_short)


async def _collect(
    rows: AsyncIterator[M],
    accepts: Callable[[M], bool],
    limit: int,
    found: list[Message | Inbound],
) -> bool:
    """Add up to `limit` rows to what was found; tell if others were not even looked at."""
    scanned_count = found_count = 0
    async for row in rows:
        if found_count == limit:
            break
        if scanned_count == SCAN_COUNT_MAX:
            return True
        scanned_count += 1
        if accepts(row):
            found.append(row)
            found_count += 1
    return False


async def wait_for(
    enter: Callable[[], Awaitable[World]],
    look: Callable[[World], Awaitable[T]],
    *,
    is_good: Callable[[T], bool],
    wait_ms: int,
) -> T:
    """Look again whenever the world changes, until there is something good or the wait is over.

    Args:
        enter: steps into the world as it is then.
        look: what to look at.
        is_good: whether what was seen is worth answering with.
        wait_ms: of the wall's time; 0 looks once.
    """
    world = await enter()
    if wait_ms == 0:
        return await look(world)
    try:
        async with asyncio.timeout(wait_ms / 1000):
            while True:
                revision = await world.parts.store.revision(world.name)
                seen = await look(world)
                if is_good(seen):
                    return seen
                await world.parts.store.changed(world.name, since=revision)
                world = await enter()
    except TimeoutError:
        return await look(world)
