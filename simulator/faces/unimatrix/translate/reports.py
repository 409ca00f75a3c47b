"""Delivery reports, in the vendor's words."""

from typing import Final

from simulator.domain.address import calling_code
from simulator.domain.message import Event, Message, State, What
from simulator.domain.value import value
from simulator.face.instants import iso
from simulator.faces.unimatrix.translate.messages import CURRENCY, money
from simulator.services.ports import Directory

__all__ = ["report"]

# What the carrier says of a message that it has given up.
_GIVEN_UP: Final = "validity expired"


@value
class _Verdict:
    """How a message ended: in the vendor's word, by a code of SMPP's receipts, and for a person.

    The last has no blanks in it, nor anything else that some would escape and others would not: it
    is among what is signed.
    """

    status: str
    code: str
    told: str


_DELIVERED: Final = _Verdict("delivered", "DELIVRD", "Delivered")
_UNDELIVERED: Final = _Verdict("undelivered", "UNDELIV", "Undeliverable")
_EXPIRED: Final = _Verdict("undelivered", "EXPIRED", "Expired")
_REJECTED: Final = _Verdict("rejected", "REJECTD", "Rejected")


def report(message: Message, directory: Directory) -> dict[str, str | int] | None:
    """Spell what there is to report of the last thing that happened to a message, if there is."""
    event = message.timeline[-1]
    verdict = _verdict(event)
    if verdict is None:
        return None
    return {
        "id": message.id,
        "status": verdict.status,
        "to": message.destination,
        "iso": directory.region_of(message.destination),
        "cc": calling_code(message.destination),
        "parts": message.segment_count,
        "price": money(message.charged),
        "currency": CURRENCY,
        "errorCode": verdict.code,
        "errorMessage": verdict.told,
        "submitDate": iso(message.created_at),
        "doneDate": iso(event.at),
    }


def _verdict(event: Event) -> _Verdict | None:
    match event.what:
        case What.DELIVERED:
            return _DELIVERED
        case What.UNDELIVERED:
            return _EXPIRED if event.detail == _GIVEN_UP else _UNDELIVERED
        case What.FAILED | What.SUPPRESSED:
            return _REJECTED
        case What.RECEIPT_REPEATED:
            return _DELIVERED if event.state is State.DELIVERED else _UNDELIVERED
        case What.RECEIPT_CONTRADICTED:
            return _UNDELIVERED if event.state is State.DELIVERED else _DELIVERED
        case What.SCHEDULED | What.QUEUED | What.DISPATCHED | What.SENT | What.SENT_LATE:
            return None
        case What.HELD | What.WAITING | What.READ | What.CANCELLED:
            return None
