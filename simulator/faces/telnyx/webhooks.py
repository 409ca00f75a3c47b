"""Webhooks: what the vendor tells customers' servers, where, and how it signs that."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import orjson

from simulator.domain.holdings import Holdings
from simulator.domain.inbound import Inbound
from simulator.domain.links import Link
from simulator.domain.message import Message
from simulator.domain.messaging_profiles import MessagingProfile
from simulator.domain.particulars import Hooks, Particulars
from simulator.domain.pricing import MicroUsd
from simulator.domain.tariffs import Fee, Medium
from simulator.domain.webhooks import Policy
from simulator.face.instants import iso
from simulator.faces.telnyx.translate import events
from simulator.faces.telnyx.translate.ids import spell_uuid
from simulator.faces.telnyx.translate.messages import Account, inbound, money
from simulator.services.drafts import Draft
from simulator.services.holdings import fetch_holdings
from simulator.services.ports import Key
from simulator.services.posting import Posted
from simulator.services.tables import HOLDINGS, PARTICULARS, RECEPTION
from simulator.services.telling import Delivery, News, NoticeWish, Signer, Webhooks

__all__ = ["WEBHOOKS", "limit_reached"]

# Within two seconds, with any 2xx. Three times at each place, says one of the vendor's pages; what
# lies between the attempts none says.
_POLICY: Final = Policy(
    timeout_ms=2_000,
    per_url_count=3,
    backoff_ms=(1_000, 2_000),
    statuses=frozenset(range(200, 300)),
)
_FACE: Final = "telnyx"


async def tell(draft: Draft, news: Sequence[News]) -> Sequence[NoticeWish]:
    """Decide what there is to tell of what happens."""
    told = [one for one in news if _is_told(one)]
    if not told:
        return ()
    await draft.fetch(HOLDINGS, *map(_key, told))
    holdings = await fetch_holdings(draft)
    return [wish for one in told for wish in _wishes(draft, one, holdings)]


def limit_reached(draft: Draft, profile: MessagingProfile, spent: MicroUsd) -> NoticeWish:
    """Tell that no more may be spent under a profile today."""
    payload = {
        "configured_limit": money(profile.daily_limit or MicroUsd(0)),
        "current_cost": money(spent),
        "profile_id": spell_uuid(profile.id),
    }
    urls = _urls(draft, Hooks(), profile)
    return NoticeWish(events.LIMITED, draft.world.now, urls, orjson.dumps(payload).decode())


async def tell_click(draft: Draft, message: Message, link: Link, at: int) -> Sequence[NoticeWish]:
    """Decide what there is to tell of a link that was followed: only where the profile wants it."""
    await draft.fetch(PARTICULARS.key(message.id))
    particulars = draft.get(PARTICULARS.key(message.id)) or _plain(message)
    account = Account(await fetch_holdings(draft), draft.world.dice)
    profile = account.profile_of(particulars)
    if profile is None or profile.links is None or not profile.links.tells_clicks:
        return ()
    payload = {
        "record_type": "link_clicked",
        "url": link.url,
        "to": message.destination,
        "message_id": spell_uuid(message.id),
        "time_clicked": iso(at),
    }
    urls = _urls(draft, Hooks(), profile)
    content = orjson.dumps(payload).decode()
    sender = message.originator or ""
    return [NoticeWish(events.CLICKED, at, urls, content, message.id, sender, message.destination)]


def _is_told(one: News) -> bool:
    return isinstance(one, Inbound) or events.event_of(one.timeline[-1].what) is not None


def _key(one: News) -> Key[Any]:
    return RECEPTION.key(one.id) if isinstance(one, Inbound) else PARTICULARS.key(one.id)


def _wishes(draft: Draft, one: News, holdings: Holdings) -> Iterator[NoticeWish]:
    account = Account(holdings, draft.world.dice)
    match one:
        case Message():
            yield _of_message(draft, one, account)
        case Inbound():
            reception = draft.get(RECEPTION.key(one.id))
            if reception is not None:
                profile = holdings.profile(reception.profile_id)
                payload = inbound(one, reception, account)
                yield NoticeWish(
                    events.RECEIVED,
                    one.received_at,
                    _urls(draft, Hooks(), profile),
                    orjson.dumps(payload).decode(),
                    one.id,
                    one.handset,
                    one.destination,
                )


def _of_message(draft: Draft, message: Message, account: Account) -> NoticeWish:
    particulars = draft.get(PARTICULARS.key(message.id)) or _plain(message)
    last = message.timeline[-1]
    payload = events.payload_of(Posted(message, particulars), account)
    return NoticeWish(
        events.event_of(last.what) or "",
        last.at,
        _urls(draft, particulars.hooks, account.profile_of(particulars)),
        orjson.dumps(payload).decode(),
        message.id,
        message.originator or "",
        message.destination,
    )


def _plain(message: Message) -> Particulars:
    """Tell what a message is that this vendor carries and that came in by another's API."""
    return Particulars(Medium.SMS, None, Fee(message.price, MicroUsd(0)))


def _urls(draft: Draft, hooks: Hooks, profile: MessagingProfile | None) -> tuple[str, ...]:
    """Choose where news goes: the message's places, then its profile's or else the world's."""
    own = (hooks.url, hooks.failover_url)
    if not hooks.uses_profile:
        return tuple(url for url in own if url)
    shared: tuple[str | None, ...] = ()
    if profile is not None:
        shared = (profile.webhook_url, profile.webhook_failover_url)
    if not any(shared):
        shared = draft.world.settings.webhooks.target_of(_FACE).urls
    return tuple(url for url in (*own, *shared) if url)


def spell(delivery: Delivery) -> bytes:
    """Write the body of an attempt."""
    notice = delivery.notice
    content = orjson.Fragment(notice.content)
    data: object = {
        "event_type": notice.event,
        "id": notice.id,
        "occurred_at": iso(notice.occurred_at),
        "payload": content,
        "record_type": "event",
    }
    if notice.event == events.CLICKED:
        data = content  # of all events, this one has no envelope
    return orjson.dumps(
        {"data": data, "meta": {"attempt": delivery.number, "delivered_to": delivery.url}}
    )


def headers(delivery: Delivery, body: bytes, signer: Signer) -> Mapping[str, str]:
    """Sign a body, byte for byte as it is sent, with the second at which it is."""
    timestamp = str(delivery.signed_at // 1000)
    signature = signer.ed25519(f"{timestamp}|".encode() + body)
    return {
        "Content-Type": "application/json",
        "User-Agent": "telnyx-webhooks",
        "telnyx-timestamp": timestamp,
        "telnyx-signature-ed25519": b64encode(signature).decode(),
    }


WEBHOOKS: Final = Webhooks(
    events=(
        events.SENT,
        events.FINALIZED,
        events.READ,
        events.RECEIVED,
        events.CLICKED,
        events.LIMITED,
    ),
    policy=_POLICY,
    tell=tell,
    spell=spell,
    headers=headers,
    public_key_variable="TELNYX_PUBLIC_KEY",
    tell_click=tell_click,
)
