"""Sending texts."""

from simulator.face import Answer, Call
from simulator.faces.unimatrix import answers, wire
from simulator.faces.unimatrix.translate import messages as translate
from simulator.services.broadcasting import broadcast

__all__ = ["send"]


async def send(call: Call) -> Answer:
    """Send one text to one number or more."""
    body = await call.read_unlabelled(wire.SendMessage)
    done = await broadcast(call.world, translate.broadcast(body))
    spelled = translate.receipt(done.result, done.charged, call.simulation.parts.directory)
    return answers.sent(call, spelled, *done.result)
