"""What a request says, and whether it makes sense."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from tests.contract.other_gateway.refusing import Refusal

__all__ = ["Fields", "read_json"]

_E164: Final = re.compile(r"\+[1-9][0-9]{1,14}")


def read_json(body: bytes) -> dict[str, object]:
    """Read a body, whatever its media type is said to be."""
    try:
        document = json.loads(body.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refusal(400, "BODY_UNREADABLE") from None
    if not isinstance(document, dict):
        raise Refusal(400, "BODY_NO_OBJECT")
    return document


def _no_number(name: str) -> float:
    raise ValueError(name)


@dataclass(frozen=True)
class Fields:
    """The members of an object; null is as good as absent."""

    members: Mapping[str, object]

    def only(self, names: Iterable[str]) -> None:
        """Refuse members that nobody knows."""
        for name in self.members.keys() - set(names):
            raise _wrong(name)

    def optional(self, name: str) -> str | None:
        """Read a text that may be left out."""
        text = self.members.get(name)
        if text is not None and not isinstance(text, str):
            raise _wrong(name)
        return text

    def text(self, name: str) -> str:
        """Read a text that has to be there, and to say something."""
        text = self.optional(name)
        if not text:
            raise _wrong(name)
        return text

    def phone(self, name: str) -> str:
        """Read a number in E.164."""
        phone = self.text(name)
        if not _E164.fullmatch(phone):
            raise _wrong(name)
        return phone

    def flag(self, name: str) -> bool:
        """Read a truth value; left out, it is false."""
        flag = self.members.get(name)
        if flag is not None and not isinstance(flag, bool):
            raise _wrong(name)
        return bool(flag)

    def texts(self, name: str) -> list[str]:
        """Read a list of texts; left out, it is empty."""
        texts = self.members.get(name)
        if texts is None:
            return []
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise _wrong(name)
        return texts

    def values(self, name: str) -> dict[str, str]:
        """Read texts and numbers by name; left out, there are none."""
        values = self.members.get(name)
        if values is None:
            return {}
        if not isinstance(values, dict):
            raise _wrong(name)
        return {key: str(value) for key, value in values.items()}

    def objects(self, name: str) -> list["Fields"]:
        """Read a list of objects, which has to be there."""
        objects = self.members.get(name)
        if not isinstance(objects, list) or not all(isinstance(one, dict) for one in objects):
            raise _wrong(name)
        return [Fields(one) for one in objects]

    def amount(self, name: str) -> float | None:
        """Read a number that may be left out."""
        amount = self.members.get(name)
        if amount is None:
            return None
        if isinstance(amount, bool) or not isinstance(amount, int | float):
            raise _wrong(name)
        return amount


def _wrong(name: str) -> Refusal:
    return Refusal(400, "BAD_MEMBER", f"Look at {name!r}.")
