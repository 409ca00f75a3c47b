"""The gateway's operations. The table at the foot is the whole vendor on one screen."""

from typing import Final

from simulator.face import Answer, Call, Route
from simulator.faces.gateway import envelope, translate, wire
from simulator.services import accounts, lists, messaging, otps

__all__ = ["ROUTES"]


async def send(call: Call) -> Answer:
    """Send one message."""
    body = await call.read(wire.Send)
    once = call.once(body.idempotency_key)
    done = await messaging.send(call.world, translate.submission(body), once)
    return envelope.done(call, translate.record(done.result), done, done.result.vendor)


async def send_batch(call: Call) -> Answer:
    """Send up to a hundred messages under one key."""
    body = await call.read(wire.BatchSend)
    items = [translate.batch_item(message) for message in body.messages]
    done = await messaging.send_batch(call.world, items, call.once(body.idempotency_key))
    return envelope.done(call, translate.batch_results(done.result), done, None)


async def send_otp(call: Call) -> Answer:
    """Send a one-time passcode."""
    body = await call.read(wire.Otp)
    done = await otps.send_otp(call.world, translate.FACE_NAME, body.to, call.once())
    return envelope.done(call, translate.otp(done.result), done, done.result.message.vendor)


async def verify(call: Call) -> Answer:
    """Verify a one-time passcode."""
    body = await call.read(wire.Verify)
    done = await otps.verify(call.world, translate.FACE_NAME, body.to, body.code, call.once())
    return envelope.done(call, {"valid": done.result}, done, None)


async def status(call: Call) -> Answer:
    """Read one message."""
    message = await lists.find_message(call.world, translate.message_id(call.part("id")))
    return envelope.found(call, translate.record(message), message.vendor)


async def list_messages(call: Call) -> Answer:
    """Read a page of messages."""
    wanted = translate.page_request(call.query(wire.PageQuery))
    return envelope.found(
        call, translate.record_page(await lists.list_messages(call.world, wanted))
    )


async def events(call: Call) -> Answer:
    """Read a page of one message's timeline."""
    wanted = translate.page_request(call.query(wire.PageQuery))
    message_id = translate.message_id(call.part("id"))
    page = await lists.list_events(call.world, message_id, wanted)
    return envelope.found(call, translate.event_page(page))


async def cancel(call: Call) -> Answer:
    """Take a message back."""
    body = await call.read_optional(wire.Cancel)
    message_id = translate.message_id(wire.agreed(call.part("id"), body.message_id))
    done = await messaging.cancel(call.world, message_id, call.once())
    return envelope.done(
        call, translate.cancellation(done.result), done, done.result.message.vendor
    )


async def resend(call: Call) -> Answer:
    """Send a message's content again."""
    body = await call.read(wire.Resend)
    message_id = translate.message_id(wire.agreed(call.part("id"), body.message_id))
    once = call.once(body.idempotency_key)
    done = await messaging.resend(call.world, message_id, only_failed=body.only_failed, once=once)
    return envelope.done(call, translate.batch_results(done.result), done, None)


async def balance(call: Call) -> Answer:
    """Tell what money is left."""
    return envelope.found(call, translate.balance(await accounts.balance_of(call.world)))


ROUTES: Final = (
    Route("POST", "/v1/sms/send", "sms.send", send),
    Route("POST", "/v1/sms/batch/send", "sms.batch.send", send_batch),
    Route("POST", "/v1/sms/otp", "sms.otp", send_otp),
    Route("POST", "/v1/sms/verify", "sms.verify", verify),
    Route("GET", "/v1/sms/status/{id}", "sms.status", status),
    Route("GET", "/v1/sms/list", "sms.list", list_messages),
    Route("GET", "/v1/sms/events/{id}", "sms.events", events),
    Route("POST", "/v1/sms/cancel/{id}", "sms.cancel", cancel),
    Route("POST", "/v1/sms/resend/{id}", "sms.resend", resend),
    Route("GET", "/v1/account/balance", "account.balance", balance),
)
