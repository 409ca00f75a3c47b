"""The control API's operations, with their table at the foot."""

import platform
from functools import partial
from typing import Final

from simulator import __version__
from simulator.console.control import translate, wire
from simulator.console.control.answers import answer
from simulator.domain.address import E164, parse_e164
from simulator.domain.message import FINAL_STATES
from simulator.domain.otp import Otp
from simulator.domain.refusals import Invalid, NotFound
from simulator.face import VENDORS, Answer, Call, Route
from simulator.face.places import url_of
from simulator.services import (
    accounts,
    erasure,
    handsets,
    inbound,
    inspection,
    lists,
    otps,
    timeline,
)
from simulator.services.inspection import Found
from simulator.services.tables import MESSAGES, messages_to
from simulator.services.world import World

__all__ = ["ROUTES"]


async def livez(call: Call) -> Answer:  # noqa: ARG001 - a handler takes a call
    """Tell that the process runs."""
    return answer({"status": "ok"})


async def readyz(call: Call) -> Answer:
    """Tell that the store answers."""
    await call.simulation.worlds.names()
    return answer({"status": "ok"})


async def version(call: Call) -> Answer:
    """Tell what this is."""
    seed = call.simulation.worlds.defaults.seed
    return answer({"version": __version__, "python": platform.python_version(), "seed": seed})


async def create_world(call: Call) -> Answer:
    """Make a world."""
    body = await call.read_optional(wire.CreateWorld)
    name = f"w{call.simulation.parts.ids.hex7()}"
    world = await call.simulation.worlds.create(translate.world_wish(body, name))
    call.enter(world)
    spelled = translate.created(world, call.request.app[VENDORS], url_of(call.request))
    return answer(spelled, 201)


async def list_worlds(call: Call) -> Answer:
    """Tell all worlds."""
    worlds = call.simulation.worlds
    found = [await _summary(await worlds.find(name)) for name in await worlds.names()]
    return answer({"items": found})


async def get_world(call: Call) -> Answer:
    """Tell one world."""
    world = await call.simulation.worlds.find(call.part("world"))
    call.enter(world)
    return answer(await _summary(world))


async def delete_world(call: Call) -> Answer:
    """Forget a world."""
    await call.simulation.worlds.delete(call.part("world"))
    return answer({"world": call.part("world"), "deleted": True})


async def reset_world(call: Call) -> Answer:
    """Empty a world, and start it again with the same settings."""
    world = await call.simulation.worlds.reset(call.part("world"))
    call.enter(world)
    return answer(await _summary(world))


async def get_clock(call: Call) -> Answer:
    """Tell the time."""
    return answer(translate.clock(call.world.settings.clock, call.world.now))


async def put_clock(call: Call) -> Answer:
    """Set the clock."""
    wish = translate.clock_wish(await call.read(wire.ClockChange))
    world = await call.simulation.timeline.change_clock(call.world.name, wish)
    return answer(translate.clock(world.settings.clock, world.now))


async def advance(call: Call) -> Answer:
    """Let everything happen that is due until then."""
    body = await call.read(wire.Advance)
    until = partial(translate.target_of, body)
    goal = _goal(body.until) if body.until else None
    result = await call.simulation.timeline.advance(call.world.name, until, goal)
    return answer(translate.advanced(result, call.request.app[VENDORS]))


async def list_messages(call: Call) -> Answer:
    """Look for messages, and wait for one if so wished."""
    query = call.query(wire.MessageQuery)
    wanted = translate.message_filter(query)

    async def look(world: World) -> Found:
        return await inspection.find_messages(world, wanted, query.limit)

    found = await inspection.wait_for(
        partial(call.simulation.worlds.enter, call.world.name),
        look,
        is_good=lambda seen: bool(seen.messages),
        wait_ms=query.wait,
    )
    spelled = translate.messages(found, call.request.app[VENDORS])
    if not found.messages and query.to is not None:
        spelled["hint"] = await _hint(call, query.to)
    return answer(spelled)


async def receive(call: Call) -> Answer:
    """Take a message from a handset."""
    body = await call.read(wire.SendInbound)
    done = await inbound.receive_now(call.world, body.from_, body.to, body.text)
    return answer(translate.inbound(done.result))


async def get_handset(call: Call) -> Answer:
    """Tell how a handset behaves."""
    return answer(translate.shown_handset(await handsets.get(call.world, _number(call))))


async def put_handset(call: Call) -> Answer:
    """Let a handset behave so from now on."""
    wanted = translate.handset(_number(call), await call.read(wire.Handset))
    return answer(translate.shown_handset(await handsets.put(call.world, wanted)))


async def delete_handset(call: Call) -> Answer:
    """Let a handset be an ordinary one again."""
    return answer({"deleted": await handsets.delete(call.world, _number(call))})


async def get_gdpr_token(call: Call) -> Answer:
    """Hand out what confirms the erasure of a number."""
    phone = call.query(wire.GdprQuery).phone
    token = erasure.gdpr_token(call.world, phone)
    return answer({"phone": phone, "confirmation_token": token})


async def get_message(call: Call) -> Answer:
    """Tell everything about a message."""
    message = await lists.find_message(call.world, translate.message_id(call.part("id")))
    return answer(translate.message(message, call.request.app[VENDORS]))


async def get_otp(call: Call) -> Answer:
    """Tell the latest code sent to a number, and wait for one if so wished."""
    query = call.query(wire.OtpQuery)

    async def look(world: World) -> Otp | None:
        return await otps.latest(world, query.to)

    found = await inspection.wait_for(
        partial(call.simulation.worlds.enter, call.world.name),
        look,
        is_good=lambda seen: seen is not None,
        wait_ms=query.wait,
    )
    if found is None:
        raise NotFound("code for", f"{query.to}; {await _hint(call, query.to)}")
    return answer(translate.otp(found))


async def get_account(call: Call) -> Answer:
    """Tell what money is left."""
    balance = await accounts.balance_of(call.world)
    return answer({"balance_usd": translate.money(balance), "currency": "USD"})


async def put_account(call: Call) -> Answer:
    """Set what money is left."""
    body = await call.read(wire.Account)
    balance = await accounts.set_balance(call.world, body.balance_usd)
    return answer({"balance_usd": translate.money(balance), "currency": "USD"})


def _number(call: Call) -> E164:
    try:
        return parse_e164(call.part("number"))
    except ValueError as error:
        raise Invalid.field("number", str(error)) from None


async def _summary(world: World) -> dict[str, object]:
    count = await world.parts.store.count(world.name, MESSAGES)
    return translate.summary(world, await accounts.balance_of(world), count)


async def _hint(call: Call, to: str) -> str:
    """Say where the messages went that somebody misses here: nearly always to another key."""
    store = call.simulation.parts.store
    others = [name for name in await store.worlds() if name != call.world.name]
    holders = [name for name in others if await store.count(name, messages_to(to))]
    if not holders:
        return f"no world holds anything for {to}"
    return f"world {call.world.name} holds nothing for {to}, but {', '.join(holders[:5])} does"


def _goal(until: wire.Until) -> timeline.Goal:
    async def is_met(world: World) -> bool:
        message = await lists.find_message(world, translate.message_id(until.message))
        return (
            message.state in FINAL_STATES
            if until.state == "final"
            else message.state is until.state
        )

    return is_met


ROUTES: Final = (
    Route("GET", "/_sim/livez", "control.livez", livez, has_world=False),
    Route("GET", "/_sim/readyz", "control.readyz", readyz, has_world=False),
    Route("GET", "/_sim/version", "control.version", version, has_world=False),
    Route(
        "POST",
        "/_sim/worlds",
        "control.worlds.create",
        create_world,
        wire.CreateWorld,
        has_world=False,
    ),
    Route("GET", "/_sim/worlds", "control.worlds.list", list_worlds, has_world=False),
    Route("GET", "/_sim/worlds/{world}", "control.worlds.get", get_world, has_world=False),
    Route("DELETE", "/_sim/worlds/{world}", "control.worlds.delete", delete_world, has_world=False),
    Route(
        "POST", "/_sim/worlds/{world}/reset", "control.worlds.reset", reset_world, has_world=False
    ),
    Route("GET", "/_sim/clock", "control.clock.get", get_clock),
    Route("PUT", "/_sim/clock", "control.clock.put", put_clock, wire.ClockChange),
    Route("POST", "/_sim/clock/advance", "control.clock.advance", advance, wire.Advance),
    Route("GET", "/_sim/messages", "control.messages.list", list_messages, wire.MessageQuery),
    Route("GET", "/_sim/messages/{id}", "control.messages.get", get_message),
    Route("POST", "/_sim/inbound", "control.inbound", receive, wire.SendInbound),
    Route("GET", "/_sim/handsets/{number}", "control.handsets.get", get_handset),
    Route("PUT", "/_sim/handsets/{number}", "control.handsets.put", put_handset, wire.Handset),
    Route("DELETE", "/_sim/handsets/{number}", "control.handsets.delete", delete_handset),
    Route("GET", "/_sim/gdpr", "control.gdpr", get_gdpr_token, wire.GdprQuery),
    Route("GET", "/_sim/otp", "control.otp", get_otp, wire.OtpQuery),
    Route("GET", "/_sim/account", "control.account.get", get_account),
    Route("PUT", "/_sim/account", "control.account.put", put_account, wire.Account),
)
