"""Webhooks on every store: the same story, and what another process makes of an unfinished one."""

import asyncio

from simulator.domain.clock import ClockMode
from simulator.domain.webhooks import Notice, NoticeState, Target
from simulator.services import ledger, messaging
from simulator.services.attempts import PATIENCE_MS
from simulator.services.ledger import NoticeFilter, list_notices
from simulator.services.ports import Store
from simulator.services.submission import Submission
from tests.bells.bell import NAME, POLICY, WEBHOOKS
from tests.parts import Bench, Told, build_bench
from tests.receivers import ScriptedSender
from tests.traffic import ALICE, BOB

URL = "http://shop.test/hooks"


def bells(store: Store, sender: ScriptedSender, mode: ClockMode = ClockMode.MANUAL) -> Bench:
    """Put a process together."""
    return build_bench(store=store, mode=mode, told=Told({NAME: WEBHOOKS}, sender))


async def ring(bench: Bench) -> None:
    """Send two messages, of which there is to be told."""
    await ledger.set_targets(await bench.world(), [Target(NAME, URL)])
    for to in (ALICE, BOB):
        await messaging.send(await bench.world(), Submission(NAME, to, "ding"))


async def notices(bench: Bench) -> list[Notice]:
    """Tell all notices, oldest first."""
    found = await list_notices(await bench.world(), NoticeFilter(), None, 99)
    return [*found.items][::-1]


async def test_a_story_is_told(store: Store) -> None:
    """Held, released, refused, tried again, replayed, and forgotten by nobody."""
    sender = ScriptedSender([503, 503, 200])
    bench = bells(store, sender)
    await ledger.hold(await bench.world())
    await ring(bench)
    await bench.advance("demo", 700)
    sent, _ = await notices(bench)
    await ledger.release(await bench.world(), None)
    await bench.advance("demo", 60_000)
    await ledger.replay(await bench.world(), sent.id)
    await bench.advance("demo", 60_000)

    found = await notices(bench)
    assert {one.state for one in found} == {NoticeState.DELIVERED}
    assert [len(one.attempts) for one in found] == [3, 2, 1, 1]
    assert sorted(one.event for one in found) == ["rung.over"] * 2 + ["rung.sent"] * 2
    assert len(sender.letters) == 7


async def test_what_one_process_leaves_another_takes_over(store: Store) -> None:
    """The first has posted and is gone; ids and numbers are the same."""
    silent = ScriptedSender()
    silent.shut()
    first = bells(store, silent, ClockMode.REAL)
    await ring(first)
    first.wall.at += 500
    await first.timeline.catch_up("demo")
    async with asyncio.timeout(60):
        await silent.has(2)
    await first.timeline.couriers.close()

    heir = ScriptedSender()
    second = bells(store, heir)
    second.wall.at = first.wall.at + POLICY.timeout_ms + PATIENCE_MS
    await second.timeline.catch_up("demo")
    await second.timeline.couriers.settled("demo")

    told = {one["id"]: one for one in heir.told if one["event"] == "rung.sent"}
    assert told == {one["id"]: one for one in silent.told}
    assert {len(one.attempts) for one in await notices(second)} == {1}
    await second.timeline.couriers.close()
