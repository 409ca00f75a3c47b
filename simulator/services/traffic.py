"""All of a world's messages, or all of a number's, for what has to look at every one of them."""

from collections.abc import AsyncIterator
from typing import Final, TypeVar

from simulator.services.ports import Table
from simulator.services.world import World

__all__ = ["newest_first"]

T = TypeVar("T")

# How many are read before everybody else may go first.
_CHUNK: Final = 500


async def newest_first(
    world: World, index: str, table: Table[T], after: str | None = None
) -> AsyncIterator[T]:
    """Read the records that an index names, in the order of arrival, the last one first.

    With `after`, those only that arrived before the record of that id.

    That is not the order of the world's time, whose clock can be set back: who looks for a span of
    it has to look to the end.
    """
    while ids := await world.parts.store.page(
        world.name, index, after=after, limit=_CHUNK, newest_first=True
    ):
        after = ids[-1]
        for record in await world.get_all([table.key(record_id) for record_id in ids]):
            if record is not None:
                yield record
        await world.parts.alarm.breathe()
