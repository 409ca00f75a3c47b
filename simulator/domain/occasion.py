"""Occasions for something to go wrong, and the matches that tell which of them are meant."""

from functools import lru_cache
from typing import Final, Self

from simulator.domain.dice import Dice
from simulator.domain.glob import Glob
from simulator.domain.value import value

__all__ = [
    "DAY_MINUTES",
    "Match",
    "Occasion",
    "Span",
    "TextPattern",
    "Window",
]

DAY_MINUTES: Final = 24 * 60
_MINUTE_MS: Final = 60_000

# More than any message that is accepted has. What is looked through must be short, or looking takes
# a while: requests may have a megabyte.
_TEXT_LENGTH_MAX: Final = 2_000
_ADDRESS_LENGTH_MAX: Final = 100

# Whoever writes one of these means a regular expression, and would wonder.
_OF_EXPRESSIONS: Final = frozenset("\\[](){}")


@value
class Occasion:
    """A call, or a message: whatever may go wrong.

    Attributes:
        op: the operation's name, as the face has it.
        originator: who sends; empty where that is left open.
        destination: who is to receive; empty where nobody is.
        path: of a call that names nobody, which tells it from others.
        vendor: who would carry the message.
    """

    face: str
    op: str
    originator: str = ""
    destination: str = ""
    text: str = ""
    path: str = ""
    vendor: str = ""

    @classmethod
    def of(
        cls, face: str, op: str, told: tuple[str, str, str], *, path: str = "", vendor: str = ""
    ) -> Self:
        """Make one of what is told: originator, destination and text, however long."""
        originator, destination, text = told
        return cls(
            face,
            op,
            originator[:_ADDRESS_LENGTH_MAX],
            destination[:_ADDRESS_LENGTH_MAX],
            text[:_TEXT_LENGTH_MAX],
            "" if any(told) else path,
            vendor,
        )

    def likeness(self, dice: Dice) -> str:
        """Draw what is equal for occasions that are alike."""
        # The caller writes all of these, so each is quoted: none can pass for two.
        told = (self.originator, self.destination, self.path, self.text)
        return dice.digest("occasion", self.face, self.op, *(repr(part) for part in told))


@value
class Span:
    """The how-many-th of a kind, from one to another; None is without end."""

    first: int
    last: int | None

    def holds(self, nth: int) -> bool:
        """Tell whether this one is meant."""
        return self.first <= nth and (self.last is None or nth <= self.last)


@value
class Window:
    """A part of each day, from a minute until before another; it may go past midnight."""

    start: int
    end: int

    def holds(self, instant: int) -> bool:
        """Tell whether it is that time, in UTC."""
        minute = instant // _MINUTE_MS % DAY_MINUTES
        if self.start < self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


@value
class TextPattern:
    """What a text is to be like.

    Either a glob for the whole of it, or between slashes what is looked for anywhere in it: words
    with `*` and `?`, `^` and `$` for its two ends, `|` for either, and an `i` behind the second
    slash where capitals do not matter.
    """

    globs: tuple[Glob, ...]
    is_folded: bool

    @classmethod
    def of(cls, spelled: str) -> Self:
        """Read a pattern.

        Raises:
            ValueError: says what is wrong with it.
        """
        sought, slash, flags = spelled[1:].rpartition("/")
        if not spelled.startswith("/") or not slash:
            return cls((Glob.of(spelled),), is_folded=False)
        if flags not in {"", "i"}:
            raise ValueError(f"has {flags!r} behind the second slash, where only i may stand")
        if not _OF_EXPRESSIONS.isdisjoint(sought):
            raise ValueError(
                "is no regular expression: between the slashes are words, *, ?, |, ^, $"
            )
        folded = sought.casefold() if flags else sought
        return cls(tuple(Glob.of(_anywhere(part)) for part in folded.split("|")), bool(flags))

    def fits(self, text: str) -> bool:
        """Tell whether a text is like that."""
        told = text.casefold() if self.is_folded else text
        return any(glob.fits(told) for glob in self.globs)


@value
class Match:
    """Which occasions are meant; what is None is left open.

    Patterns are kept as they are written, so that a store need not know what becomes of them.

    Attributes:
        faces: the APIs.
        op: the operation, as a glob; so are originator and destination.
        text: as `TextPattern` reads it.
        nth: the how-many-th of occasions that are alike.
        ratio: the share of all occasions; which ones, the dice decide.
        between: the time of day in the world.
    """

    faces: tuple[str, ...] | None = None
    op: str | None = None
    originator: str | None = None
    destination: str | None = None
    text: str | None = None
    nth: Span | None = None
    ratio: float | None = None
    between: Window | None = None

    def fits(self, occasion: Occasion, now: int) -> bool:
        """Tell whether an occasion is meant, but for how many there were and for chance."""
        return (
            (self.faces is None or occasion.face in self.faces)
            and (self.op is None or _glob(self.op).fits(occasion.op))
            and (self.originator is None or _glob(self.originator).fits(occasion.originator))
            and (self.destination is None or _glob(self.destination).fits(occasion.destination))
            and (self.between is None or self.between.holds(now))
            and (self.text is None or _text_pattern(self.text).fits(occasion.text))
        )

    def takes(self, nth: int, question: tuple[str, ...], dice: Dice) -> bool:
        """Tell whether the how-many-th of its kind is meant, and whether chance has it so."""
        if self.nth is not None and not self.nth.holds(nth):
            return False
        return self.ratio is None or dice.fraction("fault", *question, str(nth)) < self.ratio


_glob = lru_cache(maxsize=1024)(Glob.of)
_text_pattern = lru_cache(maxsize=1024)(TextPattern.of)


def _anywhere(part: str) -> str:
    start = part[1:] if part.startswith("^") else f"*{part}"
    return start[:-1] if start.endswith("$") else f"{start}*"
