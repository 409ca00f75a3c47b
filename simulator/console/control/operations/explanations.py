"""Why a message fares as it does."""

from simulator.console.control.answers import answer
from simulator.console.control.operations.hints import seeking
from simulator.console.control.translate import explanations as translate
from simulator.face import VENDORS, Answer, Call
from simulator.services import explanations

__all__ = ["explain_message"]


async def explain_message(call: Call) -> Answer:
    """Tell which rule, profile and draw decided about a message, and what would change it."""
    async with seeking(call, call.part("id")) as message_id:
        found = await explanations.explain(call.world, message_id)
    return answer(translate.explained(found, call.request.app[VENDORS]))
