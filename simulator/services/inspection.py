"""Looking into a world from outside: which messages there are, and waiting for one that matches."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final, TypeVar

from simulator.domain.address import E164
from simulator.domain.message import Message, State
from simulator.domain.value import value
from simulator.services.tables import MESSAGE, MESSAGES, messages_to
from simulator.services.world import World

__all__ = ["SCAN_COUNT_MAX", "Found", "MessageFilter", "find_messages", "wait_for"]

T = TypeVar("T")

# A filter is tried on this many messages, newest first; the answer says so if there were more.
SCAN_COUNT_MAX: Final = 10_000
_CHUNK: Final = 500


@value
class MessageFilter:
    """Which messages are wanted; None wants any.

    Attributes:
        contains: a part of the text, as it is written.
        since: accepted at this instant or later.
    """

    destination: E164 | None = None
    originator: str | None = None
    contains: str | None = None
    state: State | None = None
    face: str | None = None
    since: int | None = None

    def accepts(self, message: Message) -> bool:
        """Tell whether this message is wanted."""
        return (
            (self.destination is None or message.destination == self.destination)
            and (self.originator is None or message.originator == self.originator)
            and (self.contains is None or self.contains in message.text)
            and (self.state is None or message.state is self.state)
            and (self.face is None or message.face == self.face)
            and (self.since is None or message.created_at >= self.since)
        )


@value
class Found:
    """The messages that match, newest first, and whether older ones were not looked at."""

    messages: tuple[Message, ...]
    is_cut_short: bool = False


async def find_messages(world: World, wanted: MessageFilter, limit: int) -> Found:
    """Look for messages, newest first, until there are enough."""
    found: list[Message] = []
    scanned_count = 0
    async for message in _newest_first(world, wanted.destination):
        if len(found) == limit:
            break
        if scanned_count == SCAN_COUNT_MAX:
            return Found(tuple(found), is_cut_short=True)
        scanned_count += 1
        if wanted.accepts(message):
            found.append(message)
    return Found(tuple(found))


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


async def _newest_first(world: World, destination: E164 | None) -> AsyncIterator[Message]:
    index = MESSAGES if destination is None else messages_to(destination)
    after: str | None = None
    while ids := await world.parts.store.page(
        world.name, index, after=after, limit=_CHUNK, newest_first=True
    ):
        after = ids[-1]
        for message in await world.get_all([MESSAGE.key(message_id) for message_id in ids]):
            if message is not None:
                yield message
