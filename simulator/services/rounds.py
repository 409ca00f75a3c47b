"""Rounds: once in a while each world is looked at, and what has had its time is forgotten."""

import logging
from contextlib import suppress
from typing import Final

from simulator.domain.refusals import NotFound, StoreFailed
from simulator.services.ports import Alarm
from simulator.services.retention import sweep
from simulator.services.worlds import Worlds

__all__ = ["ROUND_MS", "Rounds"]

_LOG: Final = logging.getLogger(__name__)

# From the end of one round to the next, by the wall's clock.
ROUND_MS: Final = 5_000


class Rounds:
    """Forgets worlds that have outlived their time, and in the others what they need not keep."""

    def __init__(self, worlds: Worlds, alarm: Alarm) -> None:
        """Take the worlds, and an alarm that wakes nobody else."""
        self._worlds = worlds
        self._alarm = alarm

    async def run(self) -> None:
        """Go round until cancelled."""
        while True:
            await self._alarm.sleep_until(self._worlds.parts.wall.now_ms() + ROUND_MS)
            with suppress(StoreFailed):  # which has been told
                await self.go()

    async def go(self) -> None:
        """Look at each world once."""
        for name in await self._worlds.names():
            await self._look_at(name)
            await self._alarm.breathe()

    async def _look_at(self, name: str) -> None:
        try:
            if not await self._worlds.forget_expired(name):
                await sweep(await self._worlds.find(name))
        except NotFound:  # it was deleted meanwhile
            return
        except StoreFailed:
            raise
        except Exception:  # noqa: BLE001 - a fault in one world must not keep all others full
            _LOG.exception("world %s could not be tidied", name)
