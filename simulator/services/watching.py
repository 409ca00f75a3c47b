"""Waiting for worlds to change: one follower to a world wakes those whom a change concerns."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Final

from simulator.domain.inbound import Inbound
from simulator.domain.message import Message
from simulator.domain.otp import Otp
from simulator.domain.value import choice
from simulator.domain.webhooks import Notice
from simulator.services.ports import Store, Written

__all__ = ["Purpose", "Watch", "Watching", "numbers_of"]

# How much of what was written a follower reads at a time.
_CHUNK: Final = 1_000


@choice
class Purpose(StrEnum):
    """What somebody waits for."""

    POLL = "poll"
    STREAM = "stream"


class Watch:
    """Somebody who waits: for what concerns some numbers, or for anything.

    Attributes:
        numbers: those whose messages and codes matter; None where everything does.
        is_over: whether the server stops, so that nobody should wait any longer.
    """

    __slots__ = ("_bell", "_failure", "is_over", "numbers")

    def __init__(self, numbers: frozenset[str] | None) -> None:
        self.numbers = numbers
        self.is_over = False
        self._bell = asyncio.Event()
        self._failure: BaseException | None = None

    async def woken(self) -> None:
        """Wait until something that matters may have changed since the last time.

        Raises:
            Exception: nobody can tell, because the store failed.
        """
        await self._bell.wait()
        self._bell.clear()
        if self._failure is not None:
            raise self._failure

    def wake(self) -> None:
        """Let who waits look."""
        self._bell.set()

    def end(self) -> None:
        """Let who waits look for the last time."""
        self.is_over = True
        self._bell.set()

    def fail(self, failure: BaseException) -> None:
        """Let who waits fail as we did."""
        self._failure = failure
        self._bell.set()


class _Follower:
    """Reads what is written to one world, and wakes whom it concerns."""

    def __init__(self, store: Store, world: str) -> None:
        self._store = store
        self._world = world
        self._by_number: defaultdict[str, set[Watch]] = defaultdict(set)
        self._of_all: set[Watch] = set()
        self.is_ready = asyncio.Event()
        self.watches: set[Watch] = set()
        self.task = asyncio.create_task(self._follow())

    def add(self, watch: Watch) -> None:
        self.watches.add(watch)
        for watches in self._places(watch):
            watches.add(watch)

    def remove(self, watch: Watch) -> None:
        self.watches.discard(watch)
        for watches in self._places(watch):
            watches.discard(watch)
        for number in watch.numbers or ():
            if not self._by_number[number]:
                del self._by_number[number]

    def _places(self, watch: Watch) -> Iterable[set[Watch]]:
        if watch.numbers is None:
            return (self._of_all,)
        return [self._by_number[number] for number in watch.numbers]

    async def _follow(self) -> None:
        store, world = self._store, self._world
        try:
            revision = await store.revision(world)
            self.is_ready.set()
            while True:
                await store.changed(world, since=revision)
                feed = await store.feed(world, after=revision, limit=_CHUNK)
                revision = feed.until
                self._wake(self._concerned(feed.written) if feed.is_whole else self.watches)
        except Exception as failure:  # noqa: BLE001 - it is told to all who rely on us
            self.is_ready.set()
            for watch in self.watches:
                watch.fail(failure)

    def _concerned(self, written: Iterable[Written]) -> set[Watch]:
        concerned = set(self._of_all)
        if self._by_number:
            for one in written:
                for record in one.puts.values():
                    for number in numbers_of(record):
                        concerned |= self._by_number.get(number, _NOBODY)
        return concerned

    def _wake(self, watches: Iterable[Watch]) -> None:
        for watch in watches:
            watch.wake()


_NOBODY: Final[frozenset[Watch]] = frozenset()


class Watching:
    """Who waits for which world, in this process.

    Attributes:
        open_count: how many wait, by what for.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._followers: dict[str, _Follower] = {}
        self._is_closed = False
        self.open_count: Counter[Purpose] = Counter()

    @property
    def follower_count(self) -> int:
        """How many worlds are followed."""
        return len(self._followers)

    @asynccontextmanager
    async def watch(
        self, world: str, numbers: frozenset[str] | None, purpose: Purpose
    ) -> AsyncIterator[Watch]:
        """Be woken by whatever is written to a world from now on.

        Who looks at the world after this has begun misses nothing: either it is there by then, or
        it will wake him.

        Args:
            world: its name; it need not be there.
            numbers: whose messages and codes matter; None for everything.
            purpose: what for.
        """
        watch = Watch(numbers)
        follower = self._follower(world)
        follower.add(watch)
        self.open_count[purpose] += 1
        if self._is_closed:
            watch.end()
        try:
            await follower.is_ready.wait()
            yield watch
        finally:
            self.open_count[purpose] -= 1
            follower.remove(watch)
            if not follower.watches:
                follower.task.cancel()
                if self._followers.get(world) is follower:
                    del self._followers[world]

    def close(self) -> None:
        """Let all who wait look for the last time; who comes later does not wait."""
        self._is_closed = True
        for follower in self._followers.values():
            for watch in follower.watches:
                watch.end()

    def _follower(self, world: str) -> _Follower:
        follower = self._followers.get(world)
        if follower is None or follower.task.done():
            follower = self._followers[world] = _Follower(self._store, world)
        return follower


def numbers_of(record: object) -> tuple[str, ...]:
    """Tell whom a record concerns: numbers, and senders with a name."""
    match record:
        case Message(destination=destination, originator=originator):
            return (destination,) if originator is None else (destination, originator)
        case Inbound(handset=handset, destination=destination):
            return (handset, destination)
        case Otp(destination=destination) | Notice(destination=destination):
            return (destination,)
        case _:
            return ()
