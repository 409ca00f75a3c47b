"""A world's money."""

from simulator.domain.pricing import MicroUsd
from simulator.services.drafts import Draft, perform
from simulator.services.tables import BALANCE
from simulator.services.world import World

__all__ = ["balance_of", "set_balance"]


async def balance_of(world: World) -> MicroUsd:
    """Tell what is left."""
    return MicroUsd(await world.get(BALANCE) or 0)


async def set_balance(world: World, balance: MicroUsd) -> MicroUsd:
    """Set what is left, whatever it was."""

    async def use_case(draft: Draft) -> MicroUsd:
        draft.put(BALANCE, balance)
        return balance

    return (await perform(world, use_case)).result
