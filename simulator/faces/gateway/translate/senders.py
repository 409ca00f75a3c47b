"""Senders, in the gateway's words."""

from simulator.domain.reputation import Reputation
from simulator.domain.senders import Region, Sender, SenderState
from simulator.face.instants import iso
from simulator.faces.gateway import wire
from simulator.faces.gateway.translate.ids import SENDER
from simulator.services.senders import SenderWish

__all__ = ["reputation", "sender", "wish"]

Json = dict[str, object]


def wish(sent: wire.Register) -> SenderWish:
    """Read what number is to be registered."""
    methods = None if sent.methods is None else tuple(sent.methods)
    return SenderWish(sent.phone_number, _REGIONS[sent.region], methods)


def sender(record: Sender) -> Json:
    """Spell a SenderVerification."""
    return {
        "sender_id": SENDER.spell(record.id),
        "phone_number": record.number,
        "region": _region(record.region),
        "state": _state(record.state),
        "methods": list(record.methods),
        "created_at": iso(record.created_at),
    }


def reputation(sender_id: str, found: Reputation) -> Json:
    """Spell an SmsSenderReputation."""
    return {
        "sender_id": SENDER.spell(sender_id),
        "tier": found.tier.value,
        "complaint_rate_30d": found.complaint_ratio,
        "cap": found.cap,
        "used_today": found.used_today,
        "throttle_risk": found.throttle_risk.value,
    }


def _region(region: Region) -> str:
    match region:
        case Region.WESTERN:
            return "western"
        case Region.CHINA:
            return "china"


def _state(state: SenderState) -> str:
    match state:
        case SenderState.PENDING:
            return "pending"
        case SenderState.VERIFIED:
            return "verified"
        case SenderState.REJECTED:
            return "rejected"


_REGIONS = {_region(region): region for region in Region}
