"""Autoresponses, as they are sent, and the filters of their list."""

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field

from simulator.domain.autoresponses import EVERYWHERE
from simulator.face.members import Instant
from simulator.face.reading import Wire

__all__ = ["Autoresponse", "AutoresponsesQuery"]

_TEXT_LENGTH_MAX: Final = 1_600
_WORD_LENGTH_MAX: Final = 160


def _country(sent: str) -> str:
    is_code = len(sent) == 2 and sent.isascii() and sent.isalpha()  # noqa: PLR2004 - ISO 3166-1 alpha-2
    if sent != EVERYWHERE and not is_code:
        raise ValueError("must be a country code of two letters, or *")
    return sent.upper()


def _word(sent: str) -> str:
    if not sent.strip() or len(sent) > _WORD_LENGTH_MAX:
        raise ValueError(f"must have 1 to {_WORD_LENGTH_MAX} characters that are not all blank")
    return sent


class Autoresponse(Wire):
    """`POST /messaging_profiles/{id}/autoresp_configs`, and `PUT` of one.

    The vendor's guide says `help` for what its specification calls `info`: both are taken.
    """

    op: Literal["start", "stop", "info", "help"]
    keywords: list[Annotated[str, AfterValidator(_word)]]
    country_code: Annotated[str, AfterValidator(_country)]
    resp_text: Annotated[str, Field(max_length=_TEXT_LENGTH_MAX)] | None = None


class AutoresponsesQuery(Wire):
    """The query of `GET /messaging_profiles/{id}/autoresp_configs`; all are on one page."""

    country_code: str | None = None
    created_since: Annotated[Instant | None, Field(alias="created_at[gte]")] = None
    created_until: Annotated[Instant | None, Field(alias="created_at[lte]")] = None
    updated_since: Annotated[Instant | None, Field(alias="updated_at[gte]")] = None
    updated_until: Annotated[Instant | None, Field(alias="updated_at[lte]")] = None
