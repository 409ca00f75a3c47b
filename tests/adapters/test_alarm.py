"""The alarm clock of the event loop."""

import asyncio

from simulator.adapters.alarm import LoopAlarm
from tests.parts import NOW, HandClock
from tests.stores import turns

FAR_OFF = NOW + 10**9


async def test_a_ring_wakes_the_sleeper() -> None:
    """Whoever sleeps until rung, or until an instant far off, wakes when it rings."""
    for instant in (None, FAR_OFF):
        alarm = LoopAlarm(HandClock())
        sleeper = asyncio.create_task(alarm.sleep_until(instant))
        await turns()
        assert not sleeper.done()

        alarm.ring()

        await asyncio.wait_for(sleeper, 60)


async def test_an_instant_that_has_passed_wakes_at_once() -> None:
    """There is nothing to sleep for, and nobody rings."""
    alarm = LoopAlarm(HandClock())

    for instant in (0, NOW - 1_000, NOW):
        await asyncio.wait_for(alarm.sleep_until(instant), 60)


async def test_a_ring_while_nobody_sleeps_is_kept() -> None:
    """The next sleeper wakes at once, and the one after that sleeps."""
    alarm = LoopAlarm(HandClock())
    alarm.ring()
    alarm.ring()

    await asyncio.wait_for(alarm.sleep_until(FAR_OFF), 60)
    second = asyncio.create_task(alarm.sleep_until(FAR_OFF))
    await turns()

    assert not second.done()
    second.cancel()


async def test_a_breath_lets_others_go_first() -> None:
    """What is ready to run runs before whoever breathes goes on."""
    gone = asyncio.Event()
    asyncio.get_running_loop().call_soon(gone.set)

    await LoopAlarm(HandClock()).breathe()

    assert gone.is_set()
