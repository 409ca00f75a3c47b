"""Answers: `{"data": ...}`, and pages with `meta` beside it."""

from collections.abc import Callable, Sequence
from typing import TypeAlias, TypeVar

import orjson

from simulator.face import Answer
from simulator.faces.telnyx.wire.pages import SIZE_DEFAULT, PageQuery

__all__ = ["bare", "data", "meta_of", "page"]

T = TypeVar("T")
Headers: TypeAlias = tuple[tuple[str, str], ...]


def bare(document: object, status: int = 200, headers: Headers = ()) -> Answer:
    """Answer with a document as it is."""
    return Answer(status, orjson.dumps(document), headers)


def data(document: object, status: int = 200, headers: Headers = ()) -> Answer:
    """Answer with what came of an operation."""
    return bare({"data": document}, status, headers)


def page(rows: Sequence[T], query: PageQuery, spell: Callable[[T], object]) -> Answer:
    """Answer with the page that is wanted of all rows; behind the last one there is nothing."""
    number, size = max(1, query.number), query.size or SIZE_DEFAULT
    start = (number - 1) * size
    shown = [spell(row) for row in rows[start : start + size]]
    return bare({"data": shown, "meta": meta_of(len(rows), number, size)})


def meta_of(count: int, number: int, size: int) -> dict[str, int]:
    """Tell which page it is, and how much there is; of nothing there is no page."""
    return {
        "page_number": number,
        "page_size": size,
        "total_pages": -(-count // size),
        "total_results": count,
    }
