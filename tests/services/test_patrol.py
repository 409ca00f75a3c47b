"""What a process leaves undone is found by the others, and what is somebody's is let be."""

import asyncio
from itertools import count

import pytest

from simulator.domain.clock import ClockMode, ClockWish
from simulator.domain.refusals import StoreFailed
from simulator.services.messaging import send
from simulator.services.patrol import PATROL_MS, Patrol
from simulator.services.worlds import WorldWish
from tests.parts import NOW, Bench, NoAlarm, build_bench
from tests.stores import turns
from tests.traffic import hello

LATER_MS = 60_000


async def overdue(bench: Bench, *names: str) -> None:
    """Send in some worlds, whose process then does nothing more for a minute."""
    for name in names:
        await send(await bench.world(name), hello())
    bench.agenda.expected.clear()
    bench.wall.at += LATER_MS


async def looked(bench: Bench, look_count: int) -> set[str]:
    """Look at all worlds as often as that, and tell which were seen to."""
    patrol = Patrol(bench.worlds, bench.alarm)
    for _ in range(look_count):
        await patrol.look()
    assert all(wall_at == bench.wall.at for _, wall_at in bench.agenda.expected)
    return {name for name, _ in bench.agenda.expected}


async def test_what_nobody_does_is_found_at_the_second_look() -> None:
    """At the first one somebody may be about to do it."""
    bench = build_bench(mode=ClockMode.REAL)
    await overdue(bench, "a", "b")

    assert await looked(bench, 1) == set()
    assert await looked(bench, 2) == {"a", "b"}


async def test_what_is_not_due_is_let_be() -> None:
    """Nor where time stands still."""
    bench = build_bench(mode=ClockMode.REAL)
    await bench.worlds.create(WorldWish("still", clock=ClockWish(ClockMode.MANUAL)))
    await bench.world("empty")
    await overdue(bench, "still")
    await send(await bench.world("early"), hello())
    bench.agenda.expected.clear()

    assert await looked(bench, 3) == set()


async def test_where_somebody_works_nobody_else_does() -> None:
    """What is due next is another thing at each look."""
    bench = build_bench(mode=ClockMode.REAL)
    await overdue(bench, "a")
    patrol = Patrol(bench.worlds, bench.alarm)
    for _ in range(3):
        await patrol.look()
        lease = await bench.store.lease("a", until=bench.wall.at, limit=1)
        assert lease is not None
        await send(await bench.world("a"), hello("another"))
        bench.agenda.expected.clear()
        bench.wall.at += LATER_MS
        await patrol.look()

        assert bench.agenda.expected == []


async def test_a_world_that_is_deleted_meanwhile_is_nobodys(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The others are seen to all the same."""
    bench = build_bench(mode=ClockMode.REAL)
    await overdue(bench, "a", "b")
    next_due_at = bench.store.next_due_at

    async def and_then_gone(name: str) -> int | None:
        due_at = await next_due_at(name)
        if name == "a" and bench.alarm.breath_count:
            await bench.store.drop("a")
        return due_at

    monkeypatch.setattr(bench.store, "next_due_at", and_then_gone)
    assert await looked(bench, 2) == {"b"}


class PatrolAlarm(NoAlarm):
    """Lets time pass, look by look; then it sleeps."""

    def __init__(self, bench: Bench, look_count: int) -> None:
        super().__init__()
        self.bench = bench
        self.looks = iter(range(look_count))

    async def sleep_until(self, wall_at: int | None) -> None:
        if next(self.looks, None) is None:
            await asyncio.Event().wait()
        self.bench.wall.at = wall_at or 0


async def test_it_looks_again_and_again_though_the_store_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every other second, by the wall's clock."""
    bench = build_bench(mode=ClockMode.REAL)
    calls = count(1)

    async def names() -> list[str]:
        if next(calls) < 3:
            raise StoreFailed(1)
        return []

    monkeypatch.setattr(bench.store, "worlds", names)
    running = asyncio.create_task(Patrol(bench.worlds, PatrolAlarm(bench, 4)).run())
    await turns()

    assert not running.done()
    assert next(calls) == 5
    assert bench.wall.at == NOW + 4 * PATROL_MS
    running.cancel()


async def test_it_looks_less_often_where_looking_takes_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Or a server with very many worlds would do nothing else."""
    bench = build_bench(mode=ClockMode.REAL)

    async def names() -> list[str]:
        bench.wall.at += 1_000
        return []

    monkeypatch.setattr(bench.store, "worlds", names)
    running = asyncio.create_task(Patrol(bench.worlds, PatrolAlarm(bench, 3)).run())
    await turns()

    assert bench.wall.at == NOW + PATROL_MS + 1_000 + 2 * (20_000 + 1_000)
    running.cancel()
