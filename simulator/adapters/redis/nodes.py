"""Which Redis has a world: the only one there is, or, in a cluster, the one of its slot."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, Final

from redis.crc import key_slot

from simulator.adapters.redis.address import Address
from simulator.adapters.redis.ear import Ear
from simulator.adapters.redis.journal import Journal
from simulator.adapters.redis.link import Link
from simulator.adapters.redis.turns import Turns
from simulator.adapters.redis.wire import Ask, MisunderstoodError, pack
from simulator.domain.refusals import StoreFailed

__all__ = ["Node", "Nodes"]

_SLOT_COUNT: Final = 16_384
_ASKING: Final = pack(("ASKING",))


class Node:
    """One Redis: a link to ask it by, an ear to hear it with, and what is noted for it."""

    __slots__ = ("ear", "journal", "link")

    def __init__(self, link: Link, ear: Ear, journal: Journal) -> None:
        self.link = link
        self.ear = ear
        self.journal = journal
        link.before_sending = journal.asks
        link.after_return = ear.start_over


class Nodes:
    """Knows where each slot is; who is asked for one that he does not have says who has it."""

    def __init__(
        self, seeds: Sequence[Address], turns: Turns, revision: Callable[[str], Awaitable[int]]
    ) -> None:
        """Take some of them, any of which may be down, and what each needs."""
        self._seeds = seeds
        self._turns = turns
        self._revision = revision
        self._by_place: dict[tuple[str, int], Node] = {}
        self.first = self._make(seeds[0])
        self._by_slot: list[Node] = []
        self._looking: asyncio.Task[None] | None = None

    def of(self, name: str) -> Node:
        """Give the one that has a world, or a key of none."""
        return self._by_slot[_slot_of(name)] if self._by_slot else self.first

    async def open(self) -> None:
        """Connect with the first one that is there, and learn from it of the others.

        Raises:
            OSError: nobody is there, or nobody answers.
            MisunderstoodError: he does not let us in, or is not of a cluster, and one of several.
            StoreFailed: he does not answer any more.
        """
        absent = []
        for seed in self._seeds:
            self.first = self._make(seed)
            try:
                await self.first.link.open()
                await self._look(self.first.link)
            except (OSError, MisunderstoodError) as error:
                await self.first.link.close()
                told = f"{seed.shown}: {error}" if len(self._seeds) > 1 else str(error)
                if isinstance(error, MisunderstoodError):  # whom to be may be wrong for all of them
                    raise MisunderstoodError(told) from None
                absent.append(told)
            else:
                return
        raise ConnectionError("; ".join(absent))

    async def close(self) -> None:
        """Disconnect from all."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
        for node in self._all():
            await node.ear.close()
            await node.link.close()

    def _all(self) -> list[Node]:
        return [self.first, *self._by_place.values()]

    def _make(self, address: Address) -> Node:
        link = Link(address, self._redirect)
        link.while_away = self._look_later
        return Node(link, Ear(address, self._revision), Journal(self._turns))

    def _at(self, host: str, port: int) -> Node:
        """Give the one at an address; one that does not say its host has that of the first."""
        first = self.first.link.address
        host = host or first.host
        if not port or (host, port) == (first.host, first.port):
            return self.first
        node = self._by_place.get((host, port))
        if node is None:
            address = replace(first, shown=f"{host}:{port}", path="", host=host, port=port)
            node = self._by_place[host, port] = self._make(address)
            node.link.open_later()
        return node

    async def _look(self, link: Link) -> None:
        """Learn where the slots are; where there is no cluster, all is in one place.

        Raises:
            OSError: who is asked is of a cluster, but does not know it.
            MisunderstoodError: there is none, though we were told so.
            StoreFailed: nobody answers.
        """
        try:
            told = await link.ask(("CLUSTER", "SLOTS"))
        except MisunderstoodError as error:
            if len(self._seeds) > 1:  # or each would keep what the others know nothing of
                raise MisunderstoodError(f"it is of no cluster ({error})") from None
            return
        if not told:
            raise ConnectionError("it has no slots, and knows of nobody who has")
        known = self._by_slot or [self.first] * _SLOT_COUNT
        by_slot = [self.first] * _SLOT_COUNT
        for begin, end, (host, port, *_), *_ in told:
            node = self._at((host or b"").decode() or link.address.host, port)
            # Who has taken over from one that is away is known to some sooner than to others.
            found = known[begin : end + 1] if node.link.is_away else [node] * (end + 1 - begin)
            by_slot[begin : end + 1] = found
        self._by_slot = by_slot
        for node in self._all():
            node.ear.leave(partial(self._has, node))

    def _has(self, node: Node, world: str) -> bool:
        return self.of(world) is node

    def _look_later(self) -> None:
        """Look whether others have taken over from one that is away."""
        if self._by_slot and (self._looking is None or self._looking.done()):
            self._looking = asyncio.create_task(self._look_around())

    async def _look_around(self) -> None:
        links = [node.link for node in self._all() if not node.link.is_away]
        for link in links:
            with suppress(OSError, MisunderstoodError, StoreFailed):
                await self._look(link)
        if not links:
            await self._ask_seeds()

    async def _ask_seeds(self) -> None:
        """Ask those that we were told of in the beginning, for nobody else is left."""
        for seed in self._seeds:
            link = Link(seed, self._redirect)
            try:
                await link.open()
                await self._look(link)
            except (OSError, MisunderstoodError, StoreFailed):
                continue  # what is wrong with those that we knew is told already
            else:
                return
            finally:
                await link.close()

    def _redirect(self, ask: Ask, told: str) -> None:
        """Ask where we were told that it is: from now on, or for once while it moves."""
        kind, slot, where = told.split(" ")[:3]
        host, _, port = where.rpartition(":")
        node = self._at(host, int(port))
        if kind == "MOVED":
            self._by_slot = self._by_slot or [self.first] * _SLOT_COUNT
            self._by_slot[int(slot)] = node
        else:
            ask.packed = _ASKING + ask.packed
            ask.count += 1
        node.link.ask_again(ask)


@lru_cache(maxsize=4096)
def _slot_of(name: str) -> int:
    slot: Any = key_slot(name.encode())
    return int(slot)
