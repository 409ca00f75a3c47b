"""Messaging profiles."""

from functools import partial

from simulator.domain.messaging_profiles import MessagingProfile
from simulator.face import Answer, Call
from simulator.face.refused import VendorRule
from simulator.faces.telnyx.answers import data, page
from simulator.faces.telnyx.translate import profiles as translate
from simulator.faces.telnyx.translate.ids import read_uuid
from simulator.faces.telnyx.wire import profiles as wire
from simulator.services import messaging_profiles
from simulator.services.holdings import held

__all__ = ["create", "delete", "list_profiles", "profile_id", "renew_secret", "retrieve", "update"]


def profile_id(call: Call, name: str = "id") -> str:
    """Read the id of a profile in the path.

    Raises:
        NotFound: no profile has an id that is spelled so.
    """
    return read_uuid("messaging profile", call.part(name))


async def create(call: Call) -> Answer:
    """Make a messaging profile."""
    body = await call.read(wire.CreateProfile)
    if not body.whitelisted_destinations:
        raise VendorRule("40331", "whitelisted_destinations")
    shape, destinations = partial(translate.changed, body), tuple(body.whitelisted_destinations)
    return await _answer(
        call, await messaging_profiles.create(call.world, body.name, destinations, shape)
    )


async def retrieve(call: Call) -> Answer:
    """Read one messaging profile."""
    return await _answer(call, await messaging_profiles.get(call.world, profile_id(call)))


async def list_profiles(call: Call) -> Answer:
    """Read a page of messaging profiles, newest first."""
    query, there = call.query(wire.ProfilesQuery), await held(call.world)
    rows = [one for one in reversed(there.profiles) if translate.is_wanted(one, query)]
    return page(rows, query, lambda one: translate.profile(one, there.owner_id))


async def update(call: Call) -> Answer:
    """Change a messaging profile."""
    shape = partial(translate.changed, await call.read(wire.UpdateProfile))
    return await _answer(call, await messaging_profiles.update(call.world, profile_id(call), shape))


async def delete(call: Call) -> Answer:
    """Give a messaging profile up, which no sender is on."""
    return await _answer(call, await messaging_profiles.delete(call.world, profile_id(call)))


async def renew_secret(call: Call) -> Answer:
    """Give a messaging profile another secret."""
    return await _answer(call, await messaging_profiles.renew_secret(call.world, profile_id(call)))


async def _answer(call: Call, profile: MessagingProfile) -> Answer:
    return data(translate.profile(profile, (await held(call.world)).owner_id))
