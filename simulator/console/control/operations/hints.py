"""Where to look instead."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from simulator.console.control.translate.messages import message_id
from simulator.domain.refusals import NotFound
from simulator.face import Call
from simulator.services.tables import MESSAGE, messages_to

__all__ = ["hint", "hint_of_calls", "seeking"]

_NAMED_COUNT_MAX = 5


async def hint(call: Call, to: str) -> str:
    """Say where the messages went that somebody misses here: nearly always to another key."""
    store = call.simulation.parts.store
    holders = [name for name in await _others(call) if await store.count(name, messages_to(to))]
    if not holders:
        return f"no world holds anything for {to}"
    named, does = ", ".join(holders[:_NAMED_COUNT_MAX]), "does" if len(holders) == 1 else "do"
    return f"world {call.world.name} holds nothing for {to}, but {named} {does}"


async def hint_of_calls(call: Call) -> str:
    """Say which worlds have the calls that somebody misses here."""
    store = call.simulation.parts.store
    others = await _others(call)
    callers = [name for name in others if (await store.notes(name, before=None, limit=1)).lines]
    if not callers:
        return f"no such call came into world {call.world.name}, and no other has calls"
    named, has = ", ".join(callers[:_NAMED_COUNT_MAX]), "has" if len(callers) == 1 else "have"
    return f"no such call came into world {call.world.name}; of the others, {named} {has} calls"


@asynccontextmanager
async def seeking(call: Call, spelled: str) -> AsyncIterator[str]:
    """Read a message's id; where it is not found, say so as it was spelled, and who has it."""
    sought = message_id(spelled)
    try:
        yield sought
    except NotFound as missed:
        if (missed.kind, missed.name) != (MESSAGE.name, sought):
            raise
        store, key = call.simulation.parts.store, MESSAGE.key(sought)
        holders = [name for name in await _others(call) if (await store.read(name, [key]))[0]]
        where = f", but in {holders[0]}" if holders else ""
        told = f"{spelled} in world {call.world.name}{where}"
        raise NotFound(missed.kind, told, missed.forgotten) from None


async def _others(call: Call) -> Sequence[str]:
    worlds = await call.simulation.parts.store.worlds()
    return [name for name in worlds if name != call.world.name]
