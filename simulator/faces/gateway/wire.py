"""The gateway's payloads, member for member as its documentation spells them."""

from typing import Annotated, Any, Final, Literal

from pydantic import (
    ConfigDict,
    Field,
    PlainValidator,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
)
from pydantic.config import JsonDict

from simulator.domain.address import Originator, parse_originator
from simulator.domain.refusals import Invalid
from simulator.domain.templates import TEXT_LENGTH_MAX
from simulator.face.members import Dollars, Instant, Number, text_of
from simulator.face.reading import Wire
from simulator.services.pages import LIMIT_DEFAULT, LIMIT_MAX

__all__ = [
    "BatchSend",
    "Cancel",
    "Check",
    "CreateSignature",
    "CreateTemplate",
    "Deletion",
    "Erase",
    "Lookup",
    "Otp",
    "PageQuery",
    "Register",
    "Resend",
    "Send",
    "Suppress",
    "Topup",
    "Unsuppress",
    "UsageQuery",
    "Verify",
    "VerifySender",
    "agreed",
]

# Ten times what a review lets pass: enough to be told so by the review, and read in no time.
TEMPLATE_LENGTH_MAX: Final = 10 * TEXT_LENGTH_MAX
BATCH_COUNT_MAX: Final = 100


def _example(document: JsonDict) -> ConfigDict:
    """Say what the payload may look like, for those who ask what can be done here."""
    return ConfigDict(json_schema_extra={"example": document})


def _originator(sent: object) -> Originator:
    return parse_originator(text_of(sent))


Sender = Annotated[Originator, PlainValidator(_originator, json_schema_input_type=str)]
Text = Annotated[str, Field(min_length=1, max_length=TEXT_LENGTH_MAX)]
Scope = Annotated[str, Field(min_length=1)]


class Send(Wire):
    """`POST /v1/sms/send`, and each message of a batch."""

    model_config = _example({"to": "+14155550100", "body": "Your code is 123456"})

    to: Number
    body: Text | None = None
    from_: Sender | None = Field(default=None, alias="from")
    template_id: str | None = None
    template_vars: dict[str, StrictStr | StrictInt | StrictFloat] | None = None
    vendor: str | None = None
    idempotency_key: str | None = None


class BatchSend(Wire):
    """`POST /v1/sms/batch/send`. Each message is checked alone, so that one does not stop all."""

    model_config = _example({"messages": [{"to": "+14155550100", "body": "Your code is 123456"}]})

    messages: Annotated[list[Any], Field(min_length=1, max_length=BATCH_COUNT_MAX)]
    idempotency_key: str | None = None


class Otp(Wire):
    """`POST /v1/sms/otp`."""

    model_config = _example({"to": "+14155550100"})

    to: Number


class Verify(Wire):
    """`POST /v1/sms/verify`."""

    model_config = _example({"to": "+14155550100", "code": "123456"})

    to: Number
    code: str


class Cancel(Wire):
    """`POST /v1/sms/cancel/{id}`."""

    model_config = _example({"message_id": "ID"})

    message_id: str | None = None


class Resend(Wire):
    """`POST /v1/sms/resend/{id}`."""

    model_config = _example({"message_id": "ID"})

    message_id: str
    only_failed: StrictBool = False
    idempotency_key: str | None = None


class Register(Wire):
    """`POST /v1/sms/sender/register`."""

    model_config = _example({"phone_number": "+14155550100", "region": "western"})

    phone_number: Number
    region: Literal["western", "china"]
    methods: list[str] | None = None
    idempotency_key: str | None = None


class VerifySender(Wire):
    """`POST /v1/sms/sender/verify`."""

    model_config = _example({"sender_id": "ID", "code": "123456"})

    sender_id: str
    code: str | None = None
    idempotency_key: str | None = None


class CreateSignature(Wire):
    """`POST /v1/sms/signature/create`."""

    model_config = _example({"name": "Acme", "type": "company"})

    name: str
    type: str | None = None
    proof_url: str | None = None
    remark: str | None = None
    vendor: str | None = None


class CreateTemplate(Wire):
    """`POST /v1/sms/template/create`."""

    model_config = _example({"name": "otp", "body": "Your code is {{code}}", "locale": "en"})

    name: str
    body: Annotated[str, Field(max_length=TEMPLATE_LENGTH_MAX)]
    locale: str | None = None
    variables: list[str] | None = None
    vendor: str | None = None


class Deletion(Wire):
    """The body or the query of every `DELETE`: the documentation does not say which."""

    idempotency_key: str | None = None


class Suppress(Wire):
    """`POST /v1/sms/suppress`."""

    model_config = _example({"phone": "+14155550100", "reason": "opt_out"})

    phone: Number
    reason: str | None = None
    scope: Scope | None = None
    sender_scope: Scope | None = None
    notes: str | None = None
    idempotency_key: str | None = None


class Check(Wire):
    """`POST /v1/sms/suppression/check`."""

    model_config = _example({"phone": "+14155550100"})

    phone: Number
    scope: Scope | None = None
    sender_scope: Scope | None = None


class Unsuppress(Check):
    """`POST /v1/sms/suppression/delete`."""

    idempotency_key: str | None = None


class Erase(Wire):
    """`POST /v1/sms/suppression/gdpr_remove`."""

    model_config = _example({"phone": "+14155550100", "confirmation_token": "TOKEN"})

    phone: Number
    confirmation_token: str
    idempotency_key: str | None = None


class Lookup(Wire):
    """`POST /v1/sms/lookup`. What is no number is answered, not refused."""

    model_config = _example({"phone": "+14155550100", "fields": ["carrier", "line_type"]})

    phone: str
    fields: list[str] | None = None


class UsageQuery(Wire):
    """The query of `GET /v1/sms/usage`."""

    since: Instant | None = None
    until: Instant | None = None
    vendor: str | None = None
    bucket: Literal["hour", "day"] = "day"


class Topup(Wire):
    """`POST /v1/account/topup`. Its parameters say `amount_usd`, its example says `amount`."""

    model_config = _example({"amount_usd": 5})

    amount_usd: Dollars | None = None
    amount: Dollars | None = None
    currency: Literal["USD"] = "USD"
    payment_method: str | None = None
    return_url: str | None = None
    idempotency_key: str | None = None


class PageQuery(Wire):
    """The query of every list."""

    cursor: str | None = None
    limit: Annotated[int, Field(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT


def agreed(path: str, member: str | None) -> str:
    """Take a message's id from the path.

    Raises:
        Invalid: the body names another message.
    """
    if member is not None and member != path:
        raise Invalid.field("message_id", "differs from the id in the path")
    return path
