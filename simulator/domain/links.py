"""Links: those in a text are replaced by shorter ones, which tell when somebody follows them."""

import re
from typing import Final

from simulator.domain.dice import Dice
from simulator.domain.messaging_profiles import LinkShortening
from simulator.domain.value import value

__all__ = ["Link", "shorten"]

_CODE_LENGTH: Final = 7

_URL: Final = re.compile(r"https?://([^\s/?#<>\"]+)[^\s<>\"]*", re.IGNORECASE)
# What ends a sentence around a link rather than the link.
_AROUND: Final = ".,;:!?)]}'"

# Shorteners that everybody shares, and carriers block for what some have done with them. Ours is a
# selection: which ones the vendor lists he does not say.
_BLOCKED: Final = frozenset(
    {"bit.ly", "goo.gl", "is.gd", "ow.ly", "rebrand.ly", "t.co", "t.ly", "tinyurl.com"}
)


@value
class Link:
    """A link in a text, and where it leads."""

    short: str
    url: str


def shorten(
    text: str, how: LinkShortening, destination: str, dice: Dice
) -> tuple[str, tuple[Link, ...]]:
    """Replace the links in a text by short ones of the sender's domain; tell which are there.

    A link is the same in all texts to one recipient, and another one for everybody else.
    """
    links: dict[str, Link] = {}

    def replaced(found: re.Match[str]) -> str:
        url = found[0].rstrip(_AROUND)
        host = found[1].rstrip(_AROUND).lower()
        if host == how.domain.lower() or (how.only_listed and host not in _BLOCKED):
            return found[0]
        link = links.setdefault(url, Link(_short(url, how, destination, dice), url))
        return link.short + found[0][len(url) :]

    return _URL.sub(replaced, text), tuple(links.values())


def _short(url: str, how: LinkShortening, destination: str, dice: Dice) -> str:
    code = dice.digest("link", destination, url)[:_CODE_LENGTH]
    path = "/".join(part for part in (how.prefix.strip("/"), code) if part)
    return f"https://{how.domain}/{path}"
