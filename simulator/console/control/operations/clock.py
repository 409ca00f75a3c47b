"""What time it is in a world, and letting it pass."""

from functools import partial

from simulator.console.control import wire
from simulator.console.control.answers import answer
from simulator.console.control.operations.hints import seeking
from simulator.console.control.translate import clock as translate
from simulator.console.control.translate.messages import message_id
from simulator.domain.message import FINAL_STATES
from simulator.face import VENDORS, Answer, Call
from simulator.services import lists, otps
from simulator.services.world import World

__all__ = ["advance", "get_clock", "put_clock"]


async def get_clock(call: Call) -> Answer:
    """Tell the time."""
    return answer(translate.clock(call.world.settings.clock, call.world.now))


async def put_clock(call: Call) -> Answer:
    """Set the clock."""
    wish = translate.clock_wish(await call.read_optional(wire.ClockChange))
    world = await call.simulation.timeline.change_clock(call.world.name, wish)
    return answer(translate.clock(world.settings.clock, world.now))


async def advance(call: Call) -> Answer:
    """Let everything happen that is due until then."""
    body = await call.read(wire.Advance)
    aim = body.until
    until = partial(translate.target_of, body)
    if aim is not None and aim.otp is not None:
        until = partial(translate.expiry_of, body, await otps.expiry(call.world, aim.otp))
    goal = partial(_is_met, aim) if aim else None
    async with seeking(call, aim.message if aim and aim.message else ""):
        result = await call.simulation.timeline.advance(call.world.name, until, goal)
    return answer(translate.advanced(result, call.request.app[VENDORS]))


async def _is_met(until: wire.Until, world: World) -> bool:
    if until.otp is not None:
        return world.now >= await otps.expiry(world, until.otp)
    message = await lists.find_message(world, message_id(until.message or ""))
    if until.state == "final":
        return message.state in FINAL_STATES
    return message.state is until.state
