"""Failing on purpose: the rules of a world."""

from collections.abc import Collection, Sequence

from simulator.console.control import faulting
from simulator.console.control.answers import answer
from simulator.console.control.translate import faults as translate
from simulator.domain.refusals import Invalid
from simulator.face import VENDORS, Answer, Call, Face
from simulator.services import faults

__all__ = ["add_fault", "delete_fault", "list_faults", "put_faults"]


async def list_faults(call: Call) -> Answer:
    """Tell the rules by which things go wrong, and how often each has decided."""
    return answer(translate.shown_all(await faults.show(call.world)))


async def put_faults(call: Call) -> Answer:
    """Let things go wrong by these rules, and by no others."""
    try:
        body = await call.read(faulting.FaultRules)
        wishes = translate.rule_wishes(body.rules, call.document["rules"], *_there(call))
        return answer(translate.shown_all(await faults.replace(call.world, wishes)))
    except Invalid as refusal:
        raise translate.as_sent(refusal, call.document) from None


async def add_fault(call: Call) -> Answer:
    """Let things go wrong by one more rule, behind all others."""
    try:
        body = await call.read(faulting.FaultRule)
        wish = translate.rule_wish(body, call.document, *_there(call))
    except Invalid as refusal:
        raise translate.as_sent(refusal, call.document) from None
    return answer(translate.shown(await faults.add(call.world, wish)), 201)


async def delete_fault(call: Call) -> Answer:
    """Take a rule away."""
    await faults.remove(call.world, call.part("id"))
    return answer({"deleted": True})


def _there(call: Call) -> tuple[Sequence[Face], Collection[str]]:
    """Tell what a rule may name: the faces that there are, and who carries messages."""
    return call.request.app[VENDORS], call.world.stock.routing.vendors
