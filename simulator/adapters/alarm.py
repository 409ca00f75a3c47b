"""The alarm clock of the loop that runs the timelines."""

import asyncio
from typing import Final

from simulator.services.ports import WallClock

__all__ = ["LoopAlarm"]

# Waking costs 30 us. Under load there is something to do in every millisecond; looking every five
# saves most of that, and nobody can tell, since each step is stamped with its own instant.
_GRAIN_MS: Final = 5


class LoopAlarm:
    """Wakes one sleeper on the running event loop."""

    def __init__(self, wall: WallClock) -> None:
        self._wall = wall
        self._bell = asyncio.Event()

    def ring(self) -> None:
        """Wake the sleeper; the next one, if nobody sleeps."""
        self._bell.set()

    async def sleep_until(self, wall_at: int | None) -> None:
        """Sleep until an instant of the wall clock, or until rung; None waits for a ring."""
        if wall_at is None:
            await self._bell.wait()
        else:
            late_ms = -(-wall_at // _GRAIN_MS) * _GRAIN_MS - self._wall.now_ms()
            timer = asyncio.get_running_loop().call_later(max(0, late_ms) / 1000, self.ring)
            await self._bell.wait()
            timer.cancel()
        self._bell.clear()

    async def breathe(self) -> None:
        """Let everybody else go first."""
        await asyncio.sleep(0)
