"""Tables by number prefix, which is how the trade writes rate decks and routing tables."""

import re
from collections.abc import Mapping
from dataclasses import field
from typing import Generic, Self, TypeVar

from simulator.domain.value import value

__all__ = ["InvalidPrefix", "PrefixTable"]

T = TypeVar("T")

_FOUND_COUNT_MAX = 10_000
_PREFIX = re.compile(r"\+[1-9][0-9]{0,14}")


class InvalidPrefix(ValueError):
    """A row of the table begins with something no E.164 number begins with."""


@value
class PrefixTable(Generic[T]):
    """Rows by prefix, such as +1876; the longest that a number begins with is the number's own."""

    rows: Mapping[str, T]
    default: T
    lengths: tuple[int, ...]
    width: int
    # What was found before, by as many first characters as the longest prefix has.
    found: dict[str, T] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, rows: Mapping[str, T], default: T) -> Self:
        """Make a table; `default` is for numbers that no row covers."""
        for prefix in rows:
            if not _PREFIX.fullmatch(prefix):
                raise InvalidPrefix(f'"{prefix}" is no prefix: write + and 1 to 15 digits')
        lengths = tuple(sorted({len(prefix) for prefix in rows}, reverse=True))
        return cls(dict(rows), default, lengths, width=max(lengths, default=0))

    def longest_match(self, number: str) -> T:
        """Find the row of an E.164 number."""
        beginning = number[: self.width]
        try:
            return self.found[beginning]
        except KeyError:
            if len(self.found) >= _FOUND_COUNT_MAX:
                self.found.clear()
            row = self.found[beginning] = self._look(number)
            return row

    def _look(self, number: str) -> T:
        for length in self.lengths:
            if (prefix := number[:length]) in self.rows:
                return self.rows[prefix]
        return self.default
