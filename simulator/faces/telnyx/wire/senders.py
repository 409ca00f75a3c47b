"""Numbers, short codes and names, as they are sent, and the filters of their lists."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainValidator

from simulator.domain.address import AlphanumericSenderId
from simulator.face.members import text_of
from simulator.face.reading import Wire
from simulator.faces.telnyx.wire.members import Number, ProfileId, Tags
from simulator.faces.telnyx.wire.pages import PageQuery

__all__ = [
    "CreateName",
    "HostedQuery",
    "NamesQuery",
    "NumbersQuery",
    "ShortCodesQuery",
    "UpdateNumber",
    "UpdateShortCode",
]


def _name(told: object) -> AlphanumericSenderId:
    """Take a name that any network shows: letters, digits and spaces, and a letter among them."""
    sent = text_of(told)
    spelled = sent.replace(" ", "")
    is_plain = spelled.isascii() and spelled.isalnum() and sent == sent.strip()
    if not is_plain or spelled.isdecimal() or len(sent) > 11:  # noqa: PLR2004 - 3GPP TS 23.040, 9.1.2.5
        raise ValueError(
            "must be 1 to 11 letters, digits and inner spaces with at least one letter among them"
        )
    return AlphanumericSenderId(sent)


def _unset(sent: object) -> object:
    """Read "null" in a filter: what belongs to no profile."""
    return None if sent == "null" else sent


Name = Annotated[AlphanumericSenderId, PlainValidator(_name, json_schema_input_type=str)]
# An empty text takes whatever it is off its profile.
Assignment = Literal[""] | ProfileId | None
OfProfile = Annotated[
    ProfileId | None,
    Field(alias="filter[messaging_profile_id]"),
    BeforeValidator(_unset),
]
Product = Annotated[str, Field(min_length=1, max_length=64)]


class CreateName(Wire):
    """`POST /alphanumeric_sender_ids`."""

    alphanumeric_sender_id: Name
    messaging_profile_id: ProfileId
    us_long_code_fallback: Number | None = None


class UpdateNumber(Wire):
    """`PATCH /phone_numbers/{id}/messaging`, and of hosted numbers; null changes nothing."""

    messaging_profile_id: Assignment = None
    messaging_product: Product | None = None
    tags: Tags | None = None


class UpdateShortCode(Wire):
    """`PATCH /short_codes/{id}`; null as well as "" takes it off its profile."""

    messaging_profile_id: Assignment
    tags: Tags | None = None


class NamesQuery(PageQuery):
    """The query of `GET /alphanumeric_sender_ids`."""

    of_profile: OfProfile = None


class ShortCodesQuery(PageQuery):
    """The query of `GET /short_codes`."""

    of_profile: OfProfile = None


class HostedQuery(PageQuery):
    """The query of `GET /messaging_hosted_numbers`."""

    of_profile: OfProfile = None
    phone_number: Annotated[str | None, Field(alias="filter[phone_number]")] = None
    contains: Annotated[str, Field(alias="filter[phone_number][contains]")] = ""
    sort: Annotated[Literal["asc", "desc"] | None, Field(alias="sort[phone_number]")] = None


class NumbersQuery(HostedQuery):
    """The query of `GET /phone_numbers/messaging`."""

    type_: Annotated[
        Literal["tollfree", "longcode", "shortcode"] | None, Field(alias="filter[type]")
    ] = None
