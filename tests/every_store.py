"""What the suites of every store share: the stores, and change sets to try on them."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, Final, TypeAlias

from simulator.adapters.memory_store import MemoryStore
from simulator.adapters.redis import RedisStore
from simulator.adapters.sqlite import SqliteStore
from simulator.domain.message import What
from simulator.domain.steps import MessageStep
from simulator.services.ports import Change, Key, Lease, Store
from simulator.services.tables import LATEST_OTP_FACE, LIKENESS
from tests.redis_server import IS_HERE, emptied_for_a_user
from tests.stores import YieldingStore

__all__ = [
    "COUNTER",
    "FAR_OFF",
    "STORES",
    "A",
    "B",
    "Opener",
    "change",
    "connected",
    "leased",
    "oldest",
    "opened",
    "records",
    "step",
]

Opener: TypeAlias = Callable[[Path], AbstractAsyncContextManager[Store]]


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[SqliteStore]:
    """Open a store's file, and close it in good order."""
    store = await SqliteStore.open(path)
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[RedisStore]:
    """Connect to a Redis, and let go of it in good order."""
    store = await RedisStore.open(url)
    try:
        yield store
    finally:
        await store.close()


# How to open each store; one that keeps files is given an empty folder. A new adapter is a line.
STORES: Final[Mapping[str, Opener]] = {
    "memory": lambda _folder: nullcontext(MemoryStore()),
    "sqlite": lambda folder: opened(folder / "journal"),
    "yielding": lambda _folder: nullcontext(YieldingStore()),
    **({"redis": lambda _folder: connected(emptied_for_a_user())} if IS_HERE else {}),
}

FAR_OFF: Final = 10**13
A: Final = LATEST_OTP_FACE.key("a")
B: Final = LATEST_OTP_FACE.key("b")
COUNTER: Final = LIKENESS.key("c")


def change(**parts: object) -> Change:
    """Fill in the named parts of a change set."""
    made = Change()
    for name, part in parts.items():
        setattr(made, name, part)
    return made


def step(due_at: int, name: str = "m") -> MessageStep:
    """Make something that will happen."""
    return MessageStep(due_at, name, What.DISPATCHED, "why")


async def records(store: Store, *keys: Key[Any], world: str = "w") -> list[object]:
    """Read records, whatever they are."""
    return list(await store.read(world, keys))


async def oldest(store: Store, after: str | None = None, limit: int = 99) -> str:
    """Read a page, oldest first, as one word."""
    page = await store.page("w", "i", after=after, limit=limit, newest_first=False)
    return "".join(page)


async def leased(store: Store, until: int = FAR_OFF, limit: int = 99) -> Lease:
    """Lease what is there to lease."""
    lease = await store.lease("w", until=until, limit=limit)
    assert lease is not None
    return lease
