"""All that this gateway can do, by capability."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from tests.contract.other_gateway import (
    lookup,
    messages,
    money,
    passcodes,
    reviews,
    senders,
    suppressions,
)
from tests.contract.other_gateway.calls import Call, Outcome

__all__ = ["CAPABILITIES", "Capability"]


@dataclass(frozen=True)
class Capability:
    """An operation: where it is asked for, and who answers."""

    id: str
    method: Literal["GET", "POST", "DELETE"]
    path: str
    handler: Callable[[Call], Outcome]

    @property
    def is_paid(self) -> bool:
        return self.id in {"sms.send", "sms.batch.send", "sms.resend", "sms.otp", "sms.lookup"}


CAPABILITIES: Final = (
    Capability("sms.send", "POST", "/v1/sms/send", messages.send),
    Capability("sms.batch.send", "POST", "/v1/sms/batch/send", messages.batch),
    Capability("sms.status", "GET", "/v1/sms/status/{id}", messages.status),
    Capability("sms.list", "GET", "/v1/sms/list", messages.lists),
    Capability("sms.events", "GET", "/v1/sms/events/{id}", messages.events),
    Capability("sms.cancel", "POST", "/v1/sms/cancel/{id}", messages.cancel),
    Capability("sms.resend", "POST", "/v1/sms/resend/{id}", messages.resend),
    Capability("sms.otp", "POST", "/v1/sms/otp", passcodes.otp),
    Capability("sms.verify", "POST", "/v1/sms/verify", passcodes.verify),
    Capability("sms.inbound.list", "GET", "/v1/sms/inbound/list", senders.inbound),
    Capability("sms.lookup", "POST", "/v1/sms/lookup", lookup.lookup),
    Capability("sms.sender.register", "POST", "/v1/sms/sender/register", senders.register),
    Capability("sms.sender.verify", "POST", "/v1/sms/sender/verify", senders.verify),
    Capability("sms.sender.get", "GET", "/v1/sms/sender/get/{id}", senders.get),
    Capability("sms.sender.list", "GET", "/v1/sms/sender/list", senders.lists),
    Capability("sms.sender.delete", "DELETE", "/v1/sms/sender/delete/{id}", senders.delete),
    Capability(
        "sms.sender.reputation", "GET", "/v1/sms/sender/reputation/{id}", senders.reputation
    ),
    Capability(
        "sms.signature.create", "POST", "/v1/sms/signature/create", reviews.create_signature
    ),
    Capability("sms.signature.get", "GET", "/v1/sms/signature/get/{id}", reviews.get),
    Capability("sms.signature.list", "GET", "/v1/sms/signature/list", reviews.list_signatures),
    Capability("sms.signature.delete", "DELETE", "/v1/sms/signature/delete/{id}", reviews.delete),
    Capability("sms.template.create", "POST", "/v1/sms/template/create", reviews.create_template),
    Capability("sms.template.get", "GET", "/v1/sms/template/get/{id}", reviews.get),
    Capability("sms.template.list", "GET", "/v1/sms/template/list", reviews.list_templates),
    Capability("sms.template.delete", "DELETE", "/v1/sms/template/delete/{id}", reviews.delete),
    Capability("sms.suppress", "POST", "/v1/sms/suppress", suppressions.suppress),
    Capability("sms.suppression.check", "POST", "/v1/sms/suppression/check", suppressions.check),
    Capability("sms.suppression.list", "GET", "/v1/sms/suppression/list", suppressions.lists),
    Capability("sms.suppression.delete", "POST", "/v1/sms/suppression/delete", suppressions.delete),
    Capability(
        "sms.suppression.gdpr_remove",
        "POST",
        "/v1/sms/suppression/gdpr_remove",
        suppressions.gdpr_remove,
    ),
    Capability("sms.usage", "GET", "/v1/sms/usage", money.usage),
    Capability("account.topup", "POST", "/v1/account/topup", money.topup),
    Capability("account.balance", "GET", "/v1/account/balance", money.balance),
)
