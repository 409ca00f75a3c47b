"""Suppressions, in the gateway's words."""

from simulator.domain.address import E164
from simulator.domain.suppression import Suppression, SuppressionWish
from simulator.face.instants import iso
from simulator.faces.gateway import wire

__all__ = ["check", "removal", "suppression", "wish"]

Json = dict[str, object]


def wish(sent: wire.Suppress) -> SuppressionWish:
    """Read what is to be suppressed."""
    return SuppressionWish(sent.phone, sent.scope, sent.sender_scope, sent.reason, sent.notes)


def suppression(record: Suppression) -> Json:
    """Spell a SuppressionRecord."""
    return {
        "phone": record.phone,
        "scope": record.scope,
        "sender_scope": record.sender_scope,
        "reason": record.reason,
        "notes": record.notes,
        "created_at": iso(record.created_at),
    }


def check(found: Suppression | None) -> Json:
    """Spell an SmsSuppressionCheckResult."""
    return {"suppressed": found is not None, "record": suppression(found) if found else None}


def removal(phone: E164, *, is_removed: bool) -> Json:
    """Spell an SmsSuppressionRemoveResult."""
    return {"phone": phone, "removed": is_removed}
