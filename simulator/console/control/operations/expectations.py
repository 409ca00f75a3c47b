"""What a test expects of its messages."""

from functools import partial

from simulator.console.control.answers import answer
from simulator.console.control.expecting import Expect
from simulator.console.control.operations.hints import hint
from simulator.console.control.translate import expectations as translate
from simulator.face import VENDORS, Answer, Call
from simulator.services import expectations
from simulator.services.expectations import Missed

__all__ = ["expect_messages"]


async def expect_messages(call: Call) -> Answer:
    """Wait for messages, watch that others do not come, and say why not if it is not so."""
    body = await call.read(Expect)
    wish = translate.expectation(body)
    enter = partial(call.simulation.worlds.reenter, call.world.name)
    verdict = await expectations.expect(enter, wish, body.within)
    spelled = translate.outcome(verdict, wish, call.request.app[VENDORS])
    if isinstance(verdict, Missed) and (hints := await _hints(call, verdict)):
        spelled["hint"] = hints
    return answer(spelled)


async def _hints(call: Call, missed: Missed) -> str:
    """Say where else to look, and what else may be the matter."""
    to = missed.expected.pattern.destination
    elsewhere = [await hint(call, to)] if to is not None and missed.there_count == 0 else []
    return "; ".join([*elsewhere, *translate.hints(missed)])
