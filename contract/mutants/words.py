"""What mutants say where an implementation would not."""

import re
from typing import Final

import uuid_utils
from multidict import CIMultiDict

from contract.mutants.exchange import Answer, Data

__all__ = ["ELSEWHERE", "has_emoji", "is_e164", "refusal", "success"]

ELSEWHERE: Final = "+12025550147"
"""A number that nobody asked about."""

_JSON: Final = "application/json"
_BEYOND_THE_PLANE: Final = 0xFFFF


def success(data: Data) -> Answer:
    """Answer as if something had been done."""
    metadata = {
        "cost_usd": 0,
        "latency_ms": 1,
        "vendor": None,
        "cache_hit": False,
        "request_id": str(uuid_utils.uuid7()),
    }
    document = {"ok": True, "data": data, "error": None, "metadata": metadata}
    return Answer(200, CIMultiDict({"Content-Type": _JSON}), document)


def refusal(code: str = "REFUSED", status: int = 422) -> Answer:
    """Answer as if something could not be done."""
    document = {"ok": False, "data": None, "error": {"code": code}}
    return Answer(status, CIMultiDict({"Content-Type": _JSON}), document)


def has_emoji(text: str) -> bool:
    """Tell whether a text has letters that UTF-16 writes as pairs."""
    return any(ord(letter) > _BEYOND_THE_PLANE for letter in text)


def is_e164(number: object) -> bool:
    """Tell whether something is a number in E.164."""
    return isinstance(number, str) and bool(re.fullmatch(r"\+[1-9][0-9]{1,14}", number))
