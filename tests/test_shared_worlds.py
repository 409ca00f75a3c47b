"""Two servers on one Redis: whatever one is told, the other one knows at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta

import pytest
from aiohttp import ClientSession

from simulator.adapters.redis import RedisStore, link
from simulator.app import build
from simulator.domain.clock import ClockMode
from simulator.settings import Settings
from tests.clients import ALICE, SEED, Control, Gateway, listening
from tests.redis_line import Cuttable, cuttable
from tests.redis_server import IS_HERE, emptied
from tests.streams import streaming

pytestmark = pytest.mark.skipif(not IS_HERE, reason="needs redis-server")


@asynccontextmanager
async def replicas(*stores: str) -> AsyncIterator[list[tuple[Gateway, Control]]]:
    """Serve as often as there are URLs of stores, and give clients of one world on each."""
    async with AsyncExitStack() as closing:
        session = await closing.enter_async_context(ClientSession())
        clients = []
        for store in stores:
            opened = await RedisStore.open(store)
            closing.push_async_callback(opened.close)
            settings = Settings(clock=ClockMode.MANUAL, store=store)
            url = await closing.enter_async_context(listening(build(settings, SEED, opened)))
            clients.append((Gateway.of(session, url, "w"), Control.of(session, url, "w")))
        yield clients


async def test_what_one_is_told_the_other_one_knows() -> None:
    """Time, faults, keys, money, messages and the journal."""
    url = emptied()
    async with replicas(url, url) as [(one, control), (other, other_control)]:
        sent = await one.send(idempotency_key="k")
        assert (await other.send(idempotency_key="k")).data == sent.data
        assert (await other_control.get("/_sim/account")).document["balance_usd"] == 1.9921
        await control.post("/_sim/clock/advance", {"by": "1h"})
        clocks = [await each.get("/_sim/clock") for each in (control, other_control)]
        assert clocks[0].document["now"] == clocks[1].document["now"]
        (message,) = (await other_control.get("/_sim/messages")).document["items"]
        assert message["state"] == "delivered"
        rule = {"rules": [{"match": {"op": "sms.send"}, "then": {"http": {"status": 418}}}]}
        assert (await other_control.put("/_sim/faults", rule)).status == 200
        assert (await one.send(body="fails")).status == 418
        asked = (await other_control.get("/_sim/requests")).document["items"]
        assert [item["status"] for item in asked] == [418, 200, 200]


async def test_a_send_obeys_what_the_other_one_was_told_last() -> None:
    """However sure its own server is of how the world is set, and again when that is so no more."""
    url = emptied()
    async with replicas(url, url) as [(one, _), (_, control)]:
        for _ in range(2):
            assert (await one.send(body="sure")).status == 200
            for now in ("2030-01-01T00:00:00.000Z", "2031-01-01T00:00:00.000Z"):
                await control.put("/_sim/clock", {"now": now})
                assert (await one.send(body="timed")).data["created_at"] == now
            rule = {"rules": [{"match": {"op": "sms.send"}, "then": {"http": {"status": 418}}}]}
            await control.put("/_sim/faults", rule)
            assert (await one.send(body="fails")).status == 418
            await control.put("/_sim/faults", {"rules": []})
            assert (await one.send(body="sure")).status == 200
            await control.delete("/_sim/worlds/w")
            assert (await one.send(body="anew")).status == 200
            assert await control.texts() == ["anew"]


async def test_who_waits_at_one_hears_of_what_the_other_does() -> None:
    """By a long poll and by a stream of events."""
    url = emptied()
    async with replicas(url, url) as [(one, control), (_, other_control)]:
        await one.send(body="first")
        async with streaming(other_control, type="message") as stream:
            polling = asyncio.create_task(
                other_control.get("/_sim/messages?wait=60s&state=delivered")
            )
            await control.post("/_sim/clock/advance", {"by": "1h"})
            assert len((await asyncio.wait_for(polling, 60)).document["items"]) == 1
            *_, last = await stream.take(3)
            assert last.data["state"] == "delivered"


async def test_two_that_move_the_time_at_once_do_so_one_after_the_other() -> None:
    """And no minute is lost."""
    url = emptied()
    async with replicas(url, url) as clients:
        begun_at = await time(clients[0][1])
        moves = [control.post("/_sim/clock/advance", {"by": "1m"}) for _, control in clients * 3]
        assert {reply.status for reply in await asyncio.gather(*moves)} == {200}
        assert await time(clients[1][1]) - begun_at == timedelta(minutes=len(moves))


async def time(control: Control) -> datetime:
    """Tell what time it is in the world."""
    return datetime.fromisoformat((await control.get("/_sim/clock")).document["now"])


async def test_while_redis_is_out_of_reach_all_are_told_when_to_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In the caller's own dialect; readyz says so too, and all goes on when it is back."""
    monkeypatch.setattr(link, "_PATIENCE_S", 0.02)
    monkeypatch.setattr(link, "_PAUSE_S", (0.001, 0.001))
    async with cuttable() as line, replicas(line.url) as [(gateway, control)]:
        assert (await gateway.send()).status == 200
        close(line)
        for reply in (await gateway.send(), await control.get("/_sim/messages")):
            assert (reply.status, reply.headers["Retry-After"]) == (503, "1")
            assert (reply.error["code"], reply.error["retryable"]) == ("INTERNAL", True)
        telnyx = await gateway.call(
            "GET", "/v2/messaging_profiles", headers={"Authorization": "Bearer KEY_w"}
        )
        assert (telnyx.status, telnyx.headers["Retry-After"]) == (503, "1")
        assert telnyx.document["errors"][0]["code"] == "10037"
        unimatrix = await gateway.call("POST", "/?action=sms.message.send&accessKeyId=w")
        assert (unimatrix.status, unimatrix.headers["Retry-After"]) == (503, "1")
        assert unimatrix.document["code"] == "101000"
        assert (await control.get("/_sim/readyz")).status == 503
        assert (await control.get("/_sim/livez")).status == 200
        line.is_closed = False
        async with asyncio.timeout(60):
            while (await control.get("/_sim/readyz")).status != 200:
                pass
        assert (await gateway.send(to=ALICE)).status == 200
        assert len((await control.get("/_sim/messages")).document["items"]) == 2


def close(line: Cuttable) -> None:
    """Let nobody through any more."""
    line.is_closed = True
    line.cut()
