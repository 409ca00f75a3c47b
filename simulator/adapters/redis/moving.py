"""Moving a world's time as the only one of all processes to do so."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from secrets import token_hex
from typing import Final

from simulator.adapters.redis.link import Link
from simulator.adapters.redis.places import place_of
from simulator.adapters.redis.scripts import HOLD
from simulator.domain.refusals import StoreFailed

__all__ = ["alone"]

# A world is held for so long, and again and again while it is needed; so who dies lets go in time.
# But not before what he had leased can be had again, or the next one would move the clock past it.
_HELD_MS: Final = 7_000
_AGAIN_S: Final = 1.5

# Who has to wait asks again after so long, and then after longer and longer.
_PAUSE_S: Final = (0.002, 0.1)


@asynccontextmanager
async def alone(link: Link, world: str) -> AsyncIterator[None]:
    """Hold a world, as soon as nobody else does."""
    name = token_hex(8)
    pause_s, pause_s_max = _PAUSE_S
    while not await _hold(link, world, name, _HELD_MS):
        await asyncio.sleep(pause_s)
        pause_s = min(2 * pause_s, pause_s_max)
    holding = asyncio.create_task(_go_on(link, world, name))
    try:
        yield
    finally:
        holding.cancel()
        with suppress(asyncio.CancelledError):
            await holding
        with suppress(StoreFailed):  # then it ends by itself
            await _hold(link, world, name, 0)


async def _go_on(link: Link, world: str, name: str) -> None:
    """Hold it until cancelled, or lost: what another mover has set, a commit finds changed."""
    is_held = True
    while is_held:
        await asyncio.sleep(_AGAIN_S)
        with suppress(StoreFailed):
            is_held = await _hold(link, world, name, _HELD_MS)


async def _hold(link: Link, world: str, name: str, lasting_ms: int) -> bool:
    words = ("EVALSHA", HOLD.digest, 1, place_of(world).mover, name, lasting_ms)
    return bool(await link.ask(words))
