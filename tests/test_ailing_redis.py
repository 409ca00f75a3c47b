"""A Redis that is there and does not write: all are told when to come back; nothing is begun."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractContextManager,
    AsyncExitStack,
    asynccontextmanager,
    contextmanager,
)
from typing import Any, Final

import pytest
import redis
from aiohttp import ClientSession

from simulator.adapters.redis import link
from simulator.app import build
from simulator.domain.clock import ClockMode
from simulator.settings import Settings
from tests.clients import ALICE, BOB, SEED, Control, Gateway, listening
from tests.every_store import connected
from tests.redis_server import IS_HERE, RedisServer, pause, redis_server

pytestmark = pytest.mark.skipif(not IS_HERE, reason="needs redis-server")

# A key more to each time that Redis answers while it loads.
KEY_COUNT: Final = 500
KEY: Final = "k" * 1024
PROGRESS: Final = ("--loading-process-events-interval-bytes", "1024", "--rdbcompression", "no")


@contextmanager
def full(server: RedisServer) -> Iterator[None]:
    """It has no more room, and may not make any by forgetting something."""
    with server.client() as client:
        client.config_set("maxmemory", 1)
        yield
        client.config_set("maxmemory", 0)


@contextmanager
def unsaved(server: RedisServer) -> Iterator[None]:
    """It was to save what it has in a file, and could not."""
    in_the_way = server.folder / "dump.rdb"
    in_the_way.mkdir()
    with server.client() as client:
        client.config_set("save", "3600 1")
        client.bgsave()
        saved(client, "err")
        yield
        in_the_way.rmdir()
        client.bgsave()
        saved(client, "ok")


def saved(client: "redis.Redis", status: str) -> None:
    """Wait until it has saved, or has not."""
    while client.info("persistence")["rdb_last_bgsave_status"] != status:
        pause(client)


@contextmanager
def lonely(server: RedisServer) -> Iterator[None]:
    """It is to write only what a replica has as well, and has none."""
    with server.client() as client:
        client.config_set("min-replicas-to-write", 1)
        yield
        client.config_set("min-replicas-to-write", 0)


@contextmanager
def demoted(server: RedisServer) -> Iterator[None]:
    """It is a replica by now, as after a failover of which nobody told us."""
    with server.client() as client:
        client.replicaof("127.0.0.1", "1")
        yield
        client.replicaof("NO", "ONE")


@contextmanager
def loading(server: RedisServer) -> Iterator[None]:
    """It was started anew, and reads its file."""
    with server.client() as client:
        client.mset({f"{n}": KEY for n in range(KEY_COUNT)})
        client.save()
    server.kill()
    server.start("--key-load-delay", "5000", is_loading=True)
    with server.client() as client:
        yield
        client.config_set("key-load-delay", 0)


@asynccontextmanager
async def served(server: RedisServer) -> AsyncIterator[tuple[Gateway, Control]]:
    """Serve from a Redis, and give clients of one world."""
    settings = Settings(clock=ClockMode.MANUAL, store=server.url)
    async with AsyncExitStack() as closing:
        session = await closing.enter_async_context(ClientSession())
        store = await closing.enter_async_context(connected(server.url))
        url = await closing.enter_async_context(listening(build(settings, SEED, store)))
        yield Gateway.of(session, url, "w"), Control.of(session, url, "w")


@pytest.mark.parametrize(
    ("ailing", "why"),
    [
        (full, "refuses: OOM"),
        (unsaved, "refuses: MISCONF"),
        (lonely, "refuses: NOREPLICAS"),
        (demoted, "out of reach (it is a replica, and takes no writes)"),
        (loading, "out of reach (LOADING "),
    ],
)
async def test_nothing_is_begun_and_all_goes_on(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    ailing: Callable[[RedisServer], AbstractContextManager[None]],
    why: str,
) -> None:
    """Whoever asks for something to be done is told when to come back, and the log says why."""
    # Long enough to hear why nobody is let in, or the log could only say that nobody answers.
    monkeypatch.setattr(link, "_PATIENCE_S", 0.5)
    monkeypatch.setattr(link, "_PAUSE_S", (0.001, 0.01))
    with redis_server(*PROGRESS) as server:
        async with served(server) as (gateway, control):
            assert (await gateway.send()).status == 200
            before = await exported(control)
            with ailing(server):
                refused = [
                    await gateway.send(),
                    await gateway.batch([{"to": ALICE, "body": "Hello"}] * 3),
                    await control.post("/_sim/clock/advance", {"by": "1h"}),
                    await control.post("/_sim/worlds", {"name": "another"}),
                ]
                answers = {(reply.status, reply.headers["Retry-After"]) for reply in refused}
                assert answers == {(503, "1")}
            async with asyncio.timeout(60):
                while (await control.get("/_sim/readyz")).status != 200:
                    pass
            assert await exported(control) == before
            assert [one["world"] for one in await worlds(control)] == ["w"]
            assert (await gateway.send(BOB)).status == 200
            await control.advance("1h")
            states = (await control.get("/_sim/messages")).document["items"]
            assert [message["state"] for message in states] == ["delivered", "delivered"]
            assert (await control.get("/_sim/account")).document["balance_usd"] == 1.9842
    (told,) = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert why in told


async def exported(control: Control) -> Any:  # noqa: ANN401 - JSON
    """Tell all that there is of the world."""
    document = (await control.get("/_sim/worlds/w/export")).document
    del document["taken_at"]
    return document


async def worlds(control: Control) -> Any:  # noqa: ANN401 - JSON
    """Tell what worlds there are."""
    return (await control.get("/_sim/worlds")).document["items"]
