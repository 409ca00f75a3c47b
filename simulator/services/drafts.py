"""Read, decide, commit: how every use case changes a world.

A use case works on a draft: it fetches what it needs, decides, and writes down what is to change.
The draft is committed as one change set. If what was fetched has changed meanwhile, the draft is
thrown away and the use case runs again on a new one.

Where looking takes a trip to a store, the first draft may suppose what is nearly always so, and the
commit finds out. Whatever else comes of it counts for nothing: it is decided again on a new one.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, Final, Generic, TypeVar, cast

from msgspec import Struct

from simulator.domain.inbound import Inbound
from simulator.domain.message import Message
from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import InsufficientCredit, KeyReused, NotFound, Refusal, TooBusy
from simulator.domain.steps import Step
from simulator.domain.world import WorldSettings
from simulator.services.once import Once, Remembered, line_of
from simulator.services.ports import Change, Conflict, Floor, Key, Lease, Suppose, Table, WorldGone
from simulator.services.tables import BALANCE, REMEMBERED, REMEMBERED_SINCE, SETTINGS
from simulator.services.tries import keep_count
from simulator.services.world import Outdated, World

__all__ = ["ATTEMPT_COUNT_MAX", "Draft", "Performed", "perform"]

T = TypeVar("T")
R = TypeVar("R")

# Each round of conflicts is won by one of those who meet, so this many may meet on one record.
ATTEMPT_COUNT_MAX: Final = 200


class _Doubtful(Exception):
    """It hangs on what was only supposed, and would not be found out by a commit."""


class Draft(Change):
    """What a use case is about to change, and what it has seen of the world.

    Attributes:
        moved: messages that come into a state by it, to be counted once that is so.
        noted: what else happens to messages by it, and those that come from handsets;
            None where there is nothing of it.
        has_supposed: whether some of what it has seen was not looked up.
    """

    __slots__ = ("_suppose", "balance", "charged", "has_supposed", "moved", "noted", "world")

    def __init__(self, world: World, *, may_suppose: bool = False) -> None:
        super().__init__()
        self._suppose = world.parts.store.suppose if may_suppose else None
        self.has_supposed = world.is_supposed
        self.world = world
        self.charged = MicroUsd(0)
        self.moved: list[Message] = []
        self.noted: list[Message | Inbound] | None = None
        self.balance: int | None = None
        if world.is_supposed:
            self.expected[SETTINGS] = world.settings

    async def fetch(self, *keys: Key[Any], supposing: bool = False) -> None:
        """Read records, all at one moment; the draft will only be written if they are still so.

        Where it will do, they are only supposed to be what they are.
        """
        seen = self.expected
        missing = [key for key in keys if key not in seen] if seen else keys
        if missing:
            suppose = self._suppose if supposing else None
            records = None if suppose is None else self._supposed(suppose, missing)
            if records is None:
                world = self.world
                records = await world.parts.store.read(world.settings.name, missing)
            seen.update(zip(missing, records, strict=True))

    def _supposed(self, suppose: Suppose, keys: Sequence[Key[Any]]) -> Sequence[Any] | None:
        supposed = suppose(self.world.settings.name, keys)
        self.has_supposed |= supposed is not None
        return supposed

    async def fetch_with_balance(self, *keys: Key[Any]) -> None:
        """Read or suppose records and the balance. To that nobody is held, or all would meet on it.

        Raises:
            NotFound: the world was deleted meanwhile.
        """
        if self.balance is not None:
            await self.fetch(*keys)
            return
        world, seen = self.world, self.expected
        keys_with_balance = (BALANCE, *keys)
        suppose = self._suppose
        read = None if suppose is None else self._supposed(suppose, keys_with_balance)
        if read is None:
            read = await world.parts.store.read(world.settings.name, keys_with_balance)
        balance, *records = read
        if balance is None:  # each world has had one since it was made
            raise NotFound("world", world.name)
        self.balance = balance
        if not seen:
            seen.update(zip(keys, records, strict=True))
            return
        for key, record in zip(keys, records, strict=True):
            seen.setdefault(key, record)  # what was seen before stays as it was seen

    async def fetch_lines(self, index: str) -> Sequence[str]:
        """Read a whole index; the draft will only be written if no line has come or gone."""
        world = self.world
        store = world.parts.store
        limit = await store.count(world.name, index)
        lines = await store.page(world.name, index, after=None, limit=limit, newest_first=False)
        self.lines = {**(self.lines or {}), index: lines}
        return lines

    def get(self, key: Key[T]) -> T | None:
        """Tell what a fetched record is, with what this draft has changed in it."""
        if key in self.puts:
            found: Any = self.puts[key]
        elif self.deletes and key in self.deletes:
            found = None
        else:
            found = self.expected[key]
        checked: T | None = found
        return checked

    async def find(self, table: Table[T], record_id: str) -> T:
        """Read a record that is there, as it is in this draft.

        Raises:
            NotFound: it is not there.
        """
        key = table.key(record_id)
        await self.fetch(key)
        record = self.get(key)
        if record is None:
            raise NotFound(table.name, record_id)
        return record

    def put(self, key: Key[T], record: T) -> None:
        """Write a record."""
        self.puts[key] = record

    def delete(self, key: Key[Any]) -> None:
        """Remove a record, if it is there."""
        self.puts.pop(key, None)
        self.deletes.append(key)

    def enter(self, index: str, record_id: str) -> None:
        """Add a line to an index."""
        self.entries.append((index, record_id))

    def withdraw(self, index: str, record_id: str) -> None:
        """Take a line out of an index."""
        line = (index, record_id)
        if line in self.entries:
            self.entries.remove(line)
        self.withdrawn.append(line)

    def note(self, news: Message | Inbound) -> None:
        """Write down that something has happened which moves no message."""
        if self.noted is None:
            self.noted = []
        self.noted.append(news)

    def plan(self, step: Step | None) -> None:
        """Put a step on the timeline, if there is one."""
        if step is not None:
            self.steps.append(step)

    def finish(self, lease: Lease) -> None:
        """Take leased steps off the timeline: this draft is what they came to."""
        self.done = lease

    def charge(self, price: MicroUsd) -> None:
        """Take money from the fetched balance.

        Raises:
            InsufficientCredit: the balance does not cover it.
            _Doubtful: it would not, if it was what was supposed.
        """
        is_limited = self.world.settings.credit is not None
        left = (self.balance or 0) - self.charged
        if is_limited and price > left:
            if self.has_supposed:
                raise _Doubtful
            raise InsufficientCredit(price, MicroUsd(left))
        self.charged = MicroUsd(self.charged + price)
        # What was read may have been spent since: the floor is what keeps all from overdrawing.
        self.adds[BALANCE] = Floor(-self.charged, 0 if is_limited else None)

    def pay_in(self, amount: MicroUsd) -> None:
        """Give money, or give it back, in a draft that charges nothing."""
        self.adds[BALANCE] = Floor(amount, None)


async def fetch_settings(draft: Draft) -> WorldSettings:
    """Read what the world is set to, to write it again: not of one that is no more.

    Raises:
        NotFound: the world was deleted meanwhile.
    """
    await draft.fetch(SETTINGS)
    settings = draft.get(SETTINGS)
    if settings is None:
        raise NotFound("world", draft.world.name)
    return settings


class Performed(Struct, Generic[R], frozen=True, gc=False):
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
    world: World, use_case: Callable[[Draft], Awaitable[R | Refusal]], once: Once | None = None
) -> Performed[R]:
    """Carry out a use case, once if so wished.

    A use case that raises a refusal changes nothing, but that it was tried. One that returns a
    refusal has changed what it wrote (a wrong code counts). Both refuse; neither is remembered.

    Raises:
        KeyReused: the key belongs to another request.
        TooBusy: the world changed under every attempt.
        NotFound: the world was deleted meanwhile.
        Outdated: the world is not as it was supposed to be.
        Refusal: whatever the use case refuses.
    """
    for draft in _attempts(world):
        remembered = await _recall(draft, once) if once else None
        if remembered is not None:
            return Performed(cast("R", remembered.result), is_replayed=True)
        try:
            result = await use_case(draft)
            if world.parts.telling.herald.hears(draft):
                await world.parts.telling.herald.announce(draft)
        except (_Doubtful, Refusal):
            if not draft.has_supposed and await keep_count(world, draft):
                raise
            continue
        if once and not isinstance(result, Refusal):
            _remember(draft, once, result)
        try:
            await world.commit(draft)
        except Conflict:
            continue
        except WorldGone:
            raise NotFound("world", world.name) from None
        world.parts.tally.take_messages(draft.moved)
        if isinstance(result, Refusal):
            raise result
        return Performed(result, draft.charged)
    raise Outdated if world.is_supposed else TooBusy


def _attempts(world: World) -> Iterator[Draft]:
    """Begin anew each time, supposing at first; in a world that was itself supposed, only once."""
    yield Draft(world, may_suppose=True)
    if not world.is_supposed:
        for _ in range(ATTEMPT_COUNT_MAX - 1):
            yield Draft(world)


def _remember(draft: Draft, once: Once, result: object) -> None:
    key, now = _key(once), draft.world.now
    draft.put(key, Remembered(once.fingerprint, result, now))
    draft.enter(REMEMBERED_SINCE, line_of(key[1], now))


async def _recall(draft: Draft, once: Once) -> Remembered | None:
    key = _key(once)
    await draft.fetch(key, supposing=True)
    remembered = draft.get(key)
    if remembered is not None and draft.has_supposed:
        remembered = await draft.world.get(key)
    if remembered is None or not remembered.is_good_at(draft.world.now):
        return None
    if remembered.fingerprint != once.fingerprint:
        raise KeyReused(once.key)
    return remembered


def _key(once: Once) -> Key[Remembered]:
    return REMEMBERED.key(f"{once.capability} {once.key}")
