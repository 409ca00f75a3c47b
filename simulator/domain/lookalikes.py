"""Look-alikes: how GSM-7 spells what readers cannot tell apart from what is outside of it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final, Self

from simulator.domain.encoding import GSM_0338, Encoding, encoding_of
from simulator.domain.value import value

__all__ = ["InvalidLookalikes", "Lookalikes", "Swap"]

_CODE_POINT: Final = re.compile(r"U\+([0-9A-F]{4,6})")


class InvalidLookalikes(ValueError):
    """Not a table of look-alikes; the message names the row that is wrong."""


@value
class Swap:
    """What stands in a text, what would look the same there, and how often it would."""

    found: str
    lookalike: str
    count: int


@value
class Lookalikes:
    """The look-alike of each character, or sequence of them, that has one; some have nothing."""

    spellings: Mapping[str, str]
    expression: re.Pattern[str]

    @classmethod
    def of(cls, groups: Mapping[str, Any]) -> Self:
        """Read a table as JSON gives it: groups of code points (`U+0065 U+0301`) with their texts.

        Raises:
            InvalidLookalikes: it is no such table, or has a row that helps nobody.
        """
        spellings = dict(row for group, rows in groups.items() for row in _rows(group, rows))
        # One class for single characters: of alternatives, each would be tried at each place.
        longer = [re.escape(found) for found in spellings if len(found) > 1]
        single = "".join(re.escape(found) for found in spellings if len(found) == 1)
        expression = "|".join([*longer, f"[{single}]"] if single else longer or ["(?!)"])
        return cls(spellings, re.compile(expression))

    def swap(self, text: str) -> tuple[str, tuple[Swap, ...]]:
        """Spell a text with all the look-alikes there are, and tell which were put in."""
        counts = Counter(self.expression.findall(text))
        swaps = tuple(Swap(found, self.spellings[found], counts[found]) for found in counts)
        return self.expression.sub(lambda found: self.spellings[found[0]], text), swaps


def _rows(group: str, rows: object) -> Iterator[tuple[str, str]]:
    if not isinstance(rows, dict):
        raise InvalidLookalikes(f"look-alikes: {group!r} is no group of rows")
    for points, lookalike in rows.items():
        matches = [_CODE_POINT.fullmatch(point) for point in points.split(" ")]
        found = "".join(chr(int(match[1], 16)) for match in matches if match)
        if not all(matches) or encoding_of(found, GSM_0338) is Encoding.GSM_7:
            raise InvalidLookalikes(f"look-alikes: {points!r} is nothing outside of GSM-7")
        if not isinstance(lookalike, str) or encoding_of(lookalike) is Encoding.UCS_2:
            raise InvalidLookalikes(f"look-alikes: that of {points} is {lookalike!r}, not GSM-7")
        yield found, lookalike
