"""The ledger of webhooks: what there was to tell; kept back, let go and told again."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from simulator.domain.refusals import Conflicting, NotFound
from simulator.domain.steps import WebhookStep
from simulator.domain.value import value
from simulator.domain.webhooks import Notice, NoticeState, Target, WebhookSettings
from simulator.domain.world import WorldSettings
from simulator.services.drafts import Draft, fetch_settings, perform
from simulator.services.pages import Page, read_cursor, write_cursor
from simulator.services.tables import NOTICE, NOTICES, NOTICES_HELD, SETTINGS, notices_of
from simulator.services.world import World

__all__ = ["NoticeFilter", "hold", "list_notices", "of_message", "release", "replay", "set_targets"]

# How much is read at a time, and looked at for one answer.
_CHUNK: Final = 200
_SCANNED_COUNT_MAX: Final = 10_000


@value
class NoticeFilter:
    """Which notices are wanted; None wants any."""

    message_id: str | None = None
    face: str | None = None
    event: str | None = None
    state: NoticeState | None = None
    destination: str | None = None

    def accepts(self, notice: Notice) -> bool:
        """Tell whether this one is wanted; all that are looked at are about the right message."""
        return (
            self.face in {None, notice.face}
            and self.event in {None, notice.event}
            and self.state in {None, notice.state}
            and self.destination in {None, notice.destination}
        )


async def list_notices(
    world: World, wanted: NoticeFilter, cursor: str | None, limit: int
) -> Page[Notice]:
    """Read a page of notices, newest first.

    It may have fewer rows than are wanted though there are more: then it says where to go on.

    Raises:
        Invalid: the cursor is not of this list.
    """
    index = NOTICES if wanted.message_id is None else notices_of(wanted.message_id)
    after = None if cursor is None else read_cursor(index, cursor)
    found: list[Notice] = []
    for _ in range(_SCANNED_COUNT_MAX // _CHUNK):
        ids = await world.parts.store.page(
            world.name, index, after=after, limit=_CHUNK, newest_first=True
        )
        records = await world.get_all([NOTICE.key(notice_id) for notice_id in ids])
        for notice_id, notice in zip(ids, records, strict=True):
            if len(found) == limit:
                return Page(found, write_cursor(index, after or ""))
            after = notice_id
            if notice is not None and wanted.accepts(notice):
                found.append(notice)
        if len(ids) < _CHUNK:
            return Page(found, None)
    return Page(found, write_cursor(index, after or ""))


async def of_message(world: World, message_id: str) -> Sequence[Notice]:
    """Read what there was to tell of a message, oldest first."""
    index = notices_of(message_id)
    limit = await world.parts.store.count(world.name, index)
    ids = await world.parts.store.page(
        world.name, index, after=None, limit=limit, newest_first=False
    )
    found = await world.get_all([NOTICE.key(notice_id) for notice_id in ids])
    return [notice for notice in found if notice is not None]


async def hold(world: World) -> WorldSettings:
    """Keep back what there will be to tell, until it is released."""
    return await _set(world, lambda settings: replace(settings, is_holding=True))


async def set_targets(world: World, targets: Sequence[Target]) -> WorldSettings:
    """Let these be the targets, and no others."""
    return await _set(world, lambda settings: replace(settings, targets=tuple(targets)))


async def release(world: World, ids: Sequence[str] | None) -> Sequence[Notice]:
    """Let go what was kept back: some of it, in this order; or all, and keep nothing back any more.

    Raises:
        NotFound: there is no such notice.
        Conflicting: one is not kept back.
    """

    async def use_case(draft: Draft) -> list[Notice]:
        if ids is not None:
            return [await _release(draft, notice_id) for notice_id in dict.fromkeys(ids)]
        await _change(draft, lambda settings: replace(settings, is_holding=False))
        held = await draft.fetch_lines(NOTICES_HELD)
        await draft.fetch(*(NOTICE.key(notice_id) for notice_id in held))
        return [await _release(draft, notice_id) for notice_id in held]

    return (await perform(world, use_case)).result


async def replay(world: World, notice_id: str) -> Notice:
    """Tell once more what was told, or should have been, under the same id.

    Raises:
        NotFound: there is no such notice.
    """

    async def use_case(draft: Draft) -> Notice:
        return _begin(draft, await _find(draft, notice_id))

    return (await perform(world, use_case)).result


async def _release(draft: Draft, notice_id: str) -> Notice:
    notice = await _find(draft, notice_id)
    if notice.state is not NoticeState.HELD:
        raise Conflicting(f"webhook {notice_id} is {notice.state}, not held")
    return _begin(draft, notice)


def _begin(draft: Draft, notice: Notice) -> Notice:
    begun = notice.begun_anew()
    draft.put(NOTICE.key(notice.id), begun)
    if notice.state is NoticeState.HELD:
        draft.withdraw(NOTICES_HELD, notice.id)
    draft.plan(WebhookStep(draft.world.now, notice.id, notice.made_count + 1))
    return begun


async def _find(draft: Draft, notice_id: str) -> Notice:
    key = NOTICE.key(notice_id)
    await draft.fetch(key)
    notice = draft.get(key)
    if notice is None:
        raise NotFound("webhook", notice_id)
    return notice


async def _set(world: World, made: Callable[[WebhookSettings], WebhookSettings]) -> WorldSettings:
    return (await perform(world, partial(_change, made=made))).result


async def _change(
    draft: Draft, made: Callable[[WebhookSettings], WebhookSettings]
) -> WorldSettings:
    settings = await fetch_settings(draft)
    changed = settings.with_webhooks(made(settings.webhooks))
    draft.put(SETTINGS, changed)
    return changed
