"""What several processes promise each other that share a Redis."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from typing import Final

import pytest

from simulator.adapters.redis import RedisStore, ear, moving
from simulator.adapters.redis.places import WORLDS, place_of
from simulator.adapters.redis.scripts import UNLIST
from simulator.adapters.redis.store import LEASE_MS
from simulator.domain.clock import manual_clock
from simulator.domain.world import WorldSettings
from simulator.services.ports import Conflict, Floor, LeaseLost
from simulator.services.tables import SETTINGS
from tests.every_store import COUNTER, FAR_OFF, A, B, change, leased, records, step
from tests.exchanges import exchange
from tests.redis_line import cuttable
from tests.redis_server import IS_HERE, emptied
from tests.stores import turns

MOVER: Final = place_of("w").mover

pytestmark = pytest.mark.skipif(not IS_HERE, reason="needs redis-server")


@pytest.fixture
async def stores() -> AsyncIterator[tuple[RedisStore, RedisStore]]:
    """Two processes' stores, in which a lease is over as soon as it is given."""
    url = emptied()
    async with AsyncExitStack() as closing:
        one, other = [await RedisStore.open(url, lease_ms=1) for _ in range(2)]
        closing.push_async_callback(one.close)
        closing.push_async_callback(other.close)
        yield one, other


async def test_what_was_leased_and_never_done_is_done_by_another(
    stores: tuple[RedisStore, RedisStore],
) -> None:
    """In the order that it had, before what came later; who comes too late has lost it."""
    one, other = stores
    await one.commit("w", change(steps=[step(1, "a"), step(1, "b"), step(2, "c")]))
    late = await leased(one, until=1)
    await one.commit("w", change(steps=[step(1, "d")]))

    async with asyncio.timeout(60):
        while await other.steps_waiting("w") < 4:  # the lease is not over yet
            pass
    lease = await leased(other)

    assert list(lease.steps) == [step(1, "a"), step(1, "b"), step(1, "d"), step(2, "c")]
    with pytest.raises(LeaseLost):
        await one.commit("w", change(puts={A: "late"}, done=late))
    await other.commit("w", change(puts={A: "in time"}, done=lease))
    assert await records(one, A) == ["in time"]
    assert await one.steps_waiting("w") == 0


async def test_who_is_slow_but_not_too_late_has_not_lost_his_lease(
    stores: tuple[RedisStore, RedisStore],
) -> None:
    """His time is over, and nobody else has wanted it."""
    one, other = stores
    await one.commit("w", change(steps=[step(1)]))
    lease = await leased(one)
    async with asyncio.timeout(60):
        while await other.next_due_at("w") is None:
            pass
    assert await other.steps_waiting("w") == 1

    await one.commit("w", change(done=lease))

    assert await other.lease("w", until=FAR_OFF, limit=9) is None
    assert await other.steps_waiting("w") == 0


async def test_money_and_keys_are_the_same_for_all(stores: tuple[RedisStore, RedisStore]) -> None:
    """Of all that ask at once, in whichever process, as many are served as there is for."""
    await stores[0].commit("w", change(puts={COUNTER: 10}))
    takes = [store.commit("w", change(adds={COUNTER: Floor(-1, 0)})) for store in stores * 10]
    makes = [
        store.commit("w", change(expected={A: None}, puts={A: str(number)}))
        for number, store in enumerate(stores * 5)
    ]

    taken = await asyncio.gather(*takes, return_exceptions=True)
    made = await asyncio.gather(*makes, return_exceptions=True)

    assert (taken.count(None), made.count(None)) == (10, 1)
    assert {type(one) for one in taken + made} == {type(None), Conflict}
    assert await records(stores[1], COUNTER) == [0]


async def test_what_one_has_read_is_read_anew_when_another_has_written(
    stores: tuple[RedisStore, RedisStore],
) -> None:
    """Nothing is believed because it was so a moment ago."""
    one, other = stores
    for number in range(3):
        await one.commit("w", change(puts={A: str(number)}))
        assert await records(other, A) == [str(number)]
        assert await records(one, A) == [str(number)]
    await other.drop("w")
    assert await records(one, A) == [None]
    assert list(await one.worlds()) == []


async def test_what_all_ask_at_once_is_asked_once(stores: tuple[RedisStore, RedisStore]) -> None:
    """Each call begins with what its world is set to; who hangs up takes nobody along."""
    one, other = stores
    clock = manual_clock(wall_at=0, world_at=0)
    settings = WorldSettings("w", 7, "", clock, "perfect", None, 0, incarnation="one")
    await one.commit("w", change(puts={SETTINGS: settings}))
    await other._nodes.first.link.ask(("CONFIG", "RESETSTAT"))  # noqa: SLF001 - to count
    reading = [asyncio.create_task(records(one, SETTINGS)) for _ in range(20)]
    for quitter in (0, 7):
        asyncio.get_running_loop().call_soon(reading[quitter].cancel)

    answers = await asyncio.gather(*reading, return_exceptions=True)

    assert answers.count([settings]) == 18
    told = await other._nodes.first.link.ask(("INFO", "commandstats"))  # noqa: SLF001 - as above
    assert b"cmdstat_hmget:calls=1," in told
    await other.commit("w", change(puts={SETTINGS: replace(settings, seed=8)}, incarnation="one"))
    assert await records(one, SETTINGS) == [replace(settings, seed=8)]


async def test_a_change_in_one_wakes_who_waits_in_another(
    stores: tuple[RedisStore, RedisStore],
) -> None:
    """By a change set, a line of the journal, or the end of the world; and the feed tells all."""
    one, other = stores
    await one.commit("w", change(puts={A: "1"}))
    revision = await other.revision("w")
    for number, act in enumerate((_commit, _note, _drop)):
        waiting = [asyncio.create_task(other.changed("w", since=revision)) for _ in range(2)]
        await turns()
        assert not any(waiter.done() for waiter in waiting), number
        await act(one)
        await asyncio.wait_for(asyncio.gather(*waiting), 60)
        told = await other.feed("w", after=revision, limit=9)
        assert len(told.written) == (act is not _drop)
        revision = told.until


async def _commit(store: RedisStore) -> None:
    await store.commit("w", change(puts={B: "2"}))


async def _note(store: RedisStore) -> None:
    store.note("w", exchange())


async def _drop(store: RedisStore) -> None:
    await store.drop("w")


async def test_a_change_that_was_not_heard_of_is_noticed_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """When the connection on which it would have been told is made anew; nobody waits in vain."""
    monkeypatch.setattr(ear, "_PAUSE_S", (0.001, 0.001))
    async with cuttable() as line, AsyncExitStack() as closing:
        store, other = [await RedisStore.open(url) for url in (line.url, line.beyond)]
        closing.push_async_callback(store.close)
        closing.push_async_callback(other.close)
        await store.commit("w", change(puts={A: "1"}))
        revision = await store.revision("w")
        waiting = asyncio.create_task(store.changed("w", since=revision))
        async with asyncio.timeout(60):
            while not await other._nodes.first.link.ask(("PUBSUB", "SHARDCHANNELS")):  # noqa: SLF001
                pass
        for _ in range(3):  # in which it looks once whether it has come in time
            await store.revision("w")
            await turns()
        line.is_deaf = line.is_closed = True
        await other.commit("w", change(puts={A: "2"}))
        line.cut()
        await turns()
        assert not waiting.done()

        line.is_closed = False
        await asyncio.wait_for(waiting, 60)


async def test_who_waits_again_and_again_is_told_each_time_and_asks_no_more_than_needed(
    stores: tuple[RedisStore, RedisStore],
) -> None:
    """One who has heard of a revision has only to listen for the next one."""
    one, other = stores
    await one.commit("w", change(puts={A: "0"}))
    revision = await other.revision("w")
    for number in range(1, 6):
        waiting = asyncio.create_task(other.changed("w", since=revision))
        await one.commit("w", change(puts={A: str(number)}))
        await asyncio.wait_for(waiting, 60)
        revision = (await other.feed("w", after=revision, limit=9)).until
    asked = await one._nodes.first.link.ask(("PUBSUB", "SHARDCHANNELS"))  # noqa: SLF001 - who else knows
    assert len(asked) == 1


async def test_a_world_that_nobody_waits_for_any_more_is_not_listened_to(
    monkeypatch: pytest.MonkeyPatch, stores: tuple[RedisStore, RedisStore]
) -> None:
    """After a while."""
    monkeypatch.setattr(ear, "_LINGER_S", 0.0)
    one, other = stores
    await one.commit("w", change(puts={A: "0"}))
    waiting = asyncio.create_task(other.changed("w", since=await other.revision("w")))
    await turns()
    await one.commit("w", change(puts={A: "1"}))
    await asyncio.wait_for(waiting, 60)
    async with asyncio.timeout(60):
        while await one._nodes.first.link.ask(("PUBSUB", "SHARDCHANNELS")):  # noqa: SLF001 - as above
            pass


async def test_a_world_is_listed_from_its_first_moment_and_after_any_crash(
    stores: tuple[RedisStore, RedisStore],
) -> None:
    """A name without a world is taken off, but not before its world may have come."""
    one, other = stores
    await one._listing.add("coming")  # noqa: SLF001 - and then it crashes
    await one.commit("w", change(puts={A: "1"}))
    assert list(await other.worlds()) == ["w"]
    listed = await one._nodes.first.link.ask(("ZRANGE", "carriersim:worlds", 0, -1))  # noqa: SLF001
    assert set(listed) == {b"coming", b"w"}

    await one._nodes.first.link.ask(("ZADD", "carriersim:worlds", 1, "coming", 1, "w"))  # noqa: SLF001
    assert list(await other.worlds()) == ["w"]
    listed = await one._nodes.first.link.ask(("ZRANGE", "carriersim:worlds", 0, -1))  # noqa: SLF001
    assert listed == [b"w"]


async def test_a_name_that_is_put_on_the_list_again_is_not_taken_off(
    stores: tuple[RedisStore, RedisStore],
) -> None:
    """Its world may be made at this very moment, after it was found missing."""
    ask = stores[0]._nodes.first.link.ask  # noqa: SLF001 - between two steps of one process
    seen_at = await stores[0]._listing.add("coming")  # noqa: SLF001
    again_at = await stores[1]._listing.add("coming")  # noqa: SLF001
    for listed_at, left_count in ((seen_at, 1), (again_at, 0)):
        await ask(("EVALSHA", UNLIST.digest, 1, WORLDS, "coming", listed_at))
        assert await ask(("ZCARD", WORLDS)) == left_count


async def test_of_two_processes_one_is_alone_and_the_other_waits(
    stores: tuple[RedisStore, RedisStore],
) -> None:
    """Until he is done, whatever comes of it; another world is another matter."""
    one, other = stores
    heard: list[str] = []

    async def be_alone(store: RedisStore, name: str) -> None:
        with suppress(ValueError):
            async with store.alone("w"):
                heard.append(name)
                await records(store, A)
                heard.append(name)
                raise ValueError

    async with one.alone("other"):
        await asyncio.gather(be_alone(one, "a"), be_alone(other, "b"), be_alone(one, "c"))

    assert heard[::2] == heard[1::2]
    assert sorted(heard[::2]) == ["a", "b", "c"]


def test_who_dies_keeps_a_world_for_longer_than_its_steps() -> None:
    """Even if he leased them just before he would have held it again."""
    assert moving._HELD_MS > LEASE_MS + moving._AGAIN_S * 1_000  # noqa: SLF001


async def test_who_is_alone_for_long_stays_so_and_who_died_does_not(
    monkeypatch: pytest.MonkeyPatch, stores: tuple[RedisStore, RedisStore]
) -> None:
    """A world is held for a moment, and again and again; nobody waits for the dead."""
    monkeypatch.setattr(moving, "_AGAIN_S", 0.001)
    one, other = stores
    ask = one._nodes.first.link.ask  # noqa: SLF001 - what is held is nobody's business
    async with one.alone("w"):
        await ask(("PEXPIRE", MOVER, 1_000))
        async with asyncio.timeout(60):
            while await ask(("PTTL", MOVER)) <= 1_000:
                pass
        waiting = asyncio.create_task(_be_alone(other))
        await records(other, A)
        assert not waiting.done()
    await asyncio.wait_for(waiting, 60)
    assert await ask(("EXISTS", MOVER)) == 0

    await ask(("SET", MOVER, "the dead", "PX", 1))
    await asyncio.wait_for(_be_alone(other), 60)


async def _be_alone(store: RedisStore) -> None:
    async with store.alone("w"):
        pass
