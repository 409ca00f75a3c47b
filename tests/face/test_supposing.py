"""Calls that are answered in the world as it was seen last."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession

from simulator.app import build
from simulator.domain.refusals import StoreFailed
from simulator.services.ports import Change, Key
from simulator.services.tables import BALANCE, SETTINGS
from simulator.settings import Settings
from tests.clients import ALICE, SEED, Control, Gateway, listening
from tests.stores import SupposingStore

RULE = {"rules": [{"match": {"op": "sms.send"}, "then": {"http": {"status": 418}}}]}


class LosingStore(SupposingStore):
    """A store that does what it is told, and then may seem not to have done it."""

    is_lost = False

    async def commit(self, world: str, change: Change) -> None:
        await super().commit(world, change)
        if self.is_lost:
            raise StoreFailed(1)


@pytest.fixture
def store() -> LosingStore:
    """Suppose nothing yet."""
    return LosingStore()


@pytest.fixture
async def url(store: LosingStore) -> AsyncIterator[str]:
    """Serve on that store."""
    async with listening(build(Settings(), SEED, store)) as url:
        yield url


@pytest.fixture
async def clients(
    session: ClientSession, url: str, store: LosingStore
) -> tuple[Gateway, Control, LosingStore]:
    """A world that has sent a message; what is supposed of it is right by now."""
    gateway, control = Gateway.of(session, url, "w"), Control.of(session, url, "w")
    assert (await gateway.send(body="first")).status == 200
    keys: tuple[Key[Any], ...] = (SETTINGS, BALANCE)
    for key in keys:
        store.supposed[key] = (await store.read("w", (key,)))[0]
    store.read_count = 0
    return gateway, control, store


async def test_a_send_begins_in_the_world_as_it_was(
    clients: tuple[Gateway, Control, LosingStore],
) -> None:
    """Nothing is looked up, neither how it is set nor what there is."""
    gateway, _, store = clients

    reply = await gateway.send()

    assert reply.data["state"] == "queued"
    assert store.read_count == 0


async def test_it_is_as_if_it_had_been_looked_up(
    clients: tuple[Gateway, Control, LosingStore],
) -> None:
    """By clock, rules and seed as they are now; of the first try nothing is left."""
    gateway, control, _ = clients
    clock = {"now": "2030-01-01T00:00:00Z", "mode": "manual"}
    assert (await control.put("/_sim/clock", clock)).status == 200

    reply = await gateway.send(unknown=1)
    assert reply.data["created_at"] == "2030-01-01T00:00:00.000Z"
    assert reply.headers["X-Sim-Warnings"] == "unknown member 'unknown' ignored"
    asked = (await control.get("/_sim/requests")).document["items"]
    assert asked[0]["at"] == "2030-01-01T00:00:00.000Z"

    later = "2031-01-01T00:00:00.000Z"
    assert (await control.put("/_sim/clock", {"now": later})).status == 200
    assert (await gateway.send(to="nobody")).status == 422
    asked = (await control.get("/_sim/requests")).document["items"]
    assert asked[0]["at"] == later

    assert (await control.put("/_sim/faults", RULE)).status == 200
    assert (await gateway.send(body="fails")).status == 418
    assert await control.texts() == ["Hello", "first"]


async def test_where_there_are_rules_one_looks(
    clients: tuple[Gateway, Control, LosingStore],
) -> None:
    """What they say comes first; they may be gone by then."""
    gateway, control, store = clients
    assert (await control.put("/_sim/faults", RULE)).status == 200
    store.supposed[SETTINGS] = (await store.read("w", (SETTINGS,)))[0]
    assert (await gateway.send(body="fails")).status == 418

    assert (await control.put("/_sim/faults", {"rules": []})).status == 200
    assert (await gateway.send()).status == 200


async def test_nobody_is_refused_by_what_was_supposed(
    clients: tuple[Gateway, Control, LosingStore],
) -> None:
    """Nor is anybody told anything by it."""
    gateway, control, store = clients
    store.supposed[BALANCE] = 0
    assert (await gateway.send()).status == 200

    await control.set_balance("0.001")
    for supposed in (0, 1_000_000):
        store.supposed[BALANCE] = supposed
        refused = await gateway.send(body="dear")
        assert (refused.status, refused.error["code"]) == (402, "INSUFFICIENT_CREDIT")
    assert (await gateway.send(to="nobody")).status == 422
    asked = (await control.get("/_sim/requests")).document["items"]
    assert [item["status"] for item in asked] == [422, 402, 402, 200, 200]


async def test_what_goes_wrong_once_goes_wrong_once(
    clients: tuple[Gateway, Control, LosingStore],
) -> None:
    """A try that was refused in a world that was supposed is none."""
    gateway, _, store = clients
    del store.supposed[BALANCE]
    replies = [await gateway.send(to="+15005550091") for _ in range(2)]
    assert [reply.status for reply in replies] == [502, 200]


async def test_what_may_have_been_done_is_not_done_again(
    clients: tuple[Gateway, Control, LosingStore],
) -> None:
    """Whoever is told that it failed may ask himself."""
    gateway, control, store = clients
    store.is_lost = True
    assert (await gateway.send()).status == 503
    assert await control.texts() == ["Hello", "first"]


async def test_a_world_that_is_gone_is_made_anew(
    clients: tuple[Gateway, Control, LosingStore],
) -> None:
    """As by any first call."""
    gateway, control, _ = clients
    assert (await control.delete("/_sim/worlds/w")).status == 200
    assert (await gateway.send(to=ALICE)).status == 200
    assert await control.texts() == ["Hello"]
