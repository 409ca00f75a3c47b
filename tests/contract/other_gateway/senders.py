"""Numbers to send from, and what is answered to them."""

import secrets
from datetime import timedelta
from string import digits

from tests.contract.other_gateway.calls import Call, Outcome
from tests.contract.other_gateway.clock import written
from tests.contract.other_gateway.paging import page
from tests.contract.other_gateway.passcodes import new_code
from tests.contract.other_gateway.project import Inbound, Sender
from tests.contract.other_gateway.refusing import Refusal

__all__ = ["delete", "get", "inbound", "lists", "register", "reputation", "verify"]


def register(call: Call) -> Outcome:
    """Register a number, as often as one likes."""
    project = call.project
    sender = Sender(
        serial=project.serial(),
        sender_id=secrets.token_hex(6),
        number=call.body.phone("phone_number"),
        region=call.body.text("region"),
        methods=call.body.texts("methods") or ["call", "sms"],
        at=project.now,
    )
    project.senders[sender.sender_id] = sender
    project.sender_codes[sender.sender_id] = new_code(project, sender.number, digits)
    return Outcome(_spell(sender), 201)


def verify(call: Call) -> Outcome:
    """Prove a number by its code; without one, another is sent."""
    sender_id, code = call.body.text("sender_id"), call.body.optional("code")
    sender = _found(call, sender_id)
    if code is None:
        call.project.sender_codes[sender_id] = new_code(call.project, sender.number, digits)
    elif code != call.project.sender_codes[sender_id]:
        raise Refusal(400, "CODE_WRONG")
    else:
        sender.is_proven = True
    return Outcome(_spell(sender))


def get(call: Call) -> Outcome:
    """Tell a sender."""
    return Outcome(_spell(_found(call, call.id)))


def lists(call: Call) -> Outcome:
    """Tell all senders."""
    return Outcome(page(call.project.senders.values(), call.query, _spell))


def delete(call: Call) -> Outcome:
    """Forget a sender."""
    sender = _found(call, call.id)
    del call.project.senders[sender.sender_id]
    call.project.deleted.add(sender.sender_id)
    return Outcome({"deleted": True})


def reputation(call: Call) -> Outcome:
    """Tell how a sender is thought of: always well."""
    sender = _found(call, call.id)
    yesterday = call.project.now - timedelta(days=1)
    used = [
        message
        for message in call.project.messages.values()
        if message.sender == sender.number and message.at > yesterday
    ]
    told = {"sender_id": sender.sender_id, "tier": 3, "complaint_rate_30d": 0.0, "cap": None}
    return Outcome({**told, "used_today": len(used), "throttle_risk": False})


def inbound(call: Call) -> Outcome:
    """Tell what was answered."""
    return Outcome(page(call.project.inbound, call.query, _spell_inbound))


def _found(call: Call, sender_id: str) -> Sender:
    if sender_id in call.project.deleted:
        raise Refusal(410, "SENDER_DELETED")
    sender = call.project.senders.get(sender_id)
    if sender is None:
        raise Refusal(404, "NO_SUCH_SENDER")
    return sender


def _spell(sender: Sender) -> dict[str, object]:
    return {
        "sender_id": sender.sender_id,
        "phone_number": sender.number,
        "region": sender.region,
        "state": "proven" if sender.is_proven else "unproven",
        "methods": sender.methods,
        "created_at": written(sender.at),
    }


def _spell_inbound(one: Inbound) -> dict[str, object]:
    return {"author": one.author, "sender": one.to, "text": one.text, "at": written(one.at)}
