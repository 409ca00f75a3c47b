"""What `POST /_sim/segments` is sent, and what it answers."""

from typing import Annotated, Final, Literal

from pydantic import Field
from typing_extensions import TypedDict  # pydantic reads Python's own from 3.12 on

from simulator.console.control.shapes import Count, Usd
from simulator.face.members import Number
from simulator.face.reading import Wire

__all__ = [
    "Character",
    "CutHint",
    "InspectText",
    "InspectedText",
    "Part",
    "RespellHint",
    "ShownSwap",
]

# More than any text that can be sent, but for one of rare characters.
TEXT_LENGTH_MAX: Final = 10_000


class InspectText(Wire, extra="forbid"):
    """`POST /_sim/segments`."""

    text: Annotated[str, Field(max_length=TEXT_LENGTH_MAX)]
    to: Number | None = None


class Part(TypedDict):
    """What one segment carries; `udh` is the header that joins it to the others, in hexadecimal."""

    text: str
    unit_count: Count
    starts_at: Count
    udh: str | None


class Character(TypedDict):
    """A character, and the units that each of it costs; `first_at` counts characters from 0."""

    character: str
    code_point: str
    name: str
    units: Count
    count: Count
    first_at: Count
    escape: bool
    forces_ucs2: bool


class ShownSwap(TypedDict):
    """What GSM-7 has not, and what looks the same there."""

    found: str
    code_points: str
    lookalike: str
    count: Count


class RespellHint(TypedDict):
    """How the text would be GSM-7."""

    kind: Literal["respell"]
    message: str
    text: str
    swaps: list[ShownSwap]
    left_out: list[str]
    unit_count: Count
    segment_count: Count
    price_usd: Usd | None


class CutHint(TypedDict):
    """How many characters less, at the end, would save a segment."""

    kind: Literal["cut"]
    message: str
    character_count: Count
    segment_count: Count
    price_usd: Usd | None


class InspectedText(TypedDict):
    """What becomes of a text on the air.

    `boundaries` are where segments begin but the first, `forced_by` the characters that force
    UCS-2, the first in the text first; prices are there where `to` was.
    """

    encoding: Literal["GSM_7", "UCS_2"]
    segment_count: Count
    unit_count: Count
    units_left: Count
    parts: list[Part]
    boundaries: list[int]
    characters: list[Character]
    forced_by: list[Character]
    hints: list[RespellHint | CutHint]
    to: str | None
    price_usd: Usd | None
