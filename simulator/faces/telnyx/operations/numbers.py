"""Numbers and their messaging settings; among them those of which another carrier has the calls."""

from collections.abc import Iterable, Mapping
from functools import partial

from simulator.domain.own_senders import OwnNumber
from simulator.domain.sender_metrics import NOTHING, Counts
from simulator.face import Answer, Call
from simulator.faces.telnyx.answers import data, page
from simulator.faces.telnyx.operations.profiles import profile_id
from simulator.faces.telnyx.translate import reports
from simulator.faces.telnyx.translate import senders as translate
from simulator.faces.telnyx.wire import pages
from simulator.faces.telnyx.wire import senders as wire
from simulator.services import messaging_profiles, own_senders
from simulator.services.holdings import held
from simulator.services.sender_metrics import count_by_sender

__all__ = [
    "delete_hosted",
    "list_hosted",
    "list_numbers",
    "list_numbers_of_profile",
    "retrieve",
    "retrieve_hosted",
    "update",
    "update_hosted",
]


async def retrieve(call: Call) -> Answer:
    """Read one number, by its id or by itself."""
    return await _answer(call, await own_senders.get_number(call.world, call.part("id")))


async def retrieve_hosted(call: Call) -> Answer:
    """Read one hosted number, by its id or by itself."""
    return await _answer(call, await own_senders.get_hosted(call.world, call.part("id")))


async def list_numbers(call: Call) -> Answer:
    """Read a page of numbers, newest first if nothing else is asked for."""
    there = await held(call.world)
    return await _page(call, there.numbers, call.query(wire.NumbersQuery))


async def list_hosted(call: Call) -> Answer:
    """Read a page of hosted numbers, newest first if nothing else is asked for."""
    there = await held(call.world)
    hosted = [one for one in there.numbers if one.is_hosted]
    return await _page(call, hosted, call.query(wire.HostedQuery))


async def list_numbers_of_profile(call: Call) -> Answer:
    """Read a page of a profile's numbers, newest first."""
    query, there = call.query(pages.PageQuery), await held(call.world)
    profile = await messaging_profiles.get(call.world, profile_id(call))
    health = await _health(call)
    rows = [one for one in reversed(there.numbers) if one.profile_id == profile.id]
    return page(rows, query, lambda one: _spell(one, there.owner_id, health))


async def update(call: Call) -> Answer:
    """Put a number on a profile, or take it off; use it otherwise."""
    shape = partial(translate.changed_number, await call.read(wire.UpdateNumber))
    number = await own_senders.update_number(call.world, call.part("id"), shape)
    return await _answer(call, number)


async def update_hosted(call: Call) -> Answer:
    """Put a hosted number on a profile, or take it off; use it otherwise."""
    shape = partial(translate.changed_number, await call.read(wire.UpdateNumber))
    number = await own_senders.update_hosted(call.world, call.part("id"), shape)
    return await _answer(call, number)


async def delete_hosted(call: Call) -> Answer:
    """Leave the messages of a number to the carrier that has its calls."""
    gone = await own_senders.delete_hosted(call.world, call.part("id"))
    return data(translate.order(gone, call.world.dice))


async def _page(call: Call, numbers: Iterable[OwnNumber], query: wire.HostedQuery) -> Answer:
    there, health = await held(call.world), await _health(call)
    rows = [one for one in numbers if translate.is_wanted(one, query)]
    rows.reverse()
    if query.sort is not None:
        rows.sort(key=lambda one: one.number, reverse=query.sort == "desc")
    return page(rows, query, lambda one: _spell(one, there.owner_id, health))


async def _answer(call: Call, number: OwnNumber) -> Answer:
    there = await held(call.world)
    return data(_spell(number, there.owner_id, await _health(call)))


def _spell(number: OwnNumber, owner_id: str, health: Mapping[str, Counts]) -> object:
    return translate.number(number, owner_id, health.get(number.number, NOTHING))


async def _health(call: Call) -> Mapping[str, Counts]:
    """Tell how each sender has fared in the last month, which is what its health is judged by."""
    return await count_by_sender(call.world, reports.slots("30d", call.world.now))
