"""Keys: who may speak for a world, and what is said to the others."""

import re

import pytest
from aiohttp import ClientSession

from simulator.faces.telnyx.routes import ROUTES
from simulator.settings import Settings
from tests.clients import Client, Control, serving
from tests.faces.telnyx.speaking import NOBODY, Telnyx, assert_refused

SECRET = "Zx81SpectrumQl"  # noqa: S105 - of nobody


async def reason_of(telnyx: Telnyx, authorization: str) -> str:
    """Be refused for a credential, and tell why."""
    headers = {"Authorization": authorization}
    reply = await telnyx.call("GET", "/messaging_profiles", headers=headers)
    reason: str = assert_refused(reply, 401, "10009")["detail"]
    assert reply.headers["WWW-Authenticate"] == "Bearer"
    return reason


async def test_without_a_key_nothing_is_told(session: ClientSession, url: str) -> None:
    """The SDK sends no header where it has no key, and leaves it to the server to say so."""
    for route in ROUTES:
        path = re.sub(r"\{\w+\}", NOBODY, route.path)
        reply = await Telnyx(session, url, {}).call(route.method, path)
        detail = assert_refused(reply, 401, "10009")["detail"]
        assert detail.startswith("Could not find any usable credentials in the request.")
        assert "KEY_" in detail


NO_KEYS = (
    SECRET,
    f"Basic {SECRET}",
    f"Token KEY_{SECRET}",
    f"Bearer {SECRET}",
    "Bearer My API Key",
    "Bearer KEY_",
    f"Bearer KEY_{SECRET}_{SECRET}",
    f"Bearer KEY_{SECRET} {SECRET}",
    f"Bearer KEY_{SECRET * 5}",
    f"Bearer key_{SECRET}",
    f"Bearer KEY_{SECRET}é",
    f"Bearer KEY0123456789ABCDEF_{SECRET}",
    f"Bearer ifr_pk_proj_{SECRET}",
)


async def test_what_is_no_key_is_refused_and_never_repeated(telnyx: Telnyx) -> None:
    """Whatever was sent may be somebody's secret, and answers end up in logs."""
    for authorization in NO_KEYS:
        assert SECRET not in await reason_of(telnyx, authorization)


@pytest.mark.parametrize("key", ["KEY0123456789ABCDEF_abc", "sk_live_1", "ifr_sk_live_1"])
async def test_a_live_key_is_warned_of(telnyx: Telnyx, key: str) -> None:
    """Whoever sends the key of a real account here should hear that it is in the wrong place."""
    assert "live key" in await reason_of(telnyx, f"Bearer {key}")


async def test_a_malformed_key_is_called_so(telnyx: Telnyx) -> None:
    """In the vendor's words."""
    assert "looks malformed" in await reason_of(telnyx, "Bearer My API Key")
    assert "looks malformed" in await reason_of(telnyx, "Bearer KEY_a_b")
    assert "revoked" in await reason_of(telnyx, "Bearer KEY_revoked1")


async def test_a_closed_server_makes_no_worlds(session: ClientSession) -> None:
    """There, a key of a world that nobody has made is as good as none."""
    async with serving(Settings(worlds="closed")) as url:
        reply = await Telnyx.of(session, url, "stranger").get("/messaging_profiles")
        assert "stranger" in assert_refused(reply, 401, "10009")["detail"]


async def test_a_key_speaks_for_the_world_that_other_vendors_keys_speak_for(
    telnyx: Telnyx, control: Control
) -> None:
    """One world, seen through all faces; a new one is told which key and which variables to use."""
    reply = await telnyx.get("/messaging_profiles")
    assert reply.headers["X-Sim-World"] == "test"
    (seen,) = (await control.get("/_sim/requests")).document["items"]
    assert (seen["face"], seen["op"]) == ("telnyx", "messaging_profiles.list")

    own = Client(control.session, control.url, {"Authorization": "Bearer KEY_test"})
    assert len((await own.get("/_sim/requests")).document["items"]) == 1

    made = (await control.post("/_sim/worlds", {"name": "fresh"})).document
    assert made["keys"]["telnyx"] == made["env"]["TELNYX_API_KEY"] == "KEY_fresh"
    assert made["env"]["TELNYX_BASE_URL"] == f"{control.url}/v2"


@pytest.mark.parametrize("before", ["/proxy", "/a/b", "/v3"])
async def test_any_path_may_be_in_front_of_the_prefix(
    session: ClientSession, url: str, before: str
) -> None:
    """A base URL may lead through a proxy that has several vendors behind it."""
    telnyx = Telnyx.of(session, url + before, "test")
    assert (await telnyx.get("/messaging_profiles")).status == 200
    assert_refused(await telnyx.get("/nothing"), 404, "10005")
    assert_refused(await telnyx.call("PUT", "/messaging_profiles"), 405, "10030")


@pytest.mark.parametrize("before", ["/v1", "/v1/sms", "/v2"])
async def test_what_is_below_a_vendor_s_own_prefix_is_that_vendor_s(
    session: ClientSession, url: str, before: str
) -> None:
    """It is nothing there, and is refused in its words."""
    reply = await Telnyx.of(session, url + before, "test").get("/messaging_profiles")
    assert (reply.status, "errors" in reply.document) == (404, before == "/v2")
