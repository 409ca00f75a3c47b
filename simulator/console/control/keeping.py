"""How long worlds are kept, and what of them, in the answers of the control API, as types."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict  # pydantic reads Python's own from 3.12 on

__all__ = ["Expiry", "Forgotten", "Retention"]

_Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
_Count = Annotated[int, Field(ge=0)]
Expiry = Annotated[
    _Instant | None, Field(description="When the world is forgotten, by the server's own clock.")
]


class Forgotten(TypedDict):
    """How many messages a world has forgotten, and since when, by its own clock."""

    messages: _Count
    inbound: _Count
    since: _Instant


class Retention(TypedDict):
    """How much a world keeps, and what it has forgotten; null if that is nothing."""

    keep_messages: _Count
    keep_age: str
    forgotten: Forgotten | None
