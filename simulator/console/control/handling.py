"""What the control API is sent about handsets, and what it answers."""

import re
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import AfterValidator, ConfigDict, Field, PlainValidator, model_validator
from typing_extensions import TypedDict  # pydantic reads Python's own from 3.12 on

from simulator.console.control.wire import TEXT_LENGTH_MAX
from simulator.domain.address import Originator, parse_originator
from simulator.domain.coverage import Span
from simulator.domain.hours import Hours
from simulator.face.instants import parse_instant
from simulator.face.members import Duration, text_of
from simulator.face.reading import Wire

__all__ = ["AutoReply", "Handset", "Memory", "ShownHandset", "ShownReply"]

_WINDOW_COUNT_MAX: Final = 100
_BLOCKED_COUNT_MAX: Final = 1000
_NETWORK_LENGTH_MAX: Final = 40
_WINDOW_WORDS: Final = (
    "should be two times of the day such as 08:00, in UTC, or two instants such as"
    " 2026-11-21T12:00:00Z"
)
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")


def _window(sent: object) -> Hours | Span:
    """Read a window of coverage: two times of the day, or two instants."""
    if not isinstance(sent, list | tuple) or len(sent) != len(("from", "to")):
        raise ValueError(_WINDOW_WORDS)
    start, end = map(text_of, sent)
    if _TIME.fullmatch(start) and _TIME.fullmatch(end):
        return Hours(_time_ms(start), _time_ms(end))
    try:
        span = parse_instant(start), parse_instant(end)
    except ValueError:
        raise ValueError(_WINDOW_WORDS) from None
    return Span(*span)


def _some(windows: tuple[Hours | Span, ...]) -> tuple[Hours | Span, ...]:
    """Take windows, and see that there is one: pydantic counts those only that are right."""
    if not windows:
        raise ValueError("needs a window; a handset that is never reached is off")
    return windows


def _time_ms(text: str) -> int:
    hours, minutes = map(int, text.split(":"))
    return (hours * 60 + minutes) * 60_000


def _sender(sent: object) -> Originator:
    return parse_originator(text_of(sent))


def _network(sent: object) -> str:
    name = text_of(sent).strip()
    if not 1 <= len(name) <= _NETWORK_LENGTH_MAX or not name.isprintable():
        raise ValueError(f"should be a name of 1 to {_NETWORK_LENGTH_MAX} characters")
    return name


_WindowText = Annotated[
    tuple[str, str],
    Field(description="From and to: `08:00` and `20:00`, each day in UTC, or two instants."),
]
# `Hours | Span`, which pydantic would describe although nobody sends or is sent one.
Window: TypeAlias = Annotated[Any, PlainValidator(_window, json_schema_input_type=_WindowText)]
Windows: TypeAlias = Annotated[
    tuple[Window, ...],
    Field(max_length=_WINDOW_COUNT_MAX, json_schema_extra={"minItems": 1}),
    AfterValidator(_some),
]
Sender: TypeAlias = Annotated[Originator, PlainValidator(_sender, json_schema_input_type=str)]
Network: TypeAlias = Annotated[str, PlainValidator(_network, json_schema_input_type=str)]


class AutoReply(Wire, extra="forbid"):
    """What a handset answers to each message, and after what time."""

    text: Annotated[str, Field(min_length=1, max_length=TEXT_LENGTH_MAX)]
    after: Duration = Field(default="0s", validate_default=True)


class Memory(Wire):
    """How much a handset can store: `full` is nothing more, `free` is so many parts of messages."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"oneOf": [{"required": ["full"]}, {"required": ["free"]}]},
    )

    full: bool | None = None
    free: Annotated[int, Field(ge=0, le=1_000_000, strict=True)] | None = None

    @model_validator(mode="after")
    def _is_said_once(self) -> "Memory":
        if (self.full is None) == (self.free is None):
            raise ValueError("needs either full or free")
        return self


class Handset(Wire, extra="forbid"):
    """`PUT /_sim/handsets/{number}`: what is left out is as on an ordinary handset."""

    power: Literal["on", "off"] = "on"
    coverage: Windows | None = None
    memory: Memory | None = None
    landline: bool = False
    ported: Network | None = None
    blocks: (
        Literal["all"] | Annotated[tuple[Sender, ...], Field(max_length=_BLOCKED_COUNT_MAX)]
    ) = ()
    auto_reply: AutoReply | None = None
    reads_after: Duration | None = None


class ShownReply(TypedDict):
    """What a handset answers to each message, and after what time."""

    text: str
    after: str


class ShownMemory(TypedDict):
    """How many more parts of messages a handset can store."""

    free: Annotated[int, Field(ge=0)]


class ShownHandset(TypedDict):
    """How a handset behaves, and how many messages wait until it takes them."""

    number: str
    power: Literal["on", "off"]
    coverage: list[tuple[str, str]] | None
    memory: ShownMemory | None
    landline: bool
    ported: str | None
    blocks: Literal["all"] | list[str]
    auto_reply: ShownReply | None
    reads_after: str | None
    waiting: Annotated[int, Field(ge=0)]
