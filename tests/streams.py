"""A client of `GET /_sim/events`, which holds each event to the document."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from aiohttp import ClientResponse, ClientTimeout

from tests.clients import Control
from tests.document import CONTROL

__all__ = ["Event", "Stream", "streaming"]

_PATIENCE_S: Final = 60


@dataclass(frozen=True)
class Event:
    """An event, as it came."""

    id: str
    event: str
    data: Any


@dataclass
class Stream:
    """What comes, block by block.

    Attributes:
        last_id: where to go on; blocks without an event tell it, too.
        comments: what was said beside the events.
    """

    response: ClientResponse
    last_id: str = ""
    comments: list[str] = field(default_factory=list)

    async def block(self) -> dict[str, str]:
        """Wait for the next block, and tell its fields; empty at the end."""
        told: dict[str, str] = {}
        while line := await asyncio.wait_for(self.response.content.readline(), _PATIENCE_S):
            text = line.decode().removesuffix("\n")
            if not text:
                break
            name, _, rest = text.partition(": ")
            told |= {name: rest}
        self.comments += [told.pop("")] if "" in told else []
        self.last_id = told.get("id", self.last_id)
        return told

    async def take(self, count: int = 1) -> list[Event]:
        """Wait until there have been so many events."""
        taken: list[Event] = []
        while len(taken) < count:
            told = await self.block()
            assert told, "the stream has ended"
            if "data" in told:
                one = Event(told["id"], told["event"], json.loads(told["data"]))
                CONTROL.validator("#/components/schemas/StreamedEvent").validate(vars(one))
                taken.append(one)
        return taken

    async def rest(self) -> list[dict[str, str]]:
        """Wait until it ends, and tell what still came."""
        told = []
        while block := await self.block():
            told.append(block)
        return told


@asynccontextmanager
async def streaming(
    control: Control, headers: dict[str, str] | None = None, **query: str
) -> AsyncIterator[Stream]:
    """Follow a world, once it has been said that one does; keywords are parameters."""
    async with control.session.get(
        f"{control.url}/_sim/events?{urlencode(query)}",
        headers={**control.headers, **(headers or {})},
        timeout=ClientTimeout(),
    ) as response:
        assert response.status == 200, await response.read()
        assert response.content_type == "text/event-stream"
        stream = Stream(response)
        assert (await stream.block())["retry"] == "1000"
        yield stream
