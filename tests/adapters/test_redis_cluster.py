"""Redis Cluster takes no command and no script whose keys are not all in one place."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from simulator.adapters.redis import RedisStore
from simulator.services.ports import Conflict, Floor, LeaseLost
from tests.every_store import COUNTER, FAR_OFF, A, B, change, connected, leased, records, step
from tests.exchanges import exchange
from tests.redis_server import IS_HERE, RedisServer, redis_server

pytestmark = pytest.mark.skipif(not IS_HERE, reason="needs redis-server")


@pytest.fixture(scope="module")
def cluster() -> Iterator[RedisServer]:
    """A cluster of one, which minds its slots as any other does."""
    with redis_server("--cluster-enabled", "yes") as server, server.client() as client:
        client.execute_command("CLUSTER", "ADDSLOTSRANGE", 0, 16_383)
        while b"cluster_state:ok" not in client.execute_command("CLUSTER", "INFO"):
            client.execute_command("WAIT", 1, 50)  # nobody comes in 50 ms
        yield server


@pytest.fixture
async def store(cluster: RedisServer) -> AsyncIterator[RedisStore]:
    """A store in it, and nothing in that."""
    with cluster.client() as client:
        client.flushall()
    async with connected(cluster.url) as opened:
        yield opened


async def test_all_that_is_asked_of_a_world_is_in_one_place(store: RedisStore) -> None:
    """Of worlds in different slots, each as a whole."""
    for world in ("w", "v", "u"):
        await store.commit(
            world,
            change(
                puts={A: "1", B: "2"},
                adds={COUNTER: Floor(5, 0)},
                entries=[("i", "a"), ("j", "b")],
                steps=[step(1), step(2)],
                lines={"i": []},
            ),
        )
        lease = await leased_in(store, world)
        taken = change(
            expected={A: "1"}, deletes=[B], withdrawn=[("j", "b")], done=lease, steps=[step(3)]
        )
        await store.commit(world, taken)
        with pytest.raises(LeaseLost):
            await store.commit(world, taken)
        with pytest.raises(Conflict):
            await store.commit(world, change(adds={COUNTER: Floor(-9, 0)}))
        store.note(world, exchange())
        assert await records(store, A, B, COUNTER, world=world) == ["1", None, 5]
        assert await store.count(world, "i") == 1
        assert list(await store.page(world, "i", after=None, limit=9, newest_first=True)) == ["a"]
        assert (await store.next_due_at(world), await store.steps_waiting(world)) == (3, 1)
        assert len((await store.feed(world, after=0, limit=9)).written) == 3
        assert len((await store.notes(world, before=None, limit=9)).lines) == 1
        await store.load(f"{world}copy", await store.dump(world))
        assert await store.dump(f"{world}copy") == await store.dump(world)
    assert list(await store.worlds()) == ["u", "ucopy", "v", "vcopy", "w", "wcopy"]
    for world in ("w", "v", "u"):
        await store.drop(world)
    assert list(await store.worlds()) == ["ucopy", "vcopy", "wcopy"]


async def leased_in(store: RedisStore, world: str) -> object:
    """Lease what is there to lease."""
    return await store.lease(world, until=FAR_OFF, limit=9)


async def test_what_happens_is_heard_where_the_world_is(store: RedisStore) -> None:
    """Channels belong to slots as keys do."""
    for world in ("w", "v"):
        await store.commit(world, change(puts={A: "1"}))
        revision = await store.revision(world)
        waiting = asyncio.create_task(store.changed(world, since=revision))
        await store.revision(world)
        await store.commit(world, change(puts={A: "2"}))
        await asyncio.wait_for(waiting, 60)
    await store.commit("w", change(steps=[step(1)]))
    assert (await leased(store)).steps == [step(1)]
