"""Once in a while each world is looked at: some are forgotten, and of the others what is old."""

import asyncio
from dataclasses import replace

import pytest

from simulator.domain.refusals import StoreFailed
from simulator.services.messaging import cancel
from simulator.services.rounds import ROUND_MS, Rounds
from simulator.services.tables import MESSAGES
from simulator.services.worlds import WorldWish
from tests.parts import NOW, Bench, build_bench
from tests.stores import YieldingStore, turns
from tests.traffic import post


class RoundAlarm:
    """Lets an hour pass in no time, round by round; then it sleeps."""

    def __init__(self, bench: Bench, round_count: int) -> None:
        self.bench = bench
        self.left_count = round_count
        self.slept_until: list[int | None] = []

    def ring(self) -> None:
        raise AssertionError("nobody rings for a round")

    async def sleep_until(self, wall_at: int | None) -> None:
        self.slept_until.append(wall_at)
        if not self.left_count:
            await asyncio.Event().wait()
        self.left_count -= 1
        self.bench.wall.at = wall_at or 0

    async def breathe(self) -> None:
        await turns(1)


async def go_round(bench: Bench, count: int = 1) -> RoundAlarm:
    """Go round as often as that."""
    alarm = RoundAlarm(bench, count)
    running = asyncio.create_task(Rounds(bench.worlds, alarm).run())
    await turns(60 * count + 60)
    assert not running.done(), running.exception()
    running.cancel()
    return alarm


async def test_a_round_begins_a_while_after_the_last_one(bench: Bench) -> None:
    """By the wall's clock, whether there are worlds or not."""
    alarm = await go_round(bench, 3)
    assert alarm.slept_until == [NOW + n * ROUND_MS for n in (1, 2, 3, 4)]


async def test_a_world_is_forgotten_when_its_time_is_up(bench: Bench) -> None:
    """At the first round after it; others live on, and what happens in it does not prolong it."""
    await bench.worlds.create(WorldWish("brief", ttl_ms=2 * ROUND_MS))
    await bench.worlds.create(WorldWish("brief2", ttl_ms=2 * ROUND_MS + 1))
    await bench.worlds.create(WorldWish("lasting"))
    await post(await bench.world("brief"))

    await go_round(bench)
    assert await bench.worlds.names() == ["brief", "brief2", "lasting"]
    await go_round(bench)
    assert await bench.worlds.names() == ["brief2", "lasting"]
    await go_round(bench)
    assert await bench.worlds.names() == ["lasting"]


async def test_what_is_told_of_a_worlds_end_is_true(bench: Bench) -> None:
    """It counts from its beginning, by the wall's clock, whatever its own shows."""
    world = await bench.worlds.create(WorldWish("brief", ttl_ms=60_000))
    bench.wall.at += 5_000
    await bench.advance("brief", 10**9)

    assert (await bench.worlds.reset("brief")).settings.expires_at == NOW + 60_000
    assert world.settings.expires_at == NOW + 60_000
    assert (await bench.world("other")).settings.expires_at is None


async def test_whoever_moves_the_time_of_a_world_is_not_disturbed(bench: Bench) -> None:
    """The world is forgotten when he is done; meanwhile the round does not wait at the others."""
    await bench.worlds.create(WorldWish("busy"))
    await bench.worlds.create(WorldWish("brief", ttl_ms=ROUND_MS))
    async with bench.worlds.mover("busy"):
        await go_round(bench)
    assert await bench.worlds.names() == ["busy"]

    await bench.worlds.create(WorldWish("moved", ttl_ms=ROUND_MS))
    mover = bench.worlds.mover("moved")
    await mover.acquire()
    running = asyncio.create_task(Rounds(bench.worlds, RoundAlarm(bench, 1)).run())
    await turns(20)
    assert await bench.worlds.names() == ["busy", "moved"]
    mover.release()
    await turns(20)
    assert await bench.worlds.names() == ["busy"]
    running.cancel()


async def test_a_world_that_nobody_moves_is_swept(bench: Bench) -> None:
    """Else whoever only sends would fill the machine."""
    world = await bench.worlds.create(WorldWish("demo", keep_count=2))
    for n in range(5):
        await cancel(world, (await post(world, f"n{n}")).id)

    await go_round(bench)

    assert await bench.store.count("demo", MESSAGES) == 2


async def test_a_fault_in_one_world_stays_there(
    bench: Bench, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is logged, and the round goes on."""
    await bench.world("faulty")
    await bench.worlds.create(WorldWish("late", ttl_ms=ROUND_MS))
    find = bench.worlds.find

    async def find_unless_faulty(name: str) -> object:
        if name == "faulty":
            raise ZeroDivisionError
        return await find(name)

    monkeypatch.setattr(bench.worlds, "find", find_unless_faulty)
    await go_round(bench)

    assert await bench.worlds.names() == ["faulty"]
    assert "world faulty could not be tidied" in caplog.text


async def test_a_world_may_be_deleted_during_a_round(caplog: pytest.LogCaptureFixture) -> None:
    """Which is nothing to be logged."""
    bench = build_bench(store=YieldingStore())
    await bench.world("a")
    await bench.world("b")
    rounds = asyncio.create_task(Rounds(bench.worlds, RoundAlarm(bench, 0)).go())
    await turns(2)
    await bench.worlds.delete("b")
    await rounds

    assert caplog.text == ""
    assert await bench.worlds.names() == ["a"]


@pytest.mark.parametrize("keep_count", [None, 7])
@pytest.mark.parametrize("keep_age_ms", [None, 60_000])
async def test_what_is_kept_is_as_was_chosen(
    bench: Bench, keep_count: int | None, keep_age_ms: int | None
) -> None:
    """For the world, or else for the server."""
    usual = replace(bench.worlds.defaults.retention, count=9)
    bench.worlds.defaults = replace(bench.worlds.defaults, retention=usual)
    wish = WorldWish("demo", keep_count=keep_count, keep_age_ms=keep_age_ms)

    retention = (await bench.worlds.create(wish)).settings.retention

    assert retention.count == (keep_count or 9)
    assert retention.age_ms == (keep_age_ms or 30 * 86_400_000)


async def test_a_world_that_took_the_place_of_one_whose_time_is_up_lives_on(bench: Bench) -> None:
    """It was made while whoever would have forgotten the other had to wait."""
    await bench.worlds.create(WorldWish("brief", ttl_ms=1))
    bench.wall.at += 5
    mover = bench.worlds.mover("brief")
    await mover.acquire()
    forgetting = asyncio.create_task(bench.worlds.forget_expired("brief"))
    await turns(3)
    await bench.store.drop("brief")
    await bench.worlds.create(WorldWish("brief"))
    mover.release()

    assert await forgetting is False
    assert await bench.worlds.names() == ["brief"]


@pytest.mark.parametrize("what", ["worlds", "read"])
async def test_a_store_that_failed_ends_the_round_and_not_all_rounds(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, bench: Bench, what: str
) -> None:
    """It has said so itself, and there is nothing to add for each world."""
    await bench.worlds.enter("demo")

    async def refuse(*_asked: object) -> None:
        raise StoreFailed

    monkeypatch.setattr(bench.store, what, refuse)
    alarm = await go_round(bench, 2)

    assert len(alarm.slept_until) == 3
    assert not caplog.records
