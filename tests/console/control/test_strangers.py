"""Bound to loopback our own faces serve this machine, and no other site by way of a browser."""

import pytest
from aiohttp import ClientSession

from simulator import console
from simulator.face import Face, discover
from simulator.settings import Settings
from tests.clients import Client, Gateway, serving
from tests.sockets import ask

ANYWHERE = "0.0.0.0"  # noqa: S104 - asked for, not bound

OURS = [
    "127.0.0.1",
    "127.0.0.1:1",
    "127.8.9.10",
    "localhost",
    "LOCALHOST:80",
    "a.localhost",
    "[::1]:5",
]
FOREIGN = [
    "evil.example",
    "evil.example:7670",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evillocalhost",
    ANYWHERE,
    f"{ANYWHERE}:7670",
    "10.0.0.1",
    "127.1",
    "[::]",
    "[::1]evil.example",
    "localhost:80:80",
    "localhost,evil.example",
    "",
]  # fmt: skip

# Our own faces, each with all that it does, and with what it does not.
OPERATIONS = [
    (face, method, path)
    for face in discover(console)
    for method, path in (
        *((route.method, route.path) for route in face.routes),
        ("GET", f"{face.prefix}/no/such/thing"),
        ("OPTIONS", f"{face.prefix}/no/such/thing"),
    )
]


@pytest.fixture
def anybody(session: ClientSession, url: str) -> Client:
    """Speak without any header of ours, to a server that is bound to loopback."""
    return Client(session, url, {})


# --- Other names for this machine -----------------------------------------------------------------


@pytest.mark.parametrize("host", OURS)
async def test_every_name_of_loopback_is_served(anybody: Client, host: str) -> None:
    """With any port: a forwarded one is another than ours."""
    assert (await anybody.call("GET", "/_sim/clock", headers={"Host": host})).status == 200


@pytest.mark.parametrize("host", FOREIGN)
async def test_a_foreign_name_is_refused(url: str, host: str) -> None:
    """Whoever owns a name may let it point here; a browser would then let his page read us."""
    answer = await ask(url, b"GET /_sim/clock HTTP/1.1", f"Host: {host}".encode())

    assert answer.startswith(b"HTTP/1.1 403 "), answer
    assert b'"code":"FORBIDDEN"' in answer


async def test_bytes_that_are_no_name_are_refused(url: str) -> None:
    """In a host as in a token, whatever they are."""
    answer = await ask(url, b"GET /_sim/clock HTTP/1.1", b"Host: localhost\xff")

    assert answer.startswith(b"HTTP/1.1 403 "), answer


async def test_the_host_of_an_absolute_target_counts(url: str) -> None:
    """RFC 9112, 3.2.2: a server "MUST ignore the received Host header field (if any)"."""
    foreign = await ask(url, b"GET http://evil.example/_sim/clock HTTP/1.1", b"Host: localhost")
    ours = await ask(url, b"GET http://localhost/_sim/clock HTTP/1.1", b"Host: localhost")

    assert (foreign[:13], ours[:13]) == (b"HTTP/1.1 403 ", b"HTTP/1.1 200 ")


async def test_a_program_that_knows_no_hosts_is_served(url: str) -> None:
    """HTTP/1.0 has no `Host`, and no browser speaks it."""
    assert (await ask(url, b"GET /_sim/clock HTTP/1.0")).startswith(b"HTTP/1.0 200 ")


@pytest.mark.parametrize("bound", ["127.0.0.2", "::1", "localhost", "app.localhost"])
async def test_what_it_was_told_to_bind_is_one_of_its_names(
    session: ClientSession, bound: str
) -> None:
    """All of loopback is bound to this machine, so none of it wants a token."""
    host = f"[{bound}]" if ":" in bound else bound
    async with serving(Settings(host=bound)) as url:
        client = Client(session, url, {"Host": f"{host}:7670"})
        assert (await client.get("/_sim/worlds")).status == 200


@pytest.mark.parametrize(
    ("face", "method", "path"), OPERATIONS, ids=lambda part: getattr(part, "name", part)
)
async def test_nothing_of_ours_is_left_out(
    anybody: Client, face: Face, method: str, path: str
) -> None:
    """Each operation is guarded, and what is none, and each face says no in its own words."""
    for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
        reply = await anybody.call(method, path, headers=headers)
        assert reply.status == 403
        if face.name == "control":
            assert reply.error["code"] == "FORBIDDEN"
            assert reply.error["hint"]
        else:
            assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
            assert b"<h1>403 Forbidden</h1>" in reply.body


async def test_vendors_faces_are_served_under_any_name(gateway: Gateway) -> None:
    """Real clients send any `Host`, pages any `Origin`; what is nobody's is not found."""
    strange = {
        "Host": "api.example",
        "Origin": "https://shop.example",
        "Sec-Fetch-Site": "cross-site",
    }

    for path, status in (("/v1/sms/list", 200), ("/v1/nowhere", 404), ("/", 404), ("/v3/x", 404)):
        assert (await gateway.call("GET", path, headers=strange)).status == status


# --- Other sites' pages ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "OURS"}, 403),
        ({"Sec-Fetch-Site": ""}, 403),
        (
            {
                "Sec-Fetch-Site": "cross-site",
                "Sec-Fetch-Mode": "navigate",
                "Sec-Fetch-Dest": "document",
            },
            403,
        ),
        ({"Origin": "OURS"}, 200),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "http://localhost:1"}, 403),
        ({"Origin": "http://127.0.0.1"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "OURS.evil.example"}, 403),
        ({"Origin": "OURS, https://evil.example"}, 403),
    ],
    ids=str,
)
async def test_pages_of_other_sites_are_refused(
    anybody: Client, headers: dict[str, str], status: int
) -> None:
    """Whether they say where they are from in the one header or the other; another port is one."""
    sent = {name: text.replace("OURS", anybody.url) for name, text in headers.items()}

    assert (await anybody.call("GET", "/_sim/clock", headers=sent)).status == status


async def test_what_is_refused_is_not_done(gateway: Gateway) -> None:
    """A form of another site's, which asks nobody before it posts, empties no world."""
    await gateway.send()
    form = {"Origin": "https://evil.example", "Content-Type": "text/plain"}

    reply = await gateway.call("POST", "/_sim/worlds/test/reset", raw=b"", headers=form)

    assert reply.status == 403
    assert "Access-Control-Allow-Origin" not in reply.headers
    assert len((await gateway.list()).data["items"]) == 1
