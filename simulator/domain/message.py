"""A message's life.

Rule 1: everything that decides in which state a message may be lives in this file.
Rule 2: the table is data; the diagram in the README of `simulator/` is drawn from it.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from simulator.domain.address import E164, Originator
from simulator.domain.encoding import Encoding
from simulator.domain.fault_effects import Fault
from simulator.domain.pricing import MicroUsd
from simulator.domain.value import choice

__all__ = [
    "FINAL_STATES",
    "FREE_STATES",
    "TRANSITIONS",
    "Event",
    "ImpossibleTransitionError",
    "Message",
    "State",
    "What",
    "may",
]


@choice
class State(StrEnum):
    """Where a message is. The first four pass, the other five stay."""

    __hash__ = str.__hash__  # Enum's own runs Python code, and every step looks into the table

    SCHEDULED = "scheduled"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SUPPRESSED = "suppressed"


@choice
class What(StrEnum):
    """What can happen to a message."""

    __hash__ = str.__hash__  # as above

    SCHEDULED = "scheduled"
    QUEUED = "queued"
    DISPATCHED = "dispatched"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SUPPRESSED = "suppressed"
    RECEIPT_REPEATED = "receipt_repeated"
    HELD = "held"
    WAITING = "waiting"
    READ = "read"
    RECEIPT_CONTRADICTED = "receipt_contradicted"
    SENT_LATE = "sent_late"


_ROWS: Final[dict[tuple[State | None, What], State]] = {
    (None, What.SCHEDULED): State.SCHEDULED,
    (None, What.QUEUED): State.QUEUED,
    (None, What.SUPPRESSED): State.SUPPRESSED,
    (State.SCHEDULED, What.QUEUED): State.QUEUED,
    (State.SCHEDULED, What.CANCELLED): State.CANCELLED,
    (State.QUEUED, What.DISPATCHED): State.SENDING,
    (State.QUEUED, What.CANCELLED): State.CANCELLED,
    # The carrier keeps it back: it is not the hour for such a text.
    (State.QUEUED, What.HELD): State.QUEUED,
    (State.SENDING, What.SENT): State.SENT,
    (State.SENDING, What.FAILED): State.FAILED,
    (State.SENT, What.DELIVERED): State.DELIVERED,
    (State.SENT, What.UNDELIVERED): State.UNDELIVERED,
    # The handset takes nothing, or not all of it; the network tries again.
    (State.SENT, What.WAITING): State.SENT,
    # Carriers do send a receipt twice; the second one is noted and changes nothing.
    (State.DELIVERED, What.RECEIPT_REPEATED): State.DELIVERED,
    (State.UNDELIVERED, What.RECEIPT_REPEATED): State.UNDELIVERED,
    (State.DELIVERED, What.READ): State.DELIVERED,
    # Nor does one that says something else: of two that cannot both be true, the first counts.
    (State.DELIVERED, What.RECEIPT_CONTRADICTED): State.DELIVERED,
    (State.UNDELIVERED, What.RECEIPT_CONTRADICTED): State.UNDELIVERED,
    # A receipt may overtake the news that the network has taken the message.
    (State.SENDING, What.DELIVERED): State.DELIVERED,
    (State.SENDING, What.UNDELIVERED): State.UNDELIVERED,
    (State.DELIVERED, What.SENT_LATE): State.DELIVERED,
    (State.UNDELIVERED, What.SENT_LATE): State.UNDELIVERED,
}

# For everybody else, who shall not change it.
TRANSITIONS: Final[Mapping[tuple[State | None, What], State]] = MappingProxyType(_ROWS)

FINAL_STATES: Final = frozenset(
    {State.DELIVERED, State.UNDELIVERED, State.FAILED, State.CANCELLED, State.SUPPRESSED}
)

# Whoever was charged for a message in one of these has had the money back, or never paid.
FREE_STATES: Final = frozenset({State.CANCELLED, State.SUPPRESSED})


class ImpossibleTransitionError(Exception):
    """Somebody let a thing happen to a message that cannot: a fault of ours, never of a caller."""


def may(state: State | None, what: What) -> bool:
    """Tell whether this can happen to a message in this state; None is a message not yet made."""
    return (state, what) in TRANSITIONS


class Event(Struct, frozen=True, gc=False, array_like=True):
    """One line of a message's timeline: when, what, and the state it left the message in."""

    at: int
    what: What
    state: State
    detail: str = ""


class Message(Struct, frozen=True, gc=False, array_like=True):
    """A mobile-terminated message, as the carrier keeps it.

    Attributes:
        id: 32 hexadecimal characters, ordered by arrival; each face prints it in its own spelling.
        face: the API through which it came.
        vendor: who carries it.
        originator: what the handset shows as sender; None lets the carrier choose.
        destination: E.164.
        price: micro-USD for all segments, charged when it was accepted.
        likeness: digest of its content; equal for messages that say the same to the same number.
        nth: 1 for the first of a likeness; with it, what the dice are asked about.
        fault: what goes wrong with it on purpose; None for nearly all.
        timeline: everything that happened, oldest first; never empty.
    """

    id: str
    face: str
    vendor: str
    originator: Originator | None
    destination: E164
    text: str
    encoding: Encoding
    segment_count: int
    price: MicroUsd
    likeness: str
    nth: int
    fault: Fault | None
    state: State
    timeline: tuple[Event, ...]

    @property
    def created_at(self) -> int:
        """When it was accepted."""
        return self.timeline[0].at

    @property
    def queued_at(self) -> int:
        """When its time began to run: when it was accepted or, if it was scheduled, set free."""
        first = self.timeline[0]
        is_set_free = first.state is State.SCHEDULED and len(self.timeline) > 1
        return self.timeline[1].at if is_set_free else first.at

    @property
    def is_final(self) -> bool:
        """Whether nothing more will change its state."""
        return self.state in FINAL_STATES

    @property
    def charged(self) -> MicroUsd:
        """What its sender has paid for it and not had back."""
        return MicroUsd(0) if self.state in FREE_STATES else self.price

    def after(self, what: What, at: int, detail: str = "") -> "Message":
        """Tell what the message is once this has happened to it.

        Raises:
            ImpossibleTransitionError: the table has no such row.
        """
        state = _ROWS.get((self.state, what))
        if state is None:
            raise ImpossibleTransitionError(f"{what} cannot happen to a {self.state} message")
        # What `replace` comes to in the end, without looking every member up by its name.
        return Message(
            self.id,
            self.face,
            self.vendor,
            self.originator,
            self.destination,
            self.text,
            self.encoding,
            self.segment_count,
            self.price,
            self.likeness,
            self.nth,
            self.fault,
            state,
            (*self.timeline, Event(at, what, state, detail)),
        )
