"""What a project has its vendor guard it against."""

from simulator.domain.address import E164
from simulator.domain.rate_limits import too_many
from simulator.domain.safeguards import Exceeded, Safeguards
from simulator.services.drafts import Draft, fetch_settings, perform
from simulator.services.tables import SENDINGS, SETTINGS
from simulator.services.world import World

__all__ = ["keep_to_limits", "put"]


async def put(world: World, safeguards: Safeguards) -> Safeguards:
    """Let these hold from now on, and no others.

    Raises:
        NotFound: the world is no more.
    """

    async def use_case(draft: Draft) -> Safeguards:
        settings = await fetch_settings(draft)
        draft.put(SETTINGS, settings.with_safeguards(safeguards))
        return safeguards

    return (await perform(world, use_case)).result


async def keep_to_limits(draft: Draft, destination: E164) -> None:
    """Count one more text to a number, if its project limits how many there may be.

    Raises:
        RateLimited: there have been as many.
    """
    world = draft.world
    limits = world.settings.safeguards.limits
    if limits is None or destination in limits.exempt:
        return
    key = SENDINGS.key(destination)
    await draft.fetch(key)
    counted = limits.after_one_more(draft.get(key), world.now)
    if isinstance(counted, Exceeded):
        raise too_many(world.settings.clock, counted.wait_ms)
    draft.put(key, counted)
