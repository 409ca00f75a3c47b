"""Messages, as they are sent."""

from typing import Annotated, Any, Final, Literal

from pydantic import Field, StrictBool

from simulator.domain.address import E164, InvalidAddress, Originator, parse_e164, parse_originator
from simulator.domain.refusals import Declined, Ground
from simulator.face.members import Instant
from simulator.face.reading import Wire
from simulator.faces.telnyx.wire.members import ProfileId, Url

__all__ = [
    "AlphanumericSend",
    "ContentSend",
    "DeeplinkQuery",
    "GroupSend",
    "Hooked",
    "LongCodeSend",
    "PoolSend",
    "RcsSend",
    "Schedule",
    "Send",
    "ShortCodeSend",
    "Single",
    "WhatsappSend",
    "number",
    "sender",
]

# More than ten parts of anything: what is longer is refused as too long, and read in no time.
_TEXT_LENGTH_MAX: Final = 100_000
_SUBJECT_LENGTH_MAX: Final = 1_000
_ADDRESS_LENGTH_MAX: Final = 100
_AGENT_LENGTH_MAX: Final = 100
_URL_COUNT_MAX: Final = 100
_GROUP_COUNT: Final = (2, 8)

Address = Annotated[str, Field(min_length=1, max_length=_ADDRESS_LENGTH_MAX)]
Text = Annotated[str, Field(max_length=_TEXT_LENGTH_MAX)]
Urls = Annotated[list[Url], Field(max_length=_URL_COUNT_MAX)]
Content = Annotated[dict[str, Any], Field(max_length=100)]


def number(address: str) -> E164:
    """Read whom a message is for.

    Raises:
        Declined: that is no number.
    """
    try:
        return parse_e164(address)
    except InvalidAddress:
        raise Declined(Ground.DESTINATION_INVALID, {"destination": address}) from None


def sender(address: str, ground: Ground = Ground.SENDER_UNKNOWN) -> Originator:
    """Read who sends a message.

    Raises:
        Declined: no sender is spelled so.
    """
    try:
        return parse_originator(address)
    except InvalidAddress:
        raise Declined(ground, {"sender": address}) from None


class Hooked(Wire):
    """What every operation takes that sends."""

    webhook_url: Url | None = None
    webhook_failover_url: Url | None = None
    use_profile_webhooks: StrictBool | None = None


class ContentSend(Hooked):
    """What most of them take."""

    text: Text | None = None
    subject: Annotated[str, Field(max_length=_SUBJECT_LENGTH_MAX)] | None = None
    media_urls: Urls | None = None


class Single(ContentSend):
    """A message to one person."""

    to: Address
    type: Literal["SMS", "MMS"] | None = None
    auto_detect: StrictBool | None = None


class Schedule(Single):
    """`POST /messages/schedule`."""

    from_: Address | None = Field(default=None, alias="from")
    messaging_profile_id: ProfileId | None = None
    send_at: Instant | None = None


class Send(Schedule):
    """`POST /messages`."""

    encoding: Literal["auto", "gsm7", "ucs2"] | None = None


class LongCodeSend(Single):
    """`POST /messages/long_code`."""

    from_: Address = Field(alias="from")
    encoding: Literal["auto", "gsm7", "ucs2"] | None = None


class ShortCodeSend(LongCodeSend):
    """`POST /messages/short_code`."""


class PoolSend(Single):
    """`POST /messages/number_pool`."""

    messaging_profile_id: ProfileId
    encoding: Literal["auto", "gsm7", "ucs2"] | None = None


class AlphanumericSend(Hooked):
    """`POST /messages/alphanumeric_sender_id`."""

    from_: Address = Field(alias="from")
    to: Address
    text: Text
    messaging_profile_id: ProfileId


class GroupSend(ContentSend):
    """`POST /messages/group_mms`."""

    from_: Address = Field(alias="from")
    to: Annotated[list[Address], Field(min_length=_GROUP_COUNT[0], max_length=_GROUP_COUNT[1])]


class WhatsappSend(Wire):
    """`POST /messages/whatsapp`."""

    from_: Address = Field(alias="from")
    to: Address
    whatsapp_message: Content
    type: Literal["WHATSAPP"] | None = None
    messaging_profile_id: ProfileId | None = None
    webhook_url: Url | None = None


class RcsSend(Wire):
    """`POST /messages/rcs`. Fallbacks are taken and not needed: whatever is sent arrives."""

    agent_id: Annotated[str, Field(min_length=1, max_length=_AGENT_LENGTH_MAX)]
    to: Address
    messaging_profile_id: ProfileId
    agent_message: Content
    type: Literal["RCS"] | None = None
    mms_fallback: Content | None = None
    sms_fallback: Content | None = None
    webhook_url: Url | None = None


class DeeplinkQuery(Wire):
    """The query of `GET /messages/rcs/deeplinks/{agent_id}`."""

    phone_number: Address | None = None
    body: Text | None = None
