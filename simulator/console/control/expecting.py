"""What `POST /_sim/expect` is sent, and what it answers."""

from typing import Annotated, Any, Final, Literal, NotRequired, TypeAlias

from pydantic import ConfigDict, Field, model_validator
from typing_extensions import TypedDict  # pydantic reads Python's own from 3.12 on

from simulator.console.control.wire import Destination, Wait
from simulator.domain.direction import Direction
from simulator.domain.expectation import Member
from simulator.domain.glob import GLOB_LENGTH_MAX
from simulator.domain.message import State
from simulator.domain.segmentation import SEGMENT_COUNT_MAX
from simulator.face.reading import Wire
from simulator.services.inspection import SCAN_COUNT_MAX

__all__ = ["Candidate", "Difference", "Expect", "ExpectedMessage", "MessagePattern", "Outcome"]

_PATTERN_COUNT_MAX: Final = 100


class MessagePattern(Wire, extra="forbid"):
    """What a message is asked to be; `matches` takes `*` for anything and `?` for a character."""

    to: Destination | None = None
    from_: str | None = Field(default=None, alias="from")
    text: str | None = None
    contains: Annotated[str, Field(min_length=1)] | None = None
    matches: Annotated[str, Field(min_length=1, max_length=GLOB_LENGTH_MAX)] | None = None
    state: State | None = None
    never_state: State | None = None
    face: str | None = None
    direction: Direction | None = None
    segments: Annotated[int, Field(ge=1, le=SEGMENT_COUNT_MAX)] | None = None


class ExpectedMessage(MessagePattern):
    """What messages there shall be: exactly `count` of them, or at least one."""

    count: Annotated[int, Field(ge=0, le=SCAN_COUNT_MAX)] | None = None


class Expect(Wire):
    """`POST /_sim/expect`: what shall be there, within what time, and what shall never be."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "anyOf": [
                {"required": [name], "properties": {name: {"minItems": 1}}}
                for name in ("messages", "never")
            ]
        },
    )

    messages: Annotated[tuple[ExpectedMessage, ...], Field(max_length=_PATTERN_COUNT_MAX)] = ()
    within: Wait = Field(default="0s", validate_default=True)
    never: Annotated[tuple[MessagePattern, ...], Field(max_length=_PATTERN_COUNT_MAX)] = ()

    @model_validator(mode="before")
    @classmethod
    def _expects_something(cls, sent: Any) -> Any:  # noqa: ANN401 - nothing is known of it yet
        if isinstance(sent, dict) and not (sent.get("messages") or sent.get("never")):
            raise ValueError("needs messages, or never, or both")
        return sent


Told: TypeAlias = str | int | None


class Difference(TypedDict):
    """One thing that is asked for, and what is there instead."""

    member: Member
    wanted: Told
    found: Told


# `from` is a keyword of Python's, and so the class has to be spelled as a call.
Candidate = TypedDict(
    "Candidate",
    {
        "id": str,
        "direction": Literal["mt", "mo"],
        "face": str | None,
        "from": str | None,
        "to": str,
        "text": str,
        "state": State | None,
        "segments": int,
        "differs": list[Difference],
    },
)


class Outcome(TypedDict):
    """Whether all is as expected; if not, why, what came closest, and where else to look."""

    ok: bool
    why: NotRequired[str]
    nearest: NotRequired[list[Candidate]]
    hint: NotRequired[str]
