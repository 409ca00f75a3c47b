"""Lists, in the gateway's words."""

from collections.abc import Callable
from typing import TypeVar

from simulator.faces.gateway import wire
from simulator.services.pages import Page, PageRequest

__all__ = ["page", "page_request"]

T = TypeVar("T")


def page_request(query: wire.PageQuery) -> PageRequest:
    """Read which page is wanted."""
    return PageRequest(query.cursor, query.limit)


def page(found: Page[T], spell: Callable[[T], object]) -> dict[str, object]:
    """Spell a page."""
    return {"items": [spell(item) for item in found.items], "next_cursor": found.next_cursor}
