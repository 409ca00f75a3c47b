"""What `GET /_sim/messages/{id}/explain` answers."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field
from typing_extensions import TypedDict  # pydantic reads Python's own from 3.12 on

from simulator.console.control.shapes import Count, Event, Usd
from simulator.domain.explanation import Term
from simulator.domain.message import State

__all__ = [
    "Choice",
    "Drawn",
    "Explained",
    "Foretold",
    "Source",
    "WhyCancelled",
    "WhyFault",
    "WhyHandset",
    "WhyMagic",
    "WhyPrice",
    "WhyProfile",
    "WhyRoute",
    "WhySuppressed",
    "WhyTerm",
]


class WhyRoute(TypedDict):
    """Who carries the message; `preferred` in order, `passed_over` if somebody was down."""

    kind: Literal["route"]
    why: str
    vendor: str
    preferred: list[str]
    passed_over: str | None


class WhyPrice(TypedDict):
    """What the message costs."""

    kind: Literal["price"]
    why: str
    encoding: str
    segment_count: Count
    segment_price_usd: Usd
    price_usd: Usd
    charged_usd: Usd


class Source(TypedDict):
    """What a profile is made of: what a page says, or an estimate of ours, without a page."""

    url: str | None
    says: str
    seen_on: str


class WhyProfile(TypedDict):
    """Whose conduct decides; `file` is where it is written down."""

    kind: Literal["profile"]
    why: str
    name: str
    file: str
    sources: list[Source]


class WhyMagic(TypedDict):
    """The number has a fate of its own."""

    kind: Literal["magic"]
    why: str


class WhyFault(TypedDict):
    """Something goes wrong on purpose: by which rule, and what; the rule may be gone by now."""

    kind: Literal["fault"]
    why: str
    rule: str
    effect: str


class WhyHandset(TypedDict):
    """The handset is in the way; `members` are what stands there for it at present."""

    kind: Literal["handset"]
    why: str
    members: list[str]


class WhySuppressed(TypedDict):
    """Nothing is sent to the number."""

    kind: Literal["suppression"]
    why: str


class WhyTerm(TypedDict):
    """The carrier's terms have come into it."""

    kind: Literal["term"]
    why: str
    term: Term


class WhyCancelled(TypedDict):
    """Whoever sent it has taken it back."""

    kind: Literal["cancelled"]
    why: str


Why: TypeAlias = (
    WhyRoute
    | WhyPrice
    | WhyProfile
    | WhyMagic
    | WhyFault
    | WhyHandset
    | WhySuppressed
    | WhyTerm
    | WhyCancelled
)


class Choice(TypedDict):
    """One thing that a draw may select: where it falls below `up_to`, and below no other's."""

    outcome: str
    up_to: Annotated[float, Field(ge=0, le=1)]


class Drawn(TypedDict):
    """What chance was asked, and what it said.

    `choices` are what it could select; where it draws a duration there are none, and `latency` says
    from what.
    """

    question: str
    fraction: Annotated[float, Field(gt=0, lt=1)]
    choices: list[Choice]
    latency: str | None
    selected: str


class Foretold(TypedDict):
    """The end, if the handset stays as it is and nobody interferes, and the way there."""

    state: State
    detail: str | None
    timeline: list[Event]


class Explained(TypedDict):
    """Why a message fares as it does, and what would change it."""

    id: str
    state: State
    foretold: Foretold
    reasons: list[Why]
    draws: list[Drawn]
    what_would_change_it: list[str]
