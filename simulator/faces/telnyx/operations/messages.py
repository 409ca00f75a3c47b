"""Messages: sent in nine ways, read back, and taken back."""

from typing import Any
from urllib.parse import quote, urlencode

from simulator.domain.posting import Posting
from simulator.face import Answer, Call
from simulator.faces.telnyx.answers import bare, data
from simulator.faces.telnyx.idempotency import REPLAYED, once
from simulator.faces.telnyx.translate import messages as translate
from simulator.faces.telnyx.translate import postings
from simulator.faces.telnyx.translate.ids import read_uuid
from simulator.faces.telnyx.translate.messages import Account
from simulator.faces.telnyx.webhooks import limit_reached
from simulator.faces.telnyx.wire import messages as wire
from simulator.services import posts
from simulator.services.drafts import Performed
from simulator.services.holdings import held
from simulator.services.posting import Posted, post, post_to_group
from simulator.services.posts import Received

__all__ = [
    "cancel",
    "deeplink",
    "retrieve",
    "retrieve_group",
    "schedule",
    "send",
    "send_alphanumeric",
    "send_group",
    "send_long_code",
    "send_pool",
    "send_rcs",
    "send_short_code",
    "send_whatsapp",
]


async def send(call: Call) -> Answer:
    """Send a message from any sender, or from one of a profile's numbers, now or later."""
    return await _post(call, postings.sent(await call.read(wire.Send), call.world.now))


async def schedule(call: Call) -> Answer:
    """Put a message by for later."""
    posting = postings.scheduled(await call.read(wire.Schedule), call.world.now)
    return await _sent(call, await post(call.world, posting, limit_reached))


async def send_long_code(call: Call) -> Answer:
    """Send a message from a number."""
    return await _post(call, postings.long_code(await call.read(wire.LongCodeSend)))


async def send_short_code(call: Call) -> Answer:
    """Send a message from a short code."""
    return await _post(call, postings.short_code(await call.read(wire.ShortCodeSend)))


async def send_pool(call: Call) -> Answer:
    """Send a message from whichever of a profile's numbers fits best."""
    return await _post(call, postings.pool(await call.read(wire.PoolSend)))


async def send_alphanumeric(call: Call) -> Answer:
    """Send a message from a name."""
    return await _post(call, postings.alphanumeric(await call.read(wire.AlphanumericSend)))


async def send_group(call: Call) -> Answer:
    """Send a message to several people, who see each other."""
    posting, numbers = postings.group(await call.read(wire.GroupSend))
    done = await post_to_group(call.world, posting, numbers, limit_reached, once(call))
    _heed(call, done, done.result)
    document = translate.group(done.result, await _account(call))
    return data(document, headers=REPLAYED if done.is_replayed else ())


async def send_whatsapp(call: Call) -> Answer:
    """Send a WhatsApp message."""
    posting = postings.whatsapp(await call.read(wire.WhatsappSend))
    return await _sent(
        call, await post(call.world, posting, limit_reached, once(call)), is_rich=True
    )


async def send_rcs(call: Call) -> Answer:
    """Send an RCS message."""
    posting = postings.rcs(await call.read(wire.RcsSend))
    return await _sent(
        call, await post(call.world, posting, limit_reached, once(call)), is_rich=True
    )


async def deeplink(call: Call) -> Answer:
    """Make a link by which a phone begins to talk to an RCS agent."""
    query = call.query(wire.DeeplinkQuery)
    agent = call.part("agent_id")
    told = {"service_id": agent if "@" in agent else f"{agent}@rbm.goog"}
    if query.body is not None:
        told["body"] = query.body
    number = query.phone_number or ""
    url = f"sms:{quote(number, safe='+')}?{urlencode(told, quote_via=quote)}"
    return data({"url": url})


async def retrieve(call: Call) -> Answer:
    """Read a message of either direction."""
    found = await posts.find(call.world, _message_id(call, "id"))
    account = await _account(call)
    match found:
        case Posted():
            return data(translate.outbound(found, account))
        case Received(inbound, reception):
            return data(translate.inbound(inbound, reception, account))


async def retrieve_group(call: Call) -> Answer:
    """Read what each of several people got."""
    found = await posts.find_group(call.world, _message_id(call, "message_id"))
    account = await _account(call)
    return data([translate.outbound(one, account) for one in found])


async def cancel(call: Call) -> Answer:
    """Take a scheduled message back; the answer is not wrapped."""
    taken = await posts.take_back(call.world, _message_id(call, "id"))
    return bare(translate.cancelled(taken, await _account(call)))


async def _post(call: Call, posting: Posting) -> Answer:
    return await _sent(call, await post(call.world, posting, limit_reached, once(call)))


async def _sent(call: Call, done: Performed[Posted], *, is_rich: bool = False) -> Answer:
    """Answer with a message as it was when it was accepted, also where that was an earlier call."""
    _heed(call, done, (done.result,))
    spell = translate.rich if is_rich else translate.outbound
    headers = REPLAYED if done.is_replayed else ()
    return data(spell(done.result, await _account(call)), headers=headers)


def _heed(call: Call, done: Performed[Any], posted: tuple[Posted, ...]) -> None:
    """Heed a magic number that has it that the answer is lost; one to a retry is not."""
    for one in posted:
        if one.message.fault is not None and not done.is_replayed:
            call.lose_answer(one.message.fault)


def _message_id(call: Call, name: str) -> str:
    return read_uuid("message", call.part(name))


async def _account(call: Call) -> Account:
    return Account(await held(call.world), call.world.dice)
