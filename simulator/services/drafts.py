"""Read, decide, commit: how every use case changes a world.

A use case works on a draft: it fetches what it needs, decides, and writes down what is to change.
The draft is committed as one change set. If what was fetched has changed meanwhile, the draft is
thrown away and the use case runs again on a new one.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final, Generic, TypeVar, cast

from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import InsufficientCredit, KeyReused, TooBusy
from simulator.domain.steps import Step
from simulator.domain.value import value
from simulator.services.once import Once, Remembered
from simulator.services.ports import Change, Conflict, Floor, IndexEntry, Key, Lease
from simulator.services.tables import BALANCE, REMEMBERED
from simulator.services.world import World

__all__ = ["ATTEMPT_COUNT_MAX", "Draft", "Performed", "perform"]

T = TypeVar("T")
R = TypeVar("R")

# Each round of conflicts is won by one of those who meet, so this many may meet on one record.
ATTEMPT_COUNT_MAX: Final = 200


class Draft:
    """What a use case is about to change, and what it has seen of the world."""

    __slots__ = ("_done", "_entries", "_paid", "_puts", "_seen", "_steps", "charged", "world")

    def __init__(self, world: World) -> None:
        self.world = world
        self.charged = MicroUsd(0)
        self._seen: dict[Key[Any], object | None] = {}
        self._puts: dict[Key[Any], object] = {}
        self._paid = 0
        self._entries: list[IndexEntry] = []
        self._steps: list[Step] = []
        self._done: Lease | None = None

    async def fetch(self, *keys: Key[Any]) -> None:
        """Read records, all at one moment; the draft will only be written if they are still so."""
        seen = self._seen
        missing = [key for key in keys if key not in seen] if seen else keys
        if missing:
            records = await self.world.parts.store.read(self.world.settings.name, missing)
            seen.update(zip(missing, records, strict=True))

    def get(self, key: Key[T]) -> T | None:
        """Tell what a fetched record is, with what this draft has changed in it."""
        puts = self._puts
        return cast("T | None", puts[key] if key in puts else self._seen[key])

    def put(self, key: Key[T], record: T) -> None:
        """Write a record."""
        self._puts[key] = record

    def enter(self, index: str, record_id: str) -> None:
        """Add a line to an index."""
        self._entries.append(IndexEntry(index, record_id))

    def plan(self, step: Step | None) -> None:
        """Put a step on the timeline, if there is one."""
        if step is not None:
            self._steps.append(step)

    def finish(self, lease: Lease) -> None:
        """Take leased steps off the timeline: this draft is what they came to."""
        self._done = lease

    def charge(self, price: MicroUsd) -> None:
        """Take money from the fetched balance.

        Raises:
            InsufficientCredit: the balance does not cover it.
        """
        balance = (self.get(BALANCE) or 0) + self._paid
        if price > balance and self.world.settings.credit is not None:
            raise InsufficientCredit(price, MicroUsd(balance))
        self._paid -= price
        self.charged = MicroUsd(self.charged + price)

    def refund(self, price: MicroUsd) -> None:
        """Give money back."""
        self._paid += price

    async def commit(self) -> None:
        """Write everything.

        Raises:
            Conflict: the world is not as this draft has seen it.
            LeaseLost: the steps were not ours to do.
        """
        # Nobody is held to the balance that was read, or all would meet on it; its floor guards it.
        self._seen.pop(BALANCE, None)
        await self.world.commit(
            Change(
                self._seen,
                self._puts,
                (),
                self._payment(),
                self._entries,
                (),
                self._steps,
                self._done,
            )
        )

    def _payment(self) -> dict[Key[int], Floor]:
        if not self._paid:
            return {}
        is_unlimited = self.world.settings.credit is None or self._paid > 0
        return {BALANCE: Floor(self._paid, None if is_unlimited else 0)}


@value
class Performed(Generic[R]):
    """What came of a use case.

    Attributes:
        result: what it returned, now or, if replayed, the first time.
        charged: what this request cost; nothing if it was replayed.
        is_replayed: whether an earlier request with the same key had done it already.
    """

    result: R
    charged: MicroUsd = MicroUsd(0)
    is_replayed: bool = False


async def perform(
    world: World, use_case: Callable[[Draft], Awaitable[R]], once: Once | None = None
) -> Performed[R]:
    """Carry out a use case, once if so wished.

    Raises:
        KeyReused: the key belongs to another request.
        TooBusy: the world changed under every attempt.
        Refusal: whatever the use case refuses; nothing is written then, nor remembered.
    """
    for _ in range(ATTEMPT_COUNT_MAX):
        draft = Draft(world)
        remembered = await _recall(draft, once) if once else None
        if remembered is not None:
            return Performed(cast("R", remembered.result), is_replayed=True)
        result = await use_case(draft)
        if once:
            draft.put(_key(once), Remembered(once.fingerprint, result, world.now))
        try:
            await draft.commit()
        except Conflict:
            continue
        return Performed(result, draft.charged)
    raise TooBusy


async def _recall(draft: Draft, once: Once) -> Remembered | None:
    await draft.fetch(_key(once))
    remembered = draft.get(_key(once))
    if remembered is None or not remembered.is_good_at(draft.world.now):
        return None
    if remembered.fingerprint != once.fingerprint:
        raise KeyReused(once.key)
    return remembered


def _key(once: Once) -> Key[Remembered]:
    return REMEMBERED.key(f"{once.capability} {once.key}")
