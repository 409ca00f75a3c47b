"""Links in texts become shorter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.dice import Dice
from simulator.domain.links import Link, shorten
from simulator.domain.messaging_profiles import LinkShortening

DICE = Dice(7)
ALICE, BOB = "+12025550101", "+12025550102"
OWN = LinkShortening("acct.fyi", "cmpny")
LISTED = LinkShortening("acct.fyi", only_listed=True)


@pytest.mark.parametrize(
    ("before", "url", "behind"),
    [
        ("See ", "https://example.com/a?b=c#d", "."),
        ("(", "http://EXAMPLE.com", ")!"),
        ("", "HTTPS://example.com:8080/", ""),
        ("Go: ", "https://example.com/a,b;c", ", now"),
    ],
)
def test_a_link_is_replaced_where_it_stands(before: str, url: str, behind: str) -> None:
    """The sentence around it stays."""
    text, (link,) = shorten(before + url + behind, OWN, ALICE, DICE)
    assert link.url == url
    assert text == before + link.short + behind
    assert link.short.startswith("https://acct.fyi/cmpny/")
    assert len(link.short) == len("https://acct.fyi/cmpny/") + 7


def test_a_link_is_short_in_its_own_way_for_each_recipient() -> None:
    """Or nobody could tell who followed it; in all texts to one it is the same."""
    url = "https://example.com"
    text, links = shorten(f"{url} {url}/ {url}", OWN, ALICE, DICE)
    assert [link.url for link in links] == [url, f"{url}/"]
    assert text == f"{links[0].short} {links[1].short} {links[0].short}"
    assert shorten(url, OWN, BOB, DICE)[1][0].short != links[0].short
    assert shorten(url, OWN, ALICE, Dice(8))[1][0].short != links[0].short


def test_only_some_may_be_replaced() -> None:
    """Those that carriers block, if the profile has it so."""
    text, links = shorten("https://bit.ly/x https://example.com/y", LISTED, ALICE, DICE)
    assert [link.url for link in links] == ["https://bit.ly/x"]
    assert text == f"{links[0].short} https://example.com/y"
    assert links[0].short.startswith("https://acct.fyi/")


@pytest.mark.parametrize(
    "text", ["Hi", "example.com", "https://", "ftp://example.com", "https:// x"]
)
def test_what_is_no_link_stays(text: str) -> None:
    """As it is."""
    assert shorten(text, OWN, ALICE, DICE) == (text, ())


@given(st.text(st.sampled_from('htps:/.,)a \n?#<"')))
def test_what_is_short_is_not_shortened_again(text: str) -> None:
    """And each link can be put back where it was."""
    once, links = shorten(text, OWN, ALICE, DICE)
    assert shorten(once, OWN, ALICE, DICE) == (once, ())
    back = once
    for link in links:
        back = back.replace(link.short, link.url)
    assert back == text
    assert all(isinstance(link, Link) for link in links)
