"""Which answer a text gets."""

import pytest

from simulator.domain.autoresponses import Autoresponse, AutoresponseWish, autoresponse_to
from simulator.domain.keywords import Keyword


def answer(one_id: str, word: str, country: str = "*", profile_id: str = "p1") -> Autoresponse:
    """Make an autoresponse to one word."""
    return Autoresponse(one_id, profile_id, Keyword.HELP, (word,), country, one_id, 1, 1)


ALL = (
    answer("everywhere", "Info"),
    answer("germany", "INFO", "DE"),
    answer("later", "info", "DE"),
    answer("two words", "opening hours"),
    answer("others", "info", "US", "p2"),
)


@pytest.mark.parametrize(
    ("said", "country", "expected"),
    [
        ("info", "DE", "germany"),
        (" iNfO\n", "FR", "everywhere"),
        ("info", None, "everywhere"),
        ("info", "US", "everywhere"),
        ("Opening  Hours", "DE", "two words"),
        ("info please", "DE", None),
        ("", "DE", None),
    ],
)
def test_a_country_s_own_answer_goes_before_that_for_all(
    said: str, country: str | None, expected: str | None
) -> None:
    """A text is a word as a whole or not at all; of two answers, the first counts."""
    found = autoresponse_to(ALL, "p1", said, country)
    assert (found and found.id) == expected


def test_a_wish_becomes_an_autoresponse() -> None:
    """Member for member."""
    wish = AutoresponseWish(Keyword.STOP, ("END", "QUIT"), "US", None)
    assert wish.fulfilled("a1", "p1", 3, 4) == Autoresponse(
        "a1", "p1", Keyword.STOP, ("END", "QUIT"), "US", None, 3, 4
    )
