"""What happens when Redis is lost: all is done once, refused in time, and goes on by itself."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from simulator.adapters.redis import RedisStore, ear, link
from simulator.adapters.redis.places import place_of
from simulator.adapters.redis.scripts import LOAD
from simulator.domain.refusals import StoreFailed
from simulator.services.ports import Change, Conflict, Floor
from tests.every_store import COUNTER, A, B, change, connected, oldest, records, step
from tests.exchanges import exchange
from tests.redis_line import Cuttable, cuttable
from tests.redis_server import IS_HERE, redis_server

pytestmark = pytest.mark.skipif(not IS_HERE, reason="needs redis-server")


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Look until something is so: it is another process that makes it so."""
    async with asyncio.timeout(60):
        while not await holds():
            pass


async def heard_of(line: Cuttable, wanted: Change) -> None:
    """Wait until Redis has done what a change set wishes, whoever is told."""
    async with connected(line.beyond) as other:
        await until(lambda: _is_there(other, wanted))


async def _is_there(store: RedisStore, wanted: Change) -> bool:
    return await records(store, *wanted.puts) == list(wanted.puts.values())


async def test_what_was_written_before_its_answer_was_lost_is_written_once() -> None:
    """It is asked again when there is a connection again, and what came of it is told."""
    adding = change(puts={A: "1"}, adds={COUNTER: Floor(1, None)}, steps=[step(1)])
    async with cuttable() as line, connected(line.url) as store:
        await store.commit("w", change(puts={B: "there"}))
        line.is_deaf = True
        committing = asyncio.create_task(store.commit("w", adding))
        await heard_of(line, adding)
        assert not committing.done()

        line.cut()
        await committing

        assert await records(store, A, COUNTER) == ["1", 1]
        assert await store.steps_waiting("w") == 1


async def test_what_was_refused_before_its_answer_was_lost_stays_refused() -> None:
    """Though it would hold by now: whoever asked decides anew."""
    async with cuttable() as line, connected(line.url) as store, connected(line.beyond) as other:
        await store.commit("w", change(puts={A: "1"}))
        line.is_deaf = True
        refused = change(expected={A: None}, puts={A: "2"})
        committing = asyncio.create_task(store.commit("w", refused))
        await until(lambda: _has_been_asked(line, "0"))
        await other.commit("w", change(deletes=[A]))

        line.cut()
        with pytest.raises(Conflict):
            await committing

        assert await records(store, A) == [None]


async def _has_been_asked(line: Cuttable, outcome: str) -> bool:
    """Tell whether something was decided so in any turn of any process."""
    async with connected(line.beyond) as other:
        stem = place_of("w").stem
        for key in await other._nodes.first.link.ask(("KEYS", f"{stem}did:*")):  # noqa: SLF001
            for told in await other._nodes.first.link.ask(("HVALS", key)):  # noqa: SLF001
                if told.decode().endswith(f":{outcome}"):
                    return True
    return False


async def test_a_change_that_comes_after_a_later_one_of_its_turn_is_refused() -> None:
    """It was given up, and what an old connection still has to say changes nothing any more."""
    async with cuttable() as line, connected(line.url) as store:
        await store.commit("w", change(puts={A: "1"}))
        turns = store._turns  # noqa: SLF001 - as nobody else can come too late
        turns._numbers = iter([0])  # type: ignore[assignment] # noqa: SLF001
        with pytest.raises(StoreFailed):
            await store.commit("w", change(puts={A: "2"}))

        assert await records(store, A) == ["1"]


async def test_lines_of_the_journal_are_written_once() -> None:
    """Those that were on their way, and those that came while there was no connection."""
    async with cuttable() as line, connected(line.url) as store, connected(line.beyond) as other:
        await store.commit("w", change(puts={A: "1"}))
        line.is_deaf = True
        store.note("w", exchange(operation="a"))

        async def is_noted() -> bool:
            return bool((await other.notes("w", before=None, limit=1)).lines)

        await until(is_noted)
        store.note("w", exchange(operation="b"))
        line.cut()
        store.note("w", exchange(operation="c"))

        lines = (await store.notes("w", before=None, limit=9)).lines
        assert "".join(line.exchange.operation for line in lines) == "cba"


async def test_what_was_leased_before_the_answer_was_lost_is_given_all_the_same() -> None:
    """Or nobody would do it until the lease is over."""
    async with cuttable() as line, connected(line.url) as store, connected(line.beyond) as other:
        await store.commit("w", change(steps=[step(1), step(2)]))
        line.is_deaf = True
        leasing = asyncio.create_task(store.lease("w", until=1, limit=9))

        async def is_leased() -> bool:
            return await other.next_due_at("w") == 2

        await until(is_leased)
        line.cut()

        lease = await leasing
        assert lease is not None
        assert lease.steps == [step(1)]
        await store.commit("w", change(done=lease))


async def test_a_copy_that_was_made_before_the_answer_was_lost_was_made() -> None:
    """It is not taken for somebody else's."""
    async with cuttable() as line, connected(line.url) as store, connected(line.beyond) as other:
        await other.commit("w", change(puts={A: "1"}, entries=[("i", "a")], steps=[step(1)]))
        snapshot = await other.dump("w")
        line.deaf_at = LOAD.digest.encode()
        loading = asyncio.create_task(store.load("copy", snapshot))

        async def is_there() -> bool:
            return await other.revision("copy") > 0

        await until(is_there)
        line.cut()
        await loading

        assert await store.dump("copy") == snapshot
        with pytest.raises(Conflict):
            await store.load("copy", snapshot)


async def test_who_reads_while_there_is_no_connection_is_answered_by_the_next_one() -> None:
    """Be it one command or several."""
    async with cuttable() as line, connected(line.url) as store:
        await store.commit("w", change(puts={A: "1"}, entries=[("i", "a")]))
        line.is_deaf = True
        asked = [asyncio.create_task(ask) for ask in (records(store, A), oldest(store))]
        dumping = asyncio.create_task(store.dump("w"))
        await heard_of(line, change(puts={A: "1"}))
        line.cut()

        assert await asyncio.gather(*asked) == [["1"], "a"]
        assert (await dumping).records == {A: "1"}


async def test_everything_is_refused_until_redis_is_back(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Who waits is told so in time, and nobody has to be started again for it to go on."""
    monkeypatch.setattr(link, "_PATIENCE_S", 0.05)
    monkeypatch.setattr(link, "_PAUSE_S", (0.01, 0.01))
    with redis_server("--appendonly", "yes", "--appendfsync", "always") as server:
        async with connected(server.url) as store:
            await store.commit("w", change(puts={A: "1"}))
            server.kill()
            for ask in (store.read("w", [A]), store.commit("w", change(puts={A: "2"}))):
                with pytest.raises(StoreFailed) as refused:
                    await ask
                assert refused.value.retry_after_s == 1
            with pytest.raises(StoreFailed):
                await store.worlds()
            store.note("w", exchange())

            server.start()
            await until(lambda: _answers(store))

            assert await records(store, A) == ["1"]
            await store.commit("w", change(puts={A: "2"}))
            assert [
                one.exchange for one in (await store.notes("w", before=None, limit=9)).lines
            ] == []
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 3
    assert all("Redis" in one for one in told)


async def _answers(store: RedisStore) -> bool:
    try:
        await store.revision("w")
    except StoreFailed:
        await asyncio.to_thread(lambda: None)
        return False
    return True


async def test_a_redis_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for ever; when it goes on, so does everything."""
    monkeypatch.setattr(link, "_LOOK_S", 0.01)
    with redis_server() as server:
        async with connected(server.url) as store:
            await store.commit("w", change(puts={A: "1"}))
            monkeypatch.setattr(link, "_PATIENCE_S", 0.05)
            monkeypatch.setattr(link, "_CONNECT_S", 0.05)
            server.freeze()
            with pytest.raises(StoreFailed):
                await store.commit("w", change(puts={A: "2"}))
            monkeypatch.undo()  # it may take its time from now on
            server.wake()
            await until(lambda: _answers(store))

            await store.commit("w", change(puts={B: "3"}))
            assert (await records(store, B)) == ["3"]


async def test_what_redis_never_answers_is_asked_only_so_often() -> None:
    """It may be what keeps it from answering anybody."""
    async with cuttable() as line, connected(line.url) as store:
        line.cut_at = b"$5\r\nHMGET"
        with pytest.raises(StoreFailed):
            await records(store, A)

        assert await store.count("w", "i") == 0


async def test_scripts_that_redis_has_forgotten_are_told_again() -> None:
    """As after a restart that nobody noticed."""
    async with cuttable() as line, connected(line.url) as store:
        await store.commit("w", change(puts={A: "1"}))
        await store._nodes.first.link.ask(("SCRIPT", "FLUSH"))  # noqa: SLF001 - somebody does

        commits = [store.commit("w", change(adds={COUNTER: Floor(1, None)})) for _ in range(9)]
        await asyncio.gather(*commits)

        assert await records(store, COUNTER) == [9]


async def test_a_redis_without_room_refuses_and_writes_nothing() -> None:
    """Reading goes on, and forgetting, which makes room; then so does everything."""
    with redis_server() as server:
        async with connected(server.url) as store:
            await store.commit("w", change(puts={A: "1"}))
            await store.commit("old", change(puts={A: "1"}))
            before = await store.dump("w")
            server.client().config_set("maxmemory", 1)
            with pytest.raises(StoreFailed):
                await store.commit("w", change(puts={A: "2"}, entries=[("i", "a")]))
            assert await records(store, A) == ["1"]
            with suppress(
                StoreFailed
            ):  # Redis would have to put it together first; Valkey tells it
                assert await store.dump("w") == before
            async with store.alone("old"):
                await store.drop("old")
            assert list(await store.worlds()) == ["w"]
            server.client().config_set("maxmemory", 0)
            assert await store.dump("w") == before
            await store.commit("w", change(puts={A: "2"}))
            assert await records(store, A) == ["2"]


async def test_who_listens_tries_again_where_nobody_greets_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Or he would wait for as long as the system takes to find out that nobody is there."""
    monkeypatch.setattr(ear, "_CONNECT_S", 0.01)
    async with cuttable() as line, connected(line.url) as store, connected(line.beyond) as other:
        await other.commit("w", change(puts={A: "1"}))
        since = await store.revision("w")
        line.is_deaf = True
        waiting = asyncio.create_task(store.changed("w", since=since))

        async def has_been_greeted() -> bool:
            clients: bytes = await other._nodes.first.link.ask(("CLIENT", "LIST"))  # noqa: SLF001
            return clients.count(b"name=carriersim ") > 2

        await until(has_been_greeted)
        monkeypatch.undo()  # as long as it takes, from now on
        line.is_deaf = False
        await other.commit("w", change(puts={A: "2"}))
        await asyncio.wait_for(waiting, 20)
