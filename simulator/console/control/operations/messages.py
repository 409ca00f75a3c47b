"""Messages of both directions: sought, read, and taken from handsets."""

from functools import partial

from simulator.console.control import clicking, wire
from simulator.console.control.answers import answer
from simulator.console.control.operations.hints import hint, seeking
from simulator.console.control.translate import messages as translate
from simulator.console.control.translate import webhooks as translate_webhooks
from simulator.console.control.translate.worlds import spell_forgotten
from simulator.face import VENDORS, Answer, Call
from simulator.services import clicks, inbound, inspection, ledger, lists, retention
from simulator.services.inspection import FoundPage
from simulator.services.world import World

__all__ = ["click", "get_message", "list_messages", "receive"]


async def list_messages(call: Call) -> Answer:
    """Look for messages, and wait for one if so wished."""
    query = call.query(wire.MessageQuery)
    wanted = translate.message_filter(query)

    async def look(world: World) -> FoundPage:
        return await inspection.find_page(world, wanted, query.cursor, query.limit)

    found = await inspection.wait_for(
        partial(call.simulation.worlds.reenter, call.world.name),
        look,
        is_good=lambda seen: bool(seen.messages),
        wait_ms=query.wait,
        numbers=wanted.numbers,
    )
    spelled = translate.messages(found, call.request.app[VENDORS])
    if gone := await retention.forgotten(call.world):
        spelled["forgotten"] = spell_forgotten(gone)
    if not (found.messages or found.next_cursor or query.cursor or query.to is None):
        spelled["hint"] = await hint(call, query.to)
    return answer(spelled)


async def get_message(call: Call) -> Answer:
    """Tell everything about a message."""
    async with seeking(call, call.part("id")) as message_id:
        message = await lists.find_message(call.world, message_id)
    vendors = call.request.app[VENDORS]
    told = await ledger.of_message(call.world, message.id)
    webhooks = [translate_webhooks.webhook(one, vendors) for one in told]
    return answer({**translate.message(message, vendors), "webhooks": webhooks})


async def click(call: Call) -> Answer:
    """Let somebody follow a short link in a message that has arrived."""
    body = await call.read(clicking.Click)
    async with seeking(call, call.part("id")) as message_id:
        clicked = await clicks.click(call.world, message_id, body.url)
    return answer(clicking.clicked(clicked))


async def receive(call: Call) -> Answer:
    """Take a message from a handset."""
    body = await call.read(wire.SendInbound)
    done = await inbound.receive_now(call.world, body.from_, body.to, body.text)
    return answer(translate.inbound(done.result))
