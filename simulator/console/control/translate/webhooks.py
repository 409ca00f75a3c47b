"""Webhooks, in the control API's words."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from simulator.console.control import webhooking as shapes
from simulator.console.control.translate.messages import message_id
from simulator.domain.refusals import Invalid
from simulator.domain.webhooks import Attempt, Notice, NoticeState, Target, WebhookSettings
from simulator.face import Face
from simulator.face.instants import iso
from simulator.face.nearest import meant
from simulator.services.ledger import NoticeFilter

__all__ = ["fired", "notice_filter", "shown_targets", "targets", "webhook"]

_FIRED: Final[Mapping[NoticeState, Any]] = {
    NoticeState.DELIVERED: "delivered",
    NoticeState.FAILED: "failed",
}


def notice_filter(sent: shapes.WebhookQuery) -> NoticeFilter:
    """Read which webhooks are wanted."""
    about = None if sent.message is None else message_id(sent.message)
    return NoticeFilter(about, sent.face, sent.event, sent.state, sent.to)


def targets(sent: shapes.Targets, vendors: Sequence[Face]) -> list[Target]:
    """Read where webhooks go.

    Raises:
        Invalid: one is for no face that has any.
    """
    telling = [vendor.name for vendor in vendors if vendor.webhooks is not None]
    for name in sent.named:
        if name not in telling:
            hint = meant(name, telling) or f"; there are {', '.join(telling) or 'none'}"
            raise Invalid.field(name, f"is no face with webhooks{hint}")
    return [
        Target(
            name,
            one.url or "",
            one.failover_url or "",
            one.secret or "",
            one.signature_clock == "world",
            one.format == "xml",
        )
        for name, one in sent.named.items()
    ]


def shown_targets(settings: WebhookSettings) -> shapes.ShownTargets:
    """Spell where webhooks go."""
    return {"targets": {one.face: _target(one) for one in settings.targets}}


def _target(one: Target) -> shapes.ShownTarget:
    return {
        "url": one.url or None,
        "failover_url": one.failover_url or None,
        "secret": one.secret or None,
        "signature_clock": "world" if one.is_signed_by_world else "wall",
        "format": "xml" if one.is_xml else "json",
    }


def webhook(one: Notice, vendors: Sequence[Face]) -> shapes.Webhook:
    """Spell a webhook, and what was done about it."""
    spellers = {vendor.name: vendor.spell_message_id for vendor in vendors}
    about = spellers.get(one.face, str)(one.message_id) if one.message_id else None
    return {
        "id": one.id,
        "face": one.face,
        "event": one.event,
        "message": about,
        "to": one.destination or None,
        "occurred_at": iso(one.occurred_at),
        "state": one.state,
        "urls": list(one.urls),
        "content": _content(one.content),
        "attempts": [_attempt(attempt) for attempt in one.attempts],
    }


def fired(one: Notice) -> shapes.FiredWebhook:
    """Spell the attempt that a webhook has just had."""
    last = one.attempts[-1]
    return {
        "webhook": one.id,
        "at": iso(last.at),
        "event": "attempted" if last.is_copy else _FIRED.get(one.state, "attempted"),
        "told": one.event,
        "attempt": last.number,
        "url": last.url,
        "status": last.reply.status,
        "error": last.reply.error or None,
    }


def _attempt(one: Attempt) -> shapes.WebhookAttempt:
    spoilt = one.spoilt
    return {
        "attempt": one.number,
        "at": iso(one.at),
        "url": one.url,
        "status": one.reply.status,
        "error": one.reply.error or None,
        "duration_ms": one.reply.elapsed_ms,
        "answer": one.reply.body,
        "copy": one.is_copy,
        "fault": None
        if spoilt is None
        else {"rule": spoilt.rule, "effect": f"webhook {spoilt.effect.what}"},
    }


def _content(kept: str) -> Any:  # noqa: ANN401 - JSON may be anything
    """Spell what is told as JSON, if that is how the face keeps it."""
    try:
        return orjson.loads(kept)
    except orjson.JSONDecodeError:
        return kept
