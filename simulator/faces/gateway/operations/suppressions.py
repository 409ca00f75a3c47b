"""Who is not to be written to."""

from simulator.face import Answer, Call
from simulator.faces.gateway import envelope, wire
from simulator.faces.gateway.translate import suppressions as translate
from simulator.faces.gateway.translate.pages import page, page_request
from simulator.services import erasure, suppressions

__all__ = ["check", "erase", "list_suppressions", "remove", "suppress"]


async def suppress(call: Call) -> Answer:
    """Send nothing more to a number."""
    body = await call.read(wire.Suppress)
    once = call.once(body.idempotency_key)
    done = await suppressions.suppress(call.world, translate.wish(body), once)
    return envelope.done(call, translate.suppression(done.result), done)


async def check(call: Call) -> Answer:
    """Tell whether a number is suppressed."""
    body = await call.read(wire.Check)
    found = await suppressions.check(call.world, body.phone, body.scope, body.sender_scope)
    return envelope.found(call, translate.check(found))


async def list_suppressions(call: Call) -> Answer:
    """Read a page of suppressions."""
    wanted = page_request(call.query(wire.PageQuery))
    found, total_count = await suppressions.list_suppressions(call.world, wanted)
    spelled = {**page(found, translate.suppression), "total_count": total_count}
    return envelope.found(call, spelled)


async def remove(call: Call) -> Answer:
    """Send to a number again."""
    body = await call.read(wire.Unsuppress)
    once = call.once(body.idempotency_key)
    done = await suppressions.remove(call.world, body.phone, body.scope, body.sender_scope, once)
    return envelope.done(call, translate.removal(body.phone, is_removed=done.result), done)


async def erase(call: Call) -> Answer:
    """Forget a number altogether, for whoever holds the token."""
    body = await call.read(wire.Erase)
    once = call.once(body.idempotency_key)
    done = await erasure.erase(call.world, body.phone, body.confirmation_token, once)
    return envelope.done(call, translate.removal(body.phone, is_removed=done.result), done)
