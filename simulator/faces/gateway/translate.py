"""The gateway's words for the domain's, both ways."""

from collections.abc import Sequence
from typing import cast

from simulator.domain.message import Event, Message, State, What
from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import Invalid, NotFound, Refusal
from simulator.face.error_object import error_object
from simulator.face.instants import iso
from simulator.face.reading import validate
from simulator.face.refused import Refused
from simulator.faces.gateway import wire
from simulator.services.messaging import BatchAnswer, BatchItem, Cancellation, Submission
from simulator.services.otps import OtpSent
from simulator.services.pages import Page, PageRequest

__all__ = [
    "FACE_NAME",
    "balance",
    "batch_item",
    "batch_results",
    "cancellation",
    "event_page",
    "message_id",
    "otp",
    "page_request",
    "record",
    "record_page",
    "spell_message_id",
    "submission",
]

FACE_NAME = "gateway"

Json = dict[str, object]

_MESSAGE_PREFIX = "sms_"


def spell_message_id(bare: str) -> str:
    """Write a message's id."""
    return _MESSAGE_PREFIX + bare


def message_id(spelled: str) -> str:
    """Read a message's id.

    Raises:
        NotFound: it is not spelled as ids of messages are.
    """
    bare = spelled.removeprefix(_MESSAGE_PREFIX)
    if bare == spelled:
        raise NotFound("message", spelled)
    return bare


def submission(sent: wire.Send) -> Submission:
    """Read a message that is to be sent.

    Raises:
        Invalid: it has no content, or two.
        NotFound: it names a template that is not there.
    """
    if (sent.body is None) == (sent.template_id is None):
        raise Invalid.field("body", "is needed, or else a template_id, and not both")
    if sent.body is None:
        raise NotFound("template", f"{sent.template_id}")
    return Submission(FACE_NAME, sent.to, sent.body, sent.from_, sent.vendor)


def batch_item(sent: object) -> BatchItem:
    """Read one message of a batch; what is wrong with it is its own affair."""
    if not isinstance(sent, dict):
        return Invalid.field("message", "should be an object")
    try:
        return submission(validate(wire.Send, sent))
    except Refusal as refusal:
        return refusal.with_traceback(None)


def page_request(query: wire.PageQuery) -> PageRequest:
    """Read which page is wanted."""
    return PageRequest(query.cursor, query.limit)


def record(message: Message) -> Json:
    """Spell an SmsRecord."""
    return {
        "sms_id": spell_message_id(message.id),
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
        "message_id": spell_message_id(result.message.id),
        "cancelled": result.is_cancelled,
        "state": _state(result.message.state),
    }


def batch_results(answers: Sequence[BatchAnswer]) -> Json:
    """Spell an SmsBatchSendResult."""
    return {"results": [_result(index, answer) for index, answer in enumerate(answers)]}


def otp(sent: OtpSent) -> Json:
    """Spell what comes of a code that was sent."""
    return {"request_id": f"otp_{sent.otp.id}", "expires_at": iso(sent.otp.expires_at)}


def balance(amount: MicroUsd) -> Json:
    """Spell what is left."""
    return {"balance_usd": amount / 1_000_000, "currency": "USD"}


def _result(index: int, answer: BatchAnswer) -> Json:
    match answer:
        case Message():
            return {"index": index, "result": record(answer), "error": None}
        case Refusal():
            error = error_object(cast("Refused", answer)).as_json()
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


# Total because the functions are; a look into a table is what a page of a hundred rows can afford.
_STATES = {state: _state(state) for state in State}
