r"""Globs: texts in which `*` stands for any characters and `?` for any one of them.

Not regular expressions: Python's may take years over a text of a hundred characters, and engines
that never do are compiled, which a fresh machine need not be able to do.
"""

import re
from typing import Final, Self

from simulator.domain.value import value

__all__ = ["GLOB_LENGTH_MAX", "Glob"]

# A glob costs at most its length times the text's.
GLOB_LENGTH_MAX: Final = 200


@value
class Glob:
    """A glob, ready for texts; `Glob.of` makes one."""

    spelled: str
    expression: re.Pattern[str]

    @classmethod
    def of(cls, spelled: str) -> Self:
        """Read a glob.

        Raises:
            ValueError: it has more than 200 characters.
        """
        if len(spelled) > GLOB_LENGTH_MAX:
            raise ValueError(f"has more than {GLOB_LENGTH_MAX} characters")
        first, *others = [_literal(piece) for piece in spelled.split("*")]
        # Where a piece fits first, it fits best, so none is ever looked for again: that is what an
        # atomic group says. Only the last one has its place, at the end.
        between = "".join(f"(?>.*?{piece})" for piece in others[:-1])
        end = "".join(f".*{piece}" for piece in others[-1:])
        return cls(spelled, re.compile(first + between + end, re.DOTALL))

    def fits(self, text: str) -> bool:
        """Tell whether it stands for the whole of a text."""
        return self.expression.fullmatch(text) is not None


def _literal(piece: str) -> str:
    return re.escape(piece).replace(r"\?", ".")
