"""Tables by number prefix, which is how the trade writes rate decks and routing tables."""

import re
from collections.abc import Mapping
from typing import Generic, Self, TypeVar

from simulator.domain.value import value

__all__ = ["InvalidPrefix", "PrefixTable"]

T = TypeVar("T")

_PREFIX = re.compile(r"\+[1-9][0-9]{0,14}")


class InvalidPrefix(ValueError):
    """A row of the table begins with something no E.164 number begins with."""


@value
class PrefixTable(Generic[T]):
    """Rows by prefix, such as +1876; the longest that a number begins with is the number's own."""

    rows: Mapping[str, T]
    default: T
    lengths: tuple[int, ...]

    @classmethod
    def of(cls, rows: Mapping[str, T], default: T) -> Self:
        """Make a table; `default` is for numbers that no row covers."""
        for prefix in rows:
            if not _PREFIX.fullmatch(prefix):
                raise InvalidPrefix(f'"{prefix}" is no prefix: write + and 1 to 15 digits')
        return cls(
            dict(rows), default, tuple(sorted({len(prefix) for prefix in rows}, reverse=True))
        )

    def longest_match(self, number: str) -> T:
        """Find the row of an E.164 number: one look into a dict per length of prefix in use."""
        rows = self.rows
        for length in self.lengths:
            if (prefix := number[:length]) in rows:
                return rows[prefix]
        return self.default
