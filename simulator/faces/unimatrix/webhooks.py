"""Delivery reports: one request for each, in JSON or XML, signed if there is a secret to sign with.

Of the XML no page shows how it looks, so its layout is ours, and so are the number of attempts and
the time between them: the vendor says no more than that anything but 200 means to try again.
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, Final
from urllib.parse import quote_plus
from xml.sax.saxutils import escape

import orjson

from simulator.domain.message import Message
from simulator.domain.webhooks import Policy
from simulator.faces.unimatrix.translate.messages import FACE_NAME
from simulator.faces.unimatrix.translate.reports import report
from simulator.services.drafts import Draft
from simulator.services.telling import Delivery, News, NoticeWish, Signer, Webhooks

__all__ = ["WEBHOOKS", "signed_text"]

_EVENT: Final = "delivery_report"
_NONCE_BYTES: Final = 8


async def _tell(draft: Draft, news: Sequence[News]) -> Sequence[NoticeWish]:
    """Report what has become of the messages that the vendor carries, whoever they came from."""
    urls = draft.world.settings.webhooks.target_of(FACE_NAME).urls
    if not urls:
        return ()
    directory = draft.world.parts.directory
    return [
        NoticeWish(
            _EVENT,
            one.timeline[-1].at,
            urls,
            orjson.dumps(told).decode(),
            one.id,
            one.originator or "",
            one.destination,
        )
        for one in news
        if isinstance(one, Message) and one.vendor == FACE_NAME
        if (told := report(one, directory)) is not None
    ]


def _spell(delivery: Delivery) -> bytes:
    """Write a report."""
    content = delivery.notice.content
    return _xml(orjson.loads(content)) if delivery.target.is_xml else content.encode()


def _xml(told: Mapping[str, object]) -> bytes:
    members = "".join(f"<{name}>{escape(f'{text}')}</{name}>" for name, text in told.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<report>{members}</report>\n'.encode()


def _headers(
    delivery: Delivery,
    body: bytes,  # noqa: ARG001 - what is signed is what it says, however that is spelled
    signer: Signer,
) -> Mapping[str, str]:
    media_type = "application/xml" if delivery.target.is_xml else "application/json"
    headers = {"Content-Type": f"{media_type}; charset=utf-8", "User-Agent": "unimatrix-dlr"}
    secret = delivery.target.secret
    if not secret:
        return headers
    timestamp, nonce = f"{delivery.signed_at // 1_000}", _nonce(delivery)
    signed = signed_text(orjson.loads(delivery.notice.content), timestamp, nonce)
    signature = b64encode(signer.hmac_sha256(secret, signed.encode())).decode()
    shown = f"Timestamp={timestamp}, Nonce={nonce}, Signature={signature}"
    return {**headers, "Authorization": f"UNI1-HMAC-SHA256 {shown}"}


def signed_text(told: Mapping[str, Any], timestamp: str, nonce: str) -> str:
    """Write what is signed of a report: its members, timestamp and nonce, in order, as in a URL."""
    members = {**told, "timestamp": timestamp, "nonce": nonce}
    return "&".join(f"{name}={quote_plus(f'{members[name]}')}" for name in sorted(members))


def _nonce(delivery: Delivery) -> str:
    """Make what no other attempt has; nobody is to draw it, or a world could not be repeated."""
    attempt = f"{delivery.notice.id} {delivery.number}"
    return blake2b(attempt.encode(), digest_size=_NONCE_BYTES).hexdigest()


WEBHOOKS: Final = Webhooks(
    events=(_EVENT,),
    policy=Policy(
        timeout_ms=5_000,
        per_url_count=4,
        backoff_ms=(10_000, 60_000, 300_000),
        statuses=frozenset({200}),
    ),
    tell=_tell,
    spell=_spell,
    headers=_headers,
)
