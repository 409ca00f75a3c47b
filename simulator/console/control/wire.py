"""What the control API is sent. An unknown member is an error: steering must not be loose."""

from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    model_validator,
)

from simulator.console.control.guarding import UnimatrixAccount
from simulator.console.control.provisioning import Resources
from simulator.domain.address import Originator, OriginatorKind, originator_kind, parse_originator
from simulator.domain.clock import SPEED_MAX, SPEED_MIN, ClockMode
from simulator.domain.dice import SEED_MAX
from simulator.domain.direction import Direction
from simulator.domain.handset import CARRIER_NUMBER
from simulator.domain.message import State
from simulator.face.instants import parse_duration
from simulator.face.members import Duration, Instant, Money, Number, text_of
from simulator.face.reading import Wire
from simulator.services.worlds import NAME

__all__ = [
    "Account",
    "Advance",
    "ClockChange",
    "CreateWorld",
    "GdprQuery",
    "MessageQuery",
    "OtpQuery",
    "SendInbound",
    "Until",
]

WAIT_MS_MAX: Final = 300_000
TEXT_LENGTH_MAX: Final = 1600
KEEP_COUNT_MAX: Final = 10**9
_GOALS: Final = {"message", "otp"}
_AIMS: Final = {"by", "to", "until"}


def _destination(sent: object) -> Originator:
    """Read where messages can go to, on either way: a handset cannot answer to a name."""
    destination = parse_originator(text_of(sent))
    if originator_kind(destination) is OriginatorKind.ALPHANUMERIC_SENDER_ID:
        raise ValueError("should be a number in E.164, or a short code")
    return destination


def _wait(sent: object) -> int:
    wait_ms = parse_duration(text_of(sent))
    if wait_ms > WAIT_MS_MAX:
        raise ValueError("is more than 5m")
    return wait_ms


def _with_plus(sent: object) -> object:
    return f"+{sent[1:]}" if isinstance(sent, str) and sent.startswith(" ") else sent


def _span(duration_ms: int) -> int:
    if duration_ms <= 0:
        raise ValueError("should be more than nothing")
    return duration_ms


def _clock(sent: object) -> object:
    return {"mode": sent} if isinstance(sent, str) else sent


Destination = Annotated[Originator, PlainValidator(_destination, json_schema_input_type=str)]
# In a query: a `+` that was not written as %2B arrives as a space, and no address begins with one.
InQuery: Final = BeforeValidator(_with_plus)
_WaitText = Annotated[str, Field(description="Such as `5s`, up to `5m`.")]
Wait = Annotated[int, PlainValidator(_wait, json_schema_input_type=_WaitText)]
Span = Annotated[Duration, AfterValidator(_span)]
Name = Annotated[str, Field(pattern=f"^{NAME.pattern}$")]


class _Strict(Wire):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ClockChange(_Strict):
    """`PUT /_sim/clock`."""

    mode: ClockMode | None = None
    speed: Annotated[float, Field(ge=SPEED_MIN, le=SPEED_MAX)] | None = None
    now: Instant | None = None


# Of a new world, which often needs no more than a mode.
StartingClock = Annotated[
    ClockChange, BeforeValidator(_clock, json_schema_input_type=ClockMode | ClockChange)
]


class CreateWorld(_Strict):
    """`POST /_sim/worlds`."""

    name: Name | None = None
    seed: Annotated[int, Field(ge=0, le=SEED_MAX)] | None = None
    clock: StartingClock | None = None
    profile: str | None = None
    credit_usd: Money | None = None
    review: Duration | None = None
    keep_messages: Annotated[int, Field(ge=1, le=KEEP_COUNT_MAX)] | None = None
    keep_age: Span | None = None
    ttl: Span | None = None
    resources: Resources | None = None
    unimatrix: UnimatrixAccount | None = None


class Until(_Strict):
    """What to wait for: a message in a state, or in any final one; or a number's expired code."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": [goal]} for goal in sorted(_GOALS)]}
    )

    message: str | None = None
    state: State | Literal["final"] = "final"
    otp: Number | None = None

    @model_validator(mode="before")
    @classmethod
    def _has_one_goal(cls, sent: Any) -> Any:  # noqa: ANN401 - nothing is known of it yet
        if not isinstance(sent, dict):
            return sent
        if sum(sent.get(goal) is not None for goal in _GOALS) != 1:
            raise ValueError("needs one of message and otp")
        if {"otp", "state"} <= sent.keys():
            raise ValueError("has a state, which is for messages")
        return sent


class Advance(_Strict):
    """`POST /_sim/clock/advance`: by a duration, to an instant, or until something holds."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": [aim]} for aim in sorted(_AIMS)]}
    )

    by: Duration | None = None
    to: Instant | None = None
    until: Until | None = None
    limit: Duration = Field(default="72h", validate_default=True)

    @model_validator(mode="before")
    @classmethod
    def _has_one_aim(cls, sent: Any) -> Any:  # noqa: ANN401 - nothing is known of it yet
        if isinstance(sent, dict) and len(_AIMS & sent.keys()) != 1:
            raise ValueError("needs one of by, to and until")
        return sent


class MessageQuery(_Strict):
    """The query of `GET /_sim/messages`."""

    direction: Direction | None = None
    to: Annotated[Destination | None, InQuery] = None
    from_: Annotated[str | None, InQuery] = Field(default=None, alias="from")
    contains: str | None = None
    state: State | None = None
    face: str | None = None
    since: Instant | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    cursor: str | None = None
    wait: Wait = Field(default="0s", validate_default=True)


class SendInbound(_Strict):
    """`POST /_sim/inbound`."""

    from_: Number = Field(alias="from")
    to: Destination = CARRIER_NUMBER
    text: Annotated[str, Field(min_length=1, max_length=TEXT_LENGTH_MAX)]


class GdprQuery(_Strict):
    """The query of `GET /_sim/gdpr`."""

    phone: Annotated[Number, InQuery]


class OtpQuery(_Strict):
    """The query of `GET /_sim/otp`."""

    to: Annotated[Number, InQuery]
    wait: Wait = Field(default="0s", validate_default=True)


class Account(_Strict):
    """`PUT /_sim/account`."""

    balance_usd: Money
