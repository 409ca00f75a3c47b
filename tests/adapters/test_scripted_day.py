"""The same day, told by every store: whatever is asked for, the same comes of it."""

from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest

from simulator.adapters.memory_store import MemoryStore
from simulator.domain.address import E164
from simulator.domain.dice import Dice
from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import Refusal
from simulator.services import otps
from simulator.services.accounts import balance_of
from simulator.services.messaging import cancel, send
from simulator.services.ports import Store
from simulator.services.tables import MESSAGE, MESSAGES
from tests.every_store import connected, opened
from tests.kept import table_of
from tests.parts import Bench, build_bench
from tests.redis_server import IS_HERE, emptied
from tests.traffic import FACE, fate, hello, once

pytestmark = pytest.mark.long

OPERATION_COUNT: Final = 5_000
NUMBERS: Final = [E164(f"+120255501{n:02}") for n in range(40)]


async def live(bench: Bench, numbers: range) -> list[object]:
    """Do some of the day's work, and tell what was answered."""
    dice = Dice(3, "day")
    told: list[object] = []
    for number in numbers:
        chance = int(dice.digest("what", str(number)), 16)
        told.append(await operate(bench, chance % 11, number, NUMBERS[chance % 37]))
        world = await bench.world()
        told.append((world.now, await balance_of(world)))
    return told


async def operate(bench: Bench, what: int, number: int, to: E164) -> object:
    """Do one thing of many, or be refused it."""
    world = await bench.world()
    with suppress(Refusal):
        match what:
            case 0 | 1:
                return len(await bench.advance("demo", 1_000 * (number % 60)))
            case 2:
                return (await otps.send_otp(world, FACE, to)).result is None
            case 3:
                latest = await bench.store.page(
                    "demo", MESSAGES, after=None, limit=1, newest_first=True
                )
                return (await cancel(world, latest[0])).result.is_cancelled if latest else None
            case 4:
                sent = await send(
                    world, hello(f"key {number // 30}", to=to), once(f"{number // 30}")
                )
                return (fate(sent.result), sent.is_replayed)
            case _:
                return fate((await send(world, hello(f"text {number % 9}", to=to))).result)
    return "refused"


async def ending(bench: Bench) -> list[object]:
    """Tell how everything ends."""
    await bench.advance("demo", 72 * 3_600_000)
    snapshot = await bench.store.dump("demo")
    messages = [table_of(snapshot, MESSAGE.name)[one] for one in snapshot.indexes[MESSAGES]]
    ends = [(one.text, one.destination, one.created_at, fate(one)) for one in messages]
    return [ends, table_of(snapshot, "likeness"), await balance_of(await bench.world())]


def bench_on(store: Store) -> Bench:
    """Put a simulation onto a store; a bad carrier has more to tell."""
    return build_bench(store=store, profile="grumpy", credit=MicroUsd(1_500_000))


async def told_by_a_file(path: Path) -> list[object]:
    """Live the day in three processes that hand a file on."""
    told: list[object] = []
    third = OPERATION_COUNT // 3 + 1
    for start in range(0, OPERATION_COUNT, third):
        async with opened(path) as store:
            numbers = range(start, min(start + third, OPERATION_COUNT))
            told += await live(bench_on(store), numbers)
            await store.compaction.run()
    async with opened(path) as store:
        return told + await ending(bench_on(store))


async def told_by_a_redis() -> list[object]:
    """Live the day in two processes at once, which take turns."""
    told: list[object] = []
    url = emptied()
    async with connected(url) as one, connected(url) as other:
        benches = bench_on(one), bench_on(other)
        for number in range(OPERATION_COUNT):
            told += await live(benches[number % 2], range(number, number + 1))
        return told + await ending(benches[0])


async def test_a_day_is_the_same_on_every_store(tmp_path: Path) -> None:
    """In one process with everything in memory, in three one after another, in two at once."""
    bench = bench_on(MemoryStore())
    in_memory = [*await live(bench, range(OPERATION_COUNT)), *await ending(bench)]

    assert await told_by_a_file(tmp_path / "journal") == in_memory
    if IS_HERE:
        assert await told_by_a_redis() == in_memory
    assert "refused" in in_memory
