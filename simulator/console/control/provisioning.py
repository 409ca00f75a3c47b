"""What a world is given to send with, as the control API and scenarios are told it."""

import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, StrictBool

from simulator.domain.address import (
    AlphanumericSenderId,
    OriginatorKind,
    ShortCode,
    originator_kind,
    parse_originator,
)
from simulator.domain.messaging_profiles import ANYWHERE
from simulator.face.members import Money, Number, text_of
from simulator.face.reading import Wire
from simulator.services.holdings import HOLDING_COUNT_MAX

__all__ = [
    "NumberPool",
    "ProvidedCode",
    "ProvidedName",
    "ProvidedNumber",
    "ProvidedProfile",
    "Resources",
]

_TEXT_LENGTH_MAX: Final = 255
_URL_LENGTH_MAX: Final = 2_000
_DESTINATION_COUNT_MAX: Final = 300
_UUID: Final = re.compile(r"[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


def _id(sent: str) -> str:
    if not _UUID.fullmatch(sent.lower()):
        raise ValueError("should be a UUID")
    return sent.lower().replace("-", "")


def _country(sent: str) -> str:
    if not _COUNTRY.fullmatch(sent):
        raise ValueError("should be a country code of two capital letters")
    return sent


def _destination(sent: str) -> str:
    return sent if sent == ANYWHERE else _country(sent)


def _some(destinations: tuple[str, ...]) -> tuple[str, ...]:
    """See that there is one: pydantic counts those only that are right."""
    if not destinations:
        raise ValueError("needs a destination; * is all of them")
    return destinations


def _reference(sent: str) -> str:
    """Read which profile is meant: a name, or an id in whichever spelling."""
    return _id(sent) if _UUID.fullmatch(sent.lower()) else sent


def _code(sent: object) -> ShortCode:
    told = parse_originator(text_of(sent))
    if originator_kind(told) is not OriginatorKind.SHORT_CODE:
        raise ValueError("should be a short code of 3 to 8 digits")
    return ShortCode(told)


def _name(sent: object) -> AlphanumericSenderId:
    told = parse_originator(text_of(sent))
    if originator_kind(told) is not OriginatorKind.ALPHANUMERIC_SENDER_ID:
        raise ValueError("should be a name, with a letter in it")
    return AlphanumericSenderId(told)


def _short_for(member: str) -> BeforeValidator:
    """Take a text for an object that has this one member."""
    return BeforeValidator(lambda sent: {member: sent} if isinstance(sent, str) else sent)


Id = Annotated[str, AfterValidator(_id)]
Reference = Annotated[str, AfterValidator(_reference)]
Country = Annotated[str, AfterValidator(_country)]
Destination = Annotated[str, AfterValidator(_destination)]
Destinations = Annotated[
    tuple[Destination, ...],
    Field(max_length=_DESTINATION_COUNT_MAX, json_schema_extra={"minItems": 1}),
    AfterValidator(_some),
]
Text = Annotated[str, Field(min_length=1, max_length=_TEXT_LENGTH_MAX)]
Url = Annotated[str, Field(max_length=_URL_LENGTH_MAX, pattern="^(https?://[^ ]+)?$")]
Code = Annotated[ShortCode, PlainValidator(_code, json_schema_input_type=str)]
Name = Annotated[AlphanumericSenderId, PlainValidator(_name, json_schema_input_type=str)]
Tags = Annotated[tuple[Text, ...], Field(max_length=HOLDING_COUNT_MAX)]
Weight = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]


class NumberPool(Wire, extra="forbid"):
    """How a number is chosen where a message names none."""

    long_code_weight: Weight = 1
    toll_free_weight: Weight = 1
    skip_unhealthy: StrictBool = False
    sticky_sender: StrictBool = False
    geomatch: StrictBool = False


class ProvidedProfile(Wire, extra="forbid"):
    """A messaging profile; `registered` is whether its texts are of a registered 10DLC campaign."""

    name: Text
    id: Id | None = None
    enabled: StrictBool = True
    destinations: Destinations = (ANYWHERE,)
    webhook_url: Url = ""
    webhook_failover_url: Url = ""
    number_pool: NumberPool | None = None
    alpha_sender: Name | None = None
    daily_limit_usd: Money | None = None
    smart_encoding: StrictBool = False
    mms_fall_back_to_sms: StrictBool = False
    registered: StrictBool = True


class ProvidedNumber(Wire, extra="forbid"):
    """A number, on the profile of this name or id; on the first one where none is named."""

    number: Number
    id: Annotated[str, Field(pattern="^[0-9]{1,30}$")] | None = None
    profile: Reference | None = None
    hosted: StrictBool = False
    tags: Tags = ()


class ProvidedCode(Wire, extra="forbid"):
    """A short code, on a profile as a number is."""

    code: Code
    id: Id | None = None
    profile: Reference | None = None
    country: Country = "US"
    tags: Tags = ()


class ProvidedName(Wire, extra="forbid"):
    """A name to send under, and the number that sends in its stead where names are not shown."""

    name: Name
    id: Id | None = None
    profile: Reference | None = None
    fallback: Number | None = None


def _at_most() -> Any:  # noqa: ANN401 - what pydantic calls it is its own affair
    return Field(max_length=HOLDING_COUNT_MAX)


class Resources(Wire, extra="forbid"):
    """What there is to send with, and nothing else; without profiles, on the one that all have.

    A number, a short code, a name or a profile that is no more than itself may be told as a text.
    """

    profiles: Annotated[tuple[Annotated[ProvidedProfile, _short_for("name")], ...], _at_most()] = ()
    numbers: Annotated[tuple[Annotated[ProvidedNumber, _short_for("number")], ...], _at_most()] = ()
    short_codes: Annotated[tuple[Annotated[ProvidedCode, _short_for("code")], ...], _at_most()] = ()
    senders: Annotated[tuple[Annotated[ProvidedName, _short_for("name")], ...], _at_most()] = ()
