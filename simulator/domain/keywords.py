"""Keywords: the one-word texts with which people stop messages, start them again, or ask for help.

A text is a keyword only as a whole, as carriers read them: who writes "please stop by at nine" does
not opt out.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final, Self
from unicodedata import category, normalize

from simulator.domain.value import choice, value

__all__ = ["InvalidKeywords", "Keyword", "KeywordTable"]


@choice
class Keyword(StrEnum):
    """What a text may ask for."""

    STOP = "stop"
    START = "start"
    HELP = "help"


_NAMES: Final = tuple(keyword.value for keyword in Keyword)


class InvalidKeywords(ValueError):
    """Not a table of keywords; the message names the language that is wrong."""


@value
class KeywordTable:
    """What each text that is a keyword asks for.

    Attributes:
        keywords: by the text, spelled as `recognise` spells it.
    """

    keywords: Mapping[str, Keyword]

    @classmethod
    def of(cls, languages: Mapping[str, Any]) -> Self:
        """Read a table as JSON gives it: for each language the words to `stop`, `start` and `help`.

        Raises:
            InvalidKeywords: it is no such table, or a word asks for two things.
        """
        keywords: dict[str, Keyword] = {}
        for language, rows in languages.items():
            for word, keyword in _words(language, rows):
                other = keywords.setdefault(word, keyword)
                # Nobody tells a carrier in which language they write.
                if other is not keyword:
                    raise InvalidKeywords(
                        f'keywords of {language}: "{word}" cannot be {keyword}, it is {other}'
                    )
        return cls(keywords)

    def recognise(self, text: str) -> Keyword | None:
        """Tell what a text asks for; None if it is no keyword.

        Case, width, blanks around it and punctuation behind it do not matter.
        """
        return self.keywords.get(_plain(text))


def _words(language: str, rows: object) -> Iterator[tuple[str, Keyword]]:
    if not isinstance(rows, dict) or sorted(rows) != sorted(_NAMES):
        raise InvalidKeywords(f"keywords of {language} are no words for {', '.join(_NAMES)}")
    for keyword in Keyword:
        words = rows[keyword.value]
        if not isinstance(words, list) or not words or not all(map(_is_word, words)):
            raise InvalidKeywords(
                f"keywords of {language}: {words!r} is no list of one or more words for {keyword}"
            )
        yield from ((_plain(word), keyword) for word in words)


def _is_word(word: object) -> bool:
    return isinstance(word, str) and _plain(word) != ""


def _plain(text: str) -> str:
    """Spell a text so that those which differ in nothing that matters here are equal."""
    # Full-width and ornate letters become plain ones, a letter and its accent one character.
    joined = " ".join(normalize("NFKC", text).casefold().split())
    end = len(joined)
    while end and _may_trail(joined[end - 1]):
        end -= 1
    return joined[:end]


def _may_trail(character: str) -> bool:
    return character == " " or category(character).startswith("P")
