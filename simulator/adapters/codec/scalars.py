"""Values without members: each comes back as the very type that was written."""

import math
from collections.abc import Mapping
from types import NoneType
from typing import Any, Final

from simulator.adapters.codec.members import Instant
from simulator.adapters.codec.reading import Malformed, Read
from simulator.domain.address import E164, InvalidAddress, parse_e164
from simulator.domain.clock import INSTANT_MAX
from simulator.domain.erasure import is_erased

__all__ = ["SCALARS", "SENT"]

# What orjson writes, and what every other parser reads without rounding is less.
_INT_MAX: Final = 2**63 - 1


def _read_str(sent: Any) -> str:  # noqa: ANN401 - nothing is known of it yet; so below
    """Read a text, which must be one that can be written again."""
    if type(sent) is not str:
        raise Malformed("should be a string")
    return sent


def _read_number(sent: Any) -> str:  # noqa: ANN401
    """Read a telephone number, or what stands for one that was erased."""
    text = _read_str(sent)
    if not is_erased(text):
        try:
            return parse_e164(text)
        except InvalidAddress as error:
            raise Malformed(str(error)) from None
    return text


def _read_bool(sent: Any) -> bool:  # noqa: ANN401
    """Read true or false."""
    if type(sent) is not bool:
        raise Malformed("should be true or false")
    return sent


def _read_int(sent: Any) -> int:  # noqa: ANN401
    """Read a whole number, and no truth value, which Python would take for one."""
    if type(sent) is not int or not -_INT_MAX <= sent <= _INT_MAX:
        raise Malformed("should be a whole number of at most 63 bits")
    return sent


def _read_instant(sent: Any) -> int:  # noqa: ANN401
    """Read milliseconds since 1970 that can be written as a date."""
    if type(sent) is not int or not 0 <= sent <= INSTANT_MAX:
        raise Malformed("should be milliseconds since 1970, until the year 9999")
    return sent


def _read_float(sent: Any) -> float:  # noqa: ANN401
    """Read a number; one that is whole may have been written without a point."""
    if type(sent) not in {int, float} or not math.isfinite(sent):
        raise Malformed("should be a number")
    return float(sent)


def _read_none(sent: Any) -> None:  # noqa: ANN401
    """Read nothing."""
    if sent is not None:
        raise Malformed("should be null")


SCALARS: Final[Mapping[Any, Read]] = {
    str: _read_str,
    bool: _read_bool,
    int: _read_int,
    float: _read_float,
    NoneType: _read_none,
    Instant: _read_instant,
    E164: _read_number,
}


# As what orjson reads those that are not read as what they are.
SENT: Final[Mapping[Any, tuple[type, ...]]] = {
    Instant: (int,),
    E164: (str,),
    float: (float, int),
}
