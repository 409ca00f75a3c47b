"""What the control API is sent. An unknown member is an error: steering must not be loose."""

from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, ConfigDict, Field, PlainValidator, model_validator

from simulator.domain.address import E164, parse_e164
from simulator.domain.clock import SPEED_MAX, SPEED_MIN, ClockMode
from simulator.domain.dice import SEED_MAX
from simulator.domain.message import State
from simulator.domain.pricing import MicroUsd, micro_usd
from simulator.face.instants import parse_duration, parse_instant
from simulator.face.reading import Wire
from simulator.services.worlds import NAME

__all__ = [
    "Account",
    "Advance",
    "ClockChange",
    "CreateWorld",
    "MessageQuery",
    "OtpQuery",
    "Until",
]

WAIT_MS_MAX: Final = 300_000


def _text(sent: object) -> str:
    if not isinstance(sent, str):
        raise ValueError("should be a valid string")  # noqa: TRY004 - pydantic reports ValueErrors
    return sent


def _wait(sent: object) -> int:
    wait_ms = parse_duration(_text(sent))
    if wait_ms > WAIT_MS_MAX:
        raise ValueError("is more than 5m")
    return wait_ms


def _money(sent: object) -> MicroUsd:
    if isinstance(sent, bool) or not isinstance(sent, int | float | str):
        raise ValueError("should be an amount of dollars")  # noqa: TRY004 - as above
    amount = micro_usd(Decimal(str(sent)) if not isinstance(sent, str) else sent)
    if not 0 <= amount <= 10**15:
        raise ValueError("should be between 0 and a billion dollars")
    return amount


def _clock(sent: object) -> object:
    return {"mode": sent} if isinstance(sent, str) else sent


Number = Annotated[E164, PlainValidator(lambda sent: parse_e164(_text(sent)))]
Instant = Annotated[int, PlainValidator(lambda sent: parse_instant(_text(sent)))]
Duration = Annotated[int, PlainValidator(lambda sent: parse_duration(_text(sent)))]
Wait = Annotated[int, PlainValidator(_wait)]
Money = Annotated[MicroUsd, PlainValidator(_money)]
Name = Annotated[str, Field(pattern=f"^{NAME.pattern}$")]


class _Strict(Wire):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ClockChange(_Strict):
    """`PUT /_sim/clock`."""

    mode: ClockMode | None = None
    speed: Annotated[float, Field(ge=SPEED_MIN, le=SPEED_MAX)] | None = None
    now: Instant | None = None


class CreateWorld(_Strict):
    """`POST /_sim/worlds`."""

    name: Name | None = None
    seed: Annotated[int, Field(ge=0, le=SEED_MAX)] | None = None
    clock: Annotated[ClockChange, BeforeValidator(_clock)] | None = None
    profile: str | None = None
    credit_usd: Money | None = None


class Until(_Strict):
    """What to wait for: a message that has come into a state, or into any final one."""

    message: str
    state: State | Literal["final"] = "final"


class Advance(_Strict):
    """`POST /_sim/clock/advance`: by a duration, to an instant, or until something holds."""

    by: Duration | None = None
    to: Instant | None = None
    until: Until | None = None
    limit: Duration = parse_duration("72h")

    @model_validator(mode="before")
    @classmethod
    def _has_one_aim(cls, sent: Any) -> Any:  # noqa: ANN401 - nothing is known of it yet
        if isinstance(sent, dict) and len({"by", "to", "until"} & sent.keys()) != 1:
            raise ValueError("needs one of by, to and until")
        return sent


class MessageQuery(_Strict):
    """The query of `GET /_sim/messages`."""

    direction: Literal["mt", "mo"] | None = None
    to: Number | None = None
    from_: str | None = Field(default=None, alias="from")
    contains: str | None = None
    state: State | None = None
    face: str | None = None
    since: Instant | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    wait: Wait = 0


class OtpQuery(_Strict):
    """The query of `GET /_sim/otp`."""

    to: Number
    wait: Wait = 0


class Account(_Strict):
    """`PUT /_sim/account`."""

    balance_usd: Money
