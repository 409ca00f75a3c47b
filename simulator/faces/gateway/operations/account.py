"""The project's money."""

from simulator.face import Answer, Call
from simulator.face.places import checkout_url
from simulator.faces.gateway import envelope, wire
from simulator.faces.gateway.translate import account as translate
from simulator.services import accounts, topups

__all__ = ["balance", "top_up"]


async def balance(call: Call) -> Answer:
    """Tell what money is left."""
    return envelope.found(call, translate.balance(await accounts.balance_of(call.world)))


async def top_up(call: Call) -> Answer:
    """Begin to pay money in; a person ends it, on the page behind `checkout_url`."""
    body = await call.read(wire.Topup)
    amount = translate.amount(body)
    once = call.once(body.idempotency_key)
    done = await topups.begin(call.world, amount, body.return_url, once)
    link = checkout_url(call.request, call.world.name, done.result.id)
    return envelope.done(call, translate.topup(done.result, link), done)
