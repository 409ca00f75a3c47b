"""Which Redis has a world: the only one there is, or, in a cluster, the one of its slot."""

import asyncio
from collections.abc import Awaitable, Callable
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
        self, address: Address, turns: Turns, revision: Callable[[str], Awaitable[int]]
    ) -> None:
        """Take one of them, and what each needs."""
        self._address = address
        self._turns = turns
        self._revision = revision
        self._by_place: dict[tuple[str, int], Node] = {}
        self.first = self._make(address)
        self._by_slot: list[Node] = []
        self._looking: asyncio.Task[None] | None = None

    def of(self, name: str) -> Node:
        """Give the one that has a world, or a key of none."""
        return self._by_slot[_slot_of(name)] if self._by_slot else self.first

    async def open(self) -> None:
        """Connect with the first one, and learn from it of the others.

        Raises:
            OSError: nobody is there, or he does not answer.
            MisunderstoodError: he does not let us in.
        """
        await self.first.link.open()
        await self._look(self.first.link)

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
        host = host or self._address.host
        if not port or (host, port) == (self._address.host, self._address.port):
            return self.first
        node = self._by_place.get((host, port))
        if node is None:
            address = replace(
                self._address, shown=f"{host}:{port}", path="", host=host, port=port, database=0
            )
            node = self._by_place[host, port] = self._make(address)
            node.link.open_later()
        return node

    async def _look(self, link: Link) -> None:
        """Learn where the slots are; where there is no cluster, all is in one place."""
        try:
            told = await link.ask(("CLUSTER", "SLOTS"))
        except MisunderstoodError:
            return
        known = self._by_slot or [self.first] * _SLOT_COUNT
        by_slot = [self.first] * _SLOT_COUNT
        for begin, end, (host, port, *_), *_ in told:
            node = self._at((host or b"").decode(), port)
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
        for node in self._all():
            if not node.link.is_away:
                with suppress(StoreFailed):
                    await self._look(node.link)

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
