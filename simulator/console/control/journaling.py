"""What `GET /_sim/requests` is asked, and what it answers."""

import re
from typing import Annotated, Any, Final, Literal, NotRequired

from pydantic import ConfigDict, Field, PlainValidator
from typing_extensions import TypedDict  # pydantic reads Python's own from 3.12 on

from simulator.console.control.shapes import Count
from simulator.console.control.shapes import Instant as ShownInstant
from simulator.face.members import Instant, text_of
from simulator.face.reading import Wire

__all__ = ["NearMiss", "Request", "RequestFault", "RequestQuery", "Requests"]

_STATUSES: Final = re.compile("[1-9](?:[0-9][0-9]|xx)")


def _statuses(sent: object) -> range:
    text = text_of(sent)
    if not _STATUSES.fullmatch(text):
        raise ValueError("should be a status such as 422, or a class of them such as 4xx")
    return range(int(text.replace("x", "0")), int(text.replace("x", "9")) + 1)


_StatusText = Annotated[
    str,
    Field(pattern=f"^{_STATUSES.pattern}$", description="Such as `422`, or `4xx` for a class."),
]
Statuses = Annotated[range, PlainValidator(_statuses, json_schema_input_type=_StatusText)]


class RequestQuery(Wire):
    """The query of `GET /_sim/requests`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    face: str | None = None
    op: str | None = None
    status: Statuses | None = None
    since: Instant | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    cursor: str | None = None


class NearMiss(TypedDict):
    """Something that is not there, and what is there that comes nearest, the best first."""

    at: Literal["route", "member"]
    found: str
    nearest: list[str]


class RequestFault(TypedDict):
    """The rule that decided how a call went, and what it did."""

    rule: str
    effect: str


class Request(TypedDict):
    """A call and its answer; bodies are JSON where they can be parsed, else text.

    `op` is `unknown` where nothing is at the path, and `face` is `none` where no face is.
    """

    id: str
    at: ShownInstant
    duration_ms: Annotated[float, Field(ge=0)]
    face: str
    op: str
    method: str
    path: str
    status: Count
    headers: dict[str, str]
    idempotency_key: str | None
    body: Any
    body_truncated: bool
    answer: Any
    answer_truncated: bool
    warnings: list[str]
    fault: RequestFault | None
    near_misses: list[NearMiss]


class Requests(TypedDict):
    """Calls, newest first, and the next page's `cursor`; older ones may be gone."""

    items: list[Request]
    next_cursor: str | None
    hint: NotRequired[str]
