"""How far the ledger of webhooks goes back: less than messages, for a notice takes more room."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

from simulator.domain.webhooks import Notice
from simulator.services.drafts import Draft, perform
from simulator.services.ports import Floor
from simulator.services.tables import (
    NOTICE,
    NOTICES,
    NOTICES_FORGOTTEN,
    NOTICES_HELD,
    notices_of,
)
from simulator.services.world import World

__all__ = ["NOTICE_COUNT_MAX", "erase_notices", "sweep_notices"]

# The oldest go first, once they are over; and all that are as old as messages may become.
NOTICE_COUNT_MAX: Final = 100_000

# How many one change set takes away at the most, before everybody else may go first.
_PIECE_COUNT: Final = 200


async def sweep_notices(world: World) -> None:
    """Forget notices that the world need not keep; what is not over is kept, however much it is."""
    store, retention = world.parts.store, world.settings.retention
    kept_count = min(retention.count, NOTICE_COUNT_MAX)
    surplus = await store.count(world.name, NOTICES) - kept_count
    too_old_before = world.now - retention.age_ms
    after: str | None = None
    while ids := await store.page(
        world.name, NOTICES, after=after, limit=_PIECE_COUNT, newest_first=False
    ):
        after = ids[-1]
        found = await world.get_all([NOTICE.key(notice_id) for notice_id in ids])
        there = [notice for notice in found if notice is not None]
        going, is_rest_wanted = _choose(there, surplus, too_old_before)
        if going:
            await perform(world, partial(_forget, ids=going))
        if is_rest_wanted:
            return
        surplus -= len(going)
        await world.parts.alarm.breathe()


def _choose(notices: Iterable[Notice], surplus: int, too_old_before: int) -> tuple[list[str], bool]:
    """Choose which go, the oldest first, and tell if all from some point on stays."""
    going: list[str] = []
    for notice in notices:
        if surplus <= len(going) and notice.occurred_at >= too_old_before:
            return going, True
        if notice.is_over:
            going.append(notice.id)
    return going, False


async def erase_notices(draft: Draft, message_ids: Sequence[str]) -> None:
    """Write into a draft that nothing is left to tell of some messages, or to look up."""
    for message_id in message_ids:
        for notice_id in await draft.fetch_lines(notices_of(message_id)):
            _remove(draft, notice_id, message_id)


async def _forget(draft: Draft, ids: Sequence[str]) -> None:
    await draft.fetch(*(NOTICE.key(notice_id) for notice_id in ids))
    found = [draft.get(NOTICE.key(notice_id)) for notice_id in ids]
    going: list[Notice] = [one for one in found if one is not None and one.is_over]
    for notice in going:
        _remove(draft, notice.id, notice.message_id)
    draft.adds[NOTICES_FORGOTTEN] = Floor(len(going), None)


def _remove(draft: Draft, notice_id: str, message_id: str) -> None:
    draft.delete(NOTICE.key(notice_id))
    draft.withdraw(NOTICES, notice_id)
    draft.withdraw(NOTICES_HELD, notice_id)
    if message_id:
        draft.withdraw(notices_of(message_id), notice_id)
