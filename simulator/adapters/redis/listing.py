"""The list of all worlds, which is kept apart from them."""

from typing import Final

from simulator.adapters.redis.nodes import Nodes
from simulator.adapters.redis.places import WORLDS, place_of
from simulator.adapters.redis.scripts import LIST, UNLIST

__all__ = ["Listing"]

# Who has put a name on the list may still be about to make its world.
_MISSING_US: Final = 60 * 1_000_000


class Listing:
    """Names worlds, and sees that whatever there is is named."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes

    async def add(self, world: str) -> int:
        """Put a world on the list, which has to be done less than half a minute before it is made.

        Returns:
            When that was, in microseconds by Redis' own clock.
        """
        return int(
            await self._nodes.of(WORLDS).link.ask(("EVALSHA", LIST.digest, 1, WORLDS, world))
        )

    async def names(self) -> list[str]:
        """Name all worlds that there are, in order; take off the list what has not come to be."""
        link = self._nodes.of(WORLDS).link
        asked_at, listed = (
            link.ask(("TIME",)),
            link.ask(("ZRANGE", WORLDS, 0, -1, "WITHSCORES")),
        )
        now = _us(*await asked_at)
        told = await listed
        names, times = [name.decode() for name in told[::2]], told[1::2]
        looks = [self._nodes.of(name).link.ask(("EXISTS", place_of(name).head)) for name in names]
        are_there = [await look for look in looks]
        missing = [
            word
            for name, time, is_there in zip(names, times, are_there, strict=True)
            if not is_there and now - int(time) > _MISSING_US
            for word in (name, time)
        ]
        if missing:
            await link.ask(("EVALSHA", UNLIST.digest, 1, WORLDS, *missing))
        return sorted(name for name, is_there in zip(names, are_there, strict=True) if is_there)


def _us(seconds: bytes, micros: bytes) -> int:
    return int(seconds) * 1_000_000 + int(micros)
