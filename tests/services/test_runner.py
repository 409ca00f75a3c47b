"""The one loop that looks at each world when it next has something to do."""

import asyncio
from dataclasses import dataclass, field, replace

import pytest

from simulator.domain.clock import ClockMode
from simulator.domain.message import State
from simulator.domain.refusals import StoreFailed
from simulator.services.lists import find_message
from simulator.services.timeline import Runner, Timeline
from simulator.services.worlds import Worlds
from tests.parts import NOW, HandClock, build_bench
from tests.stores import turns
from tests.traffic import post

PERFECT = [0, 250, 500, 1_000]


@dataclass
class HandAlarm:
    """Moves the wall's clock instead of sleeping, up to an instant; then it waits to be rung."""

    wall: HandClock
    until: int
    rung_count: int = 0
    slept_until: list[int | None] = field(default_factory=list)

    def ring(self) -> None:
        self.rung_count += 1

    async def sleep_until(self, wall_at: int | None) -> None:
        self.slept_until.append(wall_at)
        if wall_at is None or wall_at > self.until:
            await asyncio.Event().wait()
        else:
            self.wall.at = max(self.wall.at, wall_at)

    async def breathe(self) -> None:
        pass


class Running:
    """A simulation whose one loop runs, on a clock that jumps from appointment to appointment."""

    def __init__(self, until: int = NOW + 10**6) -> None:
        made = build_bench(mode=ClockMode.REAL)
        self.alarm = HandAlarm(made.wall, until)
        self.runner = Runner(self.alarm, made.wall)
        parts = replace(made.worlds.parts, agenda=self.runner, alarm=self.alarm)
        self.worlds = Worlds(parts, made.worlds.defaults)
        self.timeline = Timeline(self.worlds)
        self.bench = replace(made, worlds=self.worlds, timeline=self.timeline)

    async def run(self) -> None:
        """Let the loop run until it has nothing to do but wait."""
        loop = asyncio.create_task(self.runner.run(self.timeline))
        await turns(100)
        assert not loop.done(), loop.exception()
        loop.cancel()
        await asyncio.gather(loop, return_exceptions=True)


async def test_the_loop_lets_everything_happen_in_every_world() -> None:
    """Each world is looked at when its next step is due, until nothing is left to do."""
    running = Running()
    names = ["a", "b", "c"]
    messages = {name: await post(await running.bench.world(name)) for name in names}

    await running.run()

    for name, message in messages.items():
        moved = await find_message(await running.bench.world(name), message.id)
        assert [event.at - NOW for event in moved.timeline] == PERFECT
    assert running.alarm.slept_until[-1] is None
    assert [at - NOW for at in running.alarm.slept_until if at is not None] == PERFECT[1:]


async def test_the_loop_does_not_look_ahead() -> None:
    """What is due later waits until then."""
    running = Running(until=NOW + 600)
    message = await post(await running.bench.world())

    await running.run()

    assert (await find_message(await running.bench.world(), message.id)).state is State.SENT
    assert running.alarm.slept_until[-1] == NOW + 1_000


async def test_an_earlier_appointment_replaces_a_later_one() -> None:
    """The sleeper is rung for what comes first, and for nothing else; a world is looked at once."""
    running = Running()
    for wall_at in (NOW + 900, NOW + 950, NOW + 100, NOW + 100):
        running.runner.expect("demo", wall_at)
    assert running.alarm.rung_count == 2
    running.runner.expect("other", NOW + 500)
    assert running.alarm.rung_count == 2
    for name in ("demo", "other"):
        await running.bench.world(name)

    await running.run()

    assert [at for at in running.alarm.slept_until if at] == [NOW + 100, NOW + 500, NOW + 900]


async def test_a_deleted_world_does_not_stop_the_loop() -> None:
    """Its appointment comes to nothing, and the other worlds' time goes on."""
    running = Running()
    await post(await running.bench.world("gone"))
    message = await post(await running.bench.world())
    await running.worlds.delete("gone")

    await running.run()

    assert (await find_message(await running.bench.world(), message.id)).state is State.DELIVERED
    assert await running.worlds.names() == ["demo"]


async def test_a_fault_in_one_world_does_not_stop_the_loop(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is logged, and the other worlds' time goes on."""
    running = Running()
    await post(await running.bench.world("faulty"))
    message = await post(await running.bench.world())
    catch_up = running.timeline.catch_up

    async def catch_up_unless_faulty(name: str) -> None:
        if name == "faulty":
            raise ZeroDivisionError
        await catch_up(name)

    monkeypatch.setattr(running.timeline, "catch_up", catch_up_unless_faulty)
    await running.run()

    moved = await find_message(await running.bench.world(), message.id)
    assert moved.state is State.DELIVERED
    assert "the timeline of world faulty failed" in caplog.text


async def test_a_store_that_failed_is_told_once_and_not_for_each_world(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has said so itself; the loop goes on, and has nothing to add."""
    running = Running()
    await post(await running.bench.world())

    async def refuse(_name: str) -> None:
        raise StoreFailed

    monkeypatch.setattr(running.timeline, "catch_up", refuse)
    await running.run()

    assert not caplog.records
