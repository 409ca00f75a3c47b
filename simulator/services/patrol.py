"""The patrol: where several processes share a store, what one leaves undone another one does."""

import asyncio
from contextlib import suppress
from typing import Final

from simulator.domain.refusals import NotFound, StoreFailed
from simulator.services.ports import Alarm
from simulator.services.worlds import Worlds

__all__ = ["PATROL_MS", "Patrol"]

# From the end of one look to the next, by the wall's clock.
PATROL_MS: Final = 2_000

# Where there are very many worlds, looking at all of them takes one part in so many of the time.
_SHARE: Final = 20

# So many worlds are looked at before everybody else may go first.
_STRIDE: Final = 100


class Patrol:
    """Finds worlds in which something is due and nobody does it.

    Each process keeps the appointments that it made itself. One that has died keeps none, and nor
    does one that could not reach the store when it was time.
    """

    def __init__(self, worlds: Worlds, alarm: Alarm) -> None:
        """Take the worlds, and an alarm that wakes nobody else."""
        self._worlds = worlds
        self._alarm = alarm
        self._seen: dict[str, int] = {}

    async def run(self) -> None:
        """Look again and again until cancelled."""
        wall = self._worlds.parts.wall
        spent_ms = 0
        while True:
            pause_ms = max(PATROL_MS, _SHARE * spent_ms)
            await self._alarm.sleep_until(wall.now_ms() + pause_ms)
            begun_ns = wall.elapsed_ns()
            with suppress(StoreFailed):  # which has been told
                await self.look()
            spent_ms = (wall.elapsed_ns() - begun_ns) // 1_000_000

    async def look(self) -> None:
        """Look at each world once."""
        before, self._seen = self._seen, {}
        names = await self._worlds.names()
        for start in range(0, len(names), _STRIDE):
            some = names[start : start + _STRIDE]
            dues = await asyncio.gather(*map(self._worlds.parts.store.next_due_at, some))
            for name, due_at in zip(some, dues, strict=True):
                if due_at is not None:
                    self._seen[name] = due_at
                    # What was the next thing to do at the last look, too, may be nobody's.
                    if before.get(name) == due_at:
                        await self._see_to(name, due_at)
            await self._alarm.breathe()

    async def _see_to(self, name: str, due_at: int) -> None:
        parts = self._worlds.parts
        with suppress(NotFound):  # it was deleted meanwhile
            if due_at <= (await self._worlds.find(name)).now:
                parts.agenda.expect(name, parts.wall.now_ms())
