"""The checkout in a real browser: what a person sees and does."""

from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer
from playwright.async_api import expect

from tests.browsers import browsing
from tests.clients import ALICE, Gateway


def site(onward: BaseTestServer | None = None) -> TestServer:
    """Make a site of one page on a port of its own, which says thanks or sends people onward."""

    async def answer(_: web.Request) -> web.Response:
        if onward is not None:
            raise web.HTTPFound(onward.make_url("/"))
        return web.Response(text="Thanks!")

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
