"""What `GET /_sim/events` is asked, and what stands in the data of its events."""

from typing import Annotated, Literal, TypeAlias

from pydantic import ConfigDict, Field, PlainValidator
from typing_extensions import TypedDict  # pydantic reads Python's own from 3.12 on

from simulator.console.control import shapes
from simulator.console.control.journaling import Request
from simulator.console.control.webhooking import Webhook
from simulator.console.control.wire import Destination, InQuery
from simulator.domain.clock import ClockMode
from simulator.domain.message import State, What
from simulator.face.members import text_of
from simulator.face.reading import Wire
from simulator.services.events import Kind

__all__ = ["ClockSet", "Data", "EventQuery", "GapData", "MessageMoved", "Received", "StreamedEvent"]


def _kinds(sent: object) -> frozenset[Kind]:
    names = text_of(sent).split(",")
    known = {kind.value: kind for kind in Kind}
    if not known.keys() >= set(names):
        raise ValueError(f"should be one of {', '.join(known)}, or several with commas")
    return frozenset(known[name] for name in names)


_EACH = "|".join(Kind)
_KindsText = Annotated[
    str,
    Field(
        pattern=f"^({_EACH})(,({_EACH}))*$",
        description=f"One of {', '.join(Kind)}, or several with commas; without it, all.",
    ),
]
Kinds = Annotated[frozenset[Kind], PlainValidator(_kinds, json_schema_input_type=_KindsText)]


class EventQuery(Wire):
    """The query of `GET /_sim/events`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    to: Annotated[Destination | None, InQuery] = None
    type: Kinds | None = None
    last_event_id: str | None = None


class MessageMoved(TypedDict):
    """Of `message`: what happened, the state that it left the message in, and the message."""

    at: shapes.Instant
    event: What
    state: State
    detail: str | None
    message: shapes.Message


class Received(TypedDict):
    """Of `inbound`: a handset has sent this."""

    at: shapes.Instant
    inbound: shapes.Inbound


class ClockSet(TypedDict):
    """Of `clock`: how time passes from now on, and the time that was set."""

    mode: ClockMode
    speed: Annotated[float, Field(ge=0)]
    now: shapes.Instant


class GapData(TypedDict):
    """Of `gap`: what happened before what follows is not kept any more."""

    reason: str


Reviewed: TypeAlias = shapes.FiredSignature | shapes.FiredTemplate
Data: TypeAlias = MessageMoved | Received | Reviewed | Request | ClockSet | Webhook | GapData


class StreamedEvent(TypedDict):
    """An event: its `id`, its type (`event`), and its `data`, which is JSON in one line.

    `Last-Event-ID` resumes behind an id. A comment comes when there has been nothing for 15 s.
    """

    id: str
    event: Kind | Literal["gap"]
    data: Data
