"""What is sent to the vendor's operations, as what it asks of us.

Each raises `Declined` where there can be no such sender or recipient.
"""

import re
from typing import Final

import orjson

from simulator.domain.address import E164, AlphanumericSenderId, Originator
from simulator.domain.encoding import Encoding
from simulator.domain.particulars import Hooks
from simulator.domain.posting import Door, Posting
from simulator.domain.refusals import Declined, Ground
from simulator.domain.tariffs import Medium
from simulator.face.refused import VendorRule
from simulator.faces.telnyx.translate.rich import needs_invitation, rcs_text, whatsapp_text
from simulator.faces.telnyx.wire import messages as wire

__all__ = [
    "FACE_NAME",
    "alphanumeric",
    "group",
    "long_code",
    "pool",
    "rcs",
    "scheduled",
    "sent",
    "short_code",
    "whatsapp",
]

FACE_NAME: Final = "telnyx"

_MINUTE_MS: Final = 60_000
_AHEAD_MIN_MS: Final = 5 * _MINUTE_MS
_AHEAD_MAX_MS: Final = 5 * 24 * 60 * _MINUTE_MS

_ENCODINGS: Final = {"gsm7": Encoding.GSM_7, "ucs2": Encoding.UCS_2}
_MEDIA: Final = {"SMS": Medium.SMS, "MMS": Medium.MMS}
_NAME: Final = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")


def sent(body: wire.Send, now: int) -> Posting:
    """Read `POST /messages`."""
    return _single(
        body,
        sender=_sender(body.from_),
        profile_id=body.messaging_profile_id,
        encoding=body.encoding,
        send_at=_send_at(body.send_at, now),
    )


def scheduled(body: wire.Schedule, now: int) -> Posting:
    """Read `POST /messages/schedule`; without an instant it is sent at once."""
    return _single(
        body,
        sender=_sender(body.from_),
        profile_id=body.messaging_profile_id,
        send_at=_send_at(body.send_at, now),
    )


def long_code(body: wire.LongCodeSend) -> Posting:
    """Read `POST /messages/long_code`."""
    sender = _sender(body.from_)
    return _single(body, Door.LONG_CODE, sender=sender, encoding=body.encoding)


def short_code(body: wire.ShortCodeSend) -> Posting:
    """Read `POST /messages/short_code`."""
    sender = _sender(body.from_)
    return _single(body, Door.SHORT_CODE, sender=sender, encoding=body.encoding)


def pool(body: wire.PoolSend) -> Posting:
    """Read `POST /messages/number_pool`."""
    profile_id, encoding = body.messaging_profile_id, body.encoding
    return _single(body, Door.POOL, sender=None, profile_id=profile_id, encoding=encoding)


def alphanumeric(body: wire.AlphanumericSend) -> Posting:
    """Read `POST /messages/alphanumeric_sender_id`."""
    if not _NAME.fullmatch(body.from_):
        raise Declined(Ground.SENDER_NAME_INVALID, {"sender": body.from_})
    return Posting(
        FACE_NAME,
        _number(body.to),
        body.text,
        Door.NAME,
        AlphanumericSenderId(body.from_),
        body.messaging_profile_id,
        hooks=_hooks(body),
    )


def group(body: wire.GroupSend) -> tuple[Posting, tuple[E164, ...]]:
    """Read `POST /messages/group_mms`: the message, and whom it is for, each of them once."""
    numbers = tuple(dict.fromkeys(_number(address) for address in body.to))
    posting = Posting(
        FACE_NAME,
        numbers[0],
        body.text or "",
        Door.LONG_CODE,
        _sender(body.from_),
        medium=Medium.MMS,
        subject=body.subject,
        media_urls=tuple(body.media_urls or ()),
        hooks=_hooks(body),
    )
    return posting, numbers


def whatsapp(body: wire.WhatsappSend) -> Posting:
    """Read `POST /messages/whatsapp`. With a profile, the sender may be no number for texts."""
    content, profile_id = body.whatsapp_message, body.messaging_profile_id
    return Posting(
        FACE_NAME,
        _number(body.to),
        whatsapp_text(content),
        Door.LONG_CODE if profile_id is None else Door.AGENT,
        _sender(body.from_),
        profile_id,
        Medium.WHATSAPP,
        hooks=Hooks(body.webhook_url or None),
        content=orjson.dumps(content).decode(),
        needs_invitation=needs_invitation(content),
    )


def rcs(body: wire.RcsSend) -> Posting:
    """Read `POST /messages/rcs`."""
    return Posting(
        FACE_NAME,
        _number(body.to),
        rcs_text(body.agent_message),
        Door.AGENT,
        AlphanumericSenderId(body.agent_id),
        body.messaging_profile_id,
        Medium.RCS,
        hooks=Hooks(body.webhook_url or None),
        content=orjson.dumps(body.agent_message).decode(),
    )


def _single(
    body: wire.Single,
    door: Door = Door.ANY,
    *,
    sender: Originator | None,
    profile_id: str | None = None,
    encoding: str | None = None,
    send_at: int | None = None,
) -> Posting:
    return Posting(
        FACE_NAME,
        _number(body.to),
        body.text or "",
        door,
        sender,
        profile_id,
        None if body.type is None else _MEDIA[body.type],
        body.subject,
        tuple(body.media_urls or ()),
        _ENCODINGS.get(encoding or "auto"),
        body.auto_detect or False,
        _hooks(body),
        send_at,
    )


def _hooks(body: wire.Hooked) -> Hooks:
    """Read where news go; whoever says nothing of the profile's places has them tried, too."""
    uses_profile = body.use_profile_webhooks is not False
    return Hooks(body.webhook_url or None, body.webhook_failover_url or None, uses_profile)


def _sender(address: str | None) -> Originator | None:
    return None if address is None else wire.sender(address)


def _number(address: str) -> E164:
    return wire.number(address)


def _send_at(instant: int | None, now: int) -> int | None:
    """Take an instant that is neither too near nor too far.

    Raises:
        VendorRule: it is.
    """
    if instant is None or _AHEAD_MIN_MS <= instant - now <= _AHEAD_MAX_MS:
        return instant
    detail = "The 'send_at' parameter must be at least 5 minutes and at most 5 days from now."
    raise VendorRule("10033", "send_at", detail)
