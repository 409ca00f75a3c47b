"""What the gateway can do, for anybody."""

from typing import Final

from tests.contract.other_gateway.capabilities import CAPABILITIES, Capability
from tests.contract.other_gateway.lookup import PRICE as LOOKUP_PRICE
from tests.contract.other_gateway.messages import PRICE, VENDORS
from tests.contract.other_gateway.refusing import Refusal

__all__ = ["everything", "one"]

_BORN: Final = "2026-02-03T04:05:06+00:00"


def everything(_id: str) -> object:
    """Tell all capabilities."""
    told = [_summary(capability) for capability in CAPABILITIES]
    return {"version": 1, "generated_at": _BORN, "capabilities": told}


def one(capability_id: str) -> object:
    """Tell one capability."""
    for capability in CAPABILITIES:
        if capability.id == capability_id:
            return {**_summary(capability), **_detail(capability)}
    raise Refusal(404, "NO_SUCH_CAPABILITY")


def _summary(capability: Capability) -> dict[str, object]:
    return {
        "id": capability.id,
        "method": capability.method,
        "path": capability.path,
        "summary": f"Does {capability.id}.",
        "available": True,
        "regions": ["everywhere"],
        "vendors": list(VENDORS),
        "billing": _billing(capability),
    }


def _billing(capability: Capability) -> dict[str, object]:
    price = LOOKUP_PRICE if capability.id == "sms.lookup" else PRICE
    return {
        "is_billable": capability.is_paid,
        "free": not capability.is_paid,
        "unit": "per_message" if capability.is_paid else None,
        "price_usd": price if capability.is_paid else None,
        "currency": "USD",
        "new_account_trial_uses": None,
    }


def _detail(capability: Capability) -> dict[str, object]:
    line = f"{capability.method} {capability.path}"
    return {
        "params": {},
        "errors": [{"code": "BAD_MEMBER", "retryable": False}],
        "examples": dict.fromkeys(("curl", "python", "javascript", "typescript"), line),
    }
