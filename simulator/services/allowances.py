"""Allowances: what may be spent under a profile in a day, and what has been."""

from collections.abc import Callable
from typing import Final, TypeAlias

from simulator.domain.messaging_profiles import MessagingProfile
from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import Declined, Ground
from simulator.services.drafts import Draft
from simulator.services.notices import raise_notices
from simulator.services.ports import Floor, Key
from simulator.services.tables import LIMIT_TOLD_AT, SPENT
from simulator.services.telling import NoticeWish
from simulator.services.world import World

__all__ = ["LimitTeller", "overspends", "refuse", "spend", "spent"]

# Words the news, in the vendor's way, that so much has been spent under a profile.
LimitTeller: TypeAlias = Callable[[Draft, MessagingProfile, MicroUsd], NoticeWish]

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


async def refuse(draft: Draft, profile: MessagingProfile, tell: LimitTeller) -> Declined:
    """Say that no more may be spent today; the first time, it is told to the profile's webhooks."""
    told_key = LIMIT_TOLD_AT.key(_day(draft.world, profile.id))
    await draft.fetch(told_key)
    if draft.get(told_key) is None:
        draft.put(told_key, draft.world.now)
        wish = tell(draft, profile, await spent(draft.world, profile.id))
        await raise_notices(draft, draft.world.stock.rules.vendor, [wish])
    return Declined(Ground.SPENDING_LIMIT, {"profile": profile.id})


def _key(world: World, profile_id: str) -> Key[int]:
    return SPENT.key(_day(world, profile_id))


def _day(world: World, profile_id: str) -> str:
    return f"{profile_id} {world.now // _DAY_MS}"
