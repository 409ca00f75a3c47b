"""How long a start takes: in proportion to what is read, and a million in fifteen seconds."""

import asyncio
from pathlib import Path
from time import process_time
from typing import Final

from msgspec import structs

from simulator.adapters.sqlite import SqliteStore
from simulator.domain.address import E164
from simulator.domain.message import What
from simulator.domain.steps import MessageStep
from simulator.services.ports import Change, Floor
from simulator.services.tables import BALANCE, LIKENESS, MESSAGE, MESSAGES, messages_to
from tests.every_store import FAR_OFF, leased, opened
from tests.messages import PRICE, born

MESSAGE_COUNT: Final = 20_000
STRIDE: Final = 200

# A million in 15 s are 15 us each. Four times that, for whatever else a machine may be doing.
MESSAGE_US_MAX: Final = 60


def accepted(number: int) -> Change:
    """Make the change set that accepting a message comes to."""
    message = born(message_id=f"{number:032x}", likeness=f"{number:016x}")
    message = structs.replace(message, destination=E164(f"+1415{number:07}"))
    change = Change()
    change.puts = {LIKENESS.key(message.likeness): 1, MESSAGE.key(message.id): message}
    change.adds = {BALANCE: Floor(-PRICE, None)}
    change.entries = [(MESSAGES, message.id), (messages_to(message.destination), message.id)]
    change.steps = [MessageStep(number // STRIDE, message.id, What.DISPATCHED)]
    return change


async def carry(store: SqliteStore, what: What, then: What | None) -> None:
    """Let something happen to all messages that it is due for."""
    lease = await leased(store, until=FAR_OFF, limit=MESSAGE_COUNT)
    change = Change()
    change.done = lease
    for step in lease.steps:
        assert isinstance(step, MessageStep)
        key = MESSAGE.key(step.message_id)
        (message,) = await store.read("w", [key])
        assert message is not None
        change.puts[key] = message.after(what, message.created_at + step.due_at)
        if then is not None:
            change.steps.append(MessageStep(step.due_at + 1, step.message_id, then))
    await store.commit("w", change)


async def fill(store: SqliteStore) -> None:
    """Let messages be accepted and carried."""
    for start in range(0, MESSAGE_COUNT, STRIDE):
        changes = map(accepted, range(start, start + STRIDE))
        await asyncio.gather(*(store.commit("w", change) for change in changes))
        await carry(store, What.DISPATCHED, What.SENT)
        await carry(store, What.SENT, What.DELIVERED)
        await carry(store, What.DELIVERED, None)


async def timed(path: Path) -> float:
    """Tell how many microseconds of CPU a message takes to be read back."""
    started_at = process_time()
    async with opened(path) as store:
        spent_s = process_time() - started_at
        assert await store.count("w", MESSAGES) == MESSAGE_COUNT
        assert (await store.read("w", [BALANCE])) == [-PRICE * MESSAGE_COUNT]
    return spent_s * 1e6 / MESSAGE_COUNT


async def test_a_start_is_quick(tmp_path: Path) -> None:
    """With every change set still in the journal, and when it is compacted."""
    path = tmp_path / "journal"
    async with opened(path) as store:
        await fill(store)
        size = store.size
    assert min([await timed(path) for _ in range(3)]) < MESSAGE_US_MAX
    async with opened(path) as store:
        await store.compaction.run()
        assert store.size < size * 0.6
    assert min([await timed(path) for _ in range(3)]) < MESSAGE_US_MAX
