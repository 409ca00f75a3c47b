"""One loop lets happen what is due, each thing at its own instant, by the wall or on demand."""

import logging
from collections.abc import Awaitable, Callable
from heapq import heappop, heappush
from typing import Any, Final, TypeAlias

from simulator.domain.clock import CLOCK_MAX, Clock, ClockWish
from simulator.domain.refusals import Conflicting, Invalid, NotFound, StoreFailed
from simulator.domain.value import value
from simulator.services.couriers import Couriers
from simulator.services.drafts import Draft, perform
from simulator.services.happenings import Happening, carry_out
from simulator.services.ports import Alarm, Key, Lease, WallClock
from simulator.services.retention import sweep
from simulator.services.tables import HANDSETS, SCENARIO, SETTINGS
from simulator.services.world import World
from simulator.services.worlds import Worlds

__all__ = ["FIRED_COUNT_MAX", "Advanced", "Goal", "Runner", "Timeline"]

_LOG: Final = logging.getLogger(__name__)

# How many steps are done before everybody else may go first.
_STRIDE: Final = 200

# An answer names this many of the things that happened, and counts all of them.
FIRED_COUNT_MAX: Final = 10_000


@value
class Advanced:
    """Where moving the time led.

    Attributes:
        fired: what happened, in order, the first 10,000 of it.
        fired_count: how much happened.
        is_reached: whether the goal was met; true where there was none.
    """

    world: World
    fired: tuple[Happening, ...]
    fired_count: int
    is_reached: bool


Goal: TypeAlias = Callable[[World], Awaitable[bool]]


class Timeline:
    """Moves the time of worlds, one mover to a world.

    Attributes:
        couriers: who deliver what is to be told by webhook. Where the time passes by itself, it
            does not wait for them; who moves it by hand, does.
    """

    def __init__(self, worlds: Worlds) -> None:
        self._worlds = worlds
        self.couriers = Couriers(worlds)

    async def resume(self) -> None:
        """Have all worlds looked at, which may be of another process and have much to catch up."""
        parts = self._worlds.parts
        for name in await self._worlds.names():
            parts.agenda.expect(name, parts.wall.now_ms())

    async def catch_up(self, name: str) -> None:
        """Let everything happen that is due in a world whose time passes by itself."""
        async with self._worlds.mover(name):
            world, stride = await self._look(name)
            store = world.parts.store
            done_count = 0
            due_at: int | None = world.now
            while due_at is not None and due_at <= world.now:
                lease = await store.lease(name, until=world.now, limit=stride)
                if lease is not None:
                    self.couriers.post(world, (await carry_out(world, lease)).dispatched)
                done_count = await self._breathe_after(done_count, lease)
                if stride == 1:
                    world = await self._worlds.find(name)
                if lease is None or len(lease.steps) < stride:  # all that was due is done
                    due_at = await store.next_due_at(name)
            wall_at = None if due_at is None else world.settings.clock.wall_when(due_at)
            if wall_at is not None:
                world.parts.agenda.expect(name, wall_at)

    async def _look(self, name: str) -> tuple[World, int]:
        """Step into a world, and tell how many steps may be leased at once, of whatever instants.

        Where a message's fate may hang on what happens to others, those of one instant only: what
        comes of them may be due before what would have been leased with them, however late we are.

        Raises:
            NotFound: it is not there.
        """
        keys: tuple[Key[Any], ...] = (SETTINGS, HANDSETS, SCENARIO)
        parts = self._worlds.parts
        settings, *special = await parts.store.read(name, keys)
        if settings is None:
            raise NotFound("world", name)
        world = self._worlds.at(settings, settings.clock.now(parts.wall.now_ms()))
        return world, _STRIDE if world.is_plain and special == [None, None] else 1

    async def advance(
        self, name: str, until: Callable[[World], int], goal: Goal | None = None
    ) -> Advanced:
        """Let everything happen that is due until an instant or a goal, and let it be then.

        The clock shows each step's own instant while the step is done. What the world need not keep
        by then is forgotten at once, so that what it knows hangs on its own time, not the wall's.

        Args:
            name: of the world.
            until: tells the instant, from the world as it is.
            goal: looked at before the first instant, after each, and at the last; where it holds,
                time stops.

        Raises:
            Invalid: the instant has passed, or is later than clocks go.
            NotFound: the world was deleted meanwhile.
            Conflicting: another process has moved its time meanwhile.
        """
        async with self._worlds.sole_mover(name):
            world = await self._worlds.enter(name)
            target = _within_reach(world, until(world))
            fired: list[Happening] = [*await self.couriers.settled(name)]
            done_count = 0
            while not (is_reached := goal is not None and await goal(world)):
                due_at = await world.parts.store.next_due_at(name)
                if due_at is None or due_at > target:
                    break
                world = await self._set_clock(world, max(world.now, due_at))
                lease = await world.parts.store.lease(name, until=due_at, limit=_STRIDE)
                fired += await self._carry_out(world, lease) if lease else ()
                done_count = await self._breathe_after(done_count, lease)
            if not is_reached:
                world = await self._set_clock(world, target)
                is_reached = goal is None or await goal(world)
            await sweep(world)
            world.parts.agenda.expect(name, world.parts.wall.now_ms())
            return Advanced(world, tuple(fired[:FIRED_COUNT_MAX]), len(fired), is_reached)

    async def _carry_out(self, world: World, lease: Lease) -> list[Happening]:
        """Let leased steps happen, and wait for what they let be told."""
        done = await carry_out(world, lease)
        if not done.dispatched:
            return [*done.happened]
        return [*done.happened, *await self.couriers.deliver(world, done.dispatched)]

    async def change_clock(self, name: str, wish: ClockWish) -> World:
        """Set a world's clock, and let happen what is due by it.

        Raises:
            Invalid: the wish makes no sense.
            Conflicting: another process has moved its time meanwhile.
        """
        async with self._worlds.sole_mover(name):
            world = await self._worlds.enter(name)
            wall_at = world.parts.wall.now_ms()
            clock = world.settings.clock.changed(wish, wall_at=wall_at)
            world = await self._write(world, clock, clock.now(wall_at))
        await self.catch_up(name)
        return world

    async def _set_clock(self, world: World, instant: int) -> World:
        if instant == world.now:
            return world
        clock = world.settings.clock.set_to(instant, wall_at=world.parts.wall.now_ms())
        return await self._write(world, clock, instant)

    async def _write(self, world: World, clock: Clock, now: int) -> World:
        async def use_case(draft: Draft) -> World:
            await draft.fetch(SETTINGS)
            settings = draft.get(SETTINGS)
            if settings is None:  # writing them would bring a deleted world back
                raise NotFound("world", world.name)
            # Only the mover sets the clock, but anybody may have changed the rest meanwhile. One in
            # a process that was held still for a while may find another mover in his place.
            if settings.clock != world.settings.clock:
                raise Conflicting(f"another process moves the time of world {world.name}")
            settings = settings.with_clock(clock)
            draft.put(SETTINGS, settings)
            return self._worlds.at(settings, now)

        return (await perform(world, use_case)).result

    async def _breathe_after(self, done_count: int, lease: Lease | None) -> int:
        """Let everybody else go first after each stride; count the steps since the last one."""
        step_count = len(lease.steps) if lease else 0
        self._worlds.parts.tally.step_count += step_count
        done_count += step_count
        if done_count < _STRIDE:
            return done_count
        await self._worlds.parts.alarm.breathe()
        return 0


def _within_reach(world: World, instant: int) -> int:
    """See that the time can be moved to an instant, and give it."""
    if instant < world.now:
        raise Invalid.field("to", "has passed")
    if instant > CLOCK_MAX:
        raise Invalid.field("to", "must lie before the year 9000, where clocks stop")
    return instant


class Runner:
    """Looks at each world when it next has something to do: the agenda, and who keeps it."""

    def __init__(self, alarm: Alarm, wall: WallClock) -> None:
        self._alarm = alarm
        self._wall = wall
        self._expected: dict[str, int] = {}
        self._queue: list[tuple[int, str]] = []

    def expect(self, world: str, wall_at: int) -> None:
        """Look at this world's timeline at this instant of the wall clock, at the latest."""
        expected = self._expected.get(world)
        if expected is not None and expected <= wall_at:
            return
        self._expected[world] = wall_at
        heappush(self._queue, (wall_at, world))
        if self._queue[0] == (wall_at, world):
            self._alarm.ring()

    async def run(self, timeline: Timeline) -> None:
        """Keep the agenda until cancelled."""
        while True:
            await self._alarm.sleep_until(self._queue[0][0] if self._queue else None)
            for world in self._due():
                await self._keep(world, timeline)

    async def _keep(self, world: str, timeline: Timeline) -> None:
        try:
            await timeline.catch_up(world)
        except NotFound:  # it was deleted, and its appointment with it
            return
        except StoreFailed:  # which has been told, and is so for all worlds
            return
        except Exception:  # noqa: BLE001 - a fault in one world must not stop all others' time
            _LOG.exception("the timeline of world %s failed", world)

    def _due(self) -> list[str]:
        now = self._wall.now_ms()
        due: list[str] = []
        while self._queue and self._queue[0][0] <= now:
            wall_at, world = heappop(self._queue)
            if self._expected.get(world) == wall_at:  # else an earlier line has replaced this one
                del self._expected[world]
                due.append(world)
        return due
