"""Notices: what happens becomes news for customers' servers, in the change that brings it about."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from simulator.domain.inbound import Inbound
from simulator.domain.message import Message
from simulator.domain.steps import Errand, WebhookStep
from simulator.domain.webhooks import Notice, NoticeState
from simulator.services.drafts import Draft
from simulator.services.tables import NOTICE, NOTICES, NOTICES_HELD, SETTINGS, notices_of
from simulator.services.telling import News, NoticeWish, Webhooks

__all__ = ["Announcer", "raise_notices"]

# How long after the news that overtakes it a notice is told.
_OVERTAKEN_BY_MS: Final = 250


class Announcer:
    """Asks the faces what they have to tell of what a draft brings about."""

    def __init__(self, faces: Mapping[str, Webhooks]) -> None:
        self._faces = faces

    def hears(self, draft: Draft) -> bool:
        """Tell whether a draft brings anything about that somebody may want to hear of."""
        if draft.noted is not None:
            return True
        if draft.moved and draft.world.settings.webhooks.targets:
            return True
        faces = self._faces
        for message in draft.moved:  # noqa: SIM110 - a generator costs more than all of this
            if message.face in faces:
                return True
        return False

    async def announce(self, draft: Draft) -> None:
        """Write into a draft what there is to tell of what it brings about."""
        happened: Sequence[News] = (*draft.moved, *(draft.noted or ()))
        for name, webhooks in self._faces.items():
            is_carrier = bool(draft.world.settings.webhooks.target_of(name).urls)
            news = [one for one in happened if _concerns(one, name, is_carrier=is_carrier)]
            if news:
                await raise_notices(draft, name, await webhooks.tell(draft, news))


def _concerns(one: News, face: str, *, is_carrier: bool) -> bool:
    """Tell whether a face may have to tell of this.

    Of what it carries for other faces it tells where the world says to whom.
    """
    match one:
        case Message():
            return one.face == face or (is_carrier and one.vendor == face)
        case Inbound():
            return True


async def raise_notices(draft: Draft, face: str, wishes: Sequence[NoticeWish]) -> None:
    """Write news into a draft, and plan that it is told; where nobody is to be told, nothing."""
    state = NoticeState.HELD if await _is_holding(draft) else NoticeState.PENDING
    for wish in wishes:
        if wish.urls:
            notice = _notice(draft, face, wish, state)
            draft.put(NOTICE.key(notice.id), notice)
            draft.enter(NOTICES, notice.id)
            if wish.message_id:
                draft.enter(notices_of(wish.message_id), notice.id)
            if state is NoticeState.HELD:
                draft.enter(NOTICES_HELD, notice.id)
            else:
                draft.plan(await _first_step(draft, notice))


async def _is_holding(draft: Draft) -> bool:
    """Tell whether news is kept back; nobody may let all of it go while some is still added."""
    if not draft.world.settings.webhooks.is_holding:
        return False
    await draft.fetch(SETTINGS)
    settings = draft.get(SETTINGS)
    return settings is not None and settings.webhooks.is_holding


def _notice(draft: Draft, face: str, wish: NoticeWish, state: NoticeState) -> Notice:
    return Notice(
        draft.world.parts.ids.uuid7(),
        face,
        wish.event,
        wish.message_id,
        wish.originator,
        wish.destination,
        wish.occurred_at,
        tuple(dict.fromkeys(wish.urls)),
        wish.content,
        state,
    )


async def _first_step(draft: Draft, notice: Notice) -> WebhookStep:
    """Plan the first attempt; what a rule has kept back for it to overtake follows at once."""
    due_at = notice.occurred_at
    overtaken = [*await _overtaken(draft, notice.message_id)]
    for other in overtaken:
        number = other.made_count + 1
        draft.plan(WebhookStep(due_at + _OVERTAKEN_BY_MS, other.id, number, Errand.AGAIN))
    # Who overtakes goes straight, or two would wait for each other.
    return WebhookStep(due_at, notice.id, 1, Errand.AGAIN if overtaken else Errand.FIRST)


async def _overtaken(draft: Draft, message_id: str) -> Iterator[Notice]:
    """Find the notices of a message that wait for the next one."""
    world = draft.world
    if not (message_id and world.settings.faults.at_webhooks):
        return iter(())
    ids = await draft.fetch_lines(notices_of(message_id))
    await draft.fetch(*(NOTICE.key(notice_id) for notice_id in ids))
    found = [draft.get(NOTICE.key(notice_id)) for notice_id in ids]
    return (one for one in found if one is not None and one.is_overtaken)
