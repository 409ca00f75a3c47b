"""The whole vendor on one screen: the gateway's operations, by their names in its documentation."""

from dataclasses import replace
from typing import Final

from simulator.face import Handler, Route
from simulator.face.reading import Wire
from simulator.faces.gateway import wire
from simulator.faces.gateway.operations import (
    account,
    discovery,
    messages,
    reports,
    senders,
    signatures,
    suppressions,
    templates,
)

__all__ = ["ROUTES"]


def _operation(method: str, where: str, handler: Handler, takes: type[Wire] | None = None) -> Route:
    """Make a route: an operation's path is its name with a slash for each dot."""
    name, _, _ = where.partition("/")
    return Route(method, f"/v1/{where.replace('.', '/')}", name, handler, takes)


ROUTES: Final = (
    replace(_operation("POST", "sms.send", messages.send, wire.Send), is_one_change=True),
    _operation("POST", "sms.batch.send", messages.send_batch, wire.BatchSend),
    _operation("POST", "sms.otp", messages.send_otp, wire.Otp),
    _operation("POST", "sms.verify", messages.verify, wire.Verify),
    _operation("GET", "sms.status/{id}", messages.status),
    _operation("GET", "sms.list", messages.list_messages, wire.PageQuery),
    _operation("GET", "sms.events/{id}", messages.events, wire.PageQuery),
    _operation("POST", "sms.cancel/{id}", messages.cancel, wire.Cancel),
    _operation("POST", "sms.resend/{id}", messages.resend, wire.Resend),
    _operation("GET", "sms.inbound.list", reports.list_inbound, wire.PageQuery),
    _operation("POST", "sms.lookup", reports.look_up, wire.Lookup),
    _operation("GET", "sms.usage", reports.use, wire.UsageQuery),
    _operation("POST", "sms.sender.register", senders.register, wire.Register),
    _operation("POST", "sms.sender.verify", senders.verify, wire.VerifySender),
    _operation("GET", "sms.sender.get/{id}", senders.get),
    _operation("GET", "sms.sender.list", senders.list_senders, wire.PageQuery),
    _operation("DELETE", "sms.sender.delete/{id}", senders.delete, wire.Deletion),
    _operation("GET", "sms.sender.reputation/{id}", senders.reputation),
    _operation("POST", "sms.signature.create", signatures.create, wire.CreateSignature),
    _operation("GET", "sms.signature.get/{id}", signatures.get),
    _operation("GET", "sms.signature.list", signatures.list_signatures, wire.PageQuery),
    _operation("DELETE", "sms.signature.delete/{id}", signatures.delete, wire.Deletion),
    _operation("POST", "sms.template.create", templates.create, wire.CreateTemplate),
    _operation("GET", "sms.template.get/{id}", templates.get),
    _operation("GET", "sms.template.list", templates.list_templates, wire.PageQuery),
    _operation("DELETE", "sms.template.delete/{id}", templates.delete, wire.Deletion),
    _operation("POST", "sms.suppress", suppressions.suppress, wire.Suppress),
    _operation("POST", "sms.suppression.check", suppressions.check, wire.Check),
    _operation("GET", "sms.suppression.list", suppressions.list_suppressions, wire.PageQuery),
    _operation("POST", "sms.suppression.delete", suppressions.remove, wire.Unsuppress),
    _operation("POST", "sms.suppression.gdpr_remove", suppressions.erase, wire.Erase),
    _operation("POST", "account.topup", account.top_up, wire.Topup),
    _operation("GET", "account.balance", account.balance),
    # These two describe the others, to anybody.
    Route("GET", "/v1/discovery", "discovery.list", discovery.describe_all, has_world=False),
    Route(
        "GET", "/v1/discovery/{capability}", "discovery.get", discovery.describe, has_world=False
    ),
)
