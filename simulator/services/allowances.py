"""Allowances: what may be spent under a profile in a day, and what has been."""

from typing import Final

from simulator.domain.messaging_profiles import MessagingProfile
from simulator.domain.pricing import MicroUsd
from simulator.services.drafts import Draft
from simulator.services.ports import Floor, Key
from simulator.services.tables import SPENT
from simulator.services.world import World

__all__ = ["overspends", "spend", "spent"]

_DAY_MS: Final = 24 * 60 * 60 * 1000


async def spent(world: World, profile_id: str) -> MicroUsd:
    """Tell what has been spent under a profile since midnight, UTC."""
    return MicroUsd(-(await world.get(_key(world, profile_id)) or 0))


async def overspends(world: World, profile: MessagingProfile, price: MicroUsd) -> bool:
    """Tell whether a price is more than may still be spent under a profile today."""
    if not profile.is_limited or profile.daily_limit is None:
        return False
    return await spent(world, profile.id) + price > profile.daily_limit


def spend(draft: Draft, profile: MessagingProfile, price: MicroUsd) -> None:
    """Write into a draft what is spent, limited or not: a limit may be set later in the day.

    What was read may be more by now. The floor keeps all who meet from overspending together.
    """
    limit = profile.daily_limit if profile.is_limited else None
    draft.adds[_key(draft.world, profile.id)] = Floor(-price, None if limit is None else -limit)


def _key(world: World, profile_id: str) -> Key[int]:
    return SPENT.key(f"{profile_id} {world.now // _DAY_MS}")
