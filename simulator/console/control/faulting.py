"""What the calls of `/_sim/faults` are sent, and what they answer.

A scenario file has its rules in the same words.
"""

from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from typing_extensions import TypedDict  # pydantic reads Python's own from 3.12 on

from simulator.console.control.delaying import Wait
from simulator.console.control.fault_members import (
    TIMES_MAX,
    Between,
    Body,
    Flag,
    GlobText,
    Nth,
    Pattern,
    Rate,
    ReceiptWay,
    RetryAfter,
    RuleId,
    WebhookWay,
    alone,
    listed,
    nothing_told,
    vendors,
)
from simulator.face.members import Duration
from simulator.face.reading import Wire
from simulator.services.faults import RULE_COUNT_MAX

__all__ = [
    "EFFECTS",
    "AtCarrier",
    "DeletedRule",
    "FaultMatch",
    "FaultRule",
    "FaultRules",
    "FaultStage",
    "MessageFault",
    "ShownFault",
    "ShownFaults",
]

_STAGE_COUNT_MAX: Final = 20

# What happens to messages; everything else happens to calls.
AtCarrier: Final = frozenset({"deliver", "receipt", "vendor_down"})


class _Strict(Wire, extra="forbid"):
    """What is not known is an error: a rule that does something else is worse than none."""


class FaultMatch(_Strict):
    """Which calls and messages are meant; what is left out may be anything."""

    face: str | None = None
    op: GlobText | None = None
    from_: GlobText | None = Field(default=None, alias="from")
    to: GlobText | None = None
    text: Pattern | None = None
    nth: Nth | None = None
    ratio: Annotated[float, Field(ge=0, le=1)] | None = None
    between: Between | None = None


class Refusing(_Strict):
    """The face's own error."""

    code: str


class Answering(_Strict):
    """Any answer."""

    status: Annotated[int, Field(ge=200, le=599)]
    body: Body = ""
    retry_after: RetryAfter | None = None


class Limiting(_Strict):
    """A limit; what is too many is refused, or waits."""

    rate: Rate
    burst: Annotated[int, Field(ge=1, le=TIMES_MAX)] | None = None
    by: Literal["key", "sender", "recipient", "country"] = "key"
    mode: Literal["reject", "queue"] = "reject"


class Dripping(_Strict):
    """How slowly."""

    every: Duration = Field(default="1s", validate_default=True)


class Delivering(_Strict):
    """How a message ends."""

    outcome: Literal["delivered", "undelivered", "failed"] = "delivered"
    error: Annotated[str, Field(max_length=100)] = ""
    after: Duration | None = None


class VendorOutage(_Strict):
    """Which vendors take no messages."""

    vendor: Annotated[tuple[str, ...], BeforeValidator(vendors, str | tuple[str, ...])] = ()


def _told(story: str) -> Any:  # noqa: ANN401 - as pydantic has it
    return Field(default=None, description=story)


class FaultStage(_Strict):
    """An effect, and how many times it is the one; without `times`, once, and the last for ever."""

    refuse: Refusing | None = _told(
        "the face's own error of that `code` (`RATE_LIMITED` and `VENDOR_TIMEOUT` are the"
        " gateway's, `40310` is Telnyx's, `105300` Unimatrix's); nothing is done"
    )
    http: Answering | None = _told(
        "an answer of that `status`, with a `body` (text or JSON) and `retry_after`, if you like;"
        " nothing is done"
    )
    delay: Wait | None = _told(
        "the answer comes so much later: `2s`, or `{uniform: {low, high}}`, `{normal: {mean,"
        " deviation}}`, `{lognormal: {median, sigma}}`, `{pareto: {scale, shape}}`, the last two"
        " with a `max` (10m)"
    )
    hang: Flag | None = _told("nothing is done, and no answer ever comes")
    reset: Flag | None = _told("nothing is done, and the connection is reset")
    truncate: Flag | None = _told(
        "all is done; half of the answer comes, then the connection is closed"
    )
    garble: Literal[True, "chunks", "bytes"] | None = _told(
        "all is done; the answer comes in broken chunks (`chunks`), or is no text (`bytes`)"
    )
    wrong_length: Flag | None = _told(
        "all is done; the answer is whole, but `Content-Length` says half of its length"
    )
    drip: Annotated[Dripping, BeforeValidator(nothing_told, Flag | Dripping)] | None = _told(
        "all is done; the answer comes a byte a second, or one `every` so long"
    )
    rate_limit: Limiting | None = _told(
        "at most `rate` a second (or `30/m`), `burst` at once, `by` key, sender, recipient or"
        " country; what is too many is refused with 429 and `Retry-After`, or, with the `mode`"
        " queue, accepted and dispatched later"
    )
    lost_response: Flag | None = _told(
        "all is done: accepted, charged, delivered; the connection is closed without an answer"
    )
    deliver: Delivering | None = _told(
        "the message ends with that `outcome` (delivered, undelivered, failed), for that `error`,"
        " `after` so long"
    )
    receipt: ReceiptWay | None = _told(
        "its receipt: `lose`, `duplicate`, `reorder`, `delay` or `contradict` it, or so with a"
        " duration: `{delay: 30s}`"
    )
    vendor_down: (
        Annotated[VendorOutage, BeforeValidator(nothing_told, Flag | VendorOutage)] | None
    ) = _told(
        "that `vendor`, or whoever would take the message, takes none: the next one does, and who"
        " is pinned to it is refused"
    )
    webhook: WebhookWay | None = _told(
        "an attempt to deliver a webhook (`op` is its event): `drop`, `duplicate`, `reorder`,"
        " `delay`, `corrupt` or `stale` its signature, or gather a `burst`; or so with a duration"
    )
    times: Annotated[int, Field(ge=1, le=TIMES_MAX)] | None = None

    @property
    def effect(self) -> str:
        """The name of the effect."""
        return next(name for name in EFFECTS if getattr(self, name) is not None)

    @property
    def place(self) -> Literal["calls", "messages", "webhooks"]:
        """What it happens to."""
        if self.webhook is not None:
            return "webhooks"
        is_queue = self.rate_limit is not None and self.rate_limit.mode == "queue"
        return "messages" if is_queue or self.effect in AtCarrier else "calls"

    @model_validator(mode="before")
    @classmethod
    def _has_one_effect(cls, sent: Any) -> Any:  # noqa: ANN401 - nothing is known of it yet
        if isinstance(sent, dict):
            named = [name for name in EFFECTS if sent.get(name) is not None]
            if len(named) != 1 and sent.keys() <= {*EFFECTS, "times"}:
                raise ValueError(f"needs one of {', '.join(sorted(EFFECTS))}")
        return sent


EFFECTS: Final = FaultStage.model_fields.keys() - {"times"}


def _in_order(stages: tuple[FaultStage, ...]) -> tuple[FaultStage, ...]:
    if not stages:
        raise ValueError("needs an effect")
    places = sorted({stage.place for stage in stages})
    if len(places) > 1:
        told = " and ".join(f"effects on {place}" for place in places)
        raise ValueError(f"has {told}, which are asked about each by itself: make a rule of each")
    return stages


Stage = Annotated[FaultStage, BeforeValidator(alone, str | FaultStage)]
Stages = Annotated[
    tuple[Stage, ...],
    Field(max_length=_STAGE_COUNT_MAX),
    AfterValidator(_in_order),
    BeforeValidator(listed, Stage | list[Stage]),
]


class FaultRule(_Strict):
    """`POST /_sim/faults`, and each rule of a `PUT`: when something goes wrong, and what."""

    id: RuleId | None = None
    match: FaultMatch = FaultMatch()
    then: Stages


class FaultRules(_Strict):
    """`PUT /_sim/faults`: all rules, in their order."""

    rules: Annotated[tuple[FaultRule, ...], Field(max_length=RULE_COUNT_MAX)]


class ShownFault(TypedDict):
    """A rule as it was told, and how often it has decided."""

    id: str
    match: dict[str, object]
    then: str | dict[str, object] | list[str | dict[str, object]]
    hits: Annotated[int, Field(ge=0)]


class ShownFaults(TypedDict):
    """The rules of a world, in their order."""

    rules: list[ShownFault]


class MessageFault(TypedDict):
    """What goes wrong with a message on purpose, and the rule that says so; or `magic`."""

    rule: str
    effect: str


class DeletedRule(TypedDict):
    """The rule is gone."""

    deleted: Literal[True]
