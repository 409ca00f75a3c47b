"""Reading what was sent: one message, its timeline, and lists of messages."""

from typing import TypeVar

from simulator.domain.message import Event, Message
from simulator.domain.refusals import Invalid, NotFound
from simulator.services.pages import Page, PageRequest, read_cursor, write_cursor
from simulator.services.ports import Table
from simulator.services.retention import forgotten
from simulator.services.tables import MESSAGE, MESSAGES
from simulator.services.world import World

__all__ = ["find_message", "list_events", "list_messages", "read_page"]

T = TypeVar("T")


async def find_message(world: World, message_id: str) -> Message:
    """Read one message.

    Raises:
        NotFound: no such message in this world.
    """
    message = await world.get(MESSAGE.key(message_id))
    if message is None:
        raise NotFound(MESSAGE.name, message_id, await forgotten(world))
    return message


async def list_messages(world: World, wanted: PageRequest) -> Page[Message]:
    """Read a page of all messages, newest first.

    Raises:
        Invalid: the cursor is not of this list.
    """
    return await read_page(world, MESSAGES, MESSAGE, wanted)


async def read_page(world: World, index: str, table: Table[T], wanted: PageRequest) -> Page[T]:
    """Read a page of the records that an index names, newest first.

    Raises:
        Invalid: the cursor is not of this index.
    """
    after = read_cursor(index, wanted.cursor) if wanted.cursor is not None else None
    # One more than wanted tells whether there is a next page.
    ids = await world.parts.store.page(
        world.name, index, after=after, limit=wanted.limit + 1, newest_first=True
    )
    shown = ids[: wanted.limit]
    found = await world.get_all([table.key(record_id) for record_id in shown])
    items = [record for record in found if record is not None]
    is_last = len(ids) <= wanted.limit
    return Page(items, None if is_last else write_cursor(index, shown[-1]))


async def list_events(
    world: World, message_id: str, wanted: PageRequest
) -> Page[tuple[int, Message, Event]]:
    """Read a page of a message's timeline, oldest first: ordinal from 1, message, event.

    Raises:
        NotFound: no such message in this world.
        Invalid: the cursor is not of this list.
    """
    message = await find_message(world, message_id)
    index = f"events/{message_id}"
    start = 0 if wanted.cursor is None else _ordinal(index, wanted.cursor, len(message.timeline))
    end = start + wanted.limit
    rows = [(start + n, message, event) for n, event in enumerate(message.timeline[start:end], 1)]
    is_last = end >= len(message.timeline)
    return Page(rows, None if is_last else write_cursor(index, str(end)))


def _ordinal(index: str, cursor: str, row_count: int) -> int:
    last = read_cursor(index, cursor)
    ordinals = {str(ordinal): ordinal for ordinal in range(1, row_count)}
    if last not in ordinals:
        raise Invalid.field("cursor", "points at no row of this list")
    return ordinals[last]
