"""Members that many of the vendor's payloads share."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, Field, PlainValidator

from simulator.domain.address import E164, parse_e164
from simulator.face.members import text_of
from simulator.faces.telnyx.translate.ids import is_uuid

__all__ = ["Number", "ProfileId", "Tags", "Url"]

_URL_LENGTH_MAX: Final = 2_000
_URL: Final = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE)
_TAG_LENGTH_MAX: Final = 256
_TAG_COUNT_MAX: Final = 100


def _profile_id(sent: str) -> str:
    if not is_uuid(sent):
        raise ValueError("must be a UUID")
    return sent.replace("-", "").lower()


def _url(sent: str) -> str:
    """Take an absolute URL of HTTP, or nothing: an empty text unsets one."""
    if sent and (len(sent) > _URL_LENGTH_MAX or not _URL.fullmatch(sent)):
        raise ValueError(f"must be a URL of http or https, of at most {_URL_LENGTH_MAX} characters")
    return sent


def _number(sent: object) -> E164:
    return parse_e164(text_of(sent))


def _tag(sent: str) -> str:
    if not 1 <= len(sent) <= _TAG_LENGTH_MAX:
        raise ValueError(f"must have 1 to {_TAG_LENGTH_MAX} characters")
    return sent


ProfileId = Annotated[str, AfterValidator(_profile_id)]
Url = Annotated[str, AfterValidator(_url)]
Number = Annotated[E164, PlainValidator(_number, json_schema_input_type=str)]
Tags = Annotated[list[Annotated[str, AfterValidator(_tag)]], Field(max_length=_TAG_COUNT_MAX)]
