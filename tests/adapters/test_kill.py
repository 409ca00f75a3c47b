"""What was acknowledged before a process was killed is there in the next one, and goes on."""

import asyncio
import random  # noqa: TID251 - when somebody is killed is no part of the simulation
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

import orjson
import pytest
from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.pressing import CREDIT_USD, Client, Heard, Post, adds_up, export, replay
from tests.processes import Forked, Served, forked

pytestmark = pytest.mark.long

ROUND_COUNT: Final = 20
CLIENT_COUNT: Final = 8
WORLD: Final = "kill"


@asynccontextmanager
async def posting(serving: Served) -> AsyncIterator[Post]:
    """Connect, to post to it for as long as it answers."""
    headers = {"Authorization": f"Bearer ifr_pk_proj_{WORLD}"}
    timeout = ClientTimeout(total=60)
    async with ClientSession(serving.url, headers=headers, timeout=timeout) as session:

        async def post(path: str, body: Mapping[str, object], key: str) -> Any:  # noqa: ANN401 - JSON
            headers = {"Idempotency-Key": key} if key else {}
            async with session.post(path, json=body, headers=headers) as response:
                document = orjson.loads(await response.read())
                assert response.status < 300, document
                return document["data"]

        yield post


async def press(serving: Forked, heard: Heard, name: str, dice: random.Random) -> None:
    """Load the server with everything, and kill it in the midst of that."""
    left, grace_s = dice.randrange(10, 60), dice.uniform(0, 0.01)

    async def run(client: Client) -> None:
        """Ask for one thing after the other, until nobody answers any more."""
        nonlocal left
        with suppress(ClientError, ConnectionError):
            while True:
                await client.act()
                left -= 1
                if left == 0:
                    asyncio.get_running_loop().call_later(grace_s, serving.kill)

    async with posting(serving) as post:
        clients = [
            Client(post, heard, f"{name}-{n}", random.Random(dice.random()))
            for n in range(CLIENT_COUNT)
        ]
        await asyncio.gather(*map(run, clients))


async def test_nothing_is_lost_by_a_kill(tmp_path: Path) -> None:
    """Each message ends once, each key replays, and the money adds up to the last digit."""
    heard, dice = Heard(), random.Random(5)
    flags = ("--store", f"sqlite:{tmp_path / 'journal'}", "--credit", str(CREDIT_USD))
    for number in range(ROUND_COUNT):
        with forked(tmp_path, *flags) as serving:
            await press(serving, heard, str(number), dice)
    assert len(heard.messages) > ROUND_COUNT * CLIENT_COUNT
    assert heard.cancelled
    with forked(tmp_path, *flags) as serving:
        async with posting(serving) as post:
            before = await asyncio.to_thread(export, serving, WORLD)
            await replay(post, heard)
        document = await asyncio.to_thread(export, serving, WORLD)
        assert document["records"]["message"] == before["records"]["message"]
    adds_up(document, heard)
