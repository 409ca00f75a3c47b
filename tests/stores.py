"""Stores for tests that need one to be slow, or taken, or to suppose what it has not looked up."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from simulator.adapters.memory_store import MemoryStore
from simulator.services.ports import Change, Conflict, Feed, Key, Lease, Notes, Snapshot
from simulator.services.tables import BALANCE

__all__ = ["InterruptedStore", "SupposingStore", "TakenStore", "YieldingStore", "turn", "turns"]

T = TypeVar("T")


async def turn() -> None:
    """Let everybody who can go on do so, once."""
    loop = asyncio.get_running_loop()
    gone_round = asyncio.Event()
    loop.call_soon(gone_round.set)
    await gone_round.wait()


async def turns(count: int = 20) -> None:
    """Let everybody go on this many times: enough for whatever does not wait for us."""
    for _ in range(count):
        await turn()


class YieldingStore(MemoryStore):
    """A memory store that answers a turn later, as one at the end of a wire does.

    On a store that never waits, each use case runs from end to end and none ever meets another.
    """

    def __init__(self) -> None:
        super().__init__()
        self.conflict_count = 0

    async def read(self, world: str, keys: Sequence[Key[T]]) -> Sequence[T | None]:
        await turn()
        return await super().read(world, keys)

    async def commit(self, world: str, change: Change) -> None:
        await turn()
        try:
            await super().commit(world, change)
        except Conflict:
            self.conflict_count += 1
            raise

    async def page(
        self, world: str, index: str, *, after: str | None, limit: int, newest_first: bool
    ) -> Sequence[str]:
        await turn()
        return await super().page(world, index, after=after, limit=limit, newest_first=newest_first)

    async def count(self, world: str, index: str) -> int:
        await turn()
        return await super().count(world, index)

    async def next_due_at(self, world: str) -> int | None:
        await turn()
        return await super().next_due_at(world)

    async def lease(self, world: str, *, until: int, limit: int) -> Lease | None:
        await turn()
        return await super().lease(world, until=until, limit=limit)

    async def steps_waiting(self, world: str) -> int:
        await turn()
        return await super().steps_waiting(world)

    async def revision(self, world: str) -> int:
        await turn()
        return await super().revision(world)

    async def changed(self, world: str, *, since: int) -> None:
        await turn()
        await super().changed(world, since=since)

    async def feed(self, world: str, *, after: int, limit: int) -> Feed:
        await turn()
        return await super().feed(world, after=after, limit=limit)

    async def notes(self, world: str, *, before: int | None, limit: int) -> Notes:
        await turn()
        return await super().notes(world, before=before, limit=limit)

    async def worlds(self) -> Sequence[str]:
        await turn()
        return await super().worlds()

    async def drop(self, world: str) -> None:
        await turn()
        await super().drop(world)

    async def dump(self, world: str) -> Snapshot:
        await turn()
        return await super().dump(world)

    async def load(self, world: str, snapshot: Snapshot) -> None:
        await turn()
        await super().load(world, snapshot)


class TakenStore(MemoryStore):
    """A memory store in which somebody else is faster, as often as it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.taken_count = 0
        self.commit_count = 0

    async def commit(self, world: str, change: Change) -> None:
        self.commit_count += 1
        if self.taken_count:
            self.taken_count -= 1
            raise Conflict
        await super().commit(world, change)


class SupposingStore(MemoryStore):
    """A memory store that takes for true what it is told, and all else but money for not there.

    Attributes:
        supposed: what it takes for true.
        read_count: how often it has looked.
    """

    def __init__(self) -> None:
        super().__init__()
        self.supposed: dict[Key[Any], object] = {}
        self.read_count = 0
        self.suppose = self.tell

    def tell(self, world: str, keys: Sequence[Key[Any]]) -> Sequence[Any] | None:
        assert world
        if BALANCE in keys and BALANCE not in self.supposed:
            return None
        return [self.supposed.get(key) for key in keys]

    async def read(self, world: str, keys: Sequence[Key[T]]) -> Sequence[T | None]:
        self.read_count += 1
        return await super().read(world, keys)


class InterruptedStore(MemoryStore):
    """A memory store where something happens right after a lease or drop, or before a commit."""

    def __init__(self) -> None:
        super().__init__()
        self.after_lease: Callable[[], Awaitable[object]] | None = None
        self.after_drop: Callable[[], Awaitable[object]] | None = None
        self.before_commit: Callable[[], Awaitable[object]] | None = None

    async def commit(self, world: str, change: Change) -> None:
        interruption, self.before_commit = self.before_commit, None
        if interruption is not None:
            await interruption()
        await super().commit(world, change)

    async def lease(self, world: str, *, until: int, limit: int) -> Lease | None:
        leased = await super().lease(world, until=until, limit=limit)
        interruption, self.after_lease = self.after_lease, None
        if interruption is not None:
            await interruption()
        return leased

    async def drop(self, world: str) -> None:
        await super().drop(world)
        interruption, self.after_drop = self.after_drop, None
        if interruption is not None:
            await interruption()
