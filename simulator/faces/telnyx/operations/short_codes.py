"""Short codes."""

from functools import partial

from simulator.face import Answer, Call
from simulator.faces.telnyx.answers import data, page
from simulator.faces.telnyx.operations.profiles import profile_id
from simulator.faces.telnyx.translate import senders as translate
from simulator.faces.telnyx.translate.ids import read_uuid
from simulator.faces.telnyx.wire import pages
from simulator.faces.telnyx.wire import senders as wire
from simulator.services import messaging_profiles, own_senders
from simulator.services.holdings import held

__all__ = ["list_codes", "list_codes_of_profile", "retrieve", "update"]


async def retrieve(call: Call) -> Answer:
    """Read one short code."""
    return data(translate.short_code(await own_senders.get_short_code(call.world, _id(call))))


async def list_codes(call: Call) -> Answer:
    """Read a page of short codes, newest first."""
    query, there = call.query(wire.ShortCodesQuery), await held(call.world)
    codes = reversed(there.short_codes)
    rows = [one for one in codes if translate.is_of_profile(one.profile_id, query)]
    return page(rows, query, translate.short_code)


async def list_codes_of_profile(call: Call) -> Answer:
    """Read a page of a profile's short codes, newest first."""
    query, there = call.query(pages.PageQuery), await held(call.world)
    profile = await messaging_profiles.get(call.world, profile_id(call))
    rows = [one for one in reversed(there.short_codes) if one.profile_id == profile.id]
    return page(rows, query, translate.short_code)


async def update(call: Call) -> Answer:
    """Put a short code on a profile, or take it off."""
    shape = partial(translate.changed_short_code, await call.read(wire.UpdateShortCode))
    code = await own_senders.update_short_code(call.world, _id(call), shape)
    return data(translate.short_code(code))


def _id(call: Call) -> str:
    return read_uuid("short code", call.part("id"))
