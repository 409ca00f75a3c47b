"""Waiting for worlds to change: who is concerned is woken, and nobody else."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack

import pytest

from simulator.adapters import recent
from simulator.domain.address import E164, AlphanumericSenderId
from simulator.domain.refusals import NotFound
from simulator.services import watching
from simulator.services.inbound import receive_now
from simulator.services.messaging import send
from simulator.services.otps import send_otp
from simulator.services.ports import Feed
from simulator.services.submission import Submission
from simulator.services.watching import Purpose, Watch, Watching
from tests.parts import Bench, build_bench
from tests.stores import InterruptedStore, YieldingStore, turns
from tests.traffic import ALICE, BOB, FACE, post

CAROL = E164("+12025550103")
SHOP = AlphanumericSenderId("Shop")


class FailingStore(YieldingStore):
    """A store whose feed breaks."""

    async def feed(self, world: str, *, after: int, limit: int) -> Feed:
        raise ConnectionError(f"the wire is cut: {world} {after} {limit}")


@pytest.fixture(params=["memory", "yielding"])
def bench(request: pytest.FixtureRequest) -> Bench:
    """A bench with a store that answers at once, and one that does not."""
    return build_bench(store=YieldingStore() if request.param == "yielding" else None)


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    """What is watched until the test ends."""
    async with AsyncExitStack() as stack:
        yield stack


def watching_of(bench: Bench) -> Watching:
    """Tell who waits."""
    return bench.worlds.parts.watching


async def watched(bench: Bench, stack: AsyncExitStack, *numbers: str, world: str = "demo") -> Watch:
    """Watch a world until the test ends: for some numbers, or for anything."""
    concern = frozenset(numbers) or None
    watch = watching_of(bench).watch(world, concern, Purpose.STREAM)
    return await stack.enter_async_context(watch)


async def is_woken(watch: Watch) -> bool:
    """Tell whether a watch has been woken, and let it be woken again."""
    waiter = asyncio.ensure_future(watch.woken())
    await turns(40)
    if waiter.done():
        await waiter
        return True
    waiter.cancel()
    await turns(1)
    return False


async def test_a_message_wakes_those_whom_it_concerns(bench: Bench, stack: AsyncExitStack) -> None:
    """Its recipient, its sender, and whoever waits for anything; nobody in another world."""
    await bench.world("other")
    world = await bench.world()
    anything, alice = await watched(bench, stack), await watched(bench, stack, ALICE)
    both, bob = await watched(bench, stack, BOB, ALICE), await watched(bench, stack, BOB)
    shop, other = await watched(bench, stack, SHOP), await watched(bench, stack, world="other")
    watches = (anything, alice, both, bob, shop, other)
    assert [await is_woken(one) for one in watches] == [False] * 6

    await send(world, Submission(FACE, ALICE, "hello", SHOP))

    assert [await is_woken(one) for one in watches] == [True, True, True, False, True, False]
    assert [await is_woken(one) for one in watches] == [False] * 6


async def test_what_happens_to_a_message_wakes_them_too(
    bench: Bench, stack: AsyncExitStack
) -> None:
    """Each time it comes into another state."""
    message = await post(await bench.world(), to=ALICE)
    alice, bob = await watched(bench, stack, ALICE), await watched(bench, stack, BOB)

    await bench.advance("demo", 60_000)

    assert message.state == "queued"
    assert (await is_woken(alice), await is_woken(bob)) == (True, False)


async def test_codes_and_what_handsets_send_wake_them(bench: Bench, stack: AsyncExitStack) -> None:
    """The handset that sent it, and the number that it was sent to."""
    world = await bench.world()
    alice, bob, carol = [await watched(bench, stack, number) for number in (ALICE, BOB, CAROL)]

    await receive_now(world, ALICE, BOB, "hello")
    assert [await is_woken(one) for one in (alice, bob, carol)] == [True, True, False]
    await send_otp(world, FACE, CAROL)
    assert [await is_woken(one) for one in (alice, bob, carol)] == [False, False, True]


async def test_several_changes_wake_once(bench: Bench, stack: AsyncExitStack) -> None:
    """Who was woken looks at the world as it is then, so that once is enough."""
    world = await bench.world()
    watch = await watched(bench, stack, ALICE)
    for number in range(5):
        await post(world, str(number), to=ALICE)
    await turns(40)

    assert [await is_woken(watch), await is_woken(watch)] == [True, False]


@pytest.mark.parametrize("numbers", [(), (ALICE,)])
async def test_a_world_that_is_dropped_wakes_all(
    bench: Bench, stack: AsyncExitStack, numbers: Sequence[str]
) -> None:
    """And so does one that starts again; what is written to that wakes as ever."""
    await bench.world()
    watch = await watched(bench, stack, *numbers)

    await bench.worlds.reset("demo")
    assert await is_woken(watch)
    await bench.worlds.delete("demo")
    assert await is_woken(watch)
    await post(await bench.world(), to=ALICE)
    assert await is_woken(watch)


async def test_more_than_a_feed_keeps_wakes_all(
    stack: AsyncExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is gone may have concerned anybody."""
    monkeypatch.setattr(recent, "KEPT_RECORD_COUNT_MAX", 1)
    bench = build_bench()
    world = await bench.world()
    watch = await watched(bench, stack, BOB)
    await turns()

    await post(world, "one", to=ALICE)
    await post(world, "two", to=ALICE)

    assert await is_woken(watch)


async def test_a_feed_is_read_to_its_end(
    bench: Bench, stack: AsyncExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much there is of it."""
    monkeypatch.setattr(watching, "_CHUNK", 2)
    world = await bench.world()
    watch = await watched(bench, stack, BOB)
    for number in range(7):
        await post(world, str(number), to=ALICE)
    await post(world, "last", to=BOB)

    assert await is_woken(watch)


async def test_one_follower_follows_a_world_while_somebody_waits(bench: Bench) -> None:
    """Another comes with the next who waits; nobody follows for nobody."""
    await bench.world()
    watching = watching_of(bench)
    assert watching.follower_count == 0
    async with watching.watch("demo", None, Purpose.STREAM) as first:
        async with watching.watch("demo", frozenset({ALICE}), Purpose.POLL):
            assert watching.follower_count == 1
            assert watching.open_count == {Purpose.STREAM: 1, Purpose.POLL: 1}
            async with watching.watch("other", None, Purpose.POLL):
                assert watching.follower_count == 2
        await post(await bench.world(), to=ALICE)
        assert await is_woken(first)
    assert watching.follower_count == 0
    assert not +watching.open_count
    await turns()
    assert asyncio.all_tasks() == {asyncio.current_task()}
    async with watching.watch("demo", None, Purpose.STREAM) as again:
        await post(await bench.world(), to=ALICE)
        assert await is_woken(again)


async def test_who_comes_when_it_is_over_does_not_wait(bench: Bench, stack: AsyncExitStack) -> None:
    """When the server stops, all look for the last time."""
    before = await watched(bench, stack)
    watching_of(bench).close()
    after = await watched(bench, stack)

    assert [before.is_over, after.is_over] == [True, True]
    assert [await is_woken(before), await is_woken(after)] == [True, True]


async def test_a_store_that_fails_fails_those_who_wait() -> None:
    """They are told, and not left waiting; the next who comes tries again."""
    bench = build_bench(store=FailingStore())
    world = await bench.world()
    for _ in range(2):
        async with watching_of(bench).watch("demo", None, Purpose.POLL) as watch:
            await post(world)
            with pytest.raises(ConnectionError, match="the wire is cut"):
                await watch.woken()


async def test_one_who_comes_after_a_failure_has_a_follower_of_his_own(
    stack: AsyncExitStack,
) -> None:
    """Though others, who have not gone yet, still hold on to the one that failed."""
    bench = build_bench(store=FailingStore())
    world = await bench.world()
    failed = await watched(bench, stack)
    await post(world)
    with pytest.raises(ConnectionError):
        await failed.woken()

    fresh = await watched(bench, stack)

    assert not await is_woken(fresh)
    await post(world)
    with pytest.raises(ConnectionError):
        await asyncio.wait_for(fresh.woken(), 60)


# --- Entering again -------------------------------------------------------------------------------


async def test_a_world_that_starts_again_can_be_entered_again() -> None:
    """Though for a moment there is none."""
    store = InterruptedStore()
    bench = build_bench(store=store)
    await bench.world()
    entered = []

    async def enter() -> None:
        entered.append(asyncio.ensure_future(bench.worlds.reenter("demo")))
        await turns()

    store.after_drop = enter
    await bench.worlds.reset("demo")

    assert (await entered[0]).name == "demo"


async def test_a_world_that_was_deleted_is_not_made_again_by_who_waits(bench: Bench) -> None:
    """Who enters again is told that it is gone."""
    await bench.world()
    await bench.worlds.delete("demo")

    with pytest.raises(NotFound):
        await bench.worlds.reenter("demo")
    assert list(await bench.worlds.names()) == []
