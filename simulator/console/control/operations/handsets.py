"""Handsets, and how they behave."""

from simulator.console.control.answers import answer
from simulator.console.control.handling import Handset
from simulator.console.control.translate import handsets as translate
from simulator.domain.address import E164, parse_e164
from simulator.domain.refusals import Invalid
from simulator.face import Answer, Call
from simulator.services import handsets

__all__ = ["delete_handset", "get_handset", "put_handset"]


async def get_handset(call: Call) -> Answer:
    """Tell how a handset behaves."""
    number = _number(call)
    found = await handsets.get(call.world, number)
    return answer(translate.shown_handset(found, await handsets.count_waiting(call.world, number)))


async def put_handset(call: Call) -> Answer:
    """Let a handset behave so from now on."""
    wanted = translate.handset(_number(call), await call.read_optional(Handset))
    told = await handsets.put(call.world, wanted)
    waiting_count = await handsets.count_waiting(call.world, told.number)
    return answer(translate.shown_handset(told, waiting_count))


async def delete_handset(call: Call) -> Answer:
    """Let a handset be an ordinary one again."""
    return answer({"deleted": await handsets.delete(call.world, _number(call))})


def _number(call: Call) -> E164:
    try:
        return parse_e164(call.part("number"))
    except ValueError as error:
        raise Invalid.field("number", str(error)) from None
