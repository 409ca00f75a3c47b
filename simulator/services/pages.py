"""Lists, page by page: a cursor stays valid while rows are added, without repeats and gaps."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Final, Generic, TypeVar

from simulator.domain.refusals import Invalid
from simulator.domain.value import value

__all__ = ["LIMIT_DEFAULT", "LIMIT_MAX", "Page", "PageRequest", "read_cursor", "write_cursor"]

T = TypeVar("T")

LIMIT_DEFAULT: Final = 20
LIMIT_MAX: Final = 100


@value
class PageRequest:
    """Which page is wanted.

    Attributes:
        cursor: the previous page's `next_cursor`; None for the first page.
        limit: 1 to 100 rows.
    """

    cursor: str | None = None
    limit: int = LIMIT_DEFAULT


@value
class Page(Generic[T]):
    """Some rows of a list, and where the next ones begin; None behind the last page."""

    items: Sequence[T]
    next_cursor: str | None


def write_cursor(index: str, last: str) -> str:
    """Make the cursor behind a row. It names its list, so that it cannot be used on another."""
    return urlsafe_b64encode(f"{index} {last}".encode()).decode().rstrip("=")


def read_cursor(index: str, cursor: str) -> str:
    """Tell behind which row of this list a cursor points.

    Raises:
        Invalid: it was not made for this list.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        named, _, last = urlsafe_b64decode(padded.encode("ascii")).decode().rpartition(" ")
    except ValueError:
        named, last = "", ""
    if named != index or cursor != write_cursor(index, last):
        raise Invalid.field("cursor", "is no cursor of this list; take it from next_cursor")
    return last
