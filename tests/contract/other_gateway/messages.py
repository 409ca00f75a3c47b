"""Sending, and what becomes of it."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from tests.contract.other_gateway.calls import Call, Outcome
from tests.contract.other_gateway.clock import written
from tests.contract.other_gateway.paging import page
from tests.contract.other_gateway.project import Message, Project
from tests.contract.other_gateway.reading import Fields
from tests.contract.other_gateway.refusing import Refusal
from tests.contract.other_gateway.reviews import has_signature, rendered
from tests.contract.other_gateway.segments import segment_count
from tests.contract.other_gateway.suppressions import silenced

__all__ = [
    "PRICE",
    "VENDORS",
    "batch",
    "cancel",
    "deliver",
    "events",
    "lists",
    "resend",
    "send",
    "status",
]

PRICE: Final = Decimal("0.0065")
"""Of a message, however long it is."""

VENDORS: Final = ("northwind", "jade")

_MEMBERS: Final = (
    *("to", "body", "from", "template_id", "template_vars", "vendor", "idempotency_key"),
)
_BATCH_MAX: Final = 100
_SENDER_MAX: Final = 30
_NOBODY: Final = "0666"
"""How numbers end that nothing reaches."""


@dataclass(frozen=True)
class _Wish:
    """What is to be sent, if anything forbids it not."""

    to: str
    text: str
    sender: str | None
    vendor: str


def send(call: Call) -> Outcome:
    """Send one message."""
    message = deliver(call.project, _wish(call.project, call.body))
    return Outcome(_record(message, call.project.now), 202, message.vendor, message.cost)


def batch(call: Call) -> Outcome:
    """Send many: one that cannot be read spoils all, one that may not be sent only itself."""
    messages = call.body.objects("messages")
    if len(messages) > _BATCH_MAX:
        raise Refusal(400, "BATCH_TOO_LARGE")
    wishes = [_wish(call.project, fields) for fields in messages]
    if PRICE * len(wishes) > call.project.balance:
        call.project.charge(PRICE * len(wishes))
    results = [_result(call.project, index, wish) for index, wish in enumerate(wishes)]
    sent = sum(result["result"] is not None for result in results)
    return Outcome({"results": results}, 202, cost=PRICE * sent)


def status(call: Call) -> Outcome:
    """Tell a message."""
    message = _found(call)
    return Outcome(_record(message, call.project.now), vendor=message.vendor)


def lists(call: Call) -> Outcome:
    """Tell all messages, oldest first."""
    now = call.project.now
    rows = call.project.messages.values()
    return Outcome(page(rows, call.query, lambda message: _record(message, now)))


@dataclass(frozen=True)
class _Event:
    serial: int
    at: datetime
    word: str


def events(call: Call) -> Outcome:
    """Tell what happened to a message, newest first."""
    message, now = _found(call), call.project.now
    happened = [_Event(i, at, word) for i, (at, word) in enumerate(message.stages, 1) if at <= now]
    spelled = page(
        happened,
        call.query,
        lambda event: {"at": written(event.at), "what": event.word},
        newest_first=True,
    )
    return Outcome(spelled, vendor=message.vendor)


def cancel(call: Call) -> Outcome:
    """Withdraw a message that has not left; the money stays here."""
    call.agreed_id("message_id")
    message, now = _found(call), call.project.now
    if message.state(now) != "queued":
        raise Refusal(409, "ALREADY_GONE")
    message.stages = [*message.stages[:1], (now, "withdrawn")]
    done = {"message_id": message.sms_id, "cancelled": True, "state": "withdrawn"}
    return Outcome(done, vendor=message.vendor)


def resend(call: Call) -> Outcome:
    """Send a message's content again, if wished only where it failed."""
    call.body.text("message_id")
    call.agreed_id("message_id")
    message = _found(call)
    if call.body.flag("only_failed") and message.state(call.project.now) != "failed":
        return Outcome({"results": []})
    wish = _Wish(message.to, message.text, message.sender, message.vendor)
    record = _record(deliver(call.project, wish), call.project.now)
    return Outcome({"results": [{"index": 0, "result": record, "error": None}]}, 201, cost=PRICE)


def deliver(project: Project, wish: _Wish) -> Message:
    """Take a message, unless something forbids it."""
    if silenced(project, wish.to, wish.sender):
        raise Refusal(403, "RECIPIENT_OPTED_OUT")
    if wish.to.startswith("+86") and not has_signature(project):
        raise Refusal(403, "SIGNATURE_MISSING")
    project.charge(PRICE)
    message = Message(
        serial=project.serial(),
        sms_id=secrets.token_hex(9).upper(),
        to=wish.to,
        sender=wish.sender,
        text=wish.text,
        vendor=wish.vendor,
        segments=segment_count(wish.text),
        cost=PRICE,
        at=project.now,
        stages=_stages(project, wish.to),
    )
    project.messages[message.sms_id] = message
    return message


def _stages(project: Project, to: str) -> list[tuple[datetime, str]]:
    now, pace = project.now, project.pace
    end = "failed" if to.endswith(_NOBODY) else "arrived"
    seconds = {"queued": 0.0, "dispatched": pace.dispatch, end: pace.delivery}
    return [(now + timedelta(seconds=after), word) for word, after in seconds.items()]


def _wish(project: Project, fields: Fields) -> _Wish:
    fields.only(_MEMBERS)
    to, sender, vendor = fields.phone("to"), fields.optional("from"), fields.optional("vendor")
    if sender is not None and not 0 < len(sender) <= _SENDER_MAX:
        raise Refusal(400, "SENDER_UNUSABLE")
    if vendor is not None and vendor not in VENDORS:
        raise Refusal(400, "VENDOR_UNKNOWN", f"There are {' and '.join(VENDORS)}.")
    template_id = fields.optional("template_id")
    values = fields.values("template_vars")
    text = fields.text("body") if template_id is None else rendered(project, template_id, values)
    return _Wish(to, text, sender, vendor or _route(to))


def _route(to: str) -> str:
    return "jade" if to.startswith("+86") else "northwind"


def _result(project: Project, index: int, wish: _Wish) -> dict[str, object]:
    try:
        record = _record(deliver(project, wish), project.now)
    except Refusal as refusal:
        error = {"code": refusal.code, "reason": refusal.hint}
        return {"index": index, "result": None, "error": error}
    return {"index": index, "result": record, "error": None}


def _found(call: Call) -> Message:
    message = call.project.messages.get(call.id)
    if message is None:
        raise Refusal(404, "NO_SUCH_MESSAGE")
    return message


def _record(message: Message, now: datetime) -> dict[str, object]:
    return {
        "sms_id": message.sms_id,
        "to": message.to,
        "from": message.sender,
        "state": message.state(now),
        "vendor": message.vendor,
        "segments": message.segments,
        "created_at": written(message.at),
    }
