"""Payloads, in the vendor's spelling. What is empty is as good as left out."""

from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import (
    BeforeValidator,
    Field,
    StrictFloat,
    StrictInt,
    StrictStr,
    model_validator,
)

from simulator.domain.address import E164, parse_e164
from simulator.domain.signatures import TEXT_LENGTH_MAX as NAME_LENGTH_MAX
from simulator.domain.signatures import TEXT_LENGTH_MIN as NAME_LENGTH_MIN
from simulator.domain.templates import TEXT_LENGTH_MAX
from simulator.face.members import text_of
from simulator.face.reading import Wire

__all__ = ["SendMessage", "SendOtp", "VerifyOtp"]

# The vendor names no bound. A client library is known that takes no more.
_RECIPIENT_COUNT_MAX: Final = 1_000
_LIFETIME_S_MAX: Final = 1_800
_EMPTY: Final[tuple[object, ...]] = (None, "", [], {})


def _number(sent: object) -> E164:
    """Read a number; the vendor's older pages write it without the plus sign."""
    text = text_of(sent)
    return parse_e164(text if text.startswith("+") else f"+{text}")


def _listed(sent: object) -> object:
    return [sent] if isinstance(sent, str) else sent


Number: TypeAlias = Annotated[E164, BeforeValidator(_number)]
Numbers: TypeAlias = Annotated[
    list[Number], BeforeValidator(_listed), Field(max_length=_RECIPIENT_COUNT_MAX)
]
Name: TypeAlias = Annotated[str, Field(min_length=NAME_LENGTH_MIN, max_length=NAME_LENGTH_MAX)]
Text: TypeAlias = Annotated[str, Field(max_length=TEXT_LENGTH_MAX)]
TemplateId: TypeAlias = Annotated[str, Field(max_length=100)]
Intent: TypeAlias = Annotated[str, Field(max_length=36)]
Code: TypeAlias = Annotated[str, Field(pattern=r"^[0-9]{4,8}$")]
Lifetime: TypeAlias = Annotated[int, Field(ge=1, le=_LIFETIME_S_MAX)]


class _Payload(Wire):
    @model_validator(mode="before")
    @classmethod
    def _leave_out_what_is_empty(cls, sent: Any) -> Any:  # noqa: ANN401 - nothing is known of it
        return {name: member for name, member in sent.items() if member not in _EMPTY}


class SendMessage(_Payload):
    """`sms.message.send`."""

    to: Numbers
    signature: Name | None = None
    text: Text | None = None
    content: Text | None = None
    template_id: TemplateId | None = Field(default=None, alias="templateId")
    template_data: dict[str, StrictStr | StrictInt | StrictFloat] = Field(
        default_factory=dict, alias="templateData"
    )


class SendOtp(_Payload):
    """`otp.send`."""

    to: Number
    digits: Annotated[int, Field(ge=4, le=8)] | None = None
    intent: Intent = ""
    channel: Literal["auto", "sms", "call", "voice", "whatsapp"] = "auto"
    code: Code | None = None
    ttl: Lifetime | None = None
    signature: Name | None = None
    template_id: TemplateId | None = Field(default=None, alias="templateId")


class VerifyOtp(_Payload):
    """`otp.verify`."""

    to: Number
    code: Code
    intent: Intent = ""
    ttl: Lifetime | None = None
