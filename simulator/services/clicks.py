"""Clicks: somebody follows a short link, and the vendor tells whoever wants to know."""

from simulator.domain.links import Link
from simulator.domain.message import Message, State
from simulator.domain.refusals import Conflicting, Invalid
from simulator.domain.value import value
from simulator.services.drafts import Draft, perform
from simulator.services.notices import raise_notices
from simulator.services.tables import MESSAGE, PARTICULARS
from simulator.services.world import World

__all__ = ["Clicked", "click"]


@value
class Clicked:
    """The message in which a link was followed, the link, and when."""

    message: Message
    link: Link
    at: int


async def click(world: World, message_id: str, url: str) -> Clicked:
    """Follow a link in a message that has arrived, named as it is now or as it was before.

    Raises:
        NotFound: no such message in this world.
        Conflicting: it has no short links, or has not arrived.
        Invalid: it has not this one.
    """

    async def use_case(draft: Draft) -> Clicked:
        message = await draft.find(MESSAGE, message_id)
        await draft.fetch(PARTICULARS.key(message_id))
        particulars = draft.get(PARTICULARS.key(message_id))
        links = () if particulars is None else particulars.links
        if message.state is not State.DELIVERED or not links:
            raise Conflicting("this message has not arrived, or has no short links")
        found = [link for link in links if url in {link.short, link.url}]
        if not found:
            raise Invalid.field("url", "is no link of this message's")
        clicked = Clicked(message, found[0], world.now)
        await _tell(draft, clicked)
        return clicked

    return (await perform(world, use_case)).result


async def _tell(draft: Draft, clicked: Clicked) -> None:
    face = clicked.message.face
    webhooks = draft.world.parts.telling.faces.get(face)
    if webhooks is not None and webhooks.tell_click is not None:
        link, at = clicked.link, clicked.at
        await raise_notices(
            draft, face, await webhooks.tell_click(draft, clicked.message, link, at)
        )
