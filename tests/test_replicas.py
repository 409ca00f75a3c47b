"""Three servers on one Redis: one is killed, one frozen, and Redis restarted, all under load."""

import asyncio
import random  # noqa: TID251 - what clients ask for is no part of the simulation
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import orjson
import pytest
from aiohttp import ClientError, ClientSession, ClientTimeout, StreamReader

from simulator.adapters.redis.places import place_of
from simulator.adapters.redis.store import LEASE_MS
from tests.balancer import Balancer, connected
from tests.pressing import CREDIT_USD, Client, Heard, act_through, adds_up, export, replay
from tests.processes import Forked, forked
from tests.redis_server import IS_HERE, RedisServer, redis_server

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not IS_HERE, reason="there is no Redis on this machine"),
]

WORLD: Final = "replicas"
CLIENT_COUNT: Final = 6

# How often Redis is killed, and how much it has done each time before.
RESTART_COUNT: Final = 3
COMMAND_COUNT: Final = 100

# Longer than a process may keep what it has leased, so that others have done it when it wakes.
FROZEN_S: Final = LEASE_MS / 1000 + 1

# Who still has a lease that long after it was frozen, has it no doubt since before.
IN_THE_MIDST_S: Final = 0.1
FREEZE_COUNT_MAX: Final = 2_000

# This one answers each message that it gets.
HANDSET: Final = "+12065550100"


class Follower:
    """Follows what happens in the world, and goes on behind the last event when it is cut off.

    Attributes:
        has_begun: is set as soon as nothing can be missed any more.
        happened: how often each thing was told to have happened to each message.
        answered: ids of what handsets sent.
    """

    def __init__(self, session: ClientSession) -> None:
        """Take a session with one of the servers."""
        self.has_begun = asyncio.Event()
        self.happened: Counter[tuple[str, str]] = Counter()
        self.answered: Counter[str] = Counter()
        self._session = session
        self._last_id = ""
        self._bell = asyncio.Event()

    async def follow(self) -> None:
        """Follow until cancelled."""
        while True:
            headers = {"Last-Event-ID": self._last_id} if self._last_id else {}
            with suppress(ClientError, ConnectionError):
                async with self._session.get(
                    "/_sim/events", headers=headers, timeout=ClientTimeout()
                ) as response:
                    await self._read(response.content)

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until enough was told."""
        async with asyncio.timeout(60):
            while not is_so():
                self._bell.clear()
                await self._bell.wait()

    async def _read(self, lines: StreamReader) -> None:
        block: dict[str, str] = {}
        async for line in lines:
            if line == b"\n":  # the block is there as a whole
                self._take(block)
                block = {}
            else:
                name, _, told = line.decode().rstrip("\n").partition(": ")
                block[name] = told

    def _take(self, block: Mapping[str, str]) -> None:
        assert block.get("event") != "gap"
        if "id" in block:
            self._last_id = block["id"]
            self.has_begun.set()
        if "data" in block:
            self._count(orjson.loads(block["data"]))
            self._bell.set()

    def _count(self, data: Any) -> None:  # noqa: ANN401 - JSON
        if "inbound" in data:
            self.answered[data["inbound"]["id"]] += 1
        elif "message" in data:
            self.happened[data["message"]["id"], data["event"]] += 1


@dataclass
class Scene:
    """Three servers, their Redis, those who ask them, and one who follows what happens."""

    redis: RedisServer
    replicas: Sequence[Forked]
    sessions: Sequence[ClientSession]
    balancer: Balancer
    clients: Sequence[Client]
    heard: Heard
    follower: Follower
    numbers: Iterator[int] = field(default_factory=count)


@asynccontextmanager
async def scene(folder: Path) -> AsyncIterator[Scene]:
    """Set the scene; the last server is the one that nothing happens to."""
    flags = ("--credit", str(CREDIT_USD), "--seed", "7", "--store")
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as tasks:
        # What was acknowledged is to be there, so it is on the disk before it is.
        always = redis_server("--appendonly", "yes", "--appendfsync", "always")
        redis = stack.enter_context(always)
        replicas = [stack.enter_context(forked(folder, *flags, redis.url)) for _ in range(3)]
        sessions = [await stack.enter_async_context(connected(one, WORLD)) for one in replicas]
        heard, dice, balancer = Heard(), random.Random(5), Balancer(sessions)
        clients = [
            Client(balancer.post, heard, f"{n}", random.Random(dice.random()))
            for n in range(CLIENT_COUNT)
        ]
        follower = Follower(sessions[-1])
        following = tasks.create_task(follower.follow())
        await follower.has_begun.wait()
        yield Scene(redis, replicas, sessions, balancer, clients, heard, follower)
        following.cancel()


def kill(killed: Forked) -> None:
    """Kill a server right after it has taken a message of which nobody else knows."""
    assert killed.call("POST", "/v1/sms/send", {"to": HANDSET, "body": "Bye"}, "quiet")[0] == 200
    killed.kill()


def freeze(frozen: Forked, redis: RedisServer) -> None:
    """Freeze a server in the midst of what it has leased, so that others have to take it over."""
    held = place_of(WORLD).held
    with redis.client() as client:
        for _ in range(FREEZE_COUNT_MAX):
            frozen.send_signal(signal.SIGSTOP)
            kept, until = set(client.hkeys(held)), perf_counter() + IN_THE_MIDST_S
            while kept and perf_counter() < until:
                kept &= set(client.hkeys(held))
            if kept:
                return
            frozen.send_signal(signal.SIGCONT)
            assert frozen.call("GET", "/_sim/livez")[0] == 200
    raise AssertionError("it has never leased anything")


def restart(redis: RedisServer) -> None:
    """Kill a Redis in the midst of its work, again and again; what it has is in its file."""
    for _ in range(RESTART_COUNT):
        redis.kill()
        redis.start()
        with redis.client() as client:
            while client.info("stats")["total_commands_processed"] < COMMAND_COUNT:
                pass


async def write_to_handset(play: Scene) -> None:
    """Send some messages, ask one server after the other for them, and wait until all came."""
    balancer = Balancer(play.sessions)

    async def write() -> None:
        name = f"h{next(play.numbers)}"
        body = {"to": HANDSET, "body": f"Hello {name}."}
        data = await balancer.post("/v1/sms/send", body, name)
        play.heard.messages.add(data["sms_id"])
        found: list[object] = []
        while not found:
            asked = f"/_sim/messages?contains=%20{name}.&state=delivered&wait=500ms"
            found = (await balancer.get(asked))["items"]

    await asyncio.gather(*(write() for _ in range(CLIENT_COUNT)))


async def test_nothing_is_lost_and_nothing_happens_twice(tmp_path: Path) -> None:
    """Each message comes to one end, a handset gets it once, keys replay and the money adds up."""
    async with scene(tmp_path) as play:
        killed, frozen, spared = play.replicas
        answering = {"auto_reply": {"text": "Yes", "after": "0s"}}
        assert spared.call("PUT", f"/_sim/handsets/{HANDSET}", answering, WORLD)[0] == 200
        await act_through(play.clients, lambda: kill(killed))
        await act_through(play.clients, lambda: freeze(frozen, play.redis))
        woken = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(FROZEN_S, lambda: woken.set_result(None))
        await act_through(play.clients, lambda: restart(play.redis))
        await write_to_handset(play)
        while not woken.done():
            await write_to_handset(play)
        await asyncio.to_thread(export, spared, WORLD)  # of what was taken over nothing is left
        await act_through(play.clients, lambda: frozen.send_signal(signal.SIGCONT))

        document = await asyncio.to_thread(export, spared, WORLD)
        play.heard.texts -= play.balancer.asked_again
        adds_up(document, play.heard)
        await replay(Balancer(play.sessions[1:]).post, play.heard)
        assert (await asyncio.to_thread(export, frozen, WORLD))["records"] == document["records"]
        happens_once(document)
        await told_once(play.follower, document)
        (quiet,) = (await asyncio.to_thread(export, spared, "quiet"))["records"]["message"].values()
        assert quiet["state"] == "delivered"


def happens_once(document: Any) -> None:  # noqa: ANN401 - JSON
    """See that nothing came twice or out of its order, neither to a message nor to the handset."""
    delivered_count = 0
    for message in document["records"]["message"].values():
        events = message["timeline"]
        assert max(Counter(event["what"] for event in events).values()) == 1
        assert [event["at"] for event in events] == sorted(event["at"] for event in events)
        delivered_count += message["destination"] == HANDSET and message["state"] == "delivered"
    answers = document["records"]["inbound"].values()
    assert len(answers) == delivered_count > 0


async def told_once(follower: Follower, document: Any) -> None:  # noqa: ANN401 - JSON
    """See that whoever followed was told all that happened, and nothing of it twice."""
    records = document["records"]
    happened = {
        (f"sms_{message_id}", event["what"])
        for message_id, message in records["message"].items()
        for event in message["timeline"]
    }
    await follower.until(lambda: len(follower.happened) >= len(happened))
    await follower.until(lambda: len(follower.answered) >= len(records["inbound"]))
    assert follower.happened == Counter(happened)
    assert follower.answered == Counter(records["inbound"].keys())
