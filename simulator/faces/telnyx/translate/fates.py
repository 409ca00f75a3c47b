"""What has become of a message, in the vendor's words: a status, and errors of his catalogue."""

from typing import Final

from simulator.domain.arrival import BLOCKED, LANDLINE, MEMORY_FULL
from simulator.domain.message import Event, Message, State, What
from simulator.domain.standing import NOT_REGISTERED
from simulator.faces.telnyx.catalogue import catalogue
from simulator.faces.telnyx.errors import Error
from simulator.services.posting import NOT_INVITED

__all__ = ["code_of", "errors", "status"]

# What the carrier says of a message whose receipt never came; the vendor has a status for it.
_NO_RECEIPT: Final = "no receipt"

# "The recipient carrier did not accept the message", for whatever reason.
_UNDELIVERABLE: Final = "40008"

# What stands in timelines, and the code that says the same.
_CODES: Final = {
    LANDLINE: "40001",
    "no_route": "40001",
    "blocked as spam": "40002",
    "blocked_as_spam": "40002",
    BLOCKED: "40004",
    "validity expired": "40005",
    MEMORY_FULL: _UNDELIVERABLE,
    NOT_INVITED: _UNDELIVERABLE,
    NOT_REGISTERED: "40010",
    "unknown_subscriber": "40012",
}


def status(message: Message, event: Event | None = None) -> str:
    """Tell the status of a message, or the one that something has brought it to.

    The vendor's own document has no word for a message that waits for its time; one that is queued
    is what comes closest, and what his SDK reads when it reads strictly.
    """
    state = message.state if event is None else event.state
    match state:
        case State.SCHEDULED | State.QUEUED:
            return "queued"
        case State.SENDING:
            return "sending"
        case State.SENT:
            return "sent"
        case State.DELIVERED:
            return "delivered"
        case State.UNDELIVERED:
            is_unknown = _ending(message).detail == _NO_RECEIPT
            return "delivery_unconfirmed" if is_unknown else "delivery_failed"
        case State.FAILED | State.SUPPRESSED:
            return "sending_failed"
        case State.CANCELLED:
            return "cancelled"


def errors(message: Message) -> list[object]:
    """Tell why a message has not arrived, if it has not."""
    if message.state not in {State.UNDELIVERED, State.FAILED}:
        return []
    why = _ending(message).detail
    return [] if why == _NO_RECEIPT else [Error(code_of(why)).as_json()]


def code_of(why: str) -> str:
    """Find the code for a reason; whoever writes a code into a rule gets that very code."""
    if why in catalogue():
        return why
    if why.endswith("unregistered"):
        return "40010"
    if why.endswith("is not allowed"):
        return "40013"
    return _CODES.get(why, _UNDELIVERABLE)


def _ending(message: Message) -> Event:
    """Find the line of the timeline that made an end, which others may have followed."""
    ends = {What.UNDELIVERED, What.FAILED}
    return next(event for event in message.timeline if event.what in ends)
