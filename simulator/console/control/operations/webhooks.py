"""What vendors tell customers' servers: looked up, kept back, let go, told again."""

from functools import partial

from simulator.console.control import webhooking as shapes
from simulator.console.control.answers import answer
from simulator.console.control.translate import webhooks as translate
from simulator.domain.webhooks import Notice
from simulator.face import VENDORS, Answer, Call
from simulator.services import inspection, ledger
from simulator.services.pages import Page
from simulator.services.tables import NOTICES_FORGOTTEN
from simulator.services.world import World

__all__ = [
    "get_public_key",
    "hold_webhooks",
    "list_webhooks",
    "put_targets",
    "release_webhooks",
    "replay_webhook",
]


async def list_webhooks(call: Call) -> Answer:
    """Look for webhooks, newest first, and wait for one if so wished."""
    query = call.query(shapes.WebhookQuery)
    wanted = translate.notice_filter(query)

    async def look(world: World) -> Page[Notice]:
        return await ledger.list_notices(world, wanted, query.cursor, query.limit)

    found = await inspection.wait_for(
        partial(call.simulation.worlds.reenter, call.world.name),
        look,
        is_good=lambda seen: bool(seen.items),
        wait_ms=query.wait,
    )
    vendors = call.request.app[VENDORS]
    spelled: shapes.Webhooks = {
        "items": [translate.webhook(one, vendors) for one in found.items],
        "next_cursor": found.next_cursor,
        "holding": call.world.settings.webhooks.is_holding,
    }
    if gone_count := await call.world.get(NOTICES_FORGOTTEN):
        spelled["forgotten"] = gone_count
    return answer(spelled)


async def hold_webhooks(call: Call) -> Answer:
    """Keep back what arises from now on, until it is released."""
    settings = await ledger.hold(call.world)
    return answer({"holding": settings.webhooks.is_holding})


async def release_webhooks(call: Call) -> Answer:
    """Let go some of what was kept back, or all, and keep nothing back any more."""
    body = await call.read_optional(shapes.Release)
    released = await ledger.release(call.world, body.ids)
    is_holding = body.ids is not None and call.world.settings.webhooks.is_holding
    return answer({"released": [one.id for one in released], "holding": is_holding})


async def replay_webhook(call: Call) -> Answer:
    """Tell once more what was told, under the same id, and try as often as the first time."""
    replayed = await ledger.replay(call.world, call.part("id"))
    return answer(translate.webhook(replayed, call.request.app[VENDORS]))


async def put_targets(call: Call) -> Answer:
    """Say where webhooks go whose message names no other place; who is left out has no target."""
    body = await call.read_optional(shapes.Targets)
    wanted = translate.targets(body, call.request.app[VENDORS])
    settings = await ledger.set_targets(call.world, wanted)
    return answer(translate.shown_targets(settings.webhooks))


async def get_public_key(call: Call) -> Answer:
    """Tell the key that verifies the Ed25519 signatures of this server's webhooks."""
    return answer({"public_key": call.simulation.parts.telling.signer.public_key})
