"""Autoresponses: made, changed and given up, each on its profile."""

from collections.abc import Sequence

from simulator.domain.autoresponses import (
    WORD_COUNT_MAX,
    Autoresponse,
    AutoresponseWish,
    plain_word,
)
from simulator.domain.holdings import Holdings
from simulator.domain.keywords import Keyword
from simulator.domain.refusals import Invalid, NotFound
from simulator.services.holdings import give_up, held, keep
from simulator.services.world import World

__all__ = ["create", "delete", "get", "of_profile", "update"]

# Each of these asks for the same everywhere, by the rules of the networks.
_RESERVED = {keyword.value: keyword for keyword in Keyword}


async def create(world: World, profile_id: str, wish: AutoresponseWish) -> Autoresponse:
    """Let a profile answer to some words.

    Raises:
        NotFound: no such profile in this world.
        Invalid: the words cannot be these.
    """
    _check(wish)

    def make(there: Holdings) -> Autoresponse:
        _require_profile(there, profile_id)
        return wish.fulfilled(world.parts.ids.hex7(), profile_id, world.now, world.now)

    return await keep(world, make)


async def of_profile(world: World, profile_id: str) -> Sequence[Autoresponse]:
    """Read all autoresponses of a profile, newest first.

    Raises:
        NotFound: no such profile in this world.
    """
    there = await held(world)
    _require_profile(there, profile_id)
    return [one for one in reversed(there.autoresponses) if one.profile_id == profile_id]


async def get(world: World, profile_id: str, autoresponse_id: str) -> Autoresponse:
    """Read one autoresponse.

    Raises:
        NotFound: no such one on such a profile in this world.
    """
    return _found(await held(world), profile_id, autoresponse_id)


async def update(
    world: World, profile_id: str, autoresponse_id: str, wish: AutoresponseWish
) -> Autoresponse:
    """Let a profile answer something else, or to other words.

    Raises:
        NotFound: no such autoresponse on such a profile in this world.
        Invalid: the words cannot be these.
    """
    _check(wish)

    def change(there: Holdings) -> Autoresponse:
        before = _found(there, profile_id, autoresponse_id)
        return wish.fulfilled(before.id, profile_id, before.created_at, world.now)

    return await keep(world, change)


async def delete(world: World, profile_id: str, autoresponse_id: str) -> Autoresponse:
    """Let a profile answer no more to some words.

    Raises:
        NotFound: no such autoresponse on such a profile in this world.
    """
    return await give_up(world, lambda there: _found(there, profile_id, autoresponse_id))


def _check(wish: AutoresponseWish) -> None:
    if not 1 <= len(wish.words) <= WORD_COUNT_MAX:
        raise Invalid.field("keywords", f"must be 1 to {WORD_COUNT_MAX} words")
    for word in wish.words:
        meant = _RESERVED.get(plain_word(word), wish.keyword)
        if meant is not wish.keyword:
            raise Invalid.field("keywords", f"has {word}, which asks for {meant} everywhere")


def _require_profile(there: Holdings, profile_id: str) -> None:
    if there.profile(profile_id) is None:
        raise NotFound("messaging profile", profile_id)


def _found(there: Holdings, profile_id: str, autoresponse_id: str) -> Autoresponse:
    one = there.autoresponse(autoresponse_id)
    if one is None or one.profile_id != profile_id:
        raise NotFound("autoresponse", autoresponse_id)
    return one
