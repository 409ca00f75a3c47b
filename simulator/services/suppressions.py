"""Suppression: numbers that get no messages, put there by the account or by people themselves."""

from simulator.domain.address import E164, Originator
from simulator.domain.suppression import (
    ACCOUNT,
    Suppression,
    Suppressions,
    SuppressionWish,
    find,
    lifted,
    opted_in,
    opted_out,
    upserted,
)
from simulator.services.drafts import Draft, Performed, perform
from simulator.services.lists import read_page
from simulator.services.once import Once
from simulator.services.pages import Page, PageRequest
from simulator.services.tables import SUPPRESSED, SUPPRESSION, SUPPRESSIONS
from simulator.services.world import World

__all__ = ["check", "forget", "list_suppressions", "opt_in", "opt_out", "remove", "suppress"]


async def suppress(
    world: World, wish: SuppressionWish, once: Once | None = None
) -> Performed[Suppression]:
    """Stop messages to a number; asking again changes why, not since when."""

    async def use_case(draft: Draft) -> Suppression:
        there = await _fetch(draft, wish.phone)
        suppression = wish.fulfilled(there, world.parts.ids.hex7(), world.now)
        _write(draft, wish.phone, there, upserted(there, suppression))
        return suppression

    return await perform(world, use_case, once)


async def check(
    world: World, phone: E164, scope: str | None = None, sender_scope: str | None = None
) -> Suppression | None:
    """Look for a suppression of a number, of this scope and stopping this sender; None is any."""
    there = await world.get(SUPPRESSED.key(phone))
    return find(there or (), scope, sender_scope)


async def list_suppressions(world: World, wanted: PageRequest) -> tuple[Page[Suppression], int]:
    """Read a page of all suppressions, newest first, and how many there are on all pages.

    Raises:
        Invalid: the cursor is not of this list.
    """
    page = await read_page(world, SUPPRESSIONS, SUPPRESSION, wanted)
    return page, await world.parts.store.count(world.name, SUPPRESSIONS)


async def remove(
    world: World,
    phone: E164,
    scope: str | None = None,
    sender_scope: str | None = None,
    once: Once | None = None,
) -> Performed[bool]:
    """Lift the suppressions of a number that are of this scope and sender; tell if any was."""

    async def use_case(draft: Draft) -> bool:
        there = await _fetch(draft, phone)
        left = lifted(there, scope, sender_scope)
        _write(draft, phone, there, left)
        return left != there

    return await perform(world, use_case, once)


async def opt_out(
    draft: Draft, phone: E164, at: int, said: str, said_to: Originator, scope: str = ACCOUNT
) -> bool:
    """Write into a draft that somebody has said STOP, in these words; tell if that is news."""
    there = await _fetch(draft, phone)
    new_id = draft.world.parts.ids.hex7()
    after = opted_out(there, phone, new_id, at, said=said, said_to=said_to, scope=scope)
    _write(draft, phone, there, after)
    return after != there


async def opt_in(draft: Draft, phone: E164, scope: str = ACCOUNT) -> bool:
    """Write into a draft that somebody has said START; tell if that is news."""
    there = await _fetch(draft, phone)
    after = opted_in(there, scope)
    _write(draft, phone, there, after)
    return after != there


async def forget(draft: Draft, phone: E164) -> bool:
    """Write into a draft that a number was never suppressed; tell if it was."""
    there = await _fetch(draft, phone)
    _write(draft, phone, there, ())
    draft.delete(SUPPRESSED.key(phone))
    return there != ()


async def _fetch(draft: Draft, phone: E164) -> Suppressions:
    key = SUPPRESSED.key(phone)
    await draft.fetch(key)
    return draft.get(key) or ()


def _write(draft: Draft, phone: E164, before: Suppressions, after: Suppressions) -> None:
    """Write what has changed: the number's own record, and that of each suppression for lists."""
    if after == before:
        return
    # Never deleted here: one draft may lift a suppression and make the next, and what a draft
    # deletes it cannot write any more.
    draft.put(SUPPRESSED.key(phone), after)
    for one in after:
        draft.put(SUPPRESSION.key(one.id), one)
        draft.enter(SUPPRESSIONS, one.id)
    for gone_id in {one.id for one in before} - {one.id for one in after}:
        draft.delete(SUPPRESSION.key(gone_id))
        draft.withdraw(SUPPRESSIONS, gone_id)
