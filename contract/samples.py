"""Requests that are right in every respect: what families spoil, and positive controls send."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from contract.gateway import Gateway

__all__ = ["Sample", "plain", "sample"]

_SENDER: Final = ("sms.sender.get", "sms.sender.reputation", "sms.sender.delete")
_SIGNATURE: Final = ("sms.signature.get", "sms.signature.delete")
_TEMPLATE: Final = ("sms.template.get", "sms.template.delete")
_OF_MESSAGE: Final = ("sms.status", "sms.events", "sms.cancel", "sms.resend")


@dataclass(frozen=True, slots=True)
class Sample:
    """A request.

    Attributes:
        body: None where the operation takes none.
        id: what stands in the path; empty where nothing does.
        query: what stands behind it.
    """

    body: dict[str, Any] | None = None
    id: str = ""
    query: Mapping[str, object] | None = None


def plain(gw: Gateway, operation: str, name: str = "none") -> Sample:
    """Make a request that is right but for the things it names, which need not be there."""
    body = _BODIES.get(operation)
    id_ = name if operation in {*_SENDER, *_SIGNATURE, *_TEMPLATE, *_OF_MESSAGE} else ""
    return Sample(body(gw, name) if body else None, id_)


async def sample(gw: Gateway, operation: str) -> Sample:
    """Make a request that must succeed, and whatever it speaks of."""
    make = _MAKERS.get(operation)
    made = plain(gw, operation, await make(gw) if make else "none")
    complete = _COMPLETIONS.get(operation)
    return Sample(await complete(gw, made.body or {}), made.id) if complete else made


_BODIES: Final[Mapping[str, Callable[[Gateway, str], dict[str, Any]]]] = {
    "sms.send": lambda gw, _: {"to": gw.number(), "body": gw.text()},
    "sms.batch.send": lambda gw, _: {"messages": [{"to": gw.number(), "body": gw.text()}]},
    "sms.cancel": lambda _, name: {"message_id": name},
    "sms.resend": lambda _, name: {"message_id": name},
    "sms.otp": lambda gw, _: {"to": gw.number()},
    "sms.verify": lambda gw, _: {"to": gw.number(), "code": "000000"},
    "sms.lookup": lambda gw, _: {"phone": gw.number()},
    "sms.sender.register": lambda gw, _: {"phone_number": gw.number(), "region": "western"},
    "sms.sender.verify": lambda _, name: {"sender_id": name},
    "sms.signature.create": lambda gw, _: {"name": gw.word()},
    "sms.template.create": lambda gw, _: {"name": gw.word(), "body": gw.text()},
    "sms.suppress": lambda gw, _: {"phone": gw.number()},
    "sms.suppression.check": lambda gw, _: {"phone": gw.number()},
    "sms.suppression.delete": lambda gw, _: {"phone": gw.number()},
    "sms.suppression.gdpr_remove": lambda gw, _: {
        "phone": gw.number(),
        "confirmation_token": "none",
    },
    "account.topup": lambda *_: {"amount_usd": 10},
}


async def _message(gw: Gateway) -> str:
    return str((await gw.sent())["sms_id"])


async def _sender(gw: Gateway) -> str:
    body = {"phone_number": gw.number(), "region": "western"}
    return str((await gw.need("sms.sender.register", body))["sender_id"])


async def _signature(gw: Gateway) -> str:
    return str((await gw.need("sms.signature.create", {"name": gw.word()}))["signature_id"])


async def _template(gw: Gateway) -> str:
    body = {"name": gw.word(), "body": gw.text()}
    return str((await gw.need("sms.template.create", body))["template_id"])


_MAKERS: Final[Mapping[str, Callable[[Gateway], Awaitable[str]]]] = {
    **dict.fromkeys(_OF_MESSAGE, _message),
    **dict.fromkeys((*_SENDER, "sms.sender.verify"), _sender),
    **dict.fromkeys(_SIGNATURE, _signature),
    **dict.fromkeys(_TEMPLATE, _template),
}


async def _with_code(gw: Gateway, body: dict[str, Any]) -> dict[str, Any]:
    """Send a passcode, and read it."""
    await gw.need("sms.otp", {"to": body["to"]})
    return {**body, "code": await gw.doors.passcode(body["to"])}


async def _with_sender_code(gw: Gateway, body: dict[str, Any]) -> dict[str, Any]:
    """Read the code that came to the number when it was registered."""
    shown = await gw.need("sms.sender.get", id=body["sender_id"])
    return {**body, "code": await gw.doors.sender_code(shown["phone_number"])}


async def _with_token(gw: Gateway, body: dict[str, Any]) -> dict[str, Any]:
    """Suppress the number, and get the token that confirms its erasure."""
    await gw.need("sms.suppress", {"phone": body["phone"]})
    return {**body, "confirmation_token": await gw.doors.erasure_token(body["phone"])}


_COMPLETIONS: Final[
    Mapping[str, Callable[[Gateway, dict[str, Any]], Awaitable[dict[str, Any]]]]
] = {
    "sms.verify": _with_code,
    "sms.sender.verify": _with_sender_code,
    "sms.suppression.gdpr_remove": _with_token,
}
