"""What a profile answers to keywords: autoresponse configurations."""

from simulator.face import Answer, Call
from simulator.faces.telnyx.answers import bare, data, meta_of
from simulator.faces.telnyx.operations.profiles import profile_id
from simulator.faces.telnyx.translate import autoresponses as translate
from simulator.faces.telnyx.translate.ids import read_uuid
from simulator.faces.telnyx.wire import autoresponses as wire
from simulator.faces.telnyx.wire.pages import SIZE_DEFAULT
from simulator.services import autoresponses

__all__ = ["create", "delete", "list_autoresponses", "retrieve", "update"]


async def create(call: Call) -> Answer:
    """Let a profile answer to some words."""
    wish = translate.wish(await call.read(wire.Autoresponse))
    made = await autoresponses.create(call.world, _profile_id(call), wish)
    return data(translate.autoresponse(made))


async def retrieve(call: Call) -> Answer:
    """Read what a profile answers."""
    one = await autoresponses.get(call.world, _profile_id(call), _id(call))
    return data(translate.autoresponse(one))


async def list_autoresponses(call: Call) -> Answer:
    """Read all that a profile answers, newest first and on one page."""
    query = call.query(wire.AutoresponsesQuery)
    every = await autoresponses.of_profile(call.world, _profile_id(call))
    rows = [translate.autoresponse(one) for one in every if translate.is_wanted(one, query)]
    return bare({"data": rows, "meta": meta_of(len(rows), 1, max(SIZE_DEFAULT, len(rows)))})


async def update(call: Call) -> Answer:
    """Let a profile answer something else, or to other words."""
    wish = translate.wish(await call.read(wire.Autoresponse))
    changed = await autoresponses.update(call.world, _profile_id(call), _id(call), wish)
    return data(translate.autoresponse(changed))


async def delete(call: Call) -> Answer:
    """Let a profile answer no more to some words. The answer is a JSON string, as the vendor's."""
    await autoresponses.delete(call.world, _profile_id(call), _id(call))
    return bare("OK")


def _profile_id(call: Call) -> str:
    return profile_id(call, "profile_id")


def _id(call: Call) -> str:
    return read_uuid("autoresponse", call.part("autoresp_cfg_id"))
