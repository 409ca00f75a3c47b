"""Inbound messages: handsets answer, and some of what they say is obeyed."""

from collections.abc import Sequence

from simulator.domain.address import E164, Originator
from simulator.domain.inbound import Inbound, inbound
from simulator.domain.keywords import Keyword
from simulator.domain.steps import ReplyStep
from simulator.services.drafts import Draft, Performed, perform
from simulator.services.lists import read_page
from simulator.services.once import Once
from simulator.services.pages import Page, PageRequest
from simulator.services.receptions import take_in
from simulator.services.suppressions import opt_in, opt_out
from simulator.services.tables import INBOUND, INBOUNDS, inbound_from
from simulator.services.world import World

__all__ = ["list_inbound", "receive", "receive_now", "reply"]


async def receive_now(
    world: World, handset: E164, destination: Originator, text: str, once: Once | None = None
) -> Performed[Inbound]:
    """Take a message from a handset, as if it had just been typed."""

    async def use_case(draft: Draft) -> Inbound:
        return await receive(draft, handset, destination, text, world.now)

    return await perform(world, use_case, once)


async def receive(
    draft: Draft, handset: E164, destination: Originator, text: str, at: int
) -> Inbound:
    """Write a message from a handset into a draft, and obey it if it is a keyword.

    STOP suppresses the handset's number for the account, START lifts what STOP did and nothing
    else, HELP changes nothing. To a number of a profile, all this is the profile's affair.
    """
    world = draft.world
    message = inbound(
        world.parts.ids.hex7(), handset, destination, text, keywords=world.stock.keywords, now=at
    )
    draft.put(INBOUND.key(message.id), message)
    draft.enter(INBOUNDS, message.id)
    draft.enter(inbound_from(handset), message.id)
    draft.note(message)
    if not await take_in(draft, message):
        await _obey(draft, message)
    return message


async def _obey(draft: Draft, message: Inbound) -> None:
    match message.keyword:
        case Keyword.STOP:
            said, said_to = message.text, message.destination
            await opt_out(draft, message.handset, message.received_at, said, said_to)
        case Keyword.START:
            await opt_in(draft, message.handset)
        case Keyword.HELP | None:
            pass


async def reply(draft: Draft, steps: Sequence[ReplyStep]) -> list[Inbound]:
    """Write the answers of handsets into a draft, in their order and each at its own instant."""
    return [
        await receive(draft, step.handset, step.destination, step.text, step.due_at)
        for step in steps
    ]


async def list_inbound(world: World, wanted: PageRequest) -> Page[Inbound]:
    """Read a page of all inbound messages, newest first.

    Raises:
        Invalid: the cursor is not of this list.
    """
    return await read_page(world, INBOUNDS, INBOUND, wanted)
