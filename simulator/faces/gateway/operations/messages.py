"""Sending, and everything that can be asked of what was sent."""

from simulator.face import Answer, Call
from simulator.face.forgetting import said
from simulator.faces.gateway import envelope, wire
from simulator.faces.gateway.translate import messages as translate
from simulator.faces.gateway.translate.ids import MESSAGE
from simulator.faces.gateway.translate.pages import page_request
from simulator.services import lists, messaging, otps
from simulator.services.retention import forgotten

__all__ = [
    "cancel",
    "events",
    "list_messages",
    "resend",
    "send",
    "send_batch",
    "send_otp",
    "status",
    "verify",
]


async def send(call: Call) -> Answer:
    """Send one message."""
    body = await call.read(wire.Send)
    once = call.once(body.idempotency_key)
    done = await messaging.send(call.world, translate.submission(body), once)
    return envelope.sent(call, translate.record(done.result), done, done.result)


async def send_batch(call: Call) -> Answer:
    """Send up to a hundred messages under one key."""
    body = await call.read(wire.BatchSend)
    items = [translate.batch_item(message) for message in body.messages]
    done = await messaging.send_batch(call.world, items, call.once(body.idempotency_key))
    return envelope.sent_many(call, translate.batch_results(done.result), done, done.result)


async def send_otp(call: Call) -> Answer:
    """Send a one-time passcode."""
    body = await call.read(wire.Otp)
    done = await otps.send_otp(call.world, translate.FACE_NAME, body.to, call.once())
    return envelope.sent(call, translate.otp(done.result), done, done.result.message)


async def verify(call: Call) -> Answer:
    """Verify a one-time passcode."""
    body = await call.read(wire.Verify)
    done = await otps.verify(call.world, translate.FACE_NAME, body.to, body.code, call.once())
    return envelope.done(call, {"valid": done.result}, done)


async def status(call: Call) -> Answer:
    """Read one message."""
    message = await lists.find_message(call.world, MESSAGE.read(call.part("id")))
    return envelope.found(call, translate.record(message), message.vendor)


async def list_messages(call: Call) -> Answer:
    """Read a page of messages."""
    wanted = page_request(call.query(wire.PageQuery))
    page = await lists.list_messages(call.world, wanted)
    headers = said(await forgotten(call.world))
    return envelope.found(call, translate.record_page(page), headers=headers)


async def events(call: Call) -> Answer:
    """Read a page of one message's timeline."""
    wanted = page_request(call.query(wire.PageQuery))
    page = await lists.list_events(call.world, MESSAGE.read(call.part("id")), wanted)
    return envelope.found(call, translate.event_page(page))


async def cancel(call: Call) -> Answer:
    """Take a message back before it is dispatched."""
    body = await call.read_optional(wire.Cancel)
    message_id = MESSAGE.read(wire.agreed(call.part("id"), body.message_id))
    done = await messaging.cancel(call.world, message_id, call.once())
    vendor = done.result.message.vendor
    return envelope.done(call, translate.cancellation(done.result), done, vendor)


async def resend(call: Call) -> Answer:
    """Send a message's content again."""
    body = await call.read(wire.Resend)
    message_id = MESSAGE.read(wire.agreed(call.part("id"), body.message_id))
    once = call.once(body.idempotency_key)
    done = await messaging.resend(call.world, message_id, only_failed=body.only_failed, once=once)
    return envelope.sent_many(call, translate.batch_results(done.result), done, done.result)
