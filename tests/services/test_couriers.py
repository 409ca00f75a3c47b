"""Couriers: side by side, within bounds, in nobody's way, and nothing is lost."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from simulator.adapters.memory_store import MemoryStore
from simulator.domain.clock import ClockMode, ClockWish
from simulator.domain.message import State
from simulator.domain.webhooks import Notice, NoticeState, Target
from simulator.services import couriers, ledger, messaging
from simulator.services.attempts import PATIENCE_MS, Dispatch
from simulator.services.copies import fork
from simulator.services.couriers import HOST_COUNT_MAX, OPEN_COUNT_MAX
from simulator.services.drafts import Draft, perform
from simulator.services.ledger import NoticeFilter, list_notices
from simulator.services.lists import find_message
from simulator.services.notices import raise_notices
from simulator.services.ports import Key
from simulator.services.submission import Submission
from simulator.services.telling import NoticeWish
from tests.bells.bell import NAME, POLICY, WEBHOOKS
from tests.parts import Bench, Told, build_bench
from tests.receivers import ScriptedSender
from tests.stores import turns
from tests.traffic import ALICE

URL = "http://shop.test/hooks"
GUARDED_MS = POLICY.timeout_ms + PATIENCE_MS


@dataclass
class Shop:
    """A simulation whose time passes by itself, as the test moves the wall's, and a customer."""

    bench: Bench
    sender: ScriptedSender

    async def tell(self, count: int = 1, host: str = "shop.test") -> None:
        """Have so much news about nothing in particular."""
        world = await self.bench.world()
        wish = NoticeWish("rung.sent", world.now, [f"http://{host}/"], "{}")

        async def use_case(draft: Draft) -> None:
            await raise_notices(draft, NAME, [wish] * count)

        await perform(world, use_case)

    async def pass_time(self, ms: int) -> None:
        """Let time pass, and everybody do what he then does."""
        self.bench.wall.at += ms
        await self.bench.timeline.catch_up("demo")
        await turns()

    async def answer(self) -> None:
        """Let the customer answer from now on, and wait until all is settled."""
        self.sender.gate.set()
        await self.bench.timeline.couriers.settled("demo")

    async def notices(self) -> list[Notice]:
        """Tell all notices, oldest first."""
        found = await list_notices(await self.bench.world(), NoticeFilter(), None, 999)
        return [*found.items][::-1]

    def elsewhere(self, sender: ScriptedSender) -> "Shop":
        """Be another process with the same store."""
        bench = build_bench(store=self.bench.store, told=Told({NAME: WEBHOOKS}, sender))
        bench.wall.at = self.bench.wall.at
        return Shop(bench, sender)


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    """A customer who does not answer until the test lets him."""
    sender = ScriptedSender()
    sender.shut()
    bench = build_bench(mode=ClockMode.REAL, told=Told({NAME: WEBHOOKS}, sender))
    yield Shop(bench, sender)
    await bench.timeline.couriers.close()


async def test_time_does_not_wait_for_a_receiver(shop: Shop) -> None:
    """What else is due happens; the answer is written down whenever it comes."""
    world = await shop.bench.world()
    await ledger.set_targets(world, [Target(NAME, URL)])
    wanted = Submission(NAME, ALICE, "ding")
    message = (await messaging.send(await shop.bench.world(), wanted)).result
    for _ in range(6):
        await shop.pass_time(500)

    assert shop.sender.open_count == shop.bench.timeline.couriers.open_count == 2
    found = await find_message(await shop.bench.world(), message.id)
    assert found.state is State.DELIVERED
    assert {one.state for one in await shop.notices()} == {NoticeState.PENDING}
    await shop.answer()
    assert {one.state for one in await shop.notices()} == {NoticeState.DELIVERED}


async def test_the_next_attempt_is_counted_from_the_end_of_the_last(shop: Shop) -> None:
    """A receiver who takes his time is left alone for as long as one who refuses at once."""
    shop.sender.statuses += [500]
    await shop.tell()
    await shop.pass_time(0)
    shop.bench.wall.at += 1_900
    await shop.answer()

    await shop.pass_time(999)
    assert len(shop.sender.letters) == 1
    await shop.pass_time(1)
    assert [one["attempt"] for one in shop.sender.told] == [1, 2]


async def test_only_so_many_are_under_way(shop: Shop) -> None:
    """To one host, and to all of them; the others wait, and are told when there is room."""
    await shop.tell(100)
    await shop.pass_time(0)
    assert shop.sender.open_count == HOST_COUNT_MAX
    assert shop.bench.timeline.couriers.waiting_count == 100 - HOST_COUNT_MAX
    for number in range(5):
        await shop.tell(100, f"shop{number}.test")
    await shop.pass_time(0)
    assert shop.sender.open_count == OPEN_COUNT_MAX

    await shop.answer()
    assert shop.sender.open_count_max == OPEN_COUNT_MAX
    assert len(shop.sender.letters) == 600
    assert {one.state for one in await shop.notices()} == {NoticeState.DELIVERED}
    assert shop.bench.timeline.couriers.waiting_count == 0


@pytest.mark.parametrize("bound", ["HOST_JOB_COUNT_MAX", "JOB_COUNT_MAX"])
async def test_for_which_there_is_no_room_comes_back(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    """What waits here is bounded, however long a receiver hangs; the rest waits in the store."""
    monkeypatch.setattr(couriers, bound, 5)
    await shop.tell(100)
    await shop.pass_time(0)
    # All are posted before the first of them begins.
    assert shop.bench.timeline.couriers.waiting_count + shop.sender.open_count == 5

    await shop.answer()
    assert len(shop.sender.letters) == 5
    monkeypatch.undo()
    await shop.pass_time(GUARDED_MS)
    await shop.answer()
    assert {one.state for one in await shop.notices()} == {NoticeState.DELIVERED}
    assert len(shop.sender.letters) == 100


async def test_what_ends_together_is_written_together(shop: Shop) -> None:
    """A change set costs as much as all else that there is to do for an answer."""
    await shop.tell(HOST_COUNT_MAX)
    await shop.pass_time(0)
    before = await shop.bench.store.revision("demo")
    await shop.answer()

    assert await shop.bench.store.revision("demo") == before + 1
    assert {len(one.attempts) for one in await shop.notices()} == {1}


async def test_what_begins_together_is_read_together(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the end of a wire each look is a journey."""
    read, looked = MemoryStore.read, []

    async def counted(store: MemoryStore, world: str, keys: Sequence[Key[Any]]) -> Any:  # noqa: ANN401 - records
        looked.append(len(keys))
        return await read(store, world, keys)

    await shop.tell(10)
    with monkeypatch.context() as patch:
        patch.setattr(MemoryStore, "read", counted)
        await shop.pass_time(0)

    assert shop.sender.open_count == 10
    # The timeline's of its world and of what may hold it up, and of what is due; then ours.
    assert looked == [3, 10, 1, 10]


async def test_a_url_that_leads_nowhere_is_no_fault_of_ours(shop: Shop) -> None:
    """It is tried like any other, and keeps nobody from anything."""
    await shop.tell(host="[")
    await shop.pass_time(0)
    assert [letter.url for letter in shop.sender.letters] == ["http://[/"]


async def test_what_has_waited_too_long_is_not_begun(shop: Shop) -> None:
    """By then it is due once more, and may be somebody else's."""
    await shop.tell(HOST_COUNT_MAX + 10)
    await shop.pass_time(0)
    shop.bench.wall.at += PATIENCE_MS + 1
    await shop.answer()
    assert len(shop.sender.letters) == HOST_COUNT_MAX

    await shop.pass_time(GUARDED_MS)
    await shop.answer()
    assert len(shop.sender.letters) == HOST_COUNT_MAX + 10
    assert {len(one.attempts) for one in await shop.notices()} == {1}


async def test_an_attempt_is_not_made_twice_at_once(shop: Shop) -> None:
    """However late the answer is, who still waits for it does not ask again."""
    await shop.tell()
    await shop.pass_time(0)
    await shop.pass_time(GUARDED_MS)
    await shop.pass_time(GUARDED_MS)
    await shop.answer()

    assert len(shop.sender.letters) == 1
    (notice,) = await shop.notices()
    assert len(notice.attempts) == 1


async def test_who_takes_over_makes_the_attempt_again(shop: Shop) -> None:
    """Of one that nobody has heard of since; id and number are the same, and once is recorded."""
    await shop.tell()
    await shop.pass_time(0)
    await shop.bench.timeline.couriers.close()
    assert shop.sender.open_count == 0
    heir = shop.elsewhere(ScriptedSender())
    await heir.pass_time(GUARDED_MS - 1)
    assert heir.sender.letters == []
    await heir.pass_time(1)

    (first,), (second,) = shop.sender.told, heir.sender.told
    assert first == second
    (notice,) = await heir.notices()
    assert (notice.state, len(notice.attempts)) == (NoticeState.DELIVERED, 1)


async def test_an_answer_that_comes_after_another_is_not_recorded(shop: Shop) -> None:
    """Two processes have made the same attempt: the first to know has the word."""
    await shop.tell()
    await shop.pass_time(0)
    heir = shop.elsewhere(ScriptedSender([500]))
    await heir.pass_time(GUARDED_MS)
    shop.bench.wall.at = heir.bench.wall.at
    await shop.answer()

    (notice,) = await heir.notices()
    assert [one.reply.status for one in notice.attempts] == [500]
    assert notice.state is NoticeState.PENDING


async def test_what_somebody_else_has_told_meanwhile_is_not_told_again(shop: Shop) -> None:
    """Whoever comes to it late looks once more before he asks."""
    await shop.tell(HOST_COUNT_MAX + 1)
    await shop.pass_time(0)
    heir = shop.elsewhere(ScriptedSender())
    await heir.pass_time(GUARDED_MS)
    assert len(heir.sender.letters) == HOST_COUNT_MAX + 1
    await shop.answer()

    assert len(shop.sender.letters) == HOST_COUNT_MAX
    assert {len(one.attempts) for one in await shop.notices()} == {1}


async def test_patience_is_of_the_walls_time(shop: Shop) -> None:
    """On a clock that runs a thousand times as fast nobody is asked a thousand times as often."""
    await shop.bench.timeline.change_clock("demo", ClockWish(ClockMode.SCALED, 1_000))
    await shop.tell()
    await shop.pass_time(1)
    await shop.bench.timeline.couriers.close()
    shop.sender.gate.set()
    for _ in range(9):
        await shop.pass_time(GUARDED_MS // 10)

    assert len(shop.sender.letters) == 1
    await shop.pass_time(GUARDED_MS // 10)
    assert len(shop.sender.letters) == 2


async def test_who_moves_the_time_waits_for_what_was_under_way(shop: Shop) -> None:
    """What was due before is told before what comes, and by nobody twice."""
    await shop.bench.timeline.change_clock("demo", ClockWish(ClockMode.MANUAL))
    await shop.tell(HOST_COUNT_MAX + 1)
    await shop.pass_time(0)
    shop.bench.wall.at += PATIENCE_MS + 1
    shop.sender.gate.set()
    await shop.bench.advance("demo", 5)

    assert len(shop.sender.letters) == HOST_COUNT_MAX
    fired = await shop.bench.advance("demo", GUARDED_MS)
    assert [type(one) for one in fired] == [Notice]
    assert len(shop.sender.letters) == HOST_COUNT_MAX + 1


async def test_who_waits_for_an_attempt_has_it_made_however_late(shop: Shop) -> None:
    """It may have waited among those for which nobody does."""
    await shop.tell(HOST_COUNT_MAX + 1)
    await shop.pass_time(0)
    await shop.bench.timeline.change_clock("demo", ClockWish(ClockMode.MANUAL))
    shop.bench.wall.at += PATIENCE_MS + 1
    world = await shop.bench.world()
    last = (await shop.notices())[-1]
    delivering = shop.bench.timeline.couriers.deliver(world, [Dispatch(last, 1, is_copy=False)])
    shop.sender.gate.set()

    assert [one.state for one in await delivering] == [NoticeState.DELIVERED]


async def test_who_stops_waiting_keeps_nobody_else_from_it(shop: Shop) -> None:
    """The attempt goes on, and others hear how it went."""
    await shop.tell()
    await shop.pass_time(0)
    impatient = asyncio.create_task(shop.bench.timeline.couriers.settled("demo"))
    patient = asyncio.create_task(shop.bench.timeline.couriers.settled("demo"))
    await turns()
    impatient.cancel()
    await turns()
    shop.sender.gate.set()

    assert [one.state for one in await patient] == [NoticeState.DELIVERED]


async def test_nothing_is_told_of_a_world_that_is_no_more(shop: Shop) -> None:
    """Neither while it is told nor before that."""
    await shop.tell()
    await shop.pass_time(0)
    await shop.bench.worlds.delete("demo")
    await shop.answer()
    assert await shop.bench.store.worlds() == []

    await shop.tell()
    posting = shop.bench.timeline.catch_up("demo")
    await posting
    await shop.bench.worlds.reset("demo")
    await shop.bench.timeline.couriers.settled("demo")
    assert len(shop.sender.letters) == 1


async def test_a_fault_of_ours_ends_nothing_else(
    shop: Shop, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told, and the attempt is made again in its time."""

    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    await shop.tell()
    with monkeypatch.context() as patch:
        patch.setattr(ScriptedSender, "send", broken)
        await shop.pass_time(0)
    assert "a webhook of world demo failed" in caplog.text
    shop.sender.gate.set()
    await shop.pass_time(GUARDED_MS)
    await shop.answer()

    assert {one.state for one in await shop.notices()} == {NoticeState.DELIVERED}


async def test_a_fork_tells_what_was_still_to_be_told() -> None:
    """Under the same id: the receiver can tell that it is the same news."""
    sender = ScriptedSender()
    bench = build_bench(store=MemoryStore(), told=Told({NAME: WEBHOOKS}, sender))
    shop = Shop(bench, sender)
    await shop.tell()
    await fork(bench.worlds, "demo", "copy")
    await bench.advance("demo", 0)
    await bench.advance("copy", 0)

    assert len({one["id"] for one in sender.told}) == 1
    assert len(sender.told) == 2


async def test_nothing_is_kept_of_hosts_that_have_been_told(shop: Shop) -> None:
    """Each URL that was ever told something would leave a trace for ever."""
    for host in ("one.test", "other.test"):
        await shop.tell(host=host)
    await shop.pass_time(0)
    assert shop.bench.timeline.couriers.host_count == 2

    await shop.answer()
    await turns()

    assert shop.bench.timeline.couriers.host_count == 0
