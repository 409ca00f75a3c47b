"""Holdings: what a project has to send with, found and changed.

Nothing is written as long as a world has what every world has at first; the first change writes
that down, too.
"""

from collections.abc import Callable
from typing import Final, TypeVar

from simulator.domain.address import E164
from simulator.domain.dice import Dice
from simulator.domain.founding import found
from simulator.domain.holdings import Holding, Holdings
from simulator.domain.provision import Provision
from simulator.domain.refusals import Conflicting, Dangling
from simulator.services.drafts import Draft, fetch_settings, perform
from simulator.services.ports import Directory
from simulator.services.tables import HOLDINGS, PROVISION
from simulator.services.world import World

__all__ = [
    "HOLDING_COUNT_MAX",
    "fetch_holdings",
    "give_up",
    "held",
    "holdings_of",
    "keep",
    "provide",
    "require_profile",
    "settle",
]

H = TypeVar("H", bound=Holding)

# Of each kind: all of them are one record, which each message that needs it reads.
HOLDING_COUNT_MAX: Final = 1_000


async def held(world: World) -> Holdings:
    """Read what there is to send with."""
    return await world.get(HOLDINGS) or _founding(world)


async def fetch_holdings(draft: Draft) -> Holdings:
    """Read into a draft what there is to send with."""
    await draft.fetch(HOLDINGS)
    return draft.get(HOLDINGS) or _founding(draft.world)


async def keep(world: World, make: Callable[[Holdings], H]) -> H:
    """Add something, or put it where the one of its id is; what it is depends on what is there.

    Raises:
        Conflicting: there are too many of its kind.
        Refusal: whatever `make` refuses.
    """

    async def use_case(draft: Draft) -> H:
        there = await fetch_holdings(draft)
        made = make(there)
        after = there.holding(made)
        if after.largest_count > max(HOLDING_COUNT_MAX, there.largest_count):
            raise Conflicting(f"there are {HOLDING_COUNT_MAX} of them, and can be no more")
        draft.put(HOLDINGS, after)
        return made

    return (await perform(world, use_case)).result


async def give_up(world: World, find: Callable[[Holdings], H]) -> H:
    """Have something no more, and tell what it was.

    Raises:
        Refusal: whatever `find` refuses.
    """

    async def use_case(draft: Draft) -> H:
        there = await fetch_holdings(draft)
        gone = find(there)
        draft.put(HOLDINGS, there.without(gone))
        return gone

    return (await perform(world, use_case)).result


def require_profile(there: Holdings, profile_id: str | None) -> None:
    """See that a profile that something shall belong to is there; None is no profile.

    Raises:
        Dangling: it is not.
    """
    if profile_id is not None and there.profile(profile_id) is None:
        raise Dangling("messaging_profile_id", profile_id)


async def settle(draft: Draft) -> None:
    """Write down what there is, so that it stays when the seed that it came from does not."""
    draft.put(HOLDINGS, await fetch_holdings(draft))


async def provide(draft: Draft, provision: Provision, at: int) -> None:
    """Write into a draft that this is what there is to send with, and nothing else.

    Ids come from the seed that the world has by this draft.

    Raises:
        NotFound: the world was deleted meanwhile.
    """
    dice = (await fetch_settings(draft)).dice
    await draft.fetch(HOLDINGS, PROVISION)
    draft.put(PROVISION, provision)
    draft.put(HOLDINGS, holdings_of(provision, draft.world.parts.directory, dice, at))


def holdings_of(provision: Provision, directory: Directory, dice: Dice, at: int) -> Holdings:
    """Make what is given to a world at an instant what there is to send with in it."""

    def country_of(number: E164) -> str | None:
        return directory.look_up(number).country_code

    return provision.made(dice, country_of, at)


def _founding(world: World) -> Holdings:
    settings = world.settings
    began_at = settings.created_at if settings.starts_at is None else settings.starts_at
    return found(settings.seed, settings.realm, began_at)
