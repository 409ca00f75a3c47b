"""Redis Cluster takes no command and no script whose keys are not all in one place.

And it is there as long as one of its nodes is.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

import pytest
import redis
from redis.crc import key_slot

from simulator.adapters.opening import CannotOpenError
from simulator.adapters.redis import RedisStore, link
from simulator.domain.refusals import StoreFailed
from simulator.services.ports import Conflict, Floor, LeaseLost
from tests.every_store import COUNTER, FAR_OFF, A, B, change, connected, leased, records, step
from tests.exchanges import exchange
from tests.ports import reserved
from tests.redis_server import (
    IS_HERE,
    RedisServer,
    cluster_node,
    command,
    pause,
    redis_cluster,
    rules,
)
from tests.stores import turns

WORLDS: Final = ("u", "v", "w")

pytestmark = pytest.mark.skipif(not IS_HERE, reason="needs redis-server")


@pytest.fixture(scope="module")
def pair() -> Iterator[list[RedisServer]]:
    """Two of which each says that it has all slots, as one that took over from the other would."""
    with ExitStack() as closing:
        ports = [closing.enter_context(reserved()) for _ in range(4)]
        pairs = zip(ports[::2], ports[1::2], strict=True)
        servers = [closing.enter_context(cluster_node(one, other)) for one, other in pairs]
        for server in servers:
            with server.client() as client:
                command(client, "CLUSTER", "ADDSLOTSRANGE", 0, 16_383)
        yield servers


@pytest.fixture(scope="module")
def urls(pair: list[RedisServer]) -> Iterator[list[str]]:
    """A cluster of three, which mind their slots. Until they are ready, the pair is, too."""
    assert pair
    with redis_cluster(3) as servers:
        yield [server.url for server in servers]


@pytest.fixture
def clients(urls: list[str]) -> Iterator[list["redis.Redis"]]:
    """A connection of the test's own to each."""
    with ExitStack() as closing:
        yield [closing.enter_context(redis.Redis.from_url(url)) for url in urls]


@pytest.fixture
async def store(urls: list[str]) -> AsyncIterator[RedisStore]:
    """A store that knows one of them by name, and nothing in any."""
    for url in urls:
        with redis.Redis.from_url(url) as client:
            client.flushall()
    async with connected(urls[0]) as opened:
        yield opened


def all_at_the_first(store: RedisStore) -> None:
    """Let a store believe that the first one has all slots, as it may have had before."""
    nodes = store._nodes  # noqa: SLF001 - what it learns is its own
    nodes._by_slot = [nodes.first] * 16_384  # noqa: SLF001


def who_has(store: RedisStore, world: str) -> int:
    """Tell one of the three from the others."""
    return id(store._nodes.of(world))  # noqa: SLF001 - as above


async def test_all_that_is_asked_of_a_world_is_in_one_place(store: RedisStore) -> None:
    """Of worlds in different slots, each as a whole, wherever it is thought to be at first."""
    assert len({who_has(store, world) for world in WORLDS}) == 3
    for world in WORLDS:
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
    for world in WORLDS:
        await store.drop(world)
    assert list(await store.worlds()) == ["ucopy", "vcopy", "wcopy"]


async def leased_in(store: RedisStore, world: str) -> object:
    """Lease what is there to lease."""
    return await store.lease(world, until=FAR_OFF, limit=9)


async def test_what_happens_is_heard_where_the_world_is(store: RedisStore) -> None:
    """Channels belong to slots as keys do."""
    for world in WORLDS:
        await store.commit(world, change(puts={A: "1"}))
        revision = await store.revision(world)
        waiting = asyncio.create_task(store.changed(world, since=revision))
        await store.revision(world)
        await store.commit(world, change(puts={A: "2"}))
        await asyncio.wait_for(waiting, 60)
    await store.commit("w", change(steps=[step(1)]))
    assert (await leased(store)).steps == [step(1)]


async def test_what_has_moved_is_found_where_it_is(store: RedisStore) -> None:
    """By asking where it was; each kind of question, and who listens."""
    for world in WORLDS:
        await store.commit(world, change(puts={A: world}, steps=[step(1)]))
    for world in WORLDS:
        all_at_the_first(store)
        assert await records(store, A, world=world) == [world]
        all_at_the_first(store)
        assert (await store.dump(world)).records == {A: world}
        all_at_the_first(store)
        revision = await store.revision(world)
        all_at_the_first(store)
        waiting = asyncio.create_task(store.changed(world, since=revision))
        store.note(world, exchange())
        await asyncio.wait_for(waiting, 60)
        all_at_the_first(store)
        await store.commit(world, change(expected={A: world}, puts={B: "2"}))
        assert await records(store, B, world=world) == ["2"]
    assert list(await store.worlds()) == list(WORLDS)


async def test_who_is_away_has_nothing_that_somebody_else_has_by_now(store: RedisStore) -> None:
    """Though one who has not heard of that yet may say so, until he is back."""
    nodes = store._nodes  # noqa: SLF001 - as above
    gone, heir = nodes.of("w"), nodes.of("u")
    nodes._by_slot = [heir if one is gone else one for one in nodes._by_slot]  # noqa: SLF001
    for is_away, found in ((True, heir), (False, gone)):
        gone.link.is_away = is_away
        await nodes._look(heir.link)  # noqa: SLF001 - who has heard of nothing, as nothing happened
        assert nodes.of("w") is found


async def test_what_is_about_to_move_is_asked_where_it_will_be(
    store: RedisStore, clients: list["redis.Redis"]
) -> None:
    """For once, and where it has been before for all that is still there."""
    at_first = who_has(store, "moving")
    with about_to_move("moving", clients):
        assert await store.revision("moving") == 0
        assert await store.count("moving", "i") == 0
        assert who_has(store, "moving") == at_first


async def test_what_has_moved_in_part_is_asked_again(
    store: RedisStore, clients: list["redis.Redis"], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which a change set is that looks at what is there and at what is not; but not for ever."""
    await store.commit("moving", change(puts={A: "1"}))
    here = clients[place_of("moving")]
    monkeypatch.setattr(link, "_PAUSE_S", (0.005, 0.005))
    with about_to_move("moving", clients):
        with pytest.raises(StoreFailed):
            await store.commit("moving", change(puts={A: "2"}))
        here.config_resetstat()
        writing = asyncio.create_task(store.commit("moving", change(puts={A: "3"})))
        while "errorstat_TRYAGAIN" not in here.info("errorstats"):
            await turns()
    await writing
    assert await records(store, A, world="moving") == ["3"]


@contextmanager
def about_to_move(world: str, clients: list["redis.Redis"]) -> Iterator[None]:
    """Let the slot of a world be half way between the one that has it and the next one."""
    slot = key_slot(world.encode())
    names = [command(client, "CLUSTER", "MYID") for client in clients]
    here = place_of(world)
    there = (here + 1) % 3
    command(clients[there], "CLUSTER", "SETSLOT", slot, "IMPORTING", names[here])
    command(clients[here], "CLUSTER", "SETSLOT", slot, "MIGRATING", names[there])
    try:
        yield
    finally:
        for client in clients:
            command(client, "CLUSTER", "SETSLOT", slot, "STABLE")


def place_of(world: str) -> int:
    """Tell which of the three has a world."""
    slot: int = key_slot(world.encode())
    return slot * 3 // 16_384


async def test_a_cluster_that_is_not_whole_refuses_and_goes_on(
    store: RedisStore, clients: list["redis.Redis"], caplog: pytest.LogCaptureFixture
) -> None:
    """At once, over the same connection, and the log says why, once."""
    for world in WORLDS:
        await store.commit(world, change(puts={A: "1"}))
    lonely = clients[place_of("w")]
    slot = next(n for n in range(16_384) if n * 3 // 16_384 == place_of("w"))
    command(lonely, "CLUSTER", "DELSLOTS", slot)
    try:
        while b"cluster_state:ok" in command(lonely, "CLUSTER", "INFO"):
            pause(clients[0])
        for _ in range(3):
            with pytest.raises(StoreFailed) as refused:
                await store.commit("w", change(puts={A: "2"}))
            assert refused.value.retry_after_s == 1
    finally:
        command(lonely, "CLUSTER", "ADDSLOTS", slot)
    while b"cluster_state:ok" not in command(lonely, "CLUSTER", "INFO"):
        pause(clients[0])
    assert await records(store, A, world="w") == ["1"]
    await store.commit("w", change(puts={A: "2"}))
    (told,) = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert "refuses: CLUSTERDOWN" in told


async def test_one_that_is_there_is_enough_at_the_start(urls: list[str]) -> None:
    """Whichever it is; the others are learnt from it. Of those that are not there all is told."""
    places = [url.removeprefix("redis://") for url in urls]
    with reserved() as port:
        nobody = f"127.0.0.1:{port}"
        for place in places:
            async with connected(f"redis://{nobody},{place},{nobody}") as store:
                assert len({who_has(store, world) for world in WORLDS}) == 3
        with pytest.raises(CannotOpenError) as refused:
            await RedisStore.open(f"redis://{nobody},localhost:{port}/0")
    assert f"cannot be used: {nobody}: " in str(refused.value)
    assert f"; localhost:{port}: " in str(refused.value)


async def test_one_that_knows_of_no_cluster_is_passed_over(urls: list[str]) -> None:
    """As one is that was put in the place of another, and has not been introduced."""
    with reserved() as port, reserved() as bus_port, cluster_node(port, bus_port) as lonely:
        async with connected(f"{lonely.url},{urls[0].removeprefix('redis://')}") as store:
            assert len({who_has(store, world) for world in WORLDS}) == 3
        with pytest.raises(CannotOpenError, match="it has no slots, and knows of nobody who has"):
            await RedisStore.open(lonely.url)


async def test_one_that_does_not_let_us_in_is_not_passed_over(
    urls: list[str], clients: list["redis.Redis"]
) -> None:
    """The README's rules are enough for a user; but each node has a list of its own."""
    for client in clients:
        command(client, "ACL", "SETUSER", "user", "on", ">hush", *rules())
    places = [url.removeprefix("redis://") for url in urls]
    url = f"redis://user:hush@{','.join(places)}"
    async with connected(url) as store:
        for world in WORLDS:
            await store.commit(world, change(puts={A: world}))
    command(clients[0], "ACL", "SETUSER", "user", "-hset")
    with pytest.raises(CannotOpenError) as refused:
        await RedisStore.open(url)
    assert str(refused.value).endswith(f"used: {places[0]}: its user user lacks +hset")


async def test_one_that_is_there_is_enough_to_go_on(
    urls: list[str], pair: list[RedisServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where all that were known are gone, who was named in the beginning is asked again."""
    assert urls  # for the pair is ready then
    monkeypatch.setattr(link, "_PATIENCE_S", 0.05)
    one, two = pair
    both = f"{one.url},{two.url.removeprefix('redis://')}"
    async with asyncio.timeout(60), connected(both) as store:
        await store.commit("w", change(puts={A: "1"}))
        since = await store.revision("w")
        waiting = asyncio.create_task(store.changed("w", since=since))
        await store.revision("w")
        one.kill()
        while True:
            try:
                await store.commit("w", change(puts={A: "2"}))
                break
            except StoreFailed:
                await turns()
        await waiting
    async with connected(both) as store:
        assert await records(store, A) == ["2"]
