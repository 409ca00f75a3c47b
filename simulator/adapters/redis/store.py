"""The store in a Redis, which any number of processes share."""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from secrets import randbits, token_hex
from typing import Any, Final, NoReturn, TypeVar

from simulator.adapters.opening import CannotOpenError
from simulator.adapters.redis import copying, first_look, reading
from simulator.adapters.redis.address import Address, parse_addresses
from simulator.adapters.redis.batches import Reads, Writes
from simulator.adapters.redis.known import Known
from simulator.adapters.redis.link import Link
from simulator.adapters.redis.listing import Listing
from simulator.adapters.redis.moving import alone
from simulator.adapters.redis.nodes import Nodes
from simulator.adapters.redis.places import place_of
from simulator.adapters.redis.scripts import DROP, FEED, LEASE, WAITING
from simulator.adapters.redis.spelling import due_of, spell_due
from simulator.adapters.redis.turns import Turns
from simulator.adapters.redis.wire import RETRY_AFTER_S, MisunderstoodError
from simulator.adapters.redis.wording import bounds_of, words_of
from simulator.domain.refusals import StoreFailed
from simulator.services.exchange import Exchange
from simulator.services.ports import (
    Change,
    Conflict,
    Feed,
    Key,
    Lease,
    LeaseLost,
    Notes,
    Snapshot,
    WorldGone,
)

__all__ = ["LEASE_MS", "RedisStore"]

T = TypeVar("T")

# So long a process may take over steps that it has leased; then another one does them.
LEASE_MS: Final = 5_000

# What scripts answer; the others are refusals.
_WRITTEN: Final = 1
_UNLISTED: Final = -3


class RedisStore:
    """Keeps everything in a Redis. What is asked in one turn of the loop goes there in one piece.

    What a process holds of its own is no more than what Redis has said of late: it is looked up
    there each time, and each change set says what it was decided by.
    """

    def __init__(self, addresses: Sequence[Address], *, lease_ms: int = LEASE_MS) -> None:
        """Take where Redis is, or some of a cluster are, and how long what was leased may take."""
        self._lease_ms = lease_ms
        self._known = Known()
        self._turns = Turns()
        self._writes = partial(Writes, self._turns)
        self._nodes = Nodes(addresses, self._turns, self.revision)
        self._listing = Listing(self._nodes)

    @classmethod
    async def open(
        cls, url: str, shown: str = "Redis", *, lease_ms: int = LEASE_MS
    ) -> "RedisStore":
        """Connect to a Redis.

        Args:
            url: redis:// or rediss://, with several hosts where they are a cluster; or unix://.
            shown: what to call it in front of people.
            lease_ms: how long what was leased may take.

        Raises:
            CannotOpenError: nobody is there, or it is none that we can use.
        """
        try:
            addresses = parse_addresses(url, shown)
        except ValueError as error:
            raise CannotOpenError(f"{shown} is no place of a Redis: {error}") from None
        store = cls(addresses, lease_ms=lease_ms)
        try:
            await first_look.look(store._nodes, shown)
        except BaseException:
            await store.close()
            raise
        return store

    def _link(self, world: str) -> Link:
        return self._nodes.of(world).link

    async def close(self) -> None:
        """Write what is still to be written, and disconnect."""
        await self._nodes.close()

    async def read(self, world: str, keys: Sequence[Key[T]]) -> Sequence[T | None]:
        """Read records; None for each that is not there."""
        if not keys:
            return []
        reads = self._link(world).gather(Reads, world)
        places = reads.add(keys)
        told = await reads.wait()
        read = self._known.read
        return [read(world, key, told[place]) for key, place in zip(keys, places, strict=True)]

    def suppose(self, world: str, keys: Sequence[Key[Any]]) -> Sequence[Any] | None:
        """Tell what records are if nobody else has changed them since this process saw them."""
        return self._known.suppose(world, keys)

    async def commit(self, world: str, change: Change) -> None:
        """Write a change set, or raise Conflict and write nothing."""
        listed_at = None
        while True:
            worded = words_of(world, change, self._known, listed_at)
            writes = self._link(world).gather(self._writes, world, worded.premise)
            place = writes.add(*worded)
            told: int | bytes = await writes.wait()
            outcome = int(told.split()[place]) if isinstance(told, bytes) else told
            if outcome == _WRITTEN:
                return
            if outcome != _UNLISTED:
                _refuse(outcome)
            listed_at = await self._listing.add(world)

    async def page(
        self, world: str, index: str, *, after: str | None, limit: int, newest_first: bool
    ) -> Sequence[str]:
        """Read ids from an index, in order, beginning behind `after`."""
        if limit <= 0:
            return []
        least, most = bounds_of(index)
        behind = None if after is None else f"({index}\0{after}"
        command = "ZREVRANGEBYLEX" if newest_first else "ZRANGEBYLEX"
        bounds = (behind or most, least) if newest_first else (behind or least, most)
        words = (command, place_of(world).lines, *bounds, "LIMIT", 0, limit)
        skipped = len(index.encode()) + 1
        return [line[skipped:].decode() for line in await self._link(world).ask(words)]

    async def count(self, world: str, index: str) -> int:
        """Count the lines of an index."""
        words = ("ZLEXCOUNT", place_of(world).lines, *bounds_of(index))
        counted: int = await self._link(world).ask(words)
        return counted

    async def next_due_at(self, world: str) -> int | None:
        """Tell the instant of the earliest step that is not leased."""
        earliest, _ = await self._waiting(world)
        return None if earliest is None else due_of(earliest)

    async def steps_waiting(self, world: str) -> int:
        """Count the steps that are not leased."""
        _, waiting_count = await self._waiting(world)
        return waiting_count

    async def _waiting(self, world: str) -> tuple[bytes | None, int]:
        at = place_of(world)
        words = ("EVALSHA", WAITING.digest, 3, at.steps, at.held, at.leases)
        earliest, waiting_count = await self._link(world).ask(words)
        return earliest, waiting_count

    async def lease(self, world: str, *, until: int, limit: int) -> Lease | None:
        """Take the earliest steps that are due at an instant or before, for some seconds."""
        at = place_of(world)
        # A number that nobody draws twice: who comes too late is told by it from all others.
        lease_id = randbits(52)
        keys = (at.steps, at.held, at.leases)
        told = (lease_id, spell_due(until + 1), limit, self._lease_ms)
        given = await self._link(world).ask(("EVALSHA", LEASE.digest, len(keys), *keys, *told))
        if given is None:
            return None
        return Lease(lease_id, [self._known.due(world, step) for step in given.split(b"\n")])

    async def revision(self, world: str) -> int:
        """Tell the world's revision; 0 where there is nothing."""
        return int(await self._link(world).ask(("HGET", place_of(world).head, "revision")) or 0)

    async def changed(self, world: str, *, since: int) -> None:
        """Wait until the revision differs from `since`."""
        has_changed = False
        while not has_changed:
            try:
                has_changed = await self._nodes.of(world).ear.changed(world, since)
                if not has_changed:  # it is not there, and by asking we learn who has it
                    await self.revision(world)
            except StoreFailed:
                await asyncio.sleep(RETRY_AFTER_S)

    async def feed(self, world: str, *, after: int, limit: int) -> Feed:
        """Read what was written since a revision."""
        at = place_of(world)
        words = ("EVALSHA", FEED.digest, 3, at.head, at.feed, at.notes, after + 1, limit + 1)
        return reading.feed_of(world, after, limit, await self._link(world).ask(words), self._known)

    def note(self, world: str, exchange: Exchange) -> None:
        """Add a line to the journal of a world, if it is there, at the end of this turn."""
        node = self._nodes.of(world)
        if not node.link.is_away:
            node.journal.note(world, exchange)
            node.link.call()

    async def notes(self, world: str, *, before: int | None, limit: int) -> Notes:
        """Read lines of a world's journal, newest first."""
        at, ask = place_of(world), self._link(world).ask
        unnoted = ask(("HGET", at.head, "unnoted"))
        if before is None:
            rows = await ask(("XREVRANGE", at.notes, "+", "-", "COUNT", max(1, limit)))
        else:
            # Lines that are before may be told together with one that is not.
            split = ask(("XRANGE", at.notes, f"{before}-0", "+", "COUNT", 1))
            whole = ask(("XREVRANGE", at.notes, f"({before}-0", "-", "COUNT", max(1, limit)))
            rows = [*await split, *await whole]
        return reading.notes_of(rows, before, limit, await unnoted)

    async def worlds(self) -> Sequence[str]:
        """Name all worlds that hold anything."""
        return await self._listing.names()

    async def drop(self, world: str) -> None:
        """Forget everything about a world."""
        at = place_of(world)
        keys = (at.last, at.channel, at.head, at.records, at.lines, at.steps)
        others = (at.held, at.leases, at.feed, at.notes)
        await self._link(world).ask(("EVALSHA", DROP.digest, len(keys + others), *keys, *others))

    def alone(self, world: str) -> AbstractAsyncContextManager[None]:
        """Keep other processes from moving a world's time, or taking it away, for some time."""
        return alone(self._link(world), world)

    async def dump(self, world: str) -> Snapshot:
        """Read everything that is kept of a world."""
        return await copying.dump(self._link(world), world)

    async def load(self, world: str, snapshot: Snapshot) -> None:
        """Write a snapshot into a world that holds nothing, or raise Conflict."""
        outcome = _UNLISTED
        while outcome == _UNLISTED:
            listed_at = await self._listing.add(world)
            outcome = await copying.load(
                self._link(world), world, snapshot, listed_at, token_hex(8)
            )
        if outcome != _WRITTEN:
            _refuse(outcome)


def _refuse(outcome: int) -> NoReturn:
    """Tell why a script has written nothing."""
    match outcome:
        case 0:
            raise Conflict
        case -1:
            raise LeaseLost
        case -2:
            raise WorldGone
        case -5:
            raise MisunderstoodError("a counter would be more than Redis counts to")
        case _:  # it came so late that it had been given up
            raise StoreFailed(RETRY_AFTER_S)
