"""What calls of the vendor's say, as far as rules by which they fail want to know."""

from collections.abc import Mapping
from typing import Any

__all__ = ["told"]


def told(_op: str, document: Mapping[str, Any]) -> tuple[str, str, str]:
    """Read originator, destination and text; all operations that have them spell them alike."""
    return _text(document, "from"), _text(document, "to"), _text(document, "text")


def _text(document: Mapping[str, Any], member: str) -> str:
    """Read a member that nobody has checked yet; of several recipients, the first."""
    found = document.get(member)
    if isinstance(found, list) and found:
        found = found[0]
    return found if isinstance(found, str) else ""
