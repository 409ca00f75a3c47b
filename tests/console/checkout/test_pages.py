"""The checkout's pages, as text."""

import re

import pytest

from simulator.console.checkout import FACE
from simulator.console.checkout.pages import STYLE, checkout, refusal
from simulator.domain.pricing import MicroUsd
from simulator.domain.topup import Topup, TopupState
from simulator.face.error_object import ErrorObject

CONTRAST_MIN = 4.5  # WCAG 2.2, 1.4.3: of text and what is behind it

COLOURS = re.compile(r"--([a-z-]+): #([0-9a-f]+);")
LIGHT, DARK = STYLE.split("@media (prefers-color-scheme: dark)")


def luminance(hexadecimal: str) -> float:
    """Tell how bright a colour is, from 0 to 1, as WCAG defines it."""
    long = hexadecimal if len(hexadecimal) == 6 else "".join(digit * 2 for digit in hexadecimal)
    shares = [int(long[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Tell how well two colours can be told apart, from 1 to 21."""
    darker, brighter = sorted((luminance(one), luminance(other)))
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "behind"),
    [
        ("ink", "card"),
        ("quiet", "card"),
        ("quiet", "ground"),
        ("good", "card"),
        ("on-accent", "accent"),
    ],
)
def test_what_is_written_can_be_read(theme: str, text: str, behind: str) -> None:
    """By day and by night, by people who see less than others, too."""
    colours = dict(COLOURS.findall(theme))

    assert contrast(colours[text], colours[behind]) >= CONTRAST_MIN


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (1, "0.000001 USD"),
        (7_900, "0.0079 USD"),
        (100_000, "0.10 USD"),
        (5_000_000, "5.00 USD"),
        (1_000_000_000_000, "1,000,000.00 USD"),
        (-7_900, "-0.0079 USD"),
    ],
)
def test_amounts_are_exact_and_have_cents(amount: int, shown: str) -> None:
    """A balance may have more digits than two, and less than nothing where credit has no end."""
    topup = Topup("id", MicroUsd(5_000_000), TopupState.COMPLETED, None, 0)

    assert f"<dt>Balance</dt><dd>{shown}</dd>" in checkout("test", topup, MicroUsd(amount))


def test_a_refusal_says_what_to_do() -> None:
    """Where there is something to be done; and whatever it quotes is escaped."""
    page = refusal(ErrorObject(503, "X", "<b>is</b> busy.", "Try again later."))

    assert "<h1>503 Service Unavailable</h1>" in page
    assert "<p>&lt;b&gt;is&lt;/b&gt; busy.</p>\n<p>Try again later.</p>" in page


def test_there_is_no_credential() -> None:
    """Who has the link may pay, so there is no key to hand out and nothing to set."""
    assert FACE.keys("test") is None
    assert FACE.environment("test", "http://127.0.0.1") == {}
