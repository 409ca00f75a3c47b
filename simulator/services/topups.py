"""Top-ups: begun by a program, paid by a person on the checkout page."""

from simulator.domain.pricing import MicroUsd
from simulator.domain.topup import Topup, TopupState
from simulator.domain.topup import begin as make_topup
from simulator.services.drafts import Draft, Performed, perform
from simulator.services.once import Once
from simulator.services.tables import TOPUP
from simulator.services.world import World

__all__ = ["begin", "find", "pay"]


async def begin(
    world: World, amount: MicroUsd, return_url: str | None = None, once: Once | None = None
) -> Performed[Topup]:
    """Say how much is to be paid in, and where the payer goes then; the balance stays as it is.

    Raises:
        Invalid: the amount or the URL makes no sense.
    """

    async def use_case(draft: Draft) -> Topup:
        topup_id = world.parts.ids.hex7()
        topup = make_topup(topup_id, amount=amount, return_url=return_url, now=world.now)
        draft.put(TOPUP.key(topup_id), topup)
        return topup

    return await perform(world, use_case, once)


async def pay(world: World, topup_id: str) -> Performed[Topup]:
    """Pay a top-up, which raises the balance; one that has been paid is left as it is.

    Raises:
        NotFound: no such top-up in this world.
    """

    async def use_case(draft: Draft) -> Topup:
        topup = await draft.find(TOPUP, topup_id)
        match topup.state:
            case TopupState.COMPLETED:
                return topup
            case TopupState.PENDING:
                paid = topup.completed()
                draft.put(TOPUP.key(topup_id), paid)
                draft.pay_in(paid.amount)
                return paid

    return await perform(world, use_case)


async def find(world: World, topup_id: str) -> Topup:
    """Read one top-up.

    Raises:
        NotFound: no such top-up in this world.
    """
    return await world.find(TOPUP, topup_id)
