"""Attempts to deliver a webhook: due, spoilt on purpose, dispatched, and what comes of them."""

from collections.abc import Sequence
from math import ceil
from typing import Final, TypeAlias, cast

from simulator.domain.fault_effects import Spoilt, Webhook
from simulator.domain.inbound import Inbound
from simulator.domain.message import Message
from simulator.domain.occasion import Occasion
from simulator.domain.steps import Errand, WebhookStep
from simulator.domain.value import value
from simulator.domain.webhooks import (
    Attempt,
    Notice,
    NoticeState,
    Reply,
    next_attempt,
    url_of_next,
)
from simulator.services.deciding import decide_webhook
from simulator.services.drafts import Draft
from simulator.services.tables import INBOUND, MESSAGE, NOTICE
from simulator.services.telling import Webhooks

__all__ = ["PATIENCE_MS", "Dispatch", "attempt", "record"]

# If nothing is known of an attempt so long after it was due, beside what it may take, it is made
# again: whoever made it is gone, or had too much to do. By the wall's clock.
PATIENCE_MS: Final = 8_000

# Where a rule does not say how long.
_DELAY_MS: Final = 10_000
_OVERTAKEN_WITHIN_MS: Final = 60_000
_BURST_MS: Final = 60_000


@value
class Dispatch:
    """An attempt that is to be made now."""

    notice: Notice
    number: int
    is_copy: bool


# What comes of a step: an attempt to be made, or a notice about which nobody need be asked.
Outcome: TypeAlias = Dispatch | Notice | None


async def attempt(draft: Draft, steps: Sequence[WebhookStep]) -> list[Dispatch | Notice]:
    """Tell which attempts are to be made now, and write down what is known of the others."""
    await draft.fetch(*dict.fromkeys(NOTICE.key(step.notice_id) for step in steps))
    outcomes = [await _attempt(draft, step) for step in steps]
    return [outcome for outcome in outcomes if outcome is not None]


async def record(draft: Draft, ended: Sequence[tuple[str, Attempt]]) -> list[Notice | None]:
    """Write down how attempts went, each beside the id of its notice, and plan the next ones.

    Where that is known already, there is None in place of the notice.
    """
    await draft.fetch(*dict.fromkeys(NOTICE.key(notice_id) for notice_id, _ in ended))
    return [_record(draft, notice_id, made) for notice_id, made in ended]


def _record(draft: Draft, notice_id: str, made: Attempt) -> Notice | None:
    notice = draft.get(NOTICE.key(notice_id))
    if notice is None or not (made.is_copy or notice.awaits(made.number)):
        return None
    return _write(draft, notice, made)


async def _attempt(draft: Draft, step: WebhookStep) -> Outcome:
    notice = draft.get(NOTICE.key(step.notice_id))
    if notice is None:  # forgotten
        return None
    webhooks = draft.world.parts.telling.faces.get(notice.face)
    if step.errand is Errand.COPY:
        return Dispatch(notice, step.number, is_copy=True) if webhooks else None
    if not notice.awaits(step.number):
        return None
    if webhooks is None:  # the world was imported from where there is such a face
        return _give_up(draft, notice, step)
    if step.errand is Errand.FIRST:
        notice = await _spoilt(draft, notice)
        return _go_on(draft, notice, webhooks, step)
    return _dispatch(draft, notice, webhooks, step)


def _dispatch(draft: Draft, notice: Notice, webhooks: Webhooks, step: WebhookStep) -> Dispatch:
    """Let an attempt be made, and see that it is made again if nothing is heard of it."""
    speed = draft.world.settings.clock.speed or 1
    patience_ms = ceil((webhooks.policy.timeout_ms + PATIENCE_MS) * speed)
    due_at = draft.world.now + patience_ms
    draft.plan(WebhookStep(due_at, notice.id, step.number, Errand.AGAIN))
    return Dispatch(notice, step.number, is_copy=False)


def _go_on(draft: Draft, notice: Notice, webhooks: Webhooks, step: WebhookStep) -> Outcome:
    """Go on with an attempt of which it is decided what goes wrong."""
    effect = None if notice.spoilt is None else notice.spoilt.effect
    match effect:
        case Webhook("drop"):
            return _write(draft, notice, _unsent(draft, notice, webhooks, "dropped on purpose"))
        case Webhook("delay" | "reorder" | "burst"):
            due_at = _put_off(effect, step.due_at)
            draft.plan(WebhookStep(due_at, notice.id, step.number, Errand.AGAIN))
            return None
        case Webhook("duplicate", after_ms):
            due_at = step.due_at + (after_ms or 0)
            draft.plan(WebhookStep(due_at, notice.id, step.number, Errand.COPY))
        case _:
            pass
    return _dispatch(draft, notice, webhooks, step)


def _put_off(effect: Webhook, due_at: int) -> int:
    """Tell when an attempt is made that is kept back; of a burst, all at one instant."""
    match effect.what:
        case "burst":
            span_ms = effect.after_ms or _BURST_MS
            return (due_at // span_ms + 1) * span_ms
        case "reorder":
            return due_at + (effect.after_ms or _OVERTAKEN_WITHIN_MS)
        case _:
            return due_at + (_DELAY_MS if effect.after_ms is None else effect.after_ms)


async def _spoilt(draft: Draft, notice: Notice) -> Notice:
    """Decide what goes wrong with the next attempt."""
    if not draft.world.settings.faults.at_webhooks:
        return notice
    text = await _text(draft, notice.message_id)
    told = (notice.originator, notice.destination, text)
    decision = await decide_webhook(draft, Occasion.of(notice.face, notice.event, told))
    if decision is None:
        return notice
    spoilt = notice.spoilt_by(Spoilt(decision.rule, cast("Webhook", decision.effect)))
    draft.put(NOTICE.key(notice.id), spoilt)
    return spoilt


async def _text(draft: Draft, message_id: str) -> str:
    """Find the text that a notice is about; rules may look for it."""
    sent, received = MESSAGE.key(message_id), INBOUND.key(message_id)
    await draft.fetch(sent, received)
    found: Message | Inbound | None = draft.get(sent) or draft.get(received)
    return "" if found is None else found.text


def _give_up(draft: Draft, notice: Notice, step: WebhookStep) -> Notice:
    reply = Reply(None, f"no face {notice.face} has webhooks here", 0, "")
    made = Attempt(step.number, draft.world.now, notice.urls[0], reply)
    given_up = notice.after(made, NoticeState.FAILED)
    draft.put(NOTICE.key(notice.id), given_up)
    return given_up


def _unsent(draft: Draft, notice: Notice, webhooks: Webhooks, why: str) -> Attempt:
    """Make an attempt of which the receiver knows nothing."""
    url = url_of_next(notice, webhooks.policy)
    number, now = notice.made_count + 1, draft.world.now
    return Attempt(number, now, url, Reply(None, why, 0, ""), spoilt=notice.spoilt)


def _write(draft: Draft, notice: Notice, made: Attempt) -> Notice:
    policy = draft.world.parts.telling.faces[notice.face].policy
    found = next_attempt(notice, policy, made, draft.world.now)
    draft.put(NOTICE.key(notice.id), found.notice)
    if found.due_at is not None:
        draft.plan(WebhookStep(found.due_at, notice.id, made.number + 1))
    return found.notice
