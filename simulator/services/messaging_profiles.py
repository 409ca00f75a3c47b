"""Messaging profiles: made, changed and given up."""

from collections.abc import Callable
from dataclasses import replace

from simulator.domain.holdings import Holdings
from simulator.domain.messaging_profiles import MessagingProfile, draw_secret
from simulator.domain.refusals import Conflicting, NotFound
from simulator.services.holdings import give_up, held, keep
from simulator.services.world import World

__all__ = ["create", "delete", "get", "renew_secret", "update"]

# How a profile differs from another one.
Shaping = Callable[[MessagingProfile], MessagingProfile]


async def create(
    world: World, name: str, destinations: tuple[str, ...], shape: Shaping
) -> MessagingProfile:
    """Make a profile: one of this name and to these countries, and in all else as it is shaped."""
    profile_id = world.parts.ids.hex7()
    plain = MessagingProfile(
        profile_id,
        name,
        destinations,
        draw_secret(world.dice, profile_id),
        created_at=world.now,
        updated_at=world.now,
    )
    return await keep(world, lambda _there: shape(plain))


async def get(world: World, profile_id: str) -> MessagingProfile:
    """Read one profile.

    Raises:
        NotFound: no such profile in this world.
    """
    return _found(await held(world), profile_id)


async def update(world: World, profile_id: str, shape: Shaping) -> MessagingProfile:
    """Change a profile; its messages on the way go on as they were accepted.

    Raises:
        NotFound: no such profile in this world.
    """
    return await keep(
        world, lambda there: replace(shape(_found(there, profile_id)), updated_at=world.now)
    )


async def renew_secret(world: World, profile_id: str) -> MessagingProfile:
    """Give a profile another secret; the old one is worth nothing from then on.

    Raises:
        NotFound: no such profile in this world.
    """
    return await keep(
        world, lambda there: _found(there, profile_id).with_new_secret(world.dice, world.now)
    )


async def delete(world: World, profile_id: str) -> MessagingProfile:
    """Give a profile up, to which no sender belongs any more.

    Raises:
        NotFound: no such profile in this world.
        Conflicting: a number, a short code or a name belongs to it.
    """

    def free(there: Holdings) -> MessagingProfile:
        profile, senders = _found(there, profile_id), there.senders_of(profile_id)
        if senders:
            raise Conflicting(f"the profile is still that of {', '.join(senders)}")
        return profile

    return await give_up(world, free)


def _found(there: Holdings, profile_id: str) -> MessagingProfile:
    profile = there.profile(profile_id)
    if profile is None:
        raise NotFound("messaging profile", profile_id)
    return profile
