"""Particulars: what is kept beside messages goes where they go, and loses the numbers they lose."""

from collections.abc import Sequence
from dataclasses import replace

from simulator.domain.erasure import Erasure
from simulator.domain.links import Link
from simulator.domain.particulars import Particulars
from simulator.services.drafts import Draft
from simulator.services.tables import PARTICULARS, RECEPTION, group_of

__all__ = ["erase_particulars", "forget_particulars"]


async def forget_particulars(draft: Draft, ids: Sequence[str]) -> None:
    """Write into a draft that nothing is kept beside messages, of whichever direction they are."""
    for message_id, particulars in (await _fetch(draft, ids)).items():
        draft.delete(PARTICULARS.key(message_id))
        if particulars.group_id is not None:
            draft.withdraw(group_of(particulars.group_id), message_id)
    receptions = [RECEPTION.key(message_id) for message_id in ids]
    await draft.fetch(*receptions)
    for key in receptions:
        if draft.get(key) is not None:  # of nearly all worlds, none is
            draft.delete(key)


async def erase_particulars(draft: Draft, ids: Sequence[str], erasure: Erasure) -> None:
    """Take a number out of what is kept beside messages to it, and to others who see it there."""
    found = await _fetch(draft, ids)
    groups = {one.group_id for one in found.values()} - {None}
    for group_id in groups:
        found |= await _fetch(draft, await draft.fetch_lines(group_of(f"{group_id}")))
    for message_id, particulars in found.items():
        draft.put(PARTICULARS.key(message_id), _erased(particulars, erasure))


async def _fetch(draft: Draft, ids: Sequence[str]) -> dict[str, Particulars]:
    await draft.fetch(*(PARTICULARS.key(message_id) for message_id in ids))
    found = {message_id: draft.get(PARTICULARS.key(message_id)) for message_id in ids}
    return {message_id: one for message_id, one in found.items() if one is not None}


def _erased(particulars: Particulars, erasure: Erasure) -> Particulars:
    others = (
        erasure.pseudonym if other == erasure.phone else other for other in particulars.others
    )
    subject = particulars.subject
    return replace(
        particulars,
        subject=None if subject is None else erasure.text(subject),
        others=tuple(others),
        content=erasure.text(particulars.content),
        links=tuple(Link(link.short, erasure.text(link.url)) for link in particulars.links),
    )
