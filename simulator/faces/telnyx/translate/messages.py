"""Messages, in the vendor's words."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import orjson

from simulator.domain.dice import Dice
from simulator.domain.holdings import Holdings
from simulator.domain.inbound import Inbound
from simulator.domain.keywords import Keyword
from simulator.domain.message import Message, What
from simulator.domain.messaging_profiles import MessagingProfile
from simulator.domain.particulars import Particulars, Reception
from simulator.domain.pricing import MicroUsd, usd
from simulator.domain.tariffs import Medium
from simulator.domain.value import value
from simulator.face.instants import iso
from simulator.faces.telnyx.translate.fates import errors, status
from simulator.faces.telnyx.translate.ids import spell_uuid
from simulator.services.posting import Posted

__all__ = ["Account", "cancelled", "group", "inbound", "money", "outbound", "rich"]

Json = dict[str, object]

# After so long a message is not sent any more, in every payload that the vendor shows.
_VALID_MS: Final = 60 * 60 * 1000
_DECIMAL_COUNT_MIN: Final = 4

# Networks as the vendor's examples name them, for numbers that start with +1.
_CARRIERS: Final = (
    "T-MOBILE USA, INC.",
    "CELLCO PARTNERSHIP DBA VERIZON WIRELESS",
    "OMNIPOINT COMMUNICATIONS MIDWEST OPERATIONS LLC",
)
_OWN_CARRIER: Final = "Telnyx"

_SENT: Final = frozenset({What.SENT, What.SENT_LATE})
_COMPLETED: Final = frozenset({What.DELIVERED, What.UNDELIVERED, What.FAILED})
_WIRELESS: Final = "Wireless"


# What messages from handsets have nothing to say of: no media come, and nothing is sent on.
_NOTHING_INBOUND: Final = (
    "subject",
    "webhook_url",
    "webhook_failover_url",
    "cost_breakdown",
    "sent_at",
    "completed_at",
    "valid_until",
)


@value
class Account:
    """Whose messages these are: what he has to send with, and the dice of his world."""

    holdings: Holdings
    dice: Dice

    @property
    def owner_id(self) -> str:
        """The organisation's id."""
        return self.holdings.owner_id

    def profile_of(self, particulars: Particulars) -> MessagingProfile | None:
        """Find the profile under which a message was sent, if it is still there."""
        profile_id = particulars.profile_id
        return None if profile_id is None else self.holdings.profile(profile_id)


def outbound(posted: Posted, account: Account) -> Json:
    """Spell an OutboundMessagePayload."""
    message, particulars = posted.message, posted.particulars
    spelled = {
        "record_type": "message",
        "direction": "outbound",
        "id": spell_uuid(message.id),
        "type": _type(particulars.medium),
        "messaging_profile_id": _profile(particulars),
        "organization_id": spell_uuid(account.owner_id),
        "from": _sender(message, particulars),
        "to": [_recipient(message, message.destination, account)],
        "cc": [_recipient(message, other, account) for other in particulars.others],
        "text": message.text,
        "subject": particulars.subject,
        "media": [_medium(url) for url in particulars.media_urls],
        **_hooks(particulars, account),
        "encoding": _encoding(message, particulars),
        "parts": message.segment_count,
        "num_chars": len(message.text),
        "smart_encoding_applied": particulars.is_respelled,
        "tags": [],
        "cost": _amount(particulars.fee.total),
        "cost_breakdown": {
            "carrier_fee": _amount(particulars.fee.carrier),
            "rate": _amount(particulars.fee.rate),
        },
        "tcr_campaign_id": None,
        "tcr_campaign_billable": False,
        "tcr_campaign_registered": None,
        "received_at": iso(message.created_at),
        "sent_at": _when(message, _SENT),
        "completed_at": _when(message, _COMPLETED),
        "valid_until": iso(message.queued_at + _VALID_MS),
        "wait_seconds": 0.0,
        "errors": errors(message),
    }
    return spelled | _extras(particulars)


def group(posted: Sequence[Posted], account: Account) -> Json:
    """Spell a message to several people: as the first of them got it, and with all in `to`."""
    first = outbound(posted[0], account)
    total = MicroUsd(sum(one.particulars.fee.total for one in posted))
    carrier = MicroUsd(sum(one.particulars.fee.carrier for one in posted))
    return first | {
        "to": [_recipient(one.message, one.message.destination, account) for one in posted],
        "cc": [],
        "cost": _amount(total),
        "cost_breakdown": {
            "carrier_fee": _amount(carrier),
            "rate": _amount(MicroUsd(total - carrier)),
        },
    }


def cancelled(posted: Posted, account: Account) -> Json:
    """Spell an OutboundMessagePayloadCancelled: nothing was sent, and nothing is to be paid."""
    spelled = outbound(posted, account)
    nothing = {
        "cost": {"amount": "0.0", "currency": "USD"},
        "cost_breakdown": None,
        "valid_until": None,
    }
    del spelled["wait_seconds"]
    return spelled | nothing


def rich(posted: Posted, account: Account) -> Json:
    """Spell what is answered to a message of more than text: a WhatsappResponse, an RCSResponse."""
    whole = outbound(posted, account)
    names = ("id", "type", "messaging_profile_id", "organization_id", "from", "received_at")
    return {
        "record_type": "message",
        "direction": "outbound",
        **{name: whole[name] for name in names},
        "to": [_recipient(posted.message, posted.message.destination, account)],
        "body": orjson.loads(posted.particulars.content),
        "encoding": whole["encoding"],
        "wait_seconds": 0.0,
    }


def inbound(one: Inbound, reception: Reception, account: Account) -> Json:
    """Spell an InboundMessagePayload."""
    spelled = {
        "record_type": "message",
        "direction": "inbound",
        "id": spell_uuid(one.id),
        "type": "SMS",
        "messaging_profile_id": spell_uuid(reception.profile_id),
        "organization_id": spell_uuid(account.owner_id),
        "from": _party(one.handset, _carrier(one.handset, account.dice), "received"),
        "to": [_party(one.destination, _OWN_CARRIER, "webhook_delivered")],
        "text": one.text,
        "encoding": one.encoding.value,
        "parts": one.segment_count,
        "num_chars": len(one.text),
        "cost": _amount(MicroUsd(0)),
        "received_at": iso(one.received_at),
    }
    nothing = dict.fromkeys(_NOTHING_INBOUND)
    return spelled | nothing | _untagged() | _autoresponse(reception.keyword)


def _untagged() -> Json:
    return {
        "cc": [],
        "media": [],
        "tags": [],
        "errors": [],
        "tcr_campaign_id": None,
        "tcr_campaign_billable": False,
        "tcr_campaign_registered": None,
    }


@lru_cache(maxsize=4096)
def money(amount: MicroUsd) -> str:
    """Write an amount of dollars as the vendor does: four decimals, or as many as it needs."""
    whole, _, decimals = f"{usd(amount):f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(_DECIMAL_COUNT_MIN, '0')}"


def _amount(amount: MicroUsd) -> Json:
    return {"amount": money(amount), "currency": "USD"}


def _hooks(particulars: Particulars, account: Account) -> Json:
    """Tell where news goes first: as the message has it, or else its profile."""
    hooks = particulars.hooks
    profile = account.profile_of(particulars) if hooks.uses_profile else None
    url, failover_url = hooks.url, hooks.failover_url
    if profile is not None and url is None:
        url, failover_url = profile.webhook_url, profile.webhook_failover_url
    return {"webhook_url": url or None, "webhook_failover_url": failover_url or None}


def _profile(particulars: Particulars) -> str:
    """Spell the profile; a message that came in by another's API has none."""
    return "" if particulars.profile_id is None else spell_uuid(particulars.profile_id)


def _type(medium: Medium) -> str:
    match medium:
        case Medium.SMS:
            return "SMS"
        case Medium.MMS:
            return "MMS"
        case Medium.WHATSAPP:
            return "WHATSAPP"
        case Medium.RCS:
            return "RCS"


def _encoding(message: Message, particulars: Particulars) -> str:
    return "utf-8" if particulars.content else message.encoding.value


def _sender(message: Message, particulars: Particulars) -> Json:
    if particulars.medium is Medium.RCS:
        agent = message.originator
        return {"agent_id": agent, "agent_name": agent, "carrier": _OWN_CARRIER}
    return {
        "phone_number": message.originator or "",  # who leaves that to the carrier names nobody
        "carrier": _OWN_CARRIER,
        "line_type": _WIRELESS,
    }


def _recipient(message: Message, number: str, account: Account) -> Json:
    return _party(number, _carrier(number, account.dice), status(message))


def _party(number: str, carrier: str, state: str) -> Json:
    return {
        "phone_number": number,
        "status": state,
        "carrier": carrier,
        "line_type": _WIRELESS,
    }


def _carrier(number: str, dice: Dice) -> str:
    """Name the network of a number, always the same; of other countries no example names any."""
    if not number.startswith("+1"):
        return ""
    return _CARRIERS[dice.below(len(_CARRIERS), "carrier", number)]


def _medium(url: str) -> Json:
    return {"url": url, "content_type": None, "sha256": None, "size": None}


def _when(message: Message, whats: frozenset[What]) -> str | None:
    for event in message.timeline:
        if event.what in whats:
            return iso(event.at)
    return None


def _extras(particulars: Particulars) -> Json:
    """Tell what only some messages have."""
    extras: Json = {}
    if particulars.send_at is not None:
        extras["send_at"] = iso(particulars.send_at)
    if particulars.group_id is not None:
        extras["group_message_id"] = spell_uuid(particulars.group_id)
    if particulars.content:
        extras |= _body(particulars.medium, orjson.loads(particulars.content))
    return extras


def _body(medium: Medium, content: Json) -> Json:
    """Tell what a message of more than text holds: of RCS the words, of WhatsApp all of it."""
    if medium is Medium.RCS:
        return {"body": content.get("content_message", content)}
    template = content.get("template")
    if not isinstance(template, dict):
        return {"body": {"whatsapp_message": content}}
    names = {"template_id": template.get("template_id"), "template_name": template.get("name")}
    return {"body": {"whatsapp_message": content}, **names}


def _autoresponse(keyword: Keyword | None) -> Json:
    return {} if keyword is None else {"autoresponse_type": keyword.value.upper()}
