"""Retention: what is over and old is forgotten, in pieces, and what it came to stays known.

Only what has come to its end is forgotten: what is still on its way is kept, however much it is.
How often messages of a likeness were sent is never forgotten, for the fate of the next one hangs on
it; neither are passcodes, suppressions, senders, signatures, templates and top-ups.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final, Generic, TypeVar

from simulator.domain.inbound import Inbound
from simulator.domain.message import Message
from simulator.domain.retention import Forgotten
from simulator.domain.value import value
from simulator.services.drafts import Draft, perform
from simulator.services.notice_retention import sweep_notices
from simulator.services.once import Remembered, has_run_out, record_of
from simulator.services.particulars import forget_particulars
from simulator.services.ports import Key, Table
from simulator.services.tables import (
    FORGOTTEN,
    INBOUND,
    INBOUNDS,
    MESSAGE,
    MESSAGES,
    REMEMBERED,
    REMEMBERED_SINCE,
    inbound_from,
    messages_to,
)
from simulator.services.world import World

__all__ = ["PIECE_COUNT", "forgotten", "sweep"]

M = TypeVar("M", Message, Inbound)

# How many records one change set takes away at the most, before everybody else may go first.
PIECE_COUNT: Final = 200


@value
class _Kind(Generic[M]):
    """What can be forgotten.

    Attributes:
        index: of all of them.
        of_number: names the index of those of the same number.
        accepted_at: when one came into the world.
        is_over: whether nothing more will happen to it.
        noted: what is known of those that were forgotten, with some more of them.
    """

    index: str
    table: Table[M]
    of_number: Callable[[M], str]
    accepted_at: Callable[[M], int]
    is_over: Callable[[M], bool]
    noted: Callable[[Forgotten, Sequence[M]], Forgotten]


_SENT: Final = _Kind(
    MESSAGES,
    MESSAGE,
    lambda message: messages_to(message.destination),
    lambda message: message.created_at,
    lambda message: message.is_final,
    Forgotten.with_messages,
)
_RECEIVED: Final = _Kind(
    INBOUNDS,
    INBOUND,
    lambda inbound: inbound_from(inbound.handset),
    lambda inbound: inbound.received_at,
    lambda _: True,
    lambda before, records: before.with_inbound(len(records)),
)


async def forgotten(world: World) -> Forgotten | None:
    """Tell what the world has forgotten; None if that is nothing."""
    return await world.get(FORGOTTEN)


async def sweep(world: World) -> None:
    """Forget what the world need not keep: messages, notices, and idempotency keys that run out."""
    await _sweep(world, _SENT)
    await _sweep(world, _RECEIVED)
    await _sweep_remembered(world)
    await sweep_notices(world)


async def _sweep(world: World, kind: _Kind[M]) -> None:
    store, retention = world.parts.store, world.settings.retention
    surplus = await store.count(world.name, kind.index) - retention.count
    too_old_before = world.now - retention.age_ms
    after: str | None = None
    while ids := await store.page(
        world.name, kind.index, after=after, limit=PIECE_COUNT, newest_first=False
    ):
        after = ids[-1]
        found = await world.get_all([kind.table.key(record_id) for record_id in ids])
        going, is_rest_wanted = _choose(kind, zip(ids, found, strict=True), surplus, too_old_before)
        if going:
            await perform(world, partial(_forget, kind=kind, ids=going))
        if is_rest_wanted:
            return
        surplus -= len(going)
        await world.parts.alarm.breathe()


def _choose(
    kind: _Kind[M], rows: Iterable[tuple[str, M | None]], surplus: int, too_old_before: int
) -> tuple[list[str], bool]:
    """Choose what goes of some rows, the oldest first, and tell if all from some point on stays.

    A clock that was set back lets the young stand before the old; those wait until they are first.
    """
    going: list[str] = []
    for record_id, record in rows:
        if record is not None:
            if surplus <= len(going) and kind.accepted_at(record) >= too_old_before:
                return going, True
            if not kind.is_over(record):
                continue
        going.append(record_id)
    return going, False


async def _forget(draft: Draft, kind: _Kind[M], ids: Sequence[str]) -> None:
    keys = {record_id: kind.table.key(record_id) for record_id in ids}
    await draft.fetch(FORGOTTEN, *keys.values())
    before = draft.get(FORGOTTEN) or Forgotten(draft.world.now)
    found = {record_id: draft.get(key) for record_id, key in keys.items()}
    there = {record_id: record for record_id, record in found.items() if record is not None}
    for record_id in ids:
        draft.withdraw(kind.index, record_id)
    for record_id, record in there.items():
        draft.withdraw(kind.of_number(record), record_id)
        draft.delete(keys[record_id])
    await forget_particulars(draft, ids)
    if there:
        draft.put(FORGOTTEN, kind.noted(before, list(there.values())))


async def _sweep_remembered(world: World) -> None:
    store = world.parts.store
    while lines := await store.page(
        world.name, REMEMBERED_SINCE, after=None, limit=PIECE_COUNT, newest_first=False
    ):
        run_out = [line for line in lines if has_run_out(line, world.now)]
        if run_out:
            await perform(world, partial(_forget_remembered, lines=run_out))
        if len(run_out) < len(lines):
            return
        await world.parts.alarm.breathe()


async def _forget_remembered(draft: Draft, lines: Sequence[str]) -> None:
    keys = [REMEMBERED.key(record_of(line)) for line in lines]
    await draft.fetch(*dict.fromkeys(keys))
    run_out = [key for key in dict.fromkeys(keys) if _has_run_out(draft, key)]
    for line in lines:
        draft.withdraw(REMEMBERED_SINCE, line)
    for key in run_out:
        draft.delete(key)


def _has_run_out(draft: Draft, key: Key[Remembered]) -> bool:
    """Tell whether nothing good is there: a key may have been used again since."""
    remembered = draft.get(key)
    return remembered is not None and not remembered.is_good_at(draft.world.now)
