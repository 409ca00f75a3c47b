"""The inspector of texts."""

from simulator.console.control.answers import answer
from simulator.console.control.inspecting import InspectText
from simulator.console.control.translate import segments as translate
from simulator.face import Answer, Call
from simulator.services.segments import inspect_text

__all__ = ["inspect_segments"]


async def inspect_segments(call: Call) -> Answer:
    """Tell what becomes of a text on the air, and how it could take less."""
    body = await call.read(InspectText)
    found = await inspect_text(call.world, body.text, body.to)
    return answer(translate.inspected(found, body.to))
