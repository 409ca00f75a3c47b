"""The checkout over HTTP."""

import re

import pytest

from tests.clients import Client, Control, Gateway, Reply

ALIEN = "%3Cscript%3Ealert(1)%3C/script%3E"  # as it is sent; the last / makes it two segments


async def begun(gateway: Gateway, **members: object) -> str:
    """Begin a top-up, of 25 dollars if nothing else is said, and tell its page's path."""
    reply = await gateway.post("/v1/account/topup", {"amount_usd": 25, **members})
    url: str = reply.data["checkout_url"]
    return url.removeprefix(gateway.url)


@pytest.fixture
def payer(gateway: Gateway) -> Client:
    """Speak as a browser does: without a key."""
    return Client(gateway.session, gateway.url, {})


async def pay(payer: Client, path: str, form: bytes = b"") -> str:
    """Pay, and tell whereto the browser is sent."""
    url = f"{payer.url}{path}"
    async with payer.session.post(url, data=form, allow_redirects=False) as response:
        assert (response.status, await response.read()) == (303, b"")
        assert response.headers["Cache-Control"] == "no-store"
        return response.headers["Location"]


def is_page(reply: Reply) -> bool:
    """Tell whether this is a whole page of ours, with all that keeps it to itself."""
    headers = reply.headers
    policy = headers["Content-Security-Policy"]
    return (
        headers["Content-Type"] == "text/html; charset=utf-8"
        and headers["Cache-Control"] == "no-store"
        and headers["Referrer-Policy"] == "same-origin"
        and headers["X-Content-Type-Options"] == "nosniff"
        and policy.startswith("default-src 'none'; style-src 'sha256-")
        and "frame-ancestors 'none'" in policy
        and "unsafe" not in policy
        and reply.body.startswith(b"<!doctype html>")
    )


# --- Paying ---------------------------------------------------------------------------------------


async def test_the_page_says_what_is_to_be_paid(gateway: Gateway, payer: Client) -> None:
    """Amount, world and balance, and a button; looking at it pays nothing."""
    path = await begun(gateway, amount_usd=1234.5)

    reply = await payer.get(path)

    assert reply.status == 200
    assert is_page(reply)
    assert reply.headers["X-Sim-World"] == "test"
    for shown in ("1,234.50 USD", "<dd>test</dd>", "2.00 USD", "<button>Pay 1,234.50 USD</button>"):
        assert shown in reply.body.decode()
    assert await gateway.balance() == 2


async def test_paying_raises_the_balance_and_comes_back_to_the_page(
    gateway: Gateway, payer: Client
) -> None:
    """Which then says that it is paid, shows the balance, and has no button any more."""
    path = await begun(gateway)

    assert await pay(payer, path) == path

    assert await gateway.balance() == 27
    page = (await payer.get(path)).body.decode()
    assert "Paid." in page
    assert "27.00 USD" in page
    assert "<button" not in page


async def test_paying_twice_pays_once(gateway: Gateway, payer: Client) -> None:
    """The second time is answered as the first was."""
    path = await begun(gateway)

    assert [await pay(payer, path) for _ in range(2)] == [path, path]

    assert await gateway.balance() == 27


async def test_what_the_form_sends_makes_no_difference(gateway: Gateway, payer: Client) -> None:
    """A browser sends an empty form; a program may send anything."""
    for form in (b"", b"amount=1", b"{}"):
        await pay(payer, await begun(gateway), form)
    assert await gateway.balance() == 77


async def test_the_payer_is_sent_to_the_return_url(gateway: Gateway, payer: Client) -> None:
    """Just as it was given; the page, should he come back to it, leads there too."""
    url = "https://shop.example/thanks?order=1&by='x'"
    path = await begun(gateway, return_url=url)

    assert url not in (await payer.get(path)).body.decode()
    assert await pay(payer, path) == url
    page = (await payer.get(path)).body.decode()
    assert 'href="https://shop.example/thanks?order=1&amp;by=&#x27;x&#x27;"' in page


async def test_the_page_lets_its_form_lead_no_further_than_it_has_to(
    gateway: Gateway, payer: Client
) -> None:
    """To other sites only where the top-up has a return URL."""
    policies = [
        (await payer.get(await begun(gateway, **members))).headers["Content-Security-Policy"]
        for members in ({}, {"return_url": "https://shop.example/"})
    ]

    assert policies[0].endswith("form-action 'self'")
    assert policies[1].endswith("form-action 'self' http: https:")


# --- Refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_unknown_topup_is_told_on_a_page(
    gateway: Gateway, payer: Client, method: str
) -> None:
    """In a world that is there, and in one that is not, which is not made by the visit."""
    topup_id = (await begun(gateway)).rpartition("/")[2]
    await gateway.get("/v1/sms/list")
    await Gateway.of(gateway.session, gateway.url, "other").get("/v1/sms/list")

    for path in ("test/nobody", f"other/{topup_id}", f"nowhere/{topup_id}"):
        reply = await payer.call(method, f"/_sim/checkout/{path}")
        assert reply.status == 404
        assert is_page(reply)
        assert "<h1>404 Not Found</h1>" in reply.body.decode()

    control = Control.of(gateway.session, gateway.url, "test")
    worlds = (await control.get("/_sim/worlds")).document["items"]
    assert [world["world"] for world in worlds] == ["other", "test"]
    assert await gateway.balance() == 2


@pytest.mark.parametrize(
    "path", ["", "/", "/test", "/test/", "/test/a/b", f"/{ALIEN}", f"/{ALIEN}/x", "s"]
)
async def test_an_unknown_path_is_told_on_a_page(payer: Client, path: str) -> None:
    """All that is below the checkout's prefix is the checkout's, and what was sent is escaped."""
    reply = await payer.get(f"/_sim/checkout{path}")

    assert reply.status == 404
    assert is_page(reply)
    assert b"<script" not in reply.body


async def test_what_only_begins_alike_is_not_the_checkouts(payer: Client) -> None:
    """The control API answers for the rest of `/_sim`, in JSON."""
    reply = await payer.get("/_sim/checkou")

    assert (reply.status, reply.error["code"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_another_method_is_told_on_a_page(
    gateway: Gateway, payer: Client, method: str
) -> None:
    """With those that there are."""
    reply = await payer.call(method, await begun(gateway))

    assert (reply.status, reply.headers["Allow"]) == (405, "GET, POST")
    assert is_page(reply)


async def test_a_page_asks_for_nothing_more(gateway: Gateway, payer: Client) -> None:
    """No script, no address of anything else but the icon, which is in the page itself."""
    path = await begun(gateway, return_url="https://shop.example/")
    pages = [(await payer.get(path)).body.decode()]
    pages.append((await payer.get("/_sim/checkout")).body.decode())

    for page in pages:
        assert "<script" not in page
        assert re.findall(r'(?:href|src|action)="([^"]{0,10})', page) == ["data:image"]
        assert "url(" not in page
        assert "@import" not in page
