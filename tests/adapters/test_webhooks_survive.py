"""A webhook whose server is killed while it is told: the next process tells it again."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession

from tests.processes import server
from tests.receivers import Receiver, receiving
from tests.redis_server import IS_HERE, emptied

pytestmark = pytest.mark.long

FLAGS = ("--clock", "manual", "--seed", "7", "--store")

STORES = {
    "sqlite": lambda: "sqlite:carrier.db",
    **({"redis": emptied} if IS_HERE else {}),
}
WORLD = {"X-Sim-World": "test", "Bell-World": "test"}


async def call(session: ClientSession, method: str, url: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
    """Call, and tell what was answered."""
    async with session.request(method, url, json=body, headers=WORLD) as response:
        assert response.status == 200, await response.read()
        return await response.json()


async def told_until_killed(
    folder: Path, store: str, session: ClientSession, shop: Receiver
) -> None:
    """Let something be told that is never answered, and kill who tells it."""
    with server(folder, *FLAGS, store, module="tests.ringing") as one:
        target = {"bell": {"url": f"{shop.url}/hooks"}}
        await call(session, "PUT", f"{one.url}/_sim/webhooks/targets", target)
        await call(session, "POST", f"{one.url}/bell/ring", {"to": "+14155550100"})

        async def move() -> None:
            with suppress(ClientError, ConnectionError):
                await call(session, "POST", f"{one.url}/_sim/clock/advance", {"by": "1h"})

        async with asyncio.TaskGroup() as tasks:  # or nobody would hear why it cannot be moved
            tasks.create_task(move())
            await shop.has(1)
            one.process.kill()


@pytest.mark.parametrize("name", STORES)
async def test_what_was_under_way_is_told_again(tmp_path: Path, name: str) -> None:
    """With the same id and number; what was to come after it comes, and everything once."""
    store = STORES[name]()
    async with receiving() as shop, ClientSession() as session:
        shop.answer = lambda _: None
        await told_until_killed(tmp_path, store, session, shop)
        shop.answer = lambda _: 200
        with server(tmp_path, *FLAGS, store, module="tests.ringing") as other:
            await call(session, "POST", f"{other.url}/_sim/clock/advance", {"by": "1h"})
            items = (await call(session, "GET", f"{other.url}/_sim/webhooks"))["items"]

    assert shop.events == [("rung.sent", 1), ("rung.over", 1), ("rung.sent", 1)]
    first, _, again = shop.received
    assert first.body == again.body
    assert [(one["event"], one["state"]) for one in items] == [
        ("rung.over", "delivered"),
        ("rung.sent", "delivered"),
    ]
    assert [len(one["attempts"]) for one in items] == [1, 1]
