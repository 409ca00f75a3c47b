"""Looking into a world from outside: which messages there are, and waiting for one that matches."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Final, TypeVar

from simulator.domain.direction import Direction
from simulator.domain.inbound import Inbound
from simulator.domain.message import Message, State
from simulator.domain.value import value
from simulator.services.pages import read_cursor, write_cursor
from simulator.services.tables import (
    INBOUND,
    INBOUNDS,
    MESSAGE,
    MESSAGES,
    inbound_from,
    messages_to,
)
from simulator.services.traffic import newest_first
from simulator.services.watching import Purpose
from simulator.services.world import World

__all__ = [
    "SCAN_COUNT_MAX",
    "Found",
    "FoundPage",
    "MessageFilter",
    "find_messages",
    "find_page",
    "wait_for",
]

T = TypeVar("T")
M = TypeVar("M", Message, Inbound)

# A filter is tried on this many messages, newest first; the answer says so if there were more.
SCAN_COUNT_MAX: Final = 10_000

_PAGES: Final = "found messages"  # by which a cursor of these pages is told from all others


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

    @property
    def numbers(self) -> frozenset[str] | None:
        """Whose messages these are; None if anybody's might be."""
        if self.destination is not None:
            return frozenset({self.destination})
        return None if self.originator is None else frozenset({self.originator})

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


@value
class FoundPage:
    """A page of the messages that match, newest first.

    Attributes:
        next_cursor: where the next page begins; None if there are no more.
        is_cut_short: whether the page ends where we stopped looking, and not because it is full.
    """

    messages: tuple[Message | Inbound, ...]
    next_cursor: str | None
    is_cut_short: bool


@value
class _Rows:
    """What was found in one index, newest first.

    Attributes:
        looked_until: the id of the oldest one looked at; None if all were.
        is_cut_short: whether it ends there because so many had been looked at in vain.
    """

    found: Sequence[Message | Inbound]
    looked_until: str | None
    is_cut_short: bool


async def find_messages(world: World, wanted: MessageFilter, limit: int) -> Found:
    """Look for messages, newest first, until there are enough."""
    rows = await _look(world, wanted, None, limit)
    return Found(_newest(rows)[:limit], any(one.is_cut_short for one in rows))


async def find_page(
    world: World, wanted: MessageFilter, cursor: str | None, limit: int
) -> FoundPage:
    """Look for a page of messages, newest first; those that arrive meanwhile do not disturb it.

    Raises:
        Invalid: the cursor is not of this list.
    """
    before = None if cursor is None else read_cursor(_PAGES, cursor)
    rows = await _look(world, wanted, before, limit)
    # Older than this, there may be messages of one direction that have not been looked at.
    until = max((one.looked_until or "" for one in rows), default="")
    known = tuple(message for message in _newest(rows) if message.id >= until)
    shown = known[:limit]
    last = shown[-1].id if len(known) > limit else until
    is_cut_short = len(shown) < limit and any(one.is_cut_short for one in rows)
    return FoundPage(shown, write_cursor(_PAGES, last) if last else None, is_cut_short)


async def _look(
    world: World, wanted: MessageFilter, before: str | None, limit: int
) -> Sequence[_Rows]:
    """Look into the indexes of both directions, as far as they are wanted."""
    rows = []
    if wanted.direction is not Direction.MO:
        index = MESSAGES if wanted.destination is None else messages_to(wanted.destination)
        sent = newest_first(world, index, MESSAGE, before)
        rows.append(await _collect(sent, wanted.accepts, limit))
    if wanted.direction is not Direction.MT:
        index = INBOUNDS if wanted.originator is None else inbound_from(wanted.originator)
        received = newest_first(world, index, INBOUND, before)
        rows.append(await _collect(received, wanted.accepts_inbound, limit))
    return rows


def _newest(rows: Sequence[_Rows]) -> tuple[Message | Inbound, ...]:
    """Put what was found together, newest first."""
    found = [message for one in rows for message in one.found]
    return tuple(sorted(found, key=lambda message: message.id, reverse=True))


async def _collect(rows: AsyncIterator[M], accepts: Callable[[M], bool], limit: int) -> _Rows:
    """Take rows until there are enough, or so many were looked at that it must do."""
    found: list[M] = []
    looked_until: str | None = None
    scanned_count = 0
    async for row in rows:
        if len(found) == limit or scanned_count == SCAN_COUNT_MAX:
            return _Rows(found, looked_until, is_cut_short=len(found) < limit)
        looked_until = row.id
        scanned_count += 1
        if accepts(row):
            found.append(row)
    return _Rows(found, None, is_cut_short=False)


async def wait_for(
    enter: Callable[[], Awaitable[World]],
    look: Callable[[World], Awaitable[T]],
    *,
    is_good: Callable[[T], bool],
    wait_ms: int,
    numbers: frozenset[str] | None = None,
) -> T:
    """Look again when the world changes, until there is something good or the wait is over.

    Args:
        enter: steps into the world as it is then.
        look: what to look at.
        is_good: whether what was seen is worth answering with.
        wait_ms: of the wall's time; 0 looks once.
        numbers: whose messages and codes what is looked at depends on; None for anything.
    """
    world = await enter()
    if wait_ms == 0:
        return await look(world)
    watching = world.parts.watching.watch(world.name, numbers, Purpose.POLL)
    try:
        async with asyncio.timeout(wait_ms / 1000), watching as watch:
            while True:
                seen = await look(world)
                if watch.is_over or is_good(seen):
                    return seen
                await watch.woken()
                world = await enter()
    except TimeoutError:
        return await look(world)
