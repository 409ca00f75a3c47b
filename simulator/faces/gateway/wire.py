"""The gateway's payloads, member for member as its documentation spells them."""

from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field, PlainValidator, StrictBool

from simulator.domain.address import E164, Originator, parse_e164, parse_originator
from simulator.domain.refusals import Invalid
from simulator.face.reading import Wire
from simulator.services.pages import LIMIT_DEFAULT, LIMIT_MAX

__all__ = [
    "BatchSend",
    "Cancel",
    "Otp",
    "PageQuery",
    "Resend",
    "Send",
    "Verify",
    "agreed",
]

TEXT_LENGTH_MAX: Final = 1600
BATCH_COUNT_MAX: Final = 100


def _originator(sent: object) -> Originator:
    if not isinstance(sent, str):
        raise ValueError("should be a valid string")  # noqa: TRY004 - pydantic reports ValueErrors
    return parse_originator(sent)


Number = Annotated[E164, AfterValidator(parse_e164)]
Sender = Annotated[Originator, PlainValidator(_originator)]
Text = Annotated[str, Field(min_length=1, max_length=TEXT_LENGTH_MAX)]


class Send(Wire):
    """`POST /v1/sms/send`, and each message of a batch."""

    to: Number
    body: Text | None = None
    from_: Sender | None = Field(default=None, alias="from")
    template_id: str | None = None
    vendor: str | None = None
    idempotency_key: str | None = None


class BatchSend(Wire):
    """`POST /v1/sms/batch/send`. Each message is checked alone, so that one does not stop all."""

    messages: Annotated[list[Any], Field(min_length=1, max_length=BATCH_COUNT_MAX)]
    idempotency_key: str | None = None


class Otp(Wire):
    """`POST /v1/sms/otp`."""

    to: Number


class Verify(Wire):
    """`POST /v1/sms/verify`."""

    to: Number
    code: str


class Cancel(Wire):
    """`POST /v1/sms/cancel/{id}`."""

    message_id: str | None = None


class Resend(Wire):
    """`POST /v1/sms/resend/{id}`."""

    message_id: str
    only_failed: StrictBool = False
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
