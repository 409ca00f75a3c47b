"""The ear: one connection of each process, on which it hears which worlds have changed."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import hiredis

from simulator.adapters.redis.address import Address
from simulator.adapters.redis.greeting import greet
from simulator.adapters.redis.places import place_of
from simulator.adapters.redis.wire import MisunderstoodError, Wire, pack

__all__ = ["Ear"]

# A world is listened to for so long after the last one who waited for it: most wait again soon.
_LINGER_S: Final = 10.0

_CONNECT_S: Final = 2.0
_PAUSE_S: Final = (0.05, 1.0)


class _Listening:
    """What was heard of a world.

    Attributes:
        is_on: whether whatever happens will be heard.
        is_elsewhere: whether it is not told here, but by another Redis of the cluster.
        revision: the latest that was heard of; -1 before any.
        bell: is rung whenever there is a later one, or any of this is different.
        loss_count: how often something may have been missed.
    """

    __slots__ = (
        "bell",
        "ending",
        "is_elsewhere",
        "is_on",
        "loss_count",
        "revision",
        "waiter_count",
    )

    def __init__(self) -> None:
        self.is_on = self.is_elsewhere = False
        self.revision = -1
        self.loss_count = 0
        self.bell: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiter_count = 0
        self.ending: asyncio.TimerHandle | None = None

    def ring(self) -> None:
        if not self.bell.done():
            self.bell.set_result(None)
        self.bell = asyncio.get_running_loop().create_future()


class Ear:
    """Waits for worlds to change, for as many as ask for it, on a connection of its own.

    It is made when somebody first waits. While it is lost, who waits goes on waiting; when it is
    there again, each looks whether he has missed something.
    """

    def __init__(self, address: Address, revision: Callable[[str], Awaitable[int]]) -> None:
        """Take where to listen, and how to look up how far a world is."""
        self._address = address
        self._revision = revision
        self._worlds: dict[str, _Listening] = {}
        self._wire: Wire | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._is_closed = False

    async def changed(self, world: str, since: int) -> bool:
        """Wait until the revision of a world differs from `since`; false if that is told elsewhere.

        Raises:
            StoreFailed: it cannot be told at this moment.
        """
        listening = self._listen(world)
        listening.waiter_count += 1
        looked_in = None
        try:
            while listening.revision <= since and not listening.is_elsewhere:
                bell = listening.bell
                # Who has heard of this very revision would have heard of the next one, too.
                is_sure = looked_in == listening.loss_count or listening.revision == since
                if listening.is_on and not is_sure:
                    looked_in = listening.loss_count
                    if await self._revision(world) != since:
                        return True
                await asyncio.shield(bell)
            return not listening.is_elsewhere
        finally:
            listening.waiter_count -= 1
            if listening.waiter_count == 0 and not self._is_closed:
                loop = asyncio.get_running_loop()
                listening.ending = loop.call_later(_LINGER_S, self._end, world, listening)

    def start_over(self) -> None:
        """Make the connection anew, which may be dead without having said so."""
        if self._wire is not None:
            self._wire.abort("another one was lost")

    def leave(self, is_here: Callable[[str], bool]) -> None:
        """Tell whoever waits here for a world that is somewhere else by now.

        He would not hear of it from one who is gone for good.
        """
        for world in [name for name in self._worlds if not is_here(name)]:
            self._give_up(world)

    async def close(self) -> None:
        """Stop listening."""
        self._is_closed = True
        for listening in self._worlds.values():
            if listening.ending is not None:
                listening.ending.cancel()
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)
        if self._wire is not None:
            self._wire.abort("we are done")

    def _listen(self, world: str) -> _Listening:
        listening = self._worlds.get(world)
        if listening is None:
            listening = self._worlds[world] = _Listening()
            self._say("SSUBSCRIBE", world)
        if listening.ending is not None:
            listening.ending.cancel()
            listening.ending = None
        if self._wire is None and self._connecting is None:
            self._connecting = asyncio.create_task(self._connect())
        return listening

    def _end(self, world: str, listening: _Listening) -> None:
        if listening.waiter_count == 0 and self._worlds.get(world) is listening:
            del self._worlds[world]
            self._say("SUNSUBSCRIBE", world)

    def _say(self, command: str, world: str) -> None:
        if self._wire is not None:
            self._wire.write(pack((command, place_of(world).channel)))

    async def _connect(self) -> None:
        pause_s, pause_s_max = _PAUSE_S
        while self._wire is None:
            try:
                async with asyncio.timeout(_CONNECT_S):
                    self._wire = await self._greeted()
            except (OSError, MisunderstoodError):  # which the link tells
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, pause_s_max)
        self._connecting = None
        for world in self._worlds:
            self._say("SSUBSCRIBE", world)

    async def _greeted(self) -> Wire:
        wire = await self._address.connect(lambda: Wire(self._lose))
        try:
            await greet(wire, self._address)
        except BaseException:
            wire.abort("it was no use")
            raise
        wire.hear = self._hear
        return wire

    def _lose(self, wire: Wire, why: str) -> None:
        for ask in wire.waiting:
            ask.fail(ConnectionError(why))
        if wire is not self._wire:
            return
        self._wire = None
        for listening in self._worlds.values():
            listening.is_on = False
            listening.revision = -1
            listening.loss_count += 1
            listening.ring()
        if self._worlds and not self._is_closed:
            self._connecting = asyncio.create_task(self._connect())

    def _hear(self, said: Any) -> None:  # noqa: ANN401 - whatever Redis says
        if type(said) is hiredis.ReplyError:  # it does not say of which
            for world in [name for name, listening in self._worlds.items() if not listening.is_on]:
                self._give_up(world)
            return
        kind, channel, told = said
        world = channel.partition(b"{")[2].partition(b"}")[0].decode()
        listening = self._worlds.get(world)
        if listening is None:  # nobody listens any more
            return
        if kind == b"smessage":
            listening.revision = int(told)
        elif kind == b"ssubscribe":
            listening.is_on = True
        elif listening.is_on:  # the world has moved; else it is our own word that comes back
            self._give_up(world)
        listening.ring()

    def _give_up(self, world: str) -> None:
        listening = self._worlds.pop(world)
        listening.is_elsewhere = True
        listening.ring()
