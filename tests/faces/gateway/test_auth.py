"""Keys: who may speak for a world, and what is said to the others."""

import pytest
from aiohttp import ClientSession

from simulator.face import Route
from simulator.faces.gateway.routes import ROUTES
from simulator.settings import Settings
from tests.clients import Control, Gateway, serving

SECRET = "Zx81SpectrumQl"  # noqa: S105 - of nobody


async def refusal_of(gateway: Gateway, authorization: str) -> str:
    """Be refused for a credential, and tell the reason."""
    reply = await gateway.call("GET", "/v1/sms/list", headers={"Authorization": authorization})
    assert (reply.status, reply.error["code"]) == (401, "UNAUTHORIZED")
    assert reply.headers["WWW-Authenticate"] == "Bearer"
    reason: str = reply.error["message"]
    return reason


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if route.has_world], ids=lambda route: route.name
)
async def test_without_a_key_nothing_is_told(
    session: ClientSession, url: str, route: Route
) -> None:
    """A call without a credential is refused, and told what to send."""
    reply = await Gateway(session, url, {}).call(route.method, route.path.replace("{id}", "none"))
    assert (reply.status, reply.error["code"]) == (401, "UNAUTHORIZED")
    assert reply.headers["WWW-Authenticate"] == "Bearer"
    assert "ifr_pk_proj_" in reply.error["message"]


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer",
        SECRET,
        f"Basic {SECRET}",
        f"{SECRET} {SECRET}",
        f"Token ifr_pk_proj_{SECRET}",
        f"Bearer {SECRET}",
        "Bearer ifr_pk_proj_",
        f"Bearer ifr_pk_proj_{SECRET}_{SECRET}",
        f"Bearer ifr_pk_proj_{SECRET} {SECRET}",
        f"Bearer ifr_pk_proj_{SECRET * 5}",
        f"Bearer IFR_PK_PROJ_{SECRET}",
        f"Bearer ifr_pk_proj_{SECRET}é",
        f"Bearer ifr_sk_live_{SECRET}",
        f"Bearer sk_live_{SECRET}",
        f"Bearer KEY0{SECRET}",
    ],
)
async def test_what_is_no_key_is_refused_and_never_repeated(
    gateway: Gateway, authorization: str
) -> None:
    """Whatever was sent may be somebody's secret, and answers end up in logs."""
    reason = await refusal_of(gateway, authorization)
    assert SECRET not in reason


@pytest.mark.parametrize("key", ["ifr_sk_live_1", "sk_live_1", "KEY01"])
async def test_a_live_key_is_warned_of(gateway: Gateway, key: str) -> None:
    """Whoever sends the key of a real account here should hear that it is in the wrong place."""
    assert "live key" in await refusal_of(gateway, f"Bearer {key}")


async def test_a_revoked_key_is_refused_as_such(gateway: Gateway) -> None:
    """Worlds whose name begins with `revoked` let a client meet its revocation."""
    assert "revoked" in await refusal_of(gateway, "Bearer ifr_pk_proj_revoked1")


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer  "])
async def test_the_scheme_is_read_as_http_has_it(gateway: Gateway, scheme: str) -> None:
    """RFC 9110, 11.1 and 11.4: the scheme's case does not matter, nor how many spaces follow."""
    headers = {"Authorization": f"{scheme} ifr_pk_proj_test"}
    reply = await gateway.call("GET", "/v1/sms/list", headers=headers)
    assert reply.status == 200
    assert reply.headers["X-Sim-World"] == "test"


async def test_a_new_key_makes_a_world(gateway: Gateway, control: Control) -> None:
    """Nothing needs to be set up: the first call of a key makes its world, with 2 dollars in it."""
    assert await gateway.balance() == 2.0
    assert (await control.get("/_sim/worlds/test")).document["world"] == "test"


async def test_a_closed_server_makes_no_worlds(session: ClientSession) -> None:
    """With closed worlds only those that were created are served."""
    async with serving(Settings(worlds="closed")) as url:
        gateway = Gateway.of(session, url, "test")
        assert "no world test" in await refusal_of(gateway, "Bearer ifr_pk_proj_test")
        await gateway.post("/_sim/worlds", {"name": "test"})
        assert (await gateway.list()).status == 200


async def test_a_broke_project_is_told_how_to_pay(session: ClientSession, url: str) -> None:
    """Worlds whose name begins with `broke` have no credit, and the hint names the remedy."""
    reply = await Gateway.of(session, url, "broke1").send()
    assert (reply.status, reply.error["code"]) == (402, "INSUFFICIENT_CREDIT")
    assert "POST /v1/account/topup" in reply.error["hint"]
    assert "checkout_url" in reply.error["hint"]
    assert reply.error["retryable"] is False


async def test_money_helps(gateway: Gateway, control: Control) -> None:
    """A refusal for lack of credit leaves nothing behind, and ends when there is credit."""
    await control.set_balance("0.0078")
    assert (await gateway.send()).status == 402
    assert (await gateway.list()).data["items"] == []
    await control.set_balance("0.0079")
    assert (await gateway.send()).status == 200
    assert await gateway.balance() == 0


async def test_of_two_mistakes_the_key_is_told_first(session: ClientSession, url: str) -> None:
    """Who has no key is not told what is wrong with the body."""
    reply = await Gateway(session, url, {}).post("/v1/sms/send", {"to": 1})
    assert reply.status == 401
