"""The checkout in a real browser: what a person sees and does."""

from urllib.parse import quote

import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer
from playwright.async_api import expect

from tests.browsers import browsing
from tests.clients import ALICE, Gateway

pytestmark = pytest.mark.long


def site(shown: str | BaseTestServer = "Thanks!") -> TestServer:
    """Make a site on a port of its own, of one page, which may send people onward."""

    async def answer(_: web.Request) -> web.Response:
        if isinstance(shown, BaseTestServer):
            raise web.HTTPFound(shown.make_url("/"))
        return web.Response(text=shown, content_type="text/html")

    made = web.Application()
    made.router.add_get("/", answer)
    return TestServer(made)


async def begun(gateway: Gateway, **members: object) -> str:
    """Begin a top-up of 25 dollars, and tell where its page is."""
    reply = await gateway.post("/v1/account/topup", {"amount_usd": 25, **members})
    url: str = reply.data["checkout_url"]
    return url


async def test_a_click_pays_and_what_was_refused_goes_through(gateway: Gateway) -> None:
    """The documented remedy for a 402, step by step, in a browser that runs no scripts."""
    broke = Gateway.of(gateway.session, gateway.url, "broke1")
    assert (await broke.send()).status == 402
    async with browsing(javascript=False) as browser:
        page = browser.pages[0]
        await page.goto(await begun(broke))
        await expect(page).to_have_title("Top up - carriersim")
        await expect(page.get_by_role("definition")).to_have_text(["broke1", "0.00 USD"])
        await page.get_by_role("button").click()
        await expect(page.get_by_role("status")).to_contain_text("Paid.")
        await expect(page.get_by_role("definition")).to_have_text(["broke1", "25.00 USD"])
        await expect(page.get_by_role("button")).to_have_count(0)
        await page.reload()
    assert await broke.balance() == 25
    assert (await broke.send(ALICE)).status == 200


async def test_keys_are_enough(gateway: Gateway) -> None:
    """The button is the first that the tabulator reaches, and is seen to be reached."""
    async with browsing() as browser:
        page = browser.pages[0]
        await page.goto(await begun(gateway))
        await page.keyboard.press("Tab")
        button = page.get_by_role("button", name="Pay 25.00 USD")
        await expect(button).to_be_focused()
        await expect(button).to_have_css("outline-style", "solid")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_be_visible()


async def test_the_page_is_styled_and_breaks_no_rule_of_its_own(gateway: Gateway) -> None:
    """The policy lets our style sheet in, by day and by night, and it all fits on a phone."""
    complaints: list[str] = []
    async with browsing() as browser:
        page = browser.pages[0]
        page.on("console", lambda message: complaints.append(message.text))
        await page.goto(await begun(gateway))
        body = page.locator("body")
        await expect(body).to_have_css("background-color", "rgb(243, 244, 248)")
        await page.emulate_media(color_scheme="dark")
        await expect(body).to_have_css("background-color", "rgb(18, 20, 27)")
        await page.set_viewport_size({"width": 320, "height": 480})
        assert await page.evaluate("document.documentElement.scrollWidth") == 320
    assert complaints == []


async def test_the_payer_ends_up_wherever_the_return_url_leads(gateway: Gateway) -> None:
    """At another site, which may send him on to a third."""
    async with site() as third, site(third) as second, browsing() as browser:
        page = browser.pages[0]
        await page.goto(await begun(gateway, return_url=str(second.make_url("/"))))
        await page.get_by_role("button").click()
        await expect(page.get_by_text("Thanks!")).to_be_visible()
        assert page.url == str(third.make_url("/"))
        await page.go_back()
        await expect(page.get_by_role("link", name="Return")).to_be_visible()
    assert await gateway.balance() == 27


async def test_a_link_on_another_site_leads_to_the_page(gateway: Gateway) -> None:
    """Who sells something shows the link on his own site, and our own button pays."""
    async with site(f'<a href="{await begun(gateway)}">Top up</a>') as shop, browsing() as browser:
        page = browser.pages[0]
        await page.goto(str(shop.make_url("/")))
        await page.get_by_role("link").click()
        await page.get_by_role("button", name="Pay 25.00 USD").click()
        await expect(page.get_by_role("status")).to_contain_text("Paid.")
    assert await gateway.balance() == 27


@pytest.mark.parametrize("where", ["another port", "nowhere"])
async def test_a_form_on_another_site_does_not_pay(gateway: Gateway, where: str) -> None:
    """Though it knows where to: who sits in front of the browser is told that, and has not paid."""
    form = f'<form method="post" action="{await begun(gateway)}"><button>Win!</button></form>'
    async with site(form) as evil, browsing() as browser:
        page = browser.pages[0]
        at = str(evil.make_url("/")) if where == "another port" else f"data:text/html,{quote(form)}"
        await page.goto(at)
        await page.get_by_role("button").click()
        await expect(page.get_by_role("heading")).to_have_text("403 Forbidden")
    assert await gateway.balance() == 2


async def test_our_own_form_says_where_it_comes_from(gateway: Gateway) -> None:
    """In `Origin`, too, for browsers that know no `Sec-Fetch-Site`; our Referrer-Policy lets it."""
    async with browsing() as browser:
        page = browser.pages[0]
        await page.goto(await begun(gateway))
        async with page.expect_request(lambda request: request.method == "POST") as posted:
            await page.get_by_role("button").click()
        sent = await (await posted.value).all_headers()
    assert sent["origin"] == gateway.url


async def test_a_script_on_another_site_does_not_steer(gateway: Gateway) -> None:
    """What it may send without asking is refused, and what it would have to ask for, too."""
    await gateway.send()
    async with site("") as evil, browsing() as browser:
        page = browser.pages[0]
        await page.goto(str(evil.make_url("/")))
        await page.evaluate(
            """url => Promise.allSettled([
                fetch(url, {method: "POST", mode: "no-cors"}),
                fetch(url, {method: "POST"}),
                fetch(url, {method: "POST", headers: {"X-Sim-World": "test"}}),
            ])""",
            f"{gateway.url}/_sim/worlds/test/reset",
        )
    assert len((await gateway.list()).data["items"]) == 1
