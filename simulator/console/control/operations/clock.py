"""What time it is in a world, and letting it pass."""

from functools import partial

from simulator.console.control import wire
from simulator.console.control.answers import answer
from simulator.console.control.translate import clock as translate
from simulator.console.control.translate.messages import message_id
from simulator.domain.message import FINAL_STATES
from simulator.face import VENDORS, Answer, Call
from simulator.services import lists, timeline
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
    until = partial(translate.target_of, body)
    goal = _goal(body.until) if body.until else None
    result = await call.simulation.timeline.advance(call.world.name, until, goal)
    return answer(translate.advanced(result, call.request.app[VENDORS]))


def _goal(until: wire.Until) -> timeline.Goal:
    async def is_met(world: World) -> bool:
        message = await lists.find_message(world, message_id(until.message))
        return (
            message.state in FINAL_STATES
            if until.state == "final"
            else message.state is until.state
        )

    return is_met
