"""Worlds through the control API: made, told, emptied, forgotten, and apart from one another."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from simulator.domain.dice import SEED_MAX
from simulator.services.worlds import Worlds
from tests.clients import ALICE, SEED, Control, Gateway


async def test_a_world_is_made_as_wished(control: Control) -> None:
    """Every member of the wish is met, and told in the answer."""
    wish = {
        "name": "Acme1",
        "seed": 42,
        "clock": {"mode": "scaled", "speed": 60, "now": "2026-01-01T00:00:00Z"},
        "profile": "grumpy",
        "credit_usd": "12.5",
    }
    reply = await control.post("/_sim/worlds", wish)
    assert reply.status == 201
    made = reply.document
    assert (made["world"], made["seed"], made["profile"]) == ("Acme1", 42, "grumpy")
    assert (made["clock"]["mode"], made["clock"]["speed"]) == ("scaled", 60)
    assert made["clock"]["now"].startswith("2026-01-01T00:00:0")
    assert reply.headers["X-Sim-World"] == "Acme1"
    assert reply.headers["X-Sim-Seed"] == "42"
    told = (await control.get("/_sim/worlds/Acme1")).document
    assert (told["balance_usd"], told["message_count"]) == (12.5, 0)


async def test_a_world_that_goes_while_all_are_told_is_left_out(
    control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else may delete one between its name and its story."""
    await control.post("/_sim/worlds", {"name": "stays"})

    async def names(_: Worlds) -> list[str]:
        return ["gone", "stays"]

    monkeypatch.setattr(Worlds, "names", names)
    told = (await control.get("/_sim/worlds")).document["items"]
    assert [one["world"] for one in told] == ["stays"]


async def test_a_wish_may_be_empty(control: Control) -> None:
    """Without a name the world gets one, and with it the server's defaults."""
    first, second = [(await control.post("/_sim/worlds")).document for _ in range(2)]
    assert first["world"] != second["world"]
    assert first["seed"] == SEED
    assert first["clock"]["mode"] == "manual"
    assert first["profile"] == "perfect"


async def test_what_a_new_world_tells_is_good_to_use(control: Control) -> None:
    """Key and base URL of the answer work as they stand."""
    made = (await control.post("/_sim/worlds", {"name": "fresh"})).document
    assert made["keys"]["gateway"] == made["env"]["INFRAI_API_KEY"]
    headers = {"Authorization": f"Bearer {made['env']['INFRAI_API_KEY']}"}
    client = Gateway(control.session, made["env"]["INFRAI_BASE_URL"].removesuffix("/v1"), headers)
    assert made["env"]["INFRAI_BASE_URL"].endswith("/v1")
    reply = await client.send()
    assert (reply.status, reply.headers["X-Sim-World"]) == (200, "fresh")


async def test_a_name_is_taken_once(control: Control) -> None:
    """A world that is there is not made again, nor changed."""
    await control.post("/_sim/worlds", {"name": "one", "seed": 1})
    reply = await control.post("/_sim/worlds", {"name": "one", "seed": 2})
    assert (reply.status, reply.error["code"]) == (409, "CONFLICT")
    assert (await control.get("/_sim/worlds/one")).document["seed"] == 1


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"nam": "x"}, "nam"),
        ({"name": ""}, "name"),
        ({"name": "a-b"}, "name"),
        ({"name": "a\n"}, "name"),
        ({"name": "x" * 65}, "name"),
        ({"name": 5}, "name"),
        ({"seed": -1}, "seed"),
        ({"seed": SEED_MAX + 1}, "seed"),
        ({"seed": "x"}, "seed"),
        ({"profile": "none"}, "profile"),
        ({"credit_usd": -1}, "credit_usd"),
        ({"credit_usd": "0.0000001"}, "credit_usd"),
        ({"credit_usd": True}, "credit_usd"),
        ({"credit_usd": "many"}, "credit_usd"),
        ({"clock": "fast"}, "clock.mode"),
        ({"clock": {"mode": "real", "speed": 2}}, "speed"),
        ({"clock": {"speed": 0}}, "clock.speed"),
        ({"clock": {"now": "yesterday"}}, "clock.now"),
        ({"clock": {"when": 1}}, "clock.when"),
    ],
)
async def test_a_wish_that_cannot_be_met_is_refused(
    control: Control, wish: object, field: str
) -> None:
    """Steering is strict: what is unknown or wrong is named, and nothing is made."""
    reply = await control.post("/_sim/worlds", wish)
    assert (reply.status, reply.error["code"]) == (422, "VALIDATION_ERROR")
    assert reply.fields == [field]
    assert (await control.get("/_sim/worlds")).document["items"] == []


async def test_worlds_are_listed_by_name(control: Control) -> None:
    """The list tells each world once, in the order of names."""
    for name in ("c", "a", "b"):
        await control.post("/_sim/worlds", {"name": name})
    listed = (await control.get("/_sim/worlds")).document["items"]
    assert [world["world"] for world in listed] == ["a", "b", "c"]


async def test_a_forgotten_world_is_gone_with_all_that_was_in_it(
    control: Control, gateway: Gateway
) -> None:
    """After a delete nothing is found, and the next call of its key makes a new world."""
    sms_id = await gateway.sent()
    reply = await control.delete("/_sim/worlds/test")
    assert reply.document == {"world": "test", "deleted": True}
    assert (await control.get("/_sim/worlds/test")).status == 404
    assert (await gateway.status(sms_id)).status == 404
    assert await gateway.balance() == 2.0


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/_sim/worlds/none"),
        ("DELETE", "/_sim/worlds/none"),
        ("POST", "/_sim/worlds/none/reset"),
        ("GET", "/_sim/worlds/%00"),
        ("GET", "/_sim/nowhere"),
    ],
)
async def test_no_world_is_made_by_asking_for_it(control: Control, method: str, path: str) -> None:
    """What is named in a path has to be there."""
    reply = await control.call(method, path)
    assert (reply.status, reply.error["code"]) == (404, "NOT_FOUND")
    assert (await control.get("/_sim/worlds")).document["items"] == []


async def test_after_a_reset_the_same_story_can_be_told(
    control: Control, session: ClientSession, url: str
) -> None:
    """A world starts again as it was set, and the same calls meet the same fate."""
    wish = {"name": "tale", "clock": {"mode": "manual", "now": "2026-01-01T00:00:00Z"}}
    await control.post("/_sim/worlds", {**wish, "profile": "grumpy", "credit_usd": 5})
    gateway, steering = Gateway.of(session, url, "tale"), Control.of(session, url, "tale")

    async def tell() -> list[object]:
        codes = []
        for _ in range(3):
            await gateway.otp()
            codes.append(await steering.code())
        for n in range(10):
            await gateway.send(body=f"n{n}")
        await steering.advance("72h")
        seen = (await steering.get(f"/_sim/messages?to=%2B{ALICE[1:]}")).document["items"]
        fates = [(message["text"], message["created_at"], message["timeline"]) for message in seen]
        return [codes, fates, await gateway.balance()]

    first = await tell()
    emptied = (await control.post("/_sim/worlds/tale/reset")).document
    assert (emptied["message_count"], emptied["balance_usd"]) == (0, 5)
    assert emptied["clock"]["now"] == "2026-01-01T00:00:00.000Z"
    assert await tell() == first


async def test_worlds_never_see_each_other(session: ClientSession, url: str) -> None:
    """What is one project's does not exist in another, whatever it asks with."""
    ours, theirs = Gateway.of(session, url, "ours"), Gateway.of(session, url, "theirs")
    sms_id = await ours.sent()
    assert (await theirs.status(sms_id)).status == 404
    assert (await theirs.events(sms_id)).status == 404
    assert (await theirs.cancel(sms_id)).status == 404
    assert (await theirs.resend(sms_id)).status == 404
    assert (await theirs.list()).data["items"] == []
    assert await theirs.balance() == 2.0
    steering = Control.of(session, url, "theirs")
    assert (await steering.get(f"/_sim/messages/{sms_id}")).status == 404
    await steering.advance("1h")
    assert await ours.state(sms_id) == "queued"


async def test_without_a_name_the_world_is_demo(session: ClientSession, url: str) -> None:
    """Who steers without saying what steers the world of the examples."""
    reply = await Control(session, url, {}).get("/_sim/clock")
    assert reply.headers["X-Sim-World"] == "demo"


async def test_a_vendors_key_names_the_world_too(session: ClientSession, url: str) -> None:
    """A client that has a key need not know how worlds are called; the header goes before it."""
    headers = {"Authorization": "Bearer ifr_pk_proj_mine"}
    reply = await Control(session, url, headers).get("/_sim/clock")
    assert reply.headers["X-Sim-World"] == "mine"
    reply = await Control(session, url, {**headers, "X-Sim-World": "yours"}).get("/_sim/clock")
    assert reply.headers["X-Sim-World"] == "yours"


@pytest.mark.parametrize(
    "headers",
    [
        *({"X-Sim-World": name} for name in ("", "a-b", "x" * 65, "é", "a b")),
        {"Authorization": "Bearer nobody"},
        {"Authorization": "Basic x"},
    ],
)
async def test_a_malformed_world_is_refused(
    session: ClientSession, url: str, headers: dict[str, str]
) -> None:
    """A name that is none, or a key that nobody knows, steers nothing."""
    reply = await Control(session, url, headers).get("/_sim/clock")
    assert (reply.status, reply.error["code"]) == (401, "UNAUTHORIZED")
    assert reply.headers["WWW-Authenticate"] == "Bearer"


async def test_a_call_that_is_still_coming_in_brings_no_world_back(
    control: Control, gateway: Gateway
) -> None:
    """Its world was deleted between its head and its body: it is refused, and leaves nothing."""
    await gateway.balance()
    body = b'{"to": "+14155550100", "body": "Hello"}'

    async def slowly() -> AsyncIterator[bytes]:
        yield body[:10]
        await control.delete("/_sim/worlds/test")
        yield body[10:]

    headers = {**gateway.headers, "Content-Type": "application/json"}
    target = f"{gateway.url}/v1/sms/send"
    async with gateway.session.post(target, data=slowly(), headers=headers) as response:
        answer = await response.json()
    listed = await control.get("/_sim/worlds")
    assert (response.status, answer["error"]["code"]) == (404, "NOT_FOUND")
    assert "test" in answer["error"]["message"]
    assert (listed.status, listed.document["items"]) == (200, [])
