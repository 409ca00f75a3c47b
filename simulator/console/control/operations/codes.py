"""What only the owner of a number would know: passcodes, and tokens that confirm."""

from functools import partial

from simulator.console.control import wire
from simulator.console.control.answers import answer
from simulator.console.control.operations.hints import hint
from simulator.console.control.translate import codes as translate
from simulator.domain.otp import Otp
from simulator.domain.refusals import NotFound
from simulator.face import Answer, Call
from simulator.services import erasure, inspection, spotted_codes
from simulator.services.spotted_codes import Spotted
from simulator.services.world import World

__all__ = ["get_gdpr_token", "get_otp"]


async def get_otp(call: Call) -> Answer:
    """Tell the latest code sent to a number, and wait for one if so wished."""
    query = call.query(wire.OtpQuery)

    async def look(world: World) -> Otp | Spotted | None:
        return await spotted_codes.latest(world, query.to)

    found = await inspection.wait_for(
        partial(call.simulation.worlds.reenter, call.world.name),
        look,
        is_good=lambda seen: seen is not None,
        wait_ms=query.wait,
        numbers=frozenset({query.to}),
    )
    if found is None:
        raise NotFound("code for", f"{query.to}; {await hint(call, query.to)}")
    return answer(translate.otp(found))


async def get_gdpr_token(call: Call) -> Answer:
    """Hand out what confirms the erasure of a number."""
    phone = call.query(wire.GdprQuery).phone
    token = erasure.gdpr_token(call.world, phone)
    return answer({"phone": phone, "confirmation_token": token})
