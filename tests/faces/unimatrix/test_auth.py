"""Who may call, and what has to be signed, how and when."""

import hmac
from typing import Any

import pytest
from aiohttp import ClientSession
from yarl import URL

from simulator.adapters.wall_clock import SystemClock
from simulator.settings import Settings
from tests.clients import ALICE, Control, Gateway, serving
from tests.unimatrix import Unimatrix

BODY = {"to": ALICE, "text": "Hello"}
MINUTE_S = 60


def now_s() -> int:
    """Tell the seconds since 1970 by the clock that the server goes by, too."""
    return SystemClock().now_ms() // 1_000


def signed(world: str = "test", by: str | None = None, **changed: str | None) -> dict[str, str]:
    """Sign a query, as the SDK for Python does; keywords change it before."""
    query: dict[str, str | None] = {
        "action": "sms.message.send",
        "accessKeyId": world,
        "algorithm": "hmac-sha256",
        "timestamp": str(now_s()),
        "nonce": "0123456789abcdef",
        **changed,
    }
    told = {name: text for name, text in query.items() if text is not None}
    text = "&".join(f"{name}={told[name]}" for name in sorted(told))
    key = (by or f"secret_{world}").encode()
    return {**told, "signature": hmac.digest(key, text.encode(), "sha256").hex()}


async def post(unimatrix: Unimatrix, query: dict[str, str], path: str = "/") -> dict[str, Any]:
    """Send a text with a query, and tell the answer."""
    target = URL(path).with_query(query).raw_path_qs
    answer: dict[str, Any] = (await unimatrix.call("POST", target, BODY)).document
    return answer


async def demand(control: Control, **account: object) -> None:
    """Switch something on."""
    reply = await control.put("/_sim/unimatrix", account)
    assert reply.status == 200, reply.body


# --- The key --------------------------------------------------------------------------------------


async def test_the_access_key_id_is_the_world(
    unimatrix: Unimatrix, gateway: Gateway, control: Control
) -> None:
    """What one face sends, the others see; the answer says whose world it was."""
    reply = await unimatrix.send(text="Seen by all")

    assert (reply.status, reply.headers["X-Sim-World"]) == (200, "test")
    assert await control.texts() == ["Seen by all"]
    assert len((await gateway.list()).data["items"]) == 1


@pytest.mark.parametrize(
    ("world", "error"),
    [
        ("", ("104110", "MissingAccessKeyId")),
        ("None", ("104110", "MissingAccessKeyId")),
        ("a-b", ("104111", "InvalidAccessKeyId")),
        ("x" * 65, ("104111", "InvalidAccessKeyId")),
        ("ifr_pk_proj_test", ("104111", "InvalidAccessKeyId")),
        ("MvMa9eLy3BBpZqTj49vuAB", ("104111", "InvalidAccessKeyId")),
        ("revoked1", ("105001", "Unauthorized")),
    ],
)
async def test_what_is_no_key_of_ours_is_refused(
    unimatrix: Unimatrix, world: str, error: tuple[str, str]
) -> None:
    """In the vendor's words; a header says why, and repeats nothing of the key."""
    reply = await unimatrix.act("sms.message.send", BODY, world=world)

    assert (reply.status, reply.document) == (
        400,
        dict(zip(("code", "message"), error, strict=True)),
    )
    assert reply.headers["X-Sim-Warnings"]
    assert not world or world == "None" or world not in reply.headers["X-Sim-Warnings"]


async def test_without_a_key_the_world_is_nobodys(unimatrix: Unimatrix) -> None:
    """The query says nothing but what is wanted."""
    reply = await unimatrix.call("POST", "/?action=sms.message.send", BODY)

    assert (reply.document["code"], reply.headers["X-Sim-World"]) == ("104110", "-")


async def test_what_looks_like_a_live_key_says_so(unimatrix: Unimatrix) -> None:
    """It has no business in a simulator."""
    reply = await unimatrix.act("otp.send", {"to": ALICE}, world="MvMa9eLy3BBpZqTj49vuAB")

    assert "live access key" in reply.headers["X-Sim-Warnings"]


async def test_where_worlds_are_closed_only_those_there_are_have_keys(
    session: ClientSession,
) -> None:
    """The others are unknown, as at the vendor."""
    async with serving(Settings(worlds="closed")) as url:
        unimatrix = Unimatrix.of(session, url)
        assert (await unimatrix.send()).document["code"] == "104111"
        await Control.of(session, url, "test").post("/_sim/worlds", {"name": "test"})
        assert (await unimatrix.send()).document["code"] == "0"


async def test_a_new_world_tells_its_key(control: Control) -> None:
    """Id and secret, and the variables that all official SDKs read."""
    made = (await control.post("/_sim/worlds", {"name": "fresh"})).document

    assert made["keys"]["unimatrix"] == {"id": "fresh", "secret": "secret_fresh"}
    assert {name: told for name, told in made["env"].items() if "UNIMTX" in name} == {
        "UNIMTX_ENDPOINT": control.url,
        "UNIMTX_ACCESS_KEY_ID": "fresh",
        "UNIMTX_ACCESS_KEY_SECRET": "secret_fresh",
    }


async def test_the_journal_keeps_no_secret(unimatrix: Unimatrix, control: Control) -> None:
    """Of what was signed it keeps what anybody may see."""
    query = signed()
    await post(unimatrix, query)

    (call,) = (await control.get("/_sim/requests")).document["items"]
    assert (call["face"], call["op"], call["status"]) == ("unimatrix", "sms.message.send", 200)
    assert query["signature"] not in str(call)
    assert query["nonce"] not in str(call)


# --- Signatures -----------------------------------------------------------------------------------


async def test_in_the_simple_mode_a_signature_is_not_looked_at(unimatrix: Unimatrix) -> None:
    """SDKs that were given a secret sign in any mode."""
    for query in (signed(), signed(by="another"), signed(timestamp="0", nonce="")):
        assert (await post(unimatrix, query))["code"] == "0"


async def test_a_world_may_demand_signatures(unimatrix: Unimatrix, control: Control) -> None:
    """Once it does, who does not sign is refused, and who signs with another secret."""
    await demand(control, auth="hmac")

    assert (await post(unimatrix, signed()))["code"] == "0"
    assert (await unimatrix.send()).document == {"code": "104200", "message": "MissingSignature"}
    wrong = await post(unimatrix, signed(by="another"))
    assert wrong == {"code": "104201", "message": "InvalidSignature"}
    await demand(control)
    assert (await unimatrix.send()).status == 200


async def test_a_world_may_demand_signatures_from_the_start(
    unimatrix: Unimatrix, control: Control
) -> None:
    """What is made with the world is there, and told."""
    wish = {"name": "strict", "unimatrix": {"auth": "hmac"}}
    assert (await control.post("/_sim/worlds", wish)).status == 201

    assert (await unimatrix.act("otp.send", {"to": ALICE}, world="strict")).document["code"] == (
        "104200"
    )
    assert (await post(unimatrix, signed("strict")))["code"] == "0"
    assert (await post(unimatrix, signed("strict", by="secret_test")))["code"] == "104201"
    told = await Control.of(control.session, control.url, "strict").get("/_sim/unimatrix")
    assert told.document == {"auth": "hmac", "ip_restriction": None, "rate_limit": None}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"algorithm": None}, "104201"),
        ({"algorithm": "hmac-sha1"}, "104201"),
        ({"nonce": None}, "104201"),
        ({"nonce": "1234567"}, "104201"),
        ({"nonce": "12345678"}, "0"),
        ({"nonce": "x" * 64}, "0"),
        ({"nonce": "x" * 65}, "104201"),
        ({"timestamp": None}, "104202"),
        ({"timestamp": "today"}, "104202"),
    ],
)
async def test_what_is_signed_has_to_be_there(
    unimatrix: Unimatrix, control: Control, changed: dict[str, Any], code: str
) -> None:
    """All of it, as documented; the signature itself is right each time."""
    await demand(control, auth="hmac")

    assert (await post(unimatrix, signed(**changed)))["code"] == code


@pytest.mark.parametrize("unit", [1, 1_000], ids=["seconds", "milliseconds"])
@pytest.mark.parametrize(
    ("minutes", "code"),
    [(0, "0"), (-9.8, "0"), (9.8, "0"), (-10.2, "104202"), (10.2, "104202"), (-600, "104202")],
)
async def test_a_timestamp_is_good_for_ten_minutes(
    unimatrix: Unimatrix, control: Control, unit: int, minutes: float, code: str
) -> None:
    """By the wall's clock, whatever time it is in the world."""
    await demand(control, auth="hmac")
    await control.put("/_sim/clock", {"now": "2031-01-01T00:00:00Z"})
    at = int(now_s() + minutes * MINUTE_S)

    assert (await post(unimatrix, signed(timestamp=str(at * unit))))["code"] == code


async def test_a_changed_call_is_not_the_one_that_was_signed(
    unimatrix: Unimatrix, control: Control
) -> None:
    """The body is not signed, and the whole query is."""
    await demand(control, auth="hmac")
    query = signed()

    assert (await post(unimatrix, {**query, "action": "otp.send"}))["code"] == "104201"
    assert (await post(unimatrix, {**query, "more": "1"}))["code"] == "104201"
    assert (await post(unimatrix, query, "/any/path"))["code"] == "0"


# --- Whom calls come from -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"allow": ["127.0.0.1"]}, "0"),
        ({"allow": ["10.0.0.0/8", "127.0.0.0/8"]}, "0"),
        ({"allow": ["10.0.0.0/8"]}, "105100"),
        ({"allow": []}, "105100"),
        ({"deny": ["127.0.0.1"]}, "105100"),
        ({"deny": ["127.0.0.0/8"]}, "105100"),
        ({"deny": ["10.0.0.0/8"]}, "0"),
        ({"deny": []}, "0"),
    ],
)
async def test_calls_may_be_wanted_from_some_addresses_only(
    unimatrix: Unimatrix, control: Control, rule: dict[str, list[str]], code: str
) -> None:
    """Or from all but some; other faces are not concerned."""
    await demand(control, ip_restriction=rule)

    assert (await unimatrix.send()).document["code"] == code
    assert (await control.get("/_sim/unimatrix")).document["ip_restriction"] == rule


@pytest.mark.parametrize(
    ("account", "field"),
    [
        ({"auth": "none"}, "auth"),
        ({"mode": "hmac"}, "mode"),
        ({"ip_restriction": {}}, "ip_restriction"),
        ({"ip_restriction": {"allow": [], "deny": []}}, "ip_restriction"),
        ({"ip_restriction": {"allow": ["10.0.0.1/8"]}}, "ip_restriction.allow.0"),
        ({"ip_restriction": {"deny": ["nowhere"]}}, "ip_restriction.deny.0"),
        ({"ip_restriction": {"deny": ["10.0.0.1"] * 51}}, "ip_restriction.deny"),
        ({"rate_limit": {"minute": -1}}, "rate_limit.minute"),
        ({"rate_limit": {"second": 1}}, "rate_limit.second"),
        ({"rate_limit": {"whitelist": ["me"]}}, "rate_limit.whitelist.0"),
    ],
)
async def test_what_cannot_be_switched_on_is_refused(
    control: Control, account: dict[str, object], field: str
) -> None:
    """By its place, whether a world is made or changed."""
    assert (await control.put("/_sim/unimatrix", account)).fields == [field]
    made = await control.post("/_sim/worlds", {"unimatrix": account})
    assert made.fields == [f"unimatrix.{field}"]
