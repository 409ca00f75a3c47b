"""Messages and codes, in the gateway's words."""

from collections.abc import Sequence
from typing import cast

from simulator.domain.message import Event, Message, State, What
from simulator.domain.refusals import Invalid, Refusal
from simulator.face.error_object import error_object
from simulator.face.instants import iso
from simulator.face.reading import validate
from simulator.face.refused import Refused
from simulator.faces.gateway import wire
from simulator.faces.gateway.translate.ids import MESSAGE, OTP, TEMPLATE, spelled
from simulator.services.messaging import BatchAnswer, BatchItem, Cancellation
from simulator.services.otps import OtpSent
from simulator.services.pages import Page
from simulator.services.submission import Submission
from simulator.services.templates import Filling

__all__ = [
    "FACE_NAME",
    "batch_item",
    "batch_results",
    "cancellation",
    "event_page",
    "otp",
    "record",
    "record_page",
    "submission",
]

FACE_NAME = "gateway"

Json = dict[str, object]


def submission(sent: wire.Send) -> Submission:
    """Read a message that is to be sent.

    Raises:
        Invalid: it has no content, or two.
        NotFound: what it names as a template is none.
    """
    if (sent.body is None) == (sent.template_id is None):
        raise Invalid.field("body", "is needed, or else a template_id, and not both")
    if sent.body is None:
        return Submission(FACE_NAME, sent.to, _filling(sent), sent.from_, sent.vendor)
    return Submission(FACE_NAME, sent.to, sent.body, sent.from_, sent.vendor)


def batch_item(sent: object) -> BatchItem:
    """Read one message of a batch; what is wrong with it is its own affair."""
    if not isinstance(sent, dict):
        return Invalid.field("message", "should be an object")
    try:
        return submission(validate(wire.Send, sent))
    except Refusal as refusal:
        return refusal.with_traceback(None)


def record(message: Message) -> Json:
    """Spell an SmsRecord."""
    return {
        "sms_id": MESSAGE.spell(message.id),
        "to": message.destination,
        "state": _STATES[message.state],
        "vendor": message.vendor,
        "segments": message.segment_count,
        "created_at": iso(message.created_at),
    }


def record_page(page: Page[Message]) -> Json:
    """Spell an SmsListResult."""
    return {"items": [record(message) for message in page.items], "next_cursor": page.next_cursor}


def event_page(page: Page[tuple[int, Message, Event]]) -> Json:
    """Spell an SmsEventList."""
    return {"items": [_event(*row) for row in page.items], "next_cursor": page.next_cursor}


def cancellation(result: Cancellation) -> Json:
    """Spell an SmsCancelResult."""
    return {
        "message_id": MESSAGE.spell(result.message.id),
        "cancelled": result.is_cancelled,
        "state": _state(result.message.state),
    }


def batch_results(answers: Sequence[BatchAnswer]) -> Json:
    """Spell an SmsBatchSendResult."""
    return {"results": [_result(index, answer) for index, answer in enumerate(answers)]}


def otp(sent: OtpSent) -> Json:
    """Spell what comes of a code that was sent."""
    return {"request_id": OTP.spell(sent.otp.id), "expires_at": iso(sent.otp.expires_at)}


def _filling(sent: wire.Send) -> Filling:
    variables = tuple((name, f"{filled}") for name, filled in (sent.template_vars or {}).items())
    return Filling(TEMPLATE.read(f"{sent.template_id}"), variables)


def _result(index: int, answer: BatchAnswer) -> Json:
    match answer:
        case Message():
            return {"index": index, "result": record(answer), "error": None}
        case Refusal():
            error = error_object(spelled(cast("Refused", answer))).as_json()
            return {"index": index, "result": None, "error": error}


def _event(ordinal: int, message: Message, event: Event) -> Json:
    return {
        "event_id": f"evt_{message.id}{ordinal:02}",
        "type": _type(event.what),
        "state": _state(event.state),
        "vendor": message.vendor,
        "detail": event.detail or None,
        "created_at": iso(event.at),
    }


def _state(state: State) -> str:
    match state:
        case State.SCHEDULED:
            return "scheduled"
        case State.QUEUED:
            return "queued"
        case State.SENDING:
            return "sending"
        case State.SENT:
            return "sent"
        case State.DELIVERED:
            return "delivered"
        case State.UNDELIVERED:
            return "undelivered"
        case State.FAILED:
            return "failed"
        case State.CANCELLED:
            return "cancelled"
        case State.SUPPRESSED:
            return "suppressed"


def _type(what: What) -> str:
    match what:
        case What.SCHEDULED:
            return "message.scheduled"
        case What.QUEUED:
            return "message.queued"
        case What.DISPATCHED:
            return "message.sending"
        case What.SENT:
            return "message.sent"
        case What.DELIVERED:
            return "message.delivered"
        case What.UNDELIVERED:
            return "message.undelivered"
        case What.FAILED:
            return "message.failed"
        case What.CANCELLED:
            return "message.cancelled"
        case What.SUPPRESSED:
            return "message.suppressed"
        case What.RECEIPT_REPEATED:
            return "receipt.repeated"
        case What.HELD:
            return "message.held"
        case What.WAITING:
            return "message.waiting"
        case What.READ:
            return "message.read"
        case What.RECEIPT_CONTRADICTED:
            return "receipt.contradicted"
        case What.SENT_LATE:  # it is the same news, only late
            return "message.sent"


# Total because the functions are; a look into a table is what a page of a hundred rows can afford.
_STATES = {state: _state(state) for state in State}
