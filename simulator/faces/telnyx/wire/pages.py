"""Queries of lists: which page, and how the vendor spells filters."""

from typing import Annotated, Final

from pydantic import Field

from simulator.face.reading import Wire

__all__ = ["SIZE_DEFAULT", "SIZE_MAX", "PageQuery"]

SIZE_DEFAULT: Final = 20
SIZE_MAX: Final = 250
_NUMBER_MAX: Final = 10**9


class PageQuery(Wire):
    """Which page of a list. The vendor's own tests ask for page 0 of size 0: that is the first."""

    number: Annotated[int, Field(alias="page[number]", ge=0, le=_NUMBER_MAX)] = 1
    size: Annotated[int, Field(alias="page[size]", ge=0, le=SIZE_MAX)] = SIZE_DEFAULT
