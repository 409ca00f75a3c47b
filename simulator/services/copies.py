"""Copies of worlds: beside the original, or in another process. Each goes on as the original would.

What a copy does by itself, and with the same calls, is what the original does: dice, clock, money
and everything that waits come along, and so do idempotency keys. It has another name, and another
birthday. Only ids of what is new in it are new.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from simulator.domain.clock import Clock, ClockWish
from simulator.domain.dice import SEED_MAX
from simulator.domain.refusals import Conflicting, Invalid, NotFound
from simulator.domain.value import value
from simulator.domain.world import WorldSettings
from simulator.services.ports import Conflict, Snapshot
from simulator.services.tables import BALANCE, MESSAGE, NOTICE, SETTINGS
from simulator.services.world import World
from simulator.services.worlds import Worlds

__all__ = ["Origin", "export", "fork", "restore"]


@value
class Origin:
    """Where a document comes from.

    Attributes:
        name: of the world.
        taken_at: when it was as the document says, by the clock of a wall.
    """

    name: str
    taken_at: int


async def fork(worlds: Worlds, name: str, copy_name: str) -> World:
    """Copy a world as it is now; from then on the two have nothing to do with one another.

    Raises:
        NotFound: it is not there.
        Conflicting: the name of the copy is taken.
    """
    snapshot, settings = await _take(worlds, name)
    return await _found(worlds, snapshot, replace(settings, name=copy_name))


async def export(worlds: Worlds, name: str) -> bytes:
    """Write down everything about a world, as it is now.

    Raises:
        NotFound: it is not there.
    """
    snapshot, _ = await _take(worlds, name)
    taken_at = worlds.parts.wall.now_ms()
    return await worlds.parts.archive.write(snapshot, world=name, taken_at=taken_at)


async def restore(
    worlds: Worlds, document: Mapping[str, Any], origin: Origin, name: str | None = None
) -> World:
    """Make a world of a document. Its clock goes on from where it stood then.

    Raises:
        Invalid: the document is wrong; nothing has been made of it.
        Conflicting: the name is taken.
    """
    snapshot = await worlds.parts.archive.read(document)
    settings = _settings_of(worlds, snapshot)
    _refuse_empty_timelines(snapshot)
    _refuse_aimless_notices(snapshot)
    clock = _resumed(settings.clock, origin.taken_at, worlds.parts.wall.now_ms())
    return await _found(worlds, snapshot, replace(settings, name=name or origin.name, clock=clock))


async def _take(worlds: Worlds, name: str) -> tuple[Snapshot, WorldSettings]:
    snapshot = await worlds.parts.store.dump(name)
    settings: WorldSettings | None = snapshot.records.get(SETTINGS)
    if settings is None:
        raise NotFound("world", name)
    return snapshot, settings


async def _found(worlds: Worlds, snapshot: Snapshot, settings: WorldSettings) -> World:
    parts = worlds.parts
    incarnation = parts.ids.hex7()
    settings = replace(settings, created_at=parts.wall.now_ms(), incarnation=incarnation)
    records = {**snapshot.records, SETTINGS: settings}
    try:
        await parts.store.load(settings.name, replace(snapshot, records=records))
    except Conflict:
        raise Conflicting(f"world {settings.name} exists") from None
    world = await worlds.find(settings.name)
    # Something in it may be due; whoever looks finds out what comes next.
    parts.agenda.expect(world.name, parts.wall.now_ms())
    return world


def _settings_of(worlds: Worlds, snapshot: Snapshot) -> WorldSettings:
    """Find the settings that a document tells, and refuse those that no world can have."""
    for key in (SETTINGS, BALANCE):
        if key not in snapshot.records:
            raise Invalid.field(f"records.{'.'.join(key)}", "is missing")
    path = f"records.{'.'.join(SETTINGS)}"
    settings: WorldSettings = snapshot.records[SETTINGS]
    if not 0 <= settings.seed <= SEED_MAX:
        raise Invalid.field(f"{path}.seed", f"must be from 0 to {SEED_MAX}")
    if settings.profile not in worlds.parts.stock.profiles:
        known = ", ".join(sorted(worlds.parts.stock.profiles))
        raise Invalid.field(f"{path}.profile", f"is not known; there are {known}")
    if not _is_sound(settings.clock):
        raise Invalid.field(f"{path}.clock", "is no clock that could have been set")
    return settings


def _is_sound(clock: Clock) -> bool:
    """Tell whether a clock is one of the three kinds: real, scaled within bounds, or standing."""
    wish = ClockWish(clock.mode, now=clock.world_at)
    try:
        return clock.changed(wish, wall_at=clock.wall_at) == clock
    except Invalid:
        return False


def _resumed(clock: Clock, taken_at: int, wall_at: int) -> Clock:
    stood_at = clock.now(taken_at)
    if stood_at < 0:
        raise Invalid.field("taken_at", "is not when this world's clock showed any date")
    return clock.set_to(stood_at, wall_at=wall_at)


def _refuse_empty_timelines(snapshot: Snapshot) -> None:
    """Refuse messages that were never accepted: everybody asks when they were."""
    for (table, message_id), message in snapshot.records.items():
        if table == MESSAGE.name and not message.timeline:
            raise Invalid.field(f"records.{table}.{message_id}.timeline", "is empty")


def _refuse_aimless_notices(snapshot: Snapshot) -> None:
    """Refuse notices that could go nowhere, or whose trying began before there was any."""
    for (table, notice_id), notice in snapshot.records.items():
        if table == NOTICE.name:
            path = f"records.{table}.{notice_id}"
            if not notice.urls:
                raise Invalid.field(f"{path}.urls", "is empty")
            if not 0 <= notice.series_start <= notice.made_count:
                raise Invalid.field(f"{path}.series_start", "is not from 0 to made_count")
