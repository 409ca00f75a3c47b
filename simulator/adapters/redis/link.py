"""The link to a Redis: whatever is asked at once goes out at once, and nothing is lost with it."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, Final, TypeVar, cast

from simulator.adapters.redis import rights
from simulator.adapters.redis.address import Address
from simulator.adapters.redis.batches import Batch
from simulator.adapters.redis.greeting import greet
from simulator.adapters.redis.scripts import SCRIPTS
from simulator.adapters.redis.wire import (
    HALF_MOVED,
    RETRY_AFTER_S,
    Ask,
    MisunderstoodError,
    Wire,
    Words,
    pack,
)
from simulator.domain.refusals import StoreFailed

__all__ = ["Link"]

B = TypeVar("B", bound=Batch)

_LOG: Final = logging.getLogger(__name__)

# So long whoever asks waits for a connection that was lost to be made again.
_PATIENCE_S: Final = 1.0
_CONNECT_S: Final = 2.0
_FAREWELL_S: Final = 0.5
_PAUSE_S: Final = (0.02, 0.5)

# Why things are refused is told once in so many seconds.
_COMPLAINT_S: Final = 10.0

# A connection on which nothing comes for so many looks, though something is asked, is given up. By
# looks rather than by time: a process that was held still for a while has just not looked.
_LOOK_S: Final = 0.5
_SILENT_LOOK_COUNT_MAX: Final = 6


class Link:
    """Asks one Redis, over one connection, which is made anew when it is lost.

    What comes in one turn of the loop goes out in one piece: that is three times as quick as piece
    by piece. What was not answered when the connection was lost is asked again on the next one, so
    it has to be something that may be asked twice.

    Attributes:
        address: of the Redis.
        is_away: whether Redis has been out of reach for so long that all is refused.
        before_sending: is called before each piece goes out, and gives what is to go first.
        after_return: is called when there is a connection again.
        while_away: is called once in a while as long as there is none.
        redirect: takes what has to be asked elsewhere, and what was said of that.
    """

    def __init__(self, address: Address, redirect: Callable[[Ask, str], None]) -> None:
        self.is_away = False
        self._why = ""
        self.redirect = redirect
        self.while_away: Callable[[], None] = _nothing
        self.before_sending: Callable[[], Iterable[Ask]] = tuple
        self.after_return: Callable[[], None] = _nothing
        self.address = address
        self._loop = asyncio.get_running_loop()
        self._wire: Wire | None = None
        self._gathering: list[Ask] = []
        self._batches: dict[tuple[Callable[[str], Batch], str], Batch] = {}
        self._is_called = False
        self._returning: asyncio.Task[None] | None = None
        self._look: asyncio.TimerHandle | None = None
        self._is_closed = False
        self._complained_at = -_COMPLAINT_S

    async def open(self) -> None:
        """Connect for the first time.

        Raises:
            OSError: nobody is there, or he does not answer.
            MisunderstoodError: he does not let us in.
        """
        try:
            async with asyncio.timeout(_CONNECT_S):
                self._wire = await self._connect()
        except TimeoutError:
            raise TimeoutError("it does not answer") from None
        self._watch(self._wire, self._wire.heard_count, 0)

    def open_later(self) -> None:
        """Connect as soon as it can be; what is asked meanwhile waits."""
        self._returning = self._loop.create_task(self._return())

    async def close(self) -> None:
        """Send what is still to be sent, and close the connection."""
        if self._wire is not None and not self.is_away:
            with suppress(StoreFailed, TimeoutError):
                async with asyncio.timeout(_FAREWELL_S):
                    await self.ask(("PING",))
        self._is_closed = True
        if self._look is not None:
            self._look.cancel()
        if self._returning is not None:
            self._returning.cancel()
            with suppress(asyncio.CancelledError):
                await self._returning
        if self._wire is not None:
            self._wire.abort("we are done")
            self._wire = None

    def ask(self, words: Words) -> "asyncio.Future[Any]":
        """Ask something.

        Raises:
            StoreFailed: Redis is out of reach; what is asked already may end so, too.
        """
        return self.ask_packed(pack(words))

    def ask_packed(self, packed: bytes, count: int = 1) -> "asyncio.Future[Any]":
        """Ask something that has been put into bytes; of several answers the last one counts.

        Raises:
            StoreFailed: as above.
        """
        if self.is_away:
            raise StoreFailed(RETRY_AFTER_S)
        answer = self._loop.create_future()
        self._gathering.append(Ask(packed, answer, count))
        if not self._is_called:
            self.call()
        return answer

    def gather(self, make: Callable[[str], B], world: str, premise: bytes | None = None) -> B:
        """Give what gathers all that is asked of a world, in one way, until it goes out.

        All of it may have one premise.

        Raises:
            StoreFailed: as above.
        """
        if self.is_away:
            raise StoreFailed(RETRY_AFTER_S)
        batch = self._batches.get((make, world))
        if batch is not None and (batch.is_full or not batch.fits(premise)):
            self._flush()
            batch = self._batches.get((make, world))
        if batch is None:
            batch = self._batches[make, world] = make(world)
            self._gathering.append(batch)
            self.call()
        return cast("B", batch)

    def ask_again(self, ask: Ask) -> None:
        """Ask what was asked elsewhere."""
        if self.is_away:
            ask.fail(StoreFailed(RETRY_AFTER_S))
        elif ask.may_go_again():
            self._gathering.append(ask)
            self.call()

    def ask_all(self, commands: Sequence[Words]) -> "asyncio.Future[Any]":
        """Ask several things, of which the last one's answer counts.

        Raises:
            StoreFailed: as above.
        """
        return self.ask_packed(b"".join(map(pack, commands)), len(commands))

    def call(self) -> None:
        """See that something goes out, after everybody who can go on at this moment."""
        if not self._is_called:
            self._is_called = True
            self._loop.call_soon(self._send)

    def _send(self) -> None:
        self._is_called = False
        self._flush()

    def _flush(self) -> None:
        if self._wire is None:
            return  # it will be sent when there is a connection
        for batch in self._batches.values():
            batch.close()
        self._batches.clear()
        asks = [*self.before_sending(), *self._gathering]
        self._gathering.clear()
        if asks:
            self._wire.send(asks)

    async def _connect(self) -> Wire:
        wire = await self.address.connect(lambda: Wire(self._lose))
        wire.redirect = self._ask_elsewhere
        wire.refused = self._complain
        try:
            await greet(wire, self.address)
            for script in SCRIPTS:
                await wire.call("SCRIPT", "LOAD", script.text)
            await rights.check(wire, self.address.user)
        except BaseException:
            wire.abort("it was no use")
            raise
        return wire

    def _lose(self, wire: Wire, why: str) -> None:
        if wire is not self._wire:
            for ask in wire.waiting:  # it has never come so far as to be ours
                ask.fail(ConnectionError(why))
            return
        self._wire = None
        if not self._is_closed:
            _LOG.warning("lost the connection to %s: %s", self.address.shown, why)
            self._gathering[:0] = [ask for ask in wire.waiting if ask.may_go_again()]
            self._returning = self._loop.create_task(self._return())

    async def _return(self) -> None:
        """Connect again, as often as it takes, and ask again what was not answered."""
        giving_up = self._loop.call_later(_PATIENCE_S, self._give_up)
        self._why = "nobody has answered"
        pause_s, pause_s_max = _PAUSE_S
        while True:
            try:
                async with asyncio.timeout(_CONNECT_S):
                    self._wire = await self._connect()
                break
            except (OSError, MisunderstoodError) as error:
                self._why = str(error) or self._why
                self.while_away()
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, pause_s_max)
        giving_up.cancel()
        _LOG.warning("connected to %s", self.address.shown)
        self.is_away = False
        self._watch(self._wire, self._wire.heard_count, 0)
        self._send()
        self.after_return()

    def _give_up(self) -> None:
        _LOG.error(
            "%s is out of reach (%s); everything is refused until it is back",
            *(self.address.shown, self._why),
        )
        self.is_away = True
        self._batches.clear()
        asks, self._gathering = self._gathering, []
        for ask in asks:
            ask.fail(StoreFailed(RETRY_AFTER_S))

    def _ask_elsewhere(self, ask: Ask, told: str) -> None:
        """Ask where it is said to be; or here again where a part of it has not moved yet."""
        if told.startswith(HALF_MOVED):
            pause_s = _PAUSE_S[0] * 4**ask.loss_count
            self._loop.call_later(pause_s, self.ask_again, ask)
        else:
            self.redirect(ask, told)

    def _complain(self, why: str) -> None:
        """Say what Redis says, but not each time that it does."""
        now = self._loop.time()
        if now - self._complained_at >= _COMPLAINT_S:
            self._complained_at = now
            _LOG.error("%s refuses: %s", self.address.shown, why)

    def _watch(self, wire: Wire, heard_count: int, silent_count: int) -> None:
        """Look once in a while whether anything comes."""
        if wire is not self._wire:
            return
        is_silent = bool(wire.waiting) and wire.heard_count == heard_count
        silent_count = silent_count + 1 if is_silent else 0
        if silent_count > _SILENT_LOOK_COUNT_MAX:
            wire.abort("it does not answer")
            return
        self._look = self._loop.call_later(
            _LOOK_S, self._watch, wire, wire.heard_count, silent_count
        )


def _nothing() -> None:
    """Do nothing."""
