"""What calls say, as far as rules by which they fail want to know."""

from collections.abc import Mapping
from typing import Any

__all__ = ["told"]


def told(op: str, document: Mapping[str, Any]) -> tuple[str, str, str]:  # noqa: ARG001 - all actions name alike
    """Read the name, the number and the text; of many numbers, each is asked about by itself."""
    numbers = document.get("to")
    if isinstance(numbers, list) and len(numbers) == 1:
        numbers = numbers[0]
    text = document.get("text") or document.get("content")
    return _text(document.get("signature")), _text(numbers), _text(text)


def _text(found: object) -> str:
    """Take a member that nobody has checked yet."""
    return found if isinstance(found, str) else ""
