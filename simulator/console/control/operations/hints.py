"""Where to look instead."""

from simulator.face import Call
from simulator.services.tables import messages_to

__all__ = ["hint", "hint_of_calls"]

_NAMED_COUNT_MAX = 5


async def hint(call: Call, to: str) -> str:
    """Say where the messages went that somebody misses here: nearly always to another key."""
    store = call.simulation.parts.store
    others = [name for name in await store.worlds() if name != call.world.name]
    holders = [name for name in others if await store.count(name, messages_to(to))]
    if not holders:
        return f"no world holds anything for {to}"
    named = ", ".join(holders[:_NAMED_COUNT_MAX])
    return f"world {call.world.name} holds nothing for {to}, but {named} does"


async def hint_of_calls(call: Call) -> str:
    """Say which worlds have the calls that somebody misses here."""
    store = call.simulation.parts.store
    others = [name for name in await store.worlds() if name != call.world.name]
    callers = [name for name in others if (await store.notes(name, before=None, limit=1)).lines]
    named = ", ".join(callers[:_NAMED_COUNT_MAX]) or "no other"
    return f"no such call came into world {call.world.name}; of the others, {named} has calls"
