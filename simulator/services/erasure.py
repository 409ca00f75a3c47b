"""Erasure: a person's number is taken out of a world, and everything that was counted stays."""

from collections.abc import Callable
from typing import TypeVar

from simulator.domain.address import E164
from simulator.domain.erasure import Erasure
from simulator.domain.refusals import Forbidden
from simulator.services import otps, suppressions
from simulator.services.drafts import Draft, Performed, perform
from simulator.services.notice_retention import erase_notices
from simulator.services.once import Once
from simulator.services.particulars import erase_particulars
from simulator.services.ports import Table
from simulator.services.tables import (
    INBOUND,
    MESSAGE,
    SENDINGS,
    WAITING_COUNT,
    inbound_from,
    messages_to,
    waiting_for,
)
from simulator.services.world import World

__all__ = ["erase", "gdpr_token"]

T = TypeVar("T")


def gdpr_token(world: World, phone: E164) -> str:
    """Tell what confirms that a number is to be erased; always the same in a world."""
    return f"gdpr_{world.dice.digest('gdpr token', phone)}"


async def erase(world: World, phone: E164, token: str, once: Once | None = None) -> Performed[bool]:
    """Erase a number: its suppressions, its codes, and its name in all messages from it and to it.

    What there was to tell of those by webhook goes altogether.

    Tells whether it was suppressed. What comes from the number or goes to it later is new, and is
    kept as ever. Answers remembered for retries are kept for their day.

    Raises:
        Forbidden: the token is not this number's.
    """

    async def use_case(draft: Draft) -> bool:
        right_token = gdpr_token(world, phone)
        if token != right_token:
            raise Forbidden(
                f"The confirmation token is not that of {phone}",
                f"In a simulator it is no secret: {right_token}",
            )
        erasure = Erasure.of(phone, world.dice)
        messages = await _erase(draft, messages_to(phone), MESSAGE, erasure.message)
        received = await _erase(draft, inbound_from(phone), INBOUND, erasure.inbound)
        ids = [*(message.id for message in messages), *(inbound.id for inbound in received)]
        await erase_notices(draft, ids)
        await erase_particulars(draft, ids, erasure)
        # What waits for the number is nobody's to wake any more, and ends when its time is over.
        for message in messages:
            draft.withdraw(waiting_for(phone), message.id)
        draft.delete(WAITING_COUNT.key(phone))
        # Each code went out as a message, so that these are all the faces there can be codes of.
        draft.delete(SENDINGS.key(phone))
        await otps.forget(draft, phone, {message.face for message in messages})
        return await suppressions.forget(draft, phone)

    return await perform(world, use_case, once)


async def _erase(draft: Draft, index: str, table: Table[T], erased: Callable[[T], T]) -> list[T]:
    """Take all lines out of a number's index, and the number out of the records they name.

    Returns:
        The records as they were.
    """
    ids = await draft.fetch_lines(index)
    await draft.fetch(*(table.key(record_id) for record_id in ids))
    records = []
    for record_id in ids:
        draft.withdraw(index, record_id)
        record = draft.get(table.key(record_id))
        if record is not None:
            draft.put(table.key(record_id), erased(record))
            records.append(record)
    return records
