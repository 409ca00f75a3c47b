"""What happens to messages, as the events that the vendor tells of."""

from typing import Final

from msgspec import structs

from simulator.domain.message import Event, Message, State, What
from simulator.faces.telnyx.translate.messages import Account, outbound
from simulator.services.posting import Posted

__all__ = ["CLICKED", "FINALIZED", "LIMITED", "READ", "RECEIVED", "SENT", "event_of", "payload_of"]

SENT: Final = "message.sent"
FINALIZED: Final = "message.finalized"
READ: Final = "message.read"
RECEIVED: Final = "message.received"
CLICKED: Final = "message.link_click"
LIMITED: Final = "messaging-profile.spend-limit-reached"


def event_of(what: What) -> str | None:
    """Name the event that something is; None if nobody is told of it.

    A receipt that comes twice is told twice, and one that says something else is told as it is.
    """
    match what:
        case What.SENT | What.SENT_LATE:
            return SENT
        case What.DELIVERED | What.UNDELIVERED | What.FAILED:
            return FINALIZED
        case What.RECEIPT_REPEATED | What.RECEIPT_CONTRADICTED:
            return FINALIZED
        case What.READ:
            return READ
        case What.SCHEDULED | What.QUEUED | What.DISPATCHED | What.CANCELLED | What.SUPPRESSED:
            return None
        case What.HELD | What.WAITING:
            return None


def payload_of(posted: Posted, account: Account) -> dict[str, object]:
    """Spell a message as its last event has it, which may be late, or untrue."""
    return outbound(Posted(_as_told(posted.message), posted.particulars), account)


def _as_told(message: Message) -> Message:
    last = message.timeline[-1]
    match last.what:
        case What.SENT_LATE:
            return _ending(message, State.SENT, What.SENT)
        case What.RECEIPT_CONTRADICTED if last.detail == State.DELIVERED:
            return _ending(message, State.DELIVERED, What.DELIVERED)
        case What.RECEIPT_CONTRADICTED:
            return _ending(message, State.UNDELIVERED, What.UNDELIVERED)
        case _:
            return message


def _ending(message: Message, state: State, what: What) -> Message:
    """Take back what made an end of a message, and let it have come to another."""
    last = message.timeline[-1]
    ends = {What.DELIVERED, What.UNDELIVERED}
    before = tuple(event for event in message.timeline[:-1] if event.what not in ends)
    return structs.replace(message, state=state, timeline=(*before, Event(last.at, what, state)))
