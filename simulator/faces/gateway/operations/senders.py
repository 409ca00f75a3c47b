"""The project's own numbers, from which it may send."""

from simulator.face import Answer, Call
from simulator.face.forgetting import said
from simulator.faces.gateway import envelope, wire
from simulator.faces.gateway.operations.deletions import deletion_key
from simulator.faces.gateway.translate import senders as translate
from simulator.faces.gateway.translate.ids import SENDER
from simulator.faces.gateway.translate.messages import FACE_NAME
from simulator.faces.gateway.translate.pages import page, page_request
from simulator.services import reputations, senders
from simulator.services.retention import forgotten

__all__ = ["delete", "get", "list_senders", "register", "reputation", "verify"]


async def register(call: Call) -> Answer:
    """Register a number, to which a code is sent."""
    body = await call.read(wire.Register)
    once = call.once(body.idempotency_key)
    done = await senders.register(call.world, FACE_NAME, translate.wish(body), once)
    return envelope.done(call, translate.sender(done.result), done)


async def verify(call: Call) -> Answer:
    """Confirm a number by its code; without a code, have a new one sent."""
    body = await call.read(wire.VerifySender)
    once = call.once(body.idempotency_key)
    done = await senders.verify(call.world, SENDER.read(body.sender_id), body.code, once)
    return envelope.done(call, translate.sender(done.result), done)


async def get(call: Call) -> Answer:
    """Read one number."""
    sender = await senders.get(call.world, SENDER.read(call.part("id")))
    return envelope.found(call, translate.sender(sender))


async def list_senders(call: Call) -> Answer:
    """Read a page of numbers."""
    wanted = page_request(call.query(wire.PageQuery))
    found = await senders.list_senders(call.world, wanted)
    return envelope.found(call, page(found, translate.sender))


async def delete(call: Call) -> Answer:
    """Give a number up."""
    once = await deletion_key(call)
    done = await senders.delete(call.world, SENDER.read(call.part("id")), once)
    return envelope.done(call, {"deleted": done.result}, done)


async def reputation(call: Call) -> Answer:
    """Tell what carriers think of a number, by what it has sent."""
    sender_id = SENDER.read(call.part("id"))
    found = await reputations.reputation(call.world, sender_id)
    headers = said(await forgotten(call.world))
    return envelope.found(call, translate.reputation(sender_id, found), headers=headers)
