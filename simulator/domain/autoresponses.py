"""Autoresponses: what is answered to keywords, where a profile has words of its own for it."""

from collections.abc import Iterable
from typing import Final

from simulator.domain.keywords import Keyword
from simulator.domain.value import value

__all__ = [
    "EVERYWHERE",
    "WORD_COUNT_MAX",
    "Autoresponse",
    "AutoresponseWish",
    "autoresponse_to",
    "plain_word",
]

# Instead of a country: wherever there is no answer for a country's own.
EVERYWHERE: Final = "*"

WORD_COUNT_MAX: Final = 20


@value
class Autoresponse:
    """What a profile answers to some words, and what they ask for.

    Attributes:
        id: 32 hexadecimal characters.
        keyword: what whoever says one of the words asks for.
        words: as they were given; their case does not matter.
        country: of the handset, ISO 3166-1 alpha-2, or `*`.
        text: the answer; None says nothing.
    """

    id: str
    profile_id: str
    keyword: Keyword
    words: tuple[str, ...]
    country: str
    text: str | None
    created_at: int
    updated_at: int


@value
class AutoresponseWish:
    """What a profile shall answer; the members mean what they mean in an autoresponse."""

    keyword: Keyword
    words: tuple[str, ...]
    country: str
    text: str | None

    def fulfilled(
        self, autoresponse_id: str, profile_id: str, created_at: int, updated_at: int
    ) -> Autoresponse:
        """Make it an autoresponse of a profile."""
        return Autoresponse(
            autoresponse_id,
            profile_id,
            self.keyword,
            self.words,
            self.country,
            self.text,
            created_at,
            updated_at,
        )


def plain_word(text: str) -> str:
    """Spell a word or a whole text so that those that mean the same are equal."""
    return " ".join(text.split()).casefold()


def autoresponse_to(
    autoresponses: Iterable[Autoresponse], profile_id: str, said: str, country: str | None
) -> Autoresponse | None:
    """Find what a profile answers to a text from a country: its own answer before that for all."""
    word = plain_word(said)
    fitting = [
        one
        for one in autoresponses
        if one.profile_id == profile_id and word in map(plain_word, one.words)
    ]
    for place in (country, EVERYWHERE):
        for one in fitting:
            if one.country == place:
                return one
    return None
