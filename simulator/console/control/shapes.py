"""What the control API answers, as types.

The functions of `translate/` say that they return these, which mypy checks; the document at
`/_sim/openapi.json` is made from them, and the tests hold every answer against that document.
"""

from typing import Annotated, Literal, NotRequired, TypeAlias

from pydantic import Field
from typing_extensions import TypedDict  # pydantic reads Python's own from 3.12 on

from simulator.console.control.faulting import MessageFault
from simulator.console.control.keeping import Expiry, Forgotten, Retention
from simulator.console.control.webhooking import FiredWebhook, Webhook
from simulator.domain.clock import ClockMode
from simulator.domain.keywords import Keyword
from simulator.domain.message import State, What
from simulator.domain.review import ReviewState
from simulator.face.error_object import Error

__all__ = [
    "Advanced",
    "Balance",
    "Clock",
    "CreatedWorld",
    "Deleted",
    "DeletedWorld",
    "Document",
    "Event",
    "Fired",
    "FiredInbound",
    "FiredMessage",
    "FiredScenario",
    "FiredSignature",
    "FiredTemplate",
    "GdprToken",
    "Health",
    "Inbound",
    "Message",
    "MessageRecord",
    "Messages",
    "Passcode",
    "Refused",
    "Segments",
    "Version",
    "World",
    "Worlds",
]

Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Usd = Annotated[float, Field(ge=0, description="In US dollars, exact to a millionth.")]
Count = Annotated[int, Field(ge=0)]


class Refused(TypedDict):
    """Why the answer is no."""

    error: Error


class Health(TypedDict):
    """All is well; otherwise there is another answer, or none."""

    status: Literal["ok"]


class Version(TypedDict):
    """What a report of a fault should tell."""

    version: str
    python: str
    seed: int


class Document(TypedDict):
    """This document: OpenAPI 3.1."""

    openapi: Literal["3.1.0"]
    info: dict[str, object]
    security: list[dict[str, object]]
    tags: list[dict[str, object]]
    paths: dict[str, object]
    components: dict[str, object]


class Clock(TypedDict):
    """How a world's time passes, and what time it is there."""

    mode: ClockMode
    speed: Annotated[float, Field(ge=0)]
    now: Instant


class CreatedWorld(TypedDict):
    """A new world, and what clients need to know to speak for it.

    `keys` has the credentials for each vendor's face, `env` the variables that point a client here.
    """

    world: str
    seed: int
    clock: Clock
    profile: str
    expires_at: Expiry
    keys: dict[str, object]
    env: dict[str, str]


class World(TypedDict):
    """What a world is set to, and how much is in it."""

    world: str
    seed: int
    clock: Clock
    profile: str
    balance_usd: Usd
    message_count: Count
    expires_at: Expiry
    retention: Retention


class Worlds(TypedDict):
    """All worlds, by name."""

    items: list[World]


class DeletedWorld(TypedDict):
    """A world that is no more."""

    world: str
    deleted: Literal[True]


class Segments(TypedDict):
    """What a text is cut into."""

    encoding: str
    segment_count: Count
    unit_count: Count


class Event(TypedDict):
    """One line of a message's timeline: when, what, and the state it left the message in."""

    at: Instant
    event: What
    state: State
    detail: str | None


# `from` is a keyword of Python's, and so the class has to be spelled as a call.
Message = TypedDict(
    "Message",
    {
        "id": str,
        "direction": Literal["mt"],
        "face": str,
        "vendor": str,
        "from": str | None,
        "to": str,
        "text": str,
        "state": State,
        "segments": Segments,
        "price_usd": Usd,
        "charged_usd": Usd,
        "created_at": Instant,
        "fault": MessageFault | None,
        "timeline": list[Event],
    },
)


class MessageRecord(Message):
    """All there is to know about a message, with what there was to tell of it by webhook."""

    webhooks: list[Webhook]


Inbound = TypedDict(
    "Inbound",
    {
        "id": str,
        "direction": Literal["mo"],
        "from": str,
        "to": str,
        "text": str,
        "segments": Segments,
        "keyword": Keyword | None,
        "created_at": Instant,
    },
)


class Messages(TypedDict):
    """What was found, newest first, the next page's `cursor`, and where else to look.

    `forgotten` is there where the world does not hold all messages any more.
    """

    items: list[Message | Inbound]
    next_cursor: str | None
    forgotten: NotRequired[Forgotten]
    hint: NotRequired[str]


class FiredMessage(Event):
    """Something happened to a message."""

    message: str


class FiredInbound(TypedDict):
    """A handset answered."""

    inbound: str
    at: Instant
    event: Literal["received"]


class FiredSignature(TypedDict):
    """A signature was reviewed."""

    signature: str
    event: ReviewState
    detail: str | None


class FiredTemplate(TypedDict):
    """A template was reviewed."""

    template: str
    event: ReviewState
    detail: str | None


class FiredScenario(TypedDict):
    """A scenario took a turn; `note` says what it is about."""

    scenario: str
    at: Instant
    event: Literal["turned"]
    note: str


Fired: TypeAlias = (
    FiredMessage | FiredInbound | FiredSignature | FiredTemplate | FiredScenario | FiredWebhook
)


class Advanced(TypedDict):
    """Where moving the time led: `fired` has the first 10,000 of what happened, in order."""

    now: Instant
    fired: list[Fired]
    fired_count: Count
    reached: bool


class Deleted(TypedDict):
    """Whether there was anything to delete."""

    deleted: bool


class Passcode(TypedDict):
    """A code and what is left of it; `superseded` are those that it replaced, oldest first.

    One that was read out of a sender's own text is left to that sender: null.
    """

    code: str
    to: str
    face: str
    expires_at: Instant | None
    attempts_left: Count | None
    used: bool
    superseded: list[str]


class GdprToken(TypedDict):
    """What confirms the erasure of a number."""

    phone: str
    confirmation_token: str


class Balance(TypedDict):
    """What money is left."""

    balance_usd: Usd
    currency: Literal["USD"]
