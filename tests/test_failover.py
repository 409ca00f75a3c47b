"""A server on a Redis Cluster, one master of which dies for good while clients press on."""

import asyncio
import random  # noqa: TID251 - what clients ask for is no part of the simulation
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from redis.crc import key_slot

from simulator.adapters.redis.places import place_of
from tests.balancer import Balancer, connected
from tests.pressing import CREDIT_USD, Client, Heard, act_through, adds_up, export, replay
from tests.processes import Forked, forked
from tests.redis_server import IS_HERE, RedisServer, command, pause, redis_cluster

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not IS_HERE, reason="there is no Redis on this machine"),
]

WORLD: Final = "failover"

# In another slot of the same master; nothing happens in it meanwhile.
QUIET: Final = "quiet"
SIZE: Final = 3
CLIENT_COUNT: Final = 3

# Who is silent for so long is held for dead, which no living one may be, however little of the
# machine he is given; and a replica need not wait for others to come.
OPTIONS: Final = ("--cluster-node-timeout", "1500", "--repl-diskless-sync-delay", "0")


@dataclass(frozen=True)
class Cluster:
    """The one that has the world, the one that has a copy of it, and one of the others."""

    master: RedisServer
    replica: RedisServer
    other: RedisServer

    def replicate(self) -> None:
        """Wait until the replica has all that the master has."""
        with self.master.client() as client:
            client.set(f"{place_of(WORLD).stem}mark", 1)
            assert command(client, "WAIT", 1, 60_000) == 1

    def kill_master(self) -> None:
        """Kill the master, and wait until the replica is one."""
        self.master.kill()
        with self.replica.client() as client, self.other.client() as other:
            while client.info("replication")["role"] != "master":
                pause(other)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Run one in which the master of the world is the only one with a replica."""
    place = key_slot(WORLD.encode()) * SIZE // 16_384
    with redis_cluster(SIZE, *OPTIONS, replica_of=place) as servers:
        yield Cluster(servers[place], servers[-1], servers[(place + 1) % SIZE])


@asynccontextmanager
async def played(folder: Path) -> AsyncIterator[tuple[Cluster, Forked, Balancer]]:
    """Run a server on it, which is told of all of it by the one that will die."""
    with cluster() as running:
        flags = ("--credit", str(CREDIT_USD), "--seed", "7", "--clock", "scaled", "--speed", "20")
        with forked(folder, *flags, "--store", running.master.url) as serving:
            async with connected(serving, WORLD) as session:
                yield running, serving, Balancer([session])


async def test_a_replica_goes_on_where_its_master_died(tmp_path: Path) -> None:
    """Nobody starts the server anew; what the replica had is there, and the money adds up.

    What was acknowledged right before its master died it may not have had: so it is with Redis.
    """
    async with asyncio.timeout(60), played(tmp_path) as (running, serving, balancer):
        before = await press(balancer, "before", running.replicate)
        await asyncio.to_thread(running.replicate)
        assert serving.call("GET", "/_sim/messages", key=QUIET)[0] == 200
        waiting = asyncio.create_task(asyncio.to_thread(wait, serving))
        while "carriersim_long_polls 1" not in await asyncio.to_thread(metrics, serving):
            pass
        await press(balancer, "amid", running.kill_master)
        after = await press(balancer, "after", lambda: None)

        sent = {"to": "+14155550100", "body": "Anybody there?"}
        assert serving.call("POST", "/v1/sms/send", sent, QUIET)[0] == 200
        assert await waiting == ["Anybody there?"]
        document = await asyncio.to_thread(export, serving, WORLD)
        texts = (before.texts | after.texts) - balancer.asked_again
        heard = Heard(
            before.messages | after.messages,
            before.once | after.once,
            before.cancelled | after.cancelled,
            texts,
        )
        adds_up(document, heard)
        await replay(balancer.post, heard)


def wait(serving: Forked) -> Any:  # noqa: ANN401 - JSON
    """Wait for messages."""
    status, told = serving.call("GET", "/_sim/messages?wait=60s", key=QUIET)
    assert status == 200
    return [item["text"] for item in told["items"]]


def metrics(serving: Forked) -> str:
    """Ask who waits."""
    return serving.text("/_sim/metrics")


async def press(balancer: Balancer, name: str, disaster: Callable[[], None]) -> Heard:
    """Have clients act while something happens, and tell what they heard."""
    heard = Heard()
    clients = [
        Client(balancer.post, heard, f"{name}{n}", random.Random(f"{name}{n}"))
        for n in range(CLIENT_COUNT)
    ]
    await act_through(clients, disaster)
    return heard
