"""Pages: a cursor is the number of the last row that was shown, in disguise."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Protocol, TypeVar

from tests.contract.other_gateway.reading import Fields
from tests.contract.other_gateway.refusing import Refusal

__all__ = ["Row", "page"]

_ROWS: Final = 50
_DISGUISE: Final = 0x5EED_0000


class Row(Protocol):
    """Something listed, numbered in the order in which it came to be."""

    @property
    def serial(self) -> int: ...


R = TypeVar("R", bound=Row)


def page(
    rows: Iterable[R], query: Fields, spell: Callable[[R], object], *, newest_first: bool = False
) -> dict[str, object]:
    """Show some rows.

    A full page has a cursor even if it is the last; what follows is then a page of nothing.
    """
    after, size = _cursor(query.optional("cursor")), _size(query.optional("limit"))
    ordered = sorted(rows, key=lambda row: row.serial, reverse=newest_first)
    shown = [row for row in ordered if after is None or _is_after(row, after, newest_first)][:size]
    return {"items": [spell(row) for row in shown], "next_cursor": _next(shown, size)}


def _is_after(row: Row, after: int, newest_first: bool) -> bool:  # noqa: FBT001 - as in `page`
    return row.serial < after if newest_first else row.serial > after


def _next(shown: Sequence[Row], size: int) -> str | None:
    return f"{shown[-1].serial ^ _DISGUISE:x}" if len(shown) == size else None


def _cursor(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    try:
        return int(cursor, 16) ^ _DISGUISE
    except ValueError:
        raise Refusal(400, "CURSOR_UNREADABLE") from None


def _size(limit: str | None) -> int:
    """Read a limit: what is too small or too large is taken for the nearest that is not."""
    try:
        return _ROWS if limit is None else max(1, min(int(float(limit)), _ROWS))
    except (ValueError, OverflowError):
        raise Refusal(400, "LIMIT_UNREADABLE") from None
