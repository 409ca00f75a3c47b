"""Capabilities, in the words of the public page about discovery."""

from collections.abc import Sequence
from typing import Any, Final

from simulator.domain.world import NEW_PROJECT_CREDIT
from simulator.face import Route
from simulator.face.instants import iso
from simulator.faces.gateway.translate import examples
from simulator.faces.gateway.translate.account import dollars
from simulator.services.world import Stock

__all__ = ["capability", "index"]

Json = dict[str, object]

# What is priced by the segment: all of these send messages. The price shown is that of one segment
# to North America, where the documentation's own examples go.
_BILLABLE: Final = frozenset({"sms.send", "sms.batch.send", "sms.otp", "sms.resend"}) | {
    "sms.sender.register",
    "sms.sender.verify",
}
_REGIONS: Final = ("western", "china")

_ERRORS: Final = (
    ("UNAUTHORIZED", False),
    ("VALIDATION_ERROR", False),
    ("RATE_LIMITED", True),
    ("INTERNAL", True),
)
_ERRORS_BY_ID: Final = (("NOT_FOUND", False),)
_ERRORS_OF_BODIES: Final = (
    ("INVALID_JSON", False),
    ("PAYLOAD_TOO_LARGE", False),
    ("UNSUPPORTED_MEDIA_TYPE", False),
    ("IDEMPOTENCY_KEY_REUSED", False),
)
_ERRORS_OF_SENDING: Final = (
    ("INSUFFICIENT_CREDIT", False),
    ("SIGNATURE_REQUIRED", False),
    ("TEMPLATE_NOT_APPROVED", False),
    ("UNKNOWN_VENDOR", False),
    ("VENDOR_UNAVAILABLE", True),
)
_ERRORS_OF_ITS_OWN: Final = {
    "sms.send": ("NOT_FOUND",),
    "sms.resend": ("CONFLICT",),
    "sms.sender.register": ("CONFLICT",),
    "sms.sender.verify": ("NOT_FOUND", "CONFLICT"),
    "sms.signature.create": ("UNKNOWN_VENDOR",),
    "sms.template.create": ("UNKNOWN_VENDOR",),
    "sms.suppression.gdpr_remove": ("FORBIDDEN",),
    "sms.usage": ("UNKNOWN_VENDOR",),
}


def index(routes: Sequence[Route], stock: Stock, now: int) -> Json:
    """Spell all operations."""
    return {
        "version": "v1",
        "generated_at": iso(now),
        "capabilities": [_entry(route, stock) for route in routes],
    }


def capability(route: Route, stock: Stock, url: str) -> Json:
    """Spell one operation, with what it takes, how it fails, and how to call it."""
    return {
        **_entry(route, stock),
        "params": [*_path_params(route), *_params(route)],
        "errors": [{"code": code, "retryable": may_retry} for code, may_retry in _errors(route)],
        "examples": examples.of(route, url),
    }


def _entry(route: Route, stock: Stock) -> Json:
    return {
        "id": route.name,
        "method": route.method,
        "path": route.path,
        "summary": route.summary,
        "available": True,
        "regions": list(_REGIONS),
        "vendors": list(stock.routing.vendors) if route.name in _BILLABLE else [],
        "billing": _billing(route, stock),
    }


def _billing(route: Route, stock: Stock) -> Json:
    is_billable = route.name in _BILLABLE
    price = stock.prices.price("+1", 1)
    return {
        "is_billable": is_billable,
        "free": not is_billable,
        "unit": "per_segment" if is_billable else "per_request",
        "price_usd": dollars(price) if is_billable else 0,
        "currency": "USD",
        "new_account_trial_uses": NEW_PROJECT_CREDIT // price if is_billable else 0,
    }


def _path_params(route: Route) -> list[Json]:
    is_by_id = route.path.endswith("{id}")
    return [{"name": "id", "in": "path", "type": "string", "required": True}] if is_by_id else []


def _params(route: Route) -> list[Json]:
    if route.takes is None:
        return []
    schema = route.takes.model_json_schema()
    needed = schema.get("required", ())
    return [
        {
            "name": name,
            "in": "body" if route.method == "POST" else "query",
            "type": _type(member),
            "required": name in needed,
        }
        for name, member in schema["properties"].items()
    ]


def _type(member: dict[str, Any]) -> str:
    """Name a member's type as the documentation does: `string`, `string[]`."""
    kinds = [one for one in member.get("anyOf", (member,)) if one.get("type") != "null"]
    kind = kinds[0].get("type", "any")
    return f"{_type(kinds[0].get('items', {}))}[]" if kind == "array" else str(kind)


def _errors(route: Route) -> list[tuple[str, bool]]:
    errors = [*_ERRORS]
    if route.path.endswith("{id}"):
        errors += _ERRORS_BY_ID
    if route.method != "GET":
        errors += _ERRORS_OF_BODIES
    if route.name in _BILLABLE:
        errors += _ERRORS_OF_SENDING
    errors += [(code, False) for code in _ERRORS_OF_ITS_OWN.get(route.name, ())]
    return errors
