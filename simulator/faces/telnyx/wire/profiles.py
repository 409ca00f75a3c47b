"""Messaging profiles, as they are sent."""

import re
from typing import Annotated, Final, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainValidator,
    StrictBool,
    StrictInt,
    StrictStr,
)

from simulator.domain.messaging_profiles import ANYWHERE
from simulator.domain.pricing import MicroUsd, micro_usd
from simulator.face.members import text_of
from simulator.face.reading import Wire
from simulator.faces.telnyx.wire.members import Url
from simulator.faces.telnyx.wire.pages import PageQuery

__all__ = ["CreateProfile", "Links", "Pool", "PoolChange", "ProfilesQuery", "UpdateProfile"]

_NAME_LENGTH_MAX: Final = 255
_DESTINATION_COUNT_MAX: Final = 300
_FEATURE_COUNT_MAX: Final = 100
_SECRET_LENGTH_MAX: Final = 255
# What money there is has fewer than twelve digits, and a micro-dollar is the least of it.
_LIMIT: Final = r"[0-9]{1,12}(\.[0-9]{1,6})?"


def _country(sent: str) -> str:
    is_code = len(sent) == 2 and sent.isascii() and sent.isalpha() and sent.isupper()  # noqa: PLR2004 - ISO 3166-1 alpha-2
    if sent != ANYWHERE and not is_code:
        raise ValueError("must be a country code of two capital letters, or *")
    return sent


Country = Annotated[str, AfterValidator(_country)]
Destinations = Annotated[list[Country], Field(max_length=_DESTINATION_COUNT_MAX)]
Weight = Annotated[float, Field(ge=0, le=1_000_000, strict=True, allow_inf_nan=False)]
Name = Annotated[str, Field(min_length=1, max_length=_NAME_LENGTH_MAX)]
OwnId = Annotated[StrictStr, Field(max_length=64)]


def _limit(sent: object) -> MicroUsd:
    spelled = text_of(sent)
    if not re.fullmatch(_LIMIT, spelled):
        raise ValueError('must be an amount of dollars such as "100.00"')
    return micro_usd(spelled)


Limit = Annotated[MicroUsd, PlainValidator(_limit, json_schema_input_type=str)]


def _some(sent: object) -> object:
    """Take an empty object for none: either switches the pool off, says the documentation."""
    return None if sent == {} else sent


class Pool(Wire):
    """`number_pool_settings`."""

    toll_free_weight: Weight
    long_code_weight: Weight
    skip_unhealthy: StrictBool
    sticky_sender: StrictBool = False
    geomatch: StrictBool = False


class PoolChange(Wire):
    """`number_pool_settings` of a profile that is there: what is left out stays as it is."""

    toll_free_weight: Weight | None = None
    long_code_weight: Weight | None = None
    skip_unhealthy: StrictBool | None = None
    sticky_sender: StrictBool | None = None
    geomatch: StrictBool | None = None


class Links(Wire):
    """`url_shortener_settings`."""

    domain: Annotated[str, Field(min_length=1, max_length=255)]
    prefix: Annotated[str, Field(max_length=255)] = ""
    replace_blacklist_only: StrictBool = False
    send_webhooks: StrictBool = False


class _Profile(Wire):
    """What can be chosen when a profile is made, and later; what is not sent is not changed."""

    enabled: StrictBool = True
    webhook_url: Url | None = ""
    webhook_failover_url: Url | None = ""
    webhook_api_version: Literal["1", "2", "2010-04-01"] = "2"
    health_webhook_url: Url | None = None
    url_shortener_settings: Links | None = None
    alpha_sender: Annotated[str, Field(pattern=r"^[A-Za-z0-9 ]{1,11}$")] | None = None
    daily_spend_limit: Limit | None = None
    daily_spend_limit_enabled: StrictBool = False
    mms_fall_back_to_sms: StrictBool = False
    mms_transcoding: StrictBool = False
    mobile_only: StrictBool = False
    smart_encoding: StrictBool = False
    ai_assistant_id: OwnId | None = None
    resource_group_id: OwnId | None = None
    features: Annotated[dict[str, StrictBool], Field(max_length=_FEATURE_COUNT_MAX)] | None = None


class CreateProfile(_Profile):
    """`POST /messaging_profiles`."""

    name: Name
    whitelisted_destinations: Destinations | None = None
    number_pool_settings: Annotated[Pool | None, BeforeValidator(_some)] = None


class UpdateProfile(_Profile):
    """`PATCH /messaging_profiles/{id}`; what only the vendor sets may be sent back to it."""

    name: Name = ""
    whitelisted_destinations: Destinations | None = None
    number_pool_settings: Annotated[PoolChange | None, BeforeValidator(_some)] = None
    v1_secret: Annotated[str, Field(min_length=1, max_length=_SECRET_LENGTH_MAX)] = ""
    redaction_enabled: StrictBool = False
    redaction_level: Annotated[StrictInt, Field(ge=1, le=2)] = 2
    id: object = None
    record_type: object = None
    created_at: object = None
    updated_at: object = None
    organization_id: object = None


class ProfilesQuery(PageQuery):
    """The query of `GET /messaging_profiles`."""

    name: Annotated[str | None, Field(alias="filter[name]")] = None
    name_eq: Annotated[str | None, Field(alias="filter[name][eq]")] = None
    name_contains: Annotated[str | None, Field(alias="filter[name][contains]")] = None
