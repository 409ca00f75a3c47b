"""Customers' servers that are told things: in memory, and on a socket."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from multidict import CIMultiDictProxy

from simulator.domain.webhooks import Reply
from simulator.services.telling import Letter

__all__ = ["Received", "Receiver", "ScriptedSender", "receiving"]


def _open() -> asyncio.Event:
    gate = asyncio.Event()
    gate.set()
    return gate


@dataclass
class ScriptedSender:
    """Keeps letters, and answers as it is told: by statuses in their order, then 200.

    Attributes:
        statuses: of answers to letters that have `only` in them.
        gate: nobody is answered before it is set.
    """

    statuses: list[int | None] = field(default_factory=list)
    only: bytes = b""
    letters: list[Letter] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=_open)
    has_more: asyncio.Event = field(default_factory=asyncio.Event)
    open_count: int = 0
    open_count_max: int = 0

    async def send(self, letter: Letter) -> Reply:
        self.letters.append(letter)
        self.has_more.set()
        status = self.statuses.pop(0) if self.statuses and self.only in letter.body else 200
        self.open_count += 1
        self.open_count_max = max(self.open_count_max, self.open_count)
        try:
            await self.gate.wait()
        finally:
            self.open_count -= 1
        return Reply(status, "" if status else "no answer", 3, "thanks" if status else "")

    async def has(self, count: int) -> None:
        """Wait until there have been so many letters."""
        while len(self.letters) < count:
            self.has_more.clear()
            await self.has_more.wait()

    def shut(self) -> None:
        """Answer nobody until the gate is set."""
        self.gate = asyncio.Event()

    @property
    def told(self) -> list[Any]:
        """The bodies, as JSON."""
        return [json.loads(letter.body) for letter in self.letters]


@dataclass(frozen=True)
class Received:
    """One request, as it came."""

    path: str
    headers: CIMultiDictProxy[str]
    body: bytes

    @property
    def document(self) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.body)


@dataclass
class Receiver:
    """A server that keeps what comes, and answers with `answer` to each."""

    url: str
    answer: Callable[[Received], int | None] = lambda _: 200
    received: list[Received] = field(default_factory=list)
    is_over: asyncio.Event = field(default_factory=asyncio.Event)
    has_more: asyncio.Event = field(default_factory=asyncio.Event)

    async def has(self, count: int) -> None:
        """Wait until so much has come."""
        async with asyncio.timeout(60):
            while len(self.received) < count:
                self.has_more.clear()
                await self.has_more.wait()

    async def take(self, request: web.Request) -> web.Response:
        one = Received(request.path, request.headers, await request.read())
        self.received.append(one)
        self.has_more.set()
        status = self.answer(one)
        if status is None:  # hang, but not longer than the test
            await self.is_over.wait()
            status = 500
        headers = {"Location": f"{self.url}/elsewhere"} if status // 100 == 3 else {}
        return web.Response(status=status, text="thanks", headers=headers)

    @property
    def events(self) -> list[tuple[str, int]]:
        """What was told, with the number of the attempt."""
        return [(one.document["event"], one.document["attempt"]) for one in self.received]


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """Listen on a free port."""
    receiver = Receiver("")
    app = web.Application()
    app.router.add_post("/{tail:.*}", receiver.take)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield receiver
    finally:
        receiver.is_over.set()
        await runner.cleanup()
