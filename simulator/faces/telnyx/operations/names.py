"""Names that are shown as senders: alphanumeric sender ids."""

from simulator.domain.own_senders import SenderName
from simulator.face import Answer, Call
from simulator.faces.telnyx.answers import data, page
from simulator.faces.telnyx.operations.profiles import profile_id
from simulator.faces.telnyx.translate import senders as translate
from simulator.faces.telnyx.translate.ids import read_uuid
from simulator.faces.telnyx.wire import pages
from simulator.faces.telnyx.wire import senders as wire
from simulator.services import messaging_profiles, own_senders
from simulator.services.holdings import held

__all__ = ["create", "delete", "list_names", "list_names_of_profile", "retrieve"]


async def create(call: Call) -> Answer:
    """Have a name that messages of a profile may be sent under."""
    body = await call.read(wire.CreateName)
    name = await own_senders.add_name(
        call.world,
        body.alphanumeric_sender_id,
        body.messaging_profile_id,
        body.us_long_code_fallback,
    )
    return await _answer(call, name, status=201)


async def retrieve(call: Call) -> Answer:
    """Read one name."""
    return await _answer(call, await own_senders.get_name(call.world, _id(call)))


async def list_names(call: Call) -> Answer:
    """Read a page of names, newest first."""
    query, there = call.query(wire.NamesQuery), await held(call.world)
    rows = [one for one in reversed(there.names) if translate.is_of_profile(one.profile_id, query)]
    return page(rows, query, lambda one: translate.name(one, there.owner_id))


async def list_names_of_profile(call: Call) -> Answer:
    """Read a page of a profile's names, newest first."""
    query, there = call.query(pages.PageQuery), await held(call.world)
    profile = await messaging_profiles.get(call.world, profile_id(call))
    rows = [one for one in reversed(there.names) if one.profile_id == profile.id]
    return page(rows, query, lambda one: translate.name(one, there.owner_id))


async def delete(call: Call) -> Answer:
    """Give a name up."""
    return await _answer(call, await own_senders.delete_name(call.world, _id(call)))


def _id(call: Call) -> str:
    return read_uuid("sender id", call.part("id"))


async def _answer(call: Call, name: SenderName, status: int = 200) -> Answer:
    return data(translate.name(name, (await held(call.world)).owner_id), status)
