"""The page in a real browser, as wide as a phone; what it looks like is left in `build/report/`."""

from itertools import cycle
from pathlib import Path
from typing import Final

from playwright.async_api import Page, expect

from contract.report import FORMATS
from contract.requirements import read_requirements
from contract.verdicts import Report, Verdict, Word
from tests.browsers import browsing
from tests.contract.reports import EXCHANGE, made

ROOT: Final = Path(__file__).parents[2]

_WIDTH, _HEIGHT = 390, 844
_PICTURED_HEIGHT: Final = 2400

# No line can be broken within it but by force.
_WHY: Final = f"sms.send was refused: 422 https://docs.example.com/{'a' * 90}"

_SMALLEST_TEXT: Final = """() => Math.min(...[...document.querySelectorAll('body, body *')]
    .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .map(one => parseFloat(getComputedStyle(one).fontSize)))"""


def whole() -> Report:
    """Make a report on all rules, as long as they get, in which each verdict occurs."""
    rules = list(read_requirements().values())
    words = dict(zip((rule.id for rule in rules[::23]), cycle(Word), strict=False))
    verdicts = [
        Verdict(rule, words.get(rule.id, Word.KEPT), _WHY if rule.id in words else "", (EXCHANGE,))
        for rule in rules
    ]
    return made(verdicts)


async def width(page: Page) -> int:
    """Tell how wide all of the page is, with what is beyond the edge."""
    found: int = await page.evaluate("document.documentElement.scrollWidth")
    return found


async def picture(page: Page, name: str) -> None:
    """Leave a picture of the page's beginning to whoever wants to see it."""
    await page.set_viewport_size({"width": _WIDTH, "height": _PICTURED_HEIGHT})
    await page.screenshot(path=ROOT / "build" / "report" / f"{name}.png")


async def test_the_report_reads_well_on_a_phone() -> None:
    """The verdict and the worst of it at once, the rest one touch away, nothing past the edge."""
    report = whole()
    (worst, *_) = report.of(Word.BROKEN)
    async with browsing(javascript=False) as browser:
        page = browser.pages[0]
        await page.set_viewport_size({"width": _WIDTH, "height": _HEIGHT})
        await page.set_content(FORMATS["html"](report))

        assert await width(page) == _WIDTH
        assert await page.evaluate(_SMALLEST_TEXT) >= 12
        await expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
        await expect(page.get_by_role("heading", level=1)).to_have_text(
            "Contract of the gateway: broken"
        )
        await expect(page.get_by_text(worst.requirement.says)).to_be_in_viewport()
        await expect(page.get_by_text(_WHY).first).to_be_in_viewport()

        link = page.get_by_role("link", name="not applicable")
        box = await link.bounding_box()
        assert box is not None
        assert box["height"] >= 32, "no finger meets it"
        await link.click()
        await expect(page.get_by_role("heading", name="not applicable")).to_be_in_viewport()

        await page.evaluate("scrollTo(0, 0)")
        await picture(page, "phone-light")
        await page.emulate_media(color_scheme="dark")
        await expect(page.locator("body")).to_have_css("color", "rgb(255, 255, 255)")
        await picture(page, "phone-dark")
