"""Signatures, in the gateway's words."""

from simulator.domain.signatures import Signature
from simulator.face.instants import iso
from simulator.faces.gateway import wire
from simulator.faces.gateway.translate.ids import SIGNATURE
from simulator.faces.gateway.translate.reviews import review_state
from simulator.services.signatures import SignatureWish

__all__ = ["signature", "wish"]


def wish(sent: wire.CreateSignature) -> SignatureWish:
    """Read what signature is wanted."""
    return SignatureWish(sent.name, sent.type, sent.proof_url, sent.remark, sent.vendor)


def signature(record: Signature) -> dict[str, object]:
    """Spell an SmsSignature."""
    return {
        "signature_id": SIGNATURE.spell(record.id),
        "text": record.text,
        "type": record.type,
        "review_state": review_state(record.state),
        "reject_reason": record.reason or None,
        "vendor": record.vendor,
        "created_at": iso(record.created_at),
    }
