"""Inbound messages, lookups and usage, in the gateway's words."""

from typing import Final

from simulator.domain.inbound import Inbound
from simulator.domain.numbering import LineType, Listing
from simulator.domain.usage import Bucket, Granularity, Tally
from simulator.face.instants import iso
from simulator.faces.gateway import wire
from simulator.faces.gateway.translate.account import dollars
from simulator.faces.gateway.translate.ids import INBOUND
from simulator.services.usage import Usage, UsageWish

__all__ = ["inbound", "listing", "usage", "usage_wish"]

Json = dict[str, object]

_GRANULARITIES: Final = {"hour": Granularity.HOUR, "day": Granularity.DAY}


def inbound(message: Inbound) -> Json:
    """Spell a message from a handset."""
    return {
        "inbound_id": INBOUND.spell(message.id),
        "from": message.handset,
        "to": message.destination,
        "body": message.text,
        "segments": message.segment_count,
        "received_at": iso(message.received_at),
    }


def listing(found: Listing) -> Json:
    """Spell an SmsLookupResult."""
    return {
        "phone": found.phone,
        "valid": found.is_valid,
        "country_code": found.country_code,
        "carrier": found.carrier,
        "line_type": None if found.line_type is None else _line_type(found.line_type),
        "caller_name": found.caller_name,
    }


def usage_wish(query: wire.UsageQuery) -> UsageWish:
    """Read which window is wanted."""
    return UsageWish(query.since, query.until, query.vendor, _GRANULARITIES[query.bucket])


def usage(found: Usage) -> Json:
    """Spell an SmsUsageResult."""
    return {
        **_tally(found.total),
        "delivery_rate": found.total.delivery_ratio,
        "buckets": [_bucket(bucket) for bucket in found.buckets],
    }


def _bucket(bucket: Bucket) -> Json:
    return {"start": iso(bucket.start), **_tally(bucket.tally)}


def _tally(tally: Tally) -> Json:
    return {
        "sent": tally.sent,
        "delivered": tally.delivered,
        "failed": tally.failed,
        "segments": tally.segment_count,
        "cost_usd": dollars(tally.cost),
    }


def _line_type(line_type: LineType) -> str:
    return line_type.value
