"""What `/_sim/scenarios` is sent, and what it answers; a scenario's file holds the same."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final

from aiohttp import web
from pydantic import ConfigDict, Field, model_validator
from typing_extensions import TypedDict  # pydantic reads Python's own from 3.12 on

from simulator.console.control.faulting import FaultRule
from simulator.console.control.handling import Handset
from simulator.console.control.provisioning import Resources
from simulator.console.control.shapes import Instant
from simulator.console.control.wire import SendInbound, StartingClock
from simulator.domain.dice import SEED_MAX
from simulator.domain.value import value
from simulator.face.members import Duration, Money, Number
from simulator.face.reading import Wire
from simulator.services.faults import RULE_COUNT_MAX

__all__ = [
    "SHELF",
    "PlannedTurn",
    "ScenarioFile",
    "Scenarios",
    "Shelf",
    "ShippedScenario",
    "StagedTurn",
    "StartedScenario",
]

_TURN_COUNT_MAX: Final = 1_000
_HANDSET_COUNT_MAX: Final = 1_000
_NOTE_LENGTH_MAX: Final = 500

Rules = Annotated[tuple[FaultRule, ...], Field(max_length=RULE_COUNT_MAX)]
Handsets = Annotated[dict[Number, Handset], Field(max_length=_HANDSET_COUNT_MAX)]
Said = Annotated[tuple[SendInbound, ...], Field(max_length=_HANDSET_COUNT_MAX)]
Note = Annotated[str, Field(max_length=_NOTE_LENGTH_MAX)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]


class _Deeds(Wire, extra="forbid"):
    """What is set, and what handsets say; what is left out stays as it is.

    `rules` are all rules from then on, `resources` all that there is to send with; of `handsets`,
    those that are named are changed.
    """

    rules: Rules | None = None
    handsets: Handsets | None = None
    balance_usd: Money | None = None
    profile: str | None = None
    resources: Resources | None = None
    inbound: Said = ()


class StagedTurn(_Deeds):
    """What is done so long `after` the start, by the world's time."""

    after: Duration
    note: Note = ""


class ScenarioFile(_Deeds):
    """`POST /_sim/scenarios`: a whole scenario, or the name of one that is `shipped`."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["name"]}, {"required": ["shipped"]}]}
    )

    shipped: str | None = None
    name: Name | None = None
    summary: Note = ""
    seed: Annotated[int, Field(ge=0, le=SEED_MAX)] | None = None
    clock: StartingClock | None = None
    steps: Annotated[tuple[StagedTurn, ...], Field(max_length=_TURN_COUNT_MAX)] = ()

    @model_validator(mode="before")
    @classmethod
    def _is_whole_or_named(cls, sent: Any) -> Any:  # noqa: ANN401 - nothing is known of it yet
        if isinstance(sent, dict) and ("shipped" in sent) == ("name" in sent):
            raise ValueError("needs a name, or else the name of one that is shipped")
        if isinstance(sent, dict) and "shipped" in sent and len(sent) > 1:
            raise ValueError("is shipped as it is; to change it, send the whole of it")
        return sent


@value
class Shelf:
    """Where the scenarios are that come with the simulator.

    Attributes:
        read: gives them as they are written, by name.
    """

    read: Callable[[], Mapping[str, Mapping[str, Any]]]


# Of this process.
SHELF: Final = web.AppKey("shelf", Shelf)


class ShippedScenario(TypedDict):
    """A scenario that comes with the simulator."""

    name: str
    summary: str


class PlannedTurn(TypedDict):
    """When something will be done, and what it is about."""

    at: Instant
    note: str


class StartedScenario(TypedDict):
    """A scenario that was started, and its turns that are still to come."""

    name: str
    summary: str
    world: str
    started_at: Instant
    steps: list[PlannedTurn]


class Scenarios(TypedDict):
    """The scenarios that are shipped, and the one that was last started in this world."""

    items: list[ShippedScenario]
    running: StartedScenario | None
