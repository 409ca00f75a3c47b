"""The journal of a world: the calls of vendors' APIs, as they were answered."""

import re
from collections.abc import AsyncIterator
from typing import Final

from simulator.domain.refusals import Invalid
from simulator.domain.value import value
from simulator.services.exchange import Exchange
from simulator.services.pages import read_cursor, write_cursor
from simulator.services.ports import Noted
from simulator.services.world import World

__all__ = ["ExchangeFilter", "NotedPage", "list_exchanges"]

_PAGES: Final = "requests"  # by which a cursor of these pages is told from all others

_NUMBER: Final = re.compile(r"[0-9]{1,18}")

# How many lines are read at a time.
_CHUNK: Final = 500


@value
class ExchangeFilter:
    """Which calls are wanted; None wants any.

    Attributes:
        statuses: of their answers.
        since: came in at this instant of the world's time or later.
    """

    face: str | None = None
    operation: str | None = None
    statuses: range | None = None
    since: int | None = None

    def accepts(self, exchange: Exchange) -> bool:
        """Tell whether this call is wanted."""
        return (
            (self.face is None or exchange.face == self.face)
            and (self.operation is None or exchange.operation == self.operation)
            and (self.statuses is None or exchange.status in self.statuses)
            and (self.since is None or exchange.at >= self.since)
        )


@value
class NotedPage:
    """A page of calls, newest first.

    Attributes:
        next_cursor: where the next page begins; None if there are no more.
        is_whole: false where the journal once had older ones than it has now.
    """

    lines: tuple[Noted, ...]
    next_cursor: str | None
    is_whole: bool


async def list_exchanges(
    world: World, wanted: ExchangeFilter, cursor: str | None, limit: int
) -> NotedPage:
    """Read a page of the journal, newest first.

    Raises:
        Invalid: the cursor is not of this list.
    """
    before = None if cursor is None else _revision(cursor)
    found: list[Noted] = []
    async for line in _newest_first(world, before):
        if wanted.accepts(line.exchange):
            found.append(line)
        if len(found) > limit:
            break
    is_whole = (await world.parts.store.notes(world.name, before=None, limit=0)).is_whole
    shown = tuple(found[:limit])
    is_last = len(found) <= limit
    return NotedPage(
        shown, None if is_last else write_cursor(_PAGES, str(shown[-1].revision)), is_whole
    )


def _revision(cursor: str) -> int:
    last = read_cursor(_PAGES, cursor)
    if not _NUMBER.fullmatch(last):
        raise Invalid.field("cursor", "points at no row of this list")
    return int(last)


async def _newest_first(world: World, before: int | None) -> AsyncIterator[Noted]:
    store = world.parts.store
    while lines := (await store.notes(world.name, before=before, limit=_CHUNK)).lines:
        before = lines[-1].revision
        for line in lines:
            yield line
