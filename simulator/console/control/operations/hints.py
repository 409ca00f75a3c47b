"""Where to look instead."""

from simulator.face import Call
from simulator.services.tables import messages_to

__all__ = ["hint"]


async def hint(call: Call, to: str) -> str:
    """Say where the messages went that somebody misses here: nearly always to another key."""
    store = call.simulation.parts.store
    others = [name for name in await store.worlds() if name != call.world.name]
    holders = [name for name in others if await store.count(name, messages_to(to))]
    if not holders:
        return f"no world holds anything for {to}"
    return f"world {call.world.name} holds nothing for {to}, but {', '.join(holders[:5])} does"
