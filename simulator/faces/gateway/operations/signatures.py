"""Signatures: who a message to China says that it is from."""

from simulator.face import Answer, Call
from simulator.faces.gateway import envelope, wire
from simulator.faces.gateway.operations.deletions import deletion_key
from simulator.faces.gateway.translate import signatures as translate
from simulator.faces.gateway.translate.ids import SIGNATURE
from simulator.faces.gateway.translate.pages import page, page_request
from simulator.services import signatures

__all__ = ["create", "delete", "get", "list_signatures"]


async def create(call: Call) -> Answer:
    """Make a signature, and hand it in for review."""
    body = await call.read(wire.CreateSignature)
    done = await signatures.create(call.world, translate.wish(body), call.once())
    return envelope.done(call, translate.signature(done.result), done, done.result.vendor)


async def get(call: Call) -> Answer:
    """Read one signature, and how its review went."""
    signature = await signatures.get(call.world, SIGNATURE.read(call.part("id")))
    return envelope.found(call, translate.signature(signature))


async def list_signatures(call: Call) -> Answer:
    """Read a page of signatures."""
    wanted = page_request(call.query(wire.PageQuery))
    found = await signatures.list_signatures(call.world, wanted)
    return envelope.found(call, page(found, translate.signature))


async def delete(call: Call) -> Answer:
    """Give a signature up."""
    once = await deletion_key(call)
    done = await signatures.delete(call.world, SIGNATURE.read(call.part("id")), once)
    return envelope.done(call, {"deleted": done.result}, done)
