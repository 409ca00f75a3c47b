"""What a rule may let go wrong: the effects, at the API and at the carrier.

Each says in `kind` what it is, in the word that people write it with.
"""

from typing import ClassVar, Literal, TypeAlias, get_args

from simulator.domain.latency import Latency
from simulator.domain.value import value

__all__ = [
    "ApiEffect",
    "CarrierEffect",
    "Delay",
    "Deliver",
    "Drip",
    "Effect",
    "Fault",
    "Garble",
    "Hang",
    "Http",
    "LostResponse",
    "Queue",
    "RateLimit",
    "Receipt",
    "ReceiptFault",
    "Refuse",
    "Reset",
    "Spoilt",
    "Truncate",
    "VendorDown",
    "Webhook",
    "WebhookFault",
    "WireEffect",
    "WrongLength",
    "is_at_carrier",
]


@value
class Refuse:
    """The face's own error of this code, instead of what was asked for."""

    code: str
    kind: ClassVar[str] = "refuse"


@value
class Http:
    """Any answer at all, as a proxy in between might give it.

    Attributes:
        body: as it is sent.
        is_json: whether the answer says that it is JSON; else it is text.
        retry_after_s: what `Retry-After` says, if it is there.
    """

    status: int
    body: str
    is_json: bool
    retry_after_s: int | None
    kind: ClassVar[str] = "http"


@value
class RateLimit:
    """No more than so many calls: what is too many is refused.

    Attributes:
        interval_us: from one to the next, on average, in microseconds of the world's time.
        burst: how many may come at once.
        by: what has a limit of its own.
    """

    interval_us: int
    burst: int
    by: Literal["key", "sender", "recipient", "country"]
    kind: ClassVar[str] = "rate_limit"


@value
class Delay:
    """The answer comes late, by the wall's time."""

    latency: Latency
    kind: ClassVar[str] = "delay"


@value
class Hang:
    """Nothing is done, and no answer ever comes."""

    kind: ClassVar[str] = "hang"


@value
class Reset:
    """Nothing is done, and the connection is reset."""

    kind: ClassVar[str] = "reset"


@value
class Truncate:
    """All is done; half of the answer comes, then the connection is closed."""

    kind: ClassVar[str] = "truncate"


@value
class Garble:
    """All is done; the answer cannot be read: its chunks, or the bytes in it, are wrong."""

    what: Literal["chunks", "bytes"]
    kind: ClassVar[str] = "garble"


@value
class WrongLength:
    """All is done; the answer is there, but its `Content-Length` says half of its length."""

    kind: ClassVar[str] = "wrong_length"


@value
class Drip:
    """All is done; the answer comes a byte at a time, by the wall's time."""

    every_ms: int
    kind: ClassVar[str] = "drip"


@value
class LostResponse:
    """All is done, and the connection is closed without an answer."""

    kind: ClassVar[str] = "lost_response"


@value
class Deliver:
    """A message ends so, whatever the carrier would do.

    Attributes:
        outcome: how.
        error: why, in a word; empty where it went well.
        after_ms: from the network to the handset; None leaves it to the carrier.
    """

    outcome: Literal["delivered", "undelivered", "failed"]
    error: str
    after_ms: int | None
    kind: ClassVar[str] = "deliver"


ReceiptFault: TypeAlias = Literal["lose", "duplicate", "reorder", "delay", "contradict"]


@value
class Receipt:
    """Something is the matter with a message's receipt.

    Attributes:
        after_ms: how late it is, or how long after the first one the second comes; None leaves it
            to the carrier.
    """

    what: ReceiptFault
    after_ms: int | None
    kind: ClassVar[str] = "receipt"


@value
class VendorDown:
    """Vendors take no messages; none by name is whoever would have taken this one."""

    vendors: tuple[str, ...]
    kind: ClassVar[str] = "vendor_down"


@value
class Queue:
    """No more than so many messages: what is too many is accepted, and waits to be dispatched."""

    limit: RateLimit
    kind: ClassVar[str] = "queue"


WebhookFault: TypeAlias = Literal[
    "drop", "duplicate", "reorder", "delay", "corrupt", "stale", "burst"
]


@value
class Webhook:
    """Something is the matter with an attempt to deliver a webhook.

    Attributes:
        after_ms: how late it is, how long after the first one the second comes, or how long a burst
            is gathered, by the world's time; None is as long as is usual.
    """

    what: WebhookFault
    after_ms: int | None
    kind: ClassVar[str] = "webhook"


# What is done to the bytes of an answer, and to the connection that it would come by.
WireEffect: TypeAlias = Delay | Hang | Reset | Truncate | Garble | WrongLength | Drip | LostResponse
ApiEffect: TypeAlias = Refuse | Http | RateLimit | WireEffect
CarrierEffect: TypeAlias = Deliver | Receipt | VendorDown | Queue
Effect: TypeAlias = ApiEffect | CarrierEffect | Webhook


@value
class Fault:
    """What has been decided about a message when it was accepted, and by which rule.

    It is kept with the message, for the rule may be gone when somebody asks.

    Attributes:
        rule: its id.
        held_ms: how long it waits before it is dispatched, beside what the carrier takes.
    """

    rule: str
    effect: CarrierEffect | LostResponse
    held_ms: int = 0


@value
class Spoilt:
    """What has been decided about an attempt to deliver a webhook, and by which rule."""

    rule: str
    effect: Webhook


def is_at_carrier(effect: Effect) -> bool:
    """Tell whether it happens to a message rather than to the call that brings it."""
    return isinstance(effect, get_args(CarrierEffect))
