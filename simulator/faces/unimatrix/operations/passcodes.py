"""One-time passcodes."""

from simulator.face import Answer, Call
from simulator.faces.unimatrix import answers, wire
from simulator.faces.unimatrix.translate import passcodes as translate
from simulator.faces.unimatrix.translate.messages import FACE_NAME, message
from simulator.services import otps

__all__ = ["send", "verify"]


async def send(call: Call) -> Answer:
    """Send a one-time passcode."""
    body = await call.read_unlabelled(wire.SendOtp)
    call.warnings += translate.doubts(body)
    sent = (await otps.send_wished(call.world, translate.wish(body))).result.message
    return answers.sent(call, message(sent, call.simulation.parts.directory), sent)


async def verify(call: Call) -> Answer:
    """Verify a one-time passcode."""
    body = await call.read_unlabelled(wire.VerifyOtp)
    done = await otps.verify(
        call.world,
        FACE_NAME,
        body.to,
        body.code,
        purpose=body.intent,
        lifetime_ms=translate.lifetime_ms(body.ttl),
    )
    return answers.done(call, {"to": body.to, "valid": done.result})
