"""Long polls over a real socket, many at once."""

import asyncio
from collections import Counter
from urllib.parse import quote

import pytest
from aiohttp import ClientSession, TCPConnector

from simulator.domain.clock import ClockMode
from simulator.domain.pricing import MicroUsd
from simulator.services import inspection
from simulator.services.inspection import FoundPage, MessageFilter
from simulator.services.world import World
from simulator.settings import Settings
from tests.clients import ALICE, Control, Gateway, serving

COUNT = 500
NUMBERS = [f"+1415556{number:04}" for number in range(COUNT)]

# What is promised of each message and its poll. Usually the last of them takes a thirtieth of that,
# but a machine may stand still for a moment: so many may have met with it.
PROMISED_S = 0.05
LATE_COUNT_MAX = COUNT // 100


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Counter[str | None]:
    """How often was looked for messages to each number."""
    counts: Counter[str | None] = Counter()
    find_page = inspection.find_page

    async def look(world: World, wanted: MessageFilter, cursor: str | None, n: int) -> FoundPage:
        counts[wanted.destination] += 1
        return await find_page(world, wanted, cursor, n)

    monkeypatch.setattr(inspection, "find_page", look)
    return counts


async def polling(control: Control, looks: Counter[str | None]) -> "dict[str, asyncio.Task[float]]":
    """Let each number be waited for, and tell when each wait ended."""

    async def poll(number: str) -> float:
        reply = await control.get(f"/_sim/messages?to={quote(number)}&wait=5m")
        assert [item["to"] for item in reply.document["items"]] == [number]
        return asyncio.get_running_loop().time()

    polls = {number: asyncio.create_task(poll(number)) for number in NUMBERS}
    while len(looks) < COUNT:
        assert (await control.get("/_sim/livez")).status == 200
    return polls


async def test_five_hundred_polls_wait_for_their_messages_and_nothing_else(
    looks: Counter[str | None],
) -> None:
    """A thousand messages to others make none of them look; each answers soon after its own."""
    settings = Settings(clock=ClockMode.MANUAL, credit=MicroUsd(10**9))
    loop = asyncio.get_running_loop()
    async with (
        serving(settings) as url,
        ClientSession(connector=TCPConnector(limit=0)) as session,
    ):
        gateway, control = Gateway.of(session, url, "test"), Control.of(session, url, "test")
        polls = await polling(control, looks)
        for part in range(10):
            await gateway.batch([{"to": ALICE, "body": f"{part} {n}"} for n in range(100)])
        assert set(looks.values()) == {1}
        assert not any(poll.done() for poll in polls.values())

        late = []
        for number in NUMBERS:
            assert (await gateway.send(number)).status == 200
            sent_at = loop.time()
            late.append(await asyncio.wait_for(polls[number], 60) - sent_at)

    assert set(looks.values()) == {2}
    assert sum(delay >= PROMISED_S for delay in late) <= LATE_COUNT_MAX


async def test_polls_end_when_their_world_is_deleted(control: Control) -> None:
    """With a 404 that says so; the world does not come back by it."""
    expectation = {"messages": [{"to": ALICE}], "within": "5m"}
    polls = [
        asyncio.create_task(control.get("/_sim/messages?wait=5m")),
        asyncio.create_task(control.get(f"/_sim/otp?to={quote(ALICE)}&wait=5m")),
        asyncio.create_task(control.post("/_sim/expect", expectation)),
    ]
    while b"carriersim_long_polls 3.0" not in (await control.get("/_sim/metrics")).body:
        assert not any(poll.done() for poll in polls)

    assert (await control.delete("/_sim/worlds/test")).status == 200
    replies = await asyncio.gather(*polls)

    assert [(reply.status, reply.error["code"]) for reply in replies] == [(404, "NOT_FOUND")] * 3
    assert (await control.get("/_sim/worlds")).document["items"] == []
