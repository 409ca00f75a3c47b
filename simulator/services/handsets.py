"""Handsets: how the phones of a world behave, where they are not ordinary ones."""

from simulator.domain.address import E164
from simulator.domain.handset import ORDINARY, Handset, Handsets
from simulator.services.arrivals import wake
from simulator.services.drafts import Draft, perform
from simulator.services.tables import HANDSETS, waiting_for
from simulator.services.world import World

__all__ = ["count_waiting", "delete", "get", "install", "put"]


async def get(world: World, number: E164) -> Handset:
    """Tell how the handset of a number behaves."""
    return (await world.get(HANDSETS) or ORDINARY).get(number)


async def count_waiting(world: World, number: E164) -> int:
    """Count the messages that wait until the handset of a number takes them."""
    return await world.parts.store.count(world.name, waiting_for(number))


async def put(world: World, handset: Handset) -> Handset:
    """Let the handset of a number behave so from now on; what waits for it is tried again."""
    return (await perform(world, lambda draft: install(draft, handset, world.now))).result


async def install(draft: Draft, handset: Handset, at: int) -> Handset:
    """Write into a draft that the handset of a number behaves so from an instant on."""
    draft.put(HANDSETS, (await _fetch(draft)).with_(handset))
    await wake(draft, handset, at)
    return handset


async def delete(world: World, number: E164) -> bool:
    """Make the handset of a number an ordinary one; tell if it was not."""

    async def use_case(draft: Draft) -> bool:
        there = await _fetch(draft)
        left = there.without(number)
        draft.put(HANDSETS, left)
        await wake(draft, Handset(number), world.now)
        return left != there

    return (await perform(world, use_case)).result


async def _fetch(draft: Draft) -> Handsets:
    await draft.fetch(HANDSETS)
    return draft.get(HANDSETS) or ORDINARY
