"""The token of the control API: demanded of everybody once others can reach it."""

import logging

import pytest
from aiohttp import ClientSession, web
from pydantic import SecretStr

from simulator.app import SIMULATION, build
from simulator.console import control
from simulator.face import VENDORS, Answer, Call, Route
from simulator.face.access import ACCESS, Access
from simulator.face.edge import serve_route
from simulator.settings import Settings
from tests.clients import SEED, Client, Control, Gateway, listening, serving
from tests.sockets import ask

TOKEN = "c2VjcmV0"  # noqa: S105 - of these tests
ANYWHERE = "0.0.0.0"  # noqa: S104 - told, not bound
RIGHT = {"Authorization": f"Bearer {TOKEN}"}
NO_OPERATIONS = [("GET", "/_sim"), ("GET", "/_sim/livez/"), ("GET", "/_sim%2Flivez")]


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        (None, 401),
        ("", 401),
        ("Bearer", 401),
        ("Bearer ", 401),
        (TOKEN, 401),
        (f"Basic {TOKEN}", 401),
        (f"Bearer {TOKEN[:-1]}", 401),
        (f"Bearer {TOKEN}x", 401),
        (f"Bearer {TOKEN.lower()}", 401),
        (f"Bearer x {TOKEN}", 401),
        ("Bearer ifr_pk_proj_test", 401),
        ("Bearer größe", 401),
        (f"Bearer {TOKEN}", 200),
        (f"bearer   {TOKEN}", 200),
    ],
)
@pytest.mark.parametrize("host", [ANYWHERE, "::", "", "192.0.2.1", "carriersim", "127.0.0.1"])
async def test_the_control_api_wants_its_token(
    session: ClientSession, host: str, authorization: str | None, status: int
) -> None:
    """Bound wider as bound to loopback, once there is one; and it says how to send it."""
    headers = {} if authorization is None else {"Authorization": authorization}
    async with serving(Settings(host=host, admin_token=SecretStr(TOKEN))) as url:
        reply = await Client(session, url, headers).get("/_sim/worlds")
    assert reply.status == status
    if status == 401:
        assert reply.error["code"] == "UNAUTHORIZED"
        assert reply.headers["WWW-Authenticate"] == "Bearer"
        assert "no face's key opens it" in reply.error["message"]
        assert "X-Sim-World: <world>" in reply.error["message"]
        assert TOKEN not in reply.body.decode()


async def test_bytes_that_are_no_text_are_no_token() -> None:
    """They are compared as bytes, and are wrong."""
    async with serving(Settings(admin_token=SecretStr(TOKEN))) as url:
        answer = await ask(
            url, b"GET /_sim/clock HTTP/1.1", b"Host: localhost", b"Authorization: Bearer \xff"
        )
    assert answer.startswith(b"HTTP/1.1 401 "), answer


async def test_bound_wider_there_is_always_a_token(session: ClientSession) -> None:
    """Where none was given one is drawn, another for each server, so that none is ever open."""
    tokens = set()
    for _ in range(2):
        app = build(Settings(host=ANYWHERE), SEED)
        token = app[ACCESS].token
        assert token is not None
        async with listening(app) as url:
            client = Client(session, url, {})
            right = {"Authorization": f"Bearer {token.get_secret_value()}"}
            assert (await client.get("/_sim/worlds")).status == 401
            assert (await client.call("GET", "/_sim/worlds", headers=right)).status == 200
        tokens.add(token)
    assert len(tokens) == 2
    assert all(len(token.get_secret_value()) == 64 for token in tokens)


@pytest.mark.parametrize(
    ("method", "path"),
    [*((route.method, route.path) for route in control.FACE.routes), *NO_OPERATIONS],
)
async def test_only_probes_go_without_a_token(
    session: ClientSession, method: str, path: str
) -> None:
    """Whoever watches over the process has none; a path that only looks like theirs is no probe."""
    async with serving(Settings(host=ANYWHERE, admin_token=SecretStr(TOKEN))) as url:
        reply = await Client(session, url, {}).call(method, path)
    is_probe = path in {"/_sim/livez", "/_sim/readyz"}
    assert reply.status == (200 if is_probe else 401)


async def test_with_a_token_the_header_chooses_the_world(session: ClientSession) -> None:
    """`Authorization` holds no key, whatever it looks like; without the header it is `demo`."""
    looks_like_a_key = SecretStr("ifr_pk_proj_other")
    async with serving(Settings(host=ANYWHERE, admin_token=looks_like_a_key)) as url:
        client = Control(session, url, {"Authorization": "Bearer ifr_pk_proj_other"})
        named = await client.call("GET", "/_sim/clock", headers={"X-Sim-World": "night"})
        unnamed = await client.get("/_sim/clock")
        malformed = await client.call("GET", "/_sim/clock", headers={"X-Sim-World": "a-b"})
    assert (named.status, named.headers["X-Sim-World"]) == (200, "night")
    assert (unnamed.status, unnamed.headers["X-Sim-World"]) == (200, "demo")
    assert malformed.status == 401


async def test_bound_wider_any_name_may_be_ours(session: ClientSession) -> None:
    """Other machines have names for this one that it does not know; the token tells who asks."""
    sent = {**RIGHT, "Host": "carriersim.internal:7670"}
    async with serving(Settings(host=ANYWHERE, admin_token=SecretStr(TOKEN))) as url:
        assert (await Client(session, url, sent).get("/_sim/worlds")).status == 200


async def test_a_token_does_not_open_loopback_to_other_sites(session: ClientSession) -> None:
    """It is asked for besides."""
    for foreign in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
        async with serving(Settings(admin_token=SecretStr(TOKEN))) as url:
            reply = await Client(session, url, {**RIGHT, **foreign}).get("/_sim/worlds")
        assert reply.status == 403


async def test_vendors_faces_and_the_checkout_want_no_token(session: ClientSession) -> None:
    """A client has its key, and a person the link, whose id cannot be guessed."""
    async with serving(Settings(host=ANYWHERE, admin_token=SecretStr(TOKEN))) as url:
        gateway = Gateway.of(session, url, "test")
        link = (await gateway.post("/v1/account/topup", {"amount_usd": 25})).data["checkout_url"]
        payer = Client(session, url, {"Host": "carriersim.internal:7670"})
        page = link.removeprefix(url)
        guessed = f"{page.rpartition('/')[0]}/0193"
        assert [(await payer.call(method, guessed)).status for method in ("GET", "POST")] == [
            404,
            404,
        ]
        assert await gateway.balance() == 2
        assert [(await payer.call(method, page)).status for method in ("GET", "POST")] == [200, 200]
        assert await gateway.balance() == 27


class Incomparable(bytes):
    """Bytes that must not be compared in a way that takes longer the more of them are right."""

    def __eq__(self, other: object) -> bool:
        raise AssertionError("compared with ==")

    def __hash__(self) -> int:
        return 0


class Word(str):
    """A token that notices how it is compared."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        raise AssertionError("compared with ==")

    def __hash__(self) -> int:
        return 0

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        return Incomparable(super().encode(encoding, errors))


async def test_how_long_a_refusal_takes_tells_nothing_of_the_token(session: ClientSession) -> None:
    """It is never compared as strings and bytes are, which stops at the first difference."""
    app = build(Settings(), SEED)
    app[ACCESS] = Access(is_local=False, token=SecretStr(Word(TOKEN)))
    async with listening(app) as url:
        statuses = [
            (
                await Client(session, url, {"Authorization": f"Bearer {sent}"}).get("/_sim/worlds")
            ).status
            for sent in (TOKEN, f"{TOKEN[:-1]}x", "x")
        ]
    assert statuses == [200, 401, 401]


# --- Secrets --------------------------------------------------------------------------------------


async def fail(call: Call) -> Answer:
    """A handler with a fault in it."""
    raise ZeroDivisionError(call.capability)


@pytest.mark.parametrize("token", [None, SecretStr(TOKEN)], ids=["open", "locked"])
async def test_the_log_and_a_fault_of_ours_tell_no_secret(
    session: ClientSession, caplog: pytest.LogCaptureFixture, token: SecretStr | None
) -> None:
    """Neither token nor key is in what is logged, in an answer, or in how settings are shown."""
    secrets = (TOKEN, f"{TOKEN}x", "ifr_pk_proj_hush", "sk_live_hush", "größe")
    paths = ("/_sim/fails", "/sound/_sim/clock", "/sound/v1/nowhere", "/sound/v1/sms/list")
    settings = Settings(admin_token=token)
    app = failing(build(settings, SEED))
    said = [repr(settings), repr(app[ACCESS])]
    with caplog.at_level(logging.DEBUG):
        async with listening(app) as url:
            for secret in secrets:
                client = Client(session, url, {"Authorization": f"Bearer {secret}"})
                replies = [await client.get(path) for path in paths]
                said += [f"{reply.body!r} {reply.headers}" for reply in replies]
    assert "ZeroDivisionError: fails" in caplog.text
    for secret in secrets:
        assert secret not in caplog.text
        assert secret not in "".join(said)


def failing(app: web.Application) -> web.Application:
    """Put an operation that fails beside an application, which is then below `/sound`."""
    outer = web.Application()
    outer[ACCESS], outer[VENDORS] = app[ACCESS], app[VENDORS]
    route = Route("GET", "/_sim/fails", "fails", fail)
    outer.router.add_get(route.path, serve_route(control.FACE, route, app[SIMULATION]))
    outer.add_subapp("/sound", app)
    return outer
