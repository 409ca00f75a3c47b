"""Instants and durations as people and programs write them."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from simulator.domain.clock import INSTANT_MAX

__all__ = ["INSTANT_MAX", "iso", "parse_duration", "parse_instant", "spell_duration"]

_SECOND_MAX: Final = INSTANT_MAX // 1000
_UNITS_MS: Final = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_DURATION: Final = re.compile(r"(?:[0-9]{1,12}(?:\.[0-9]{1,3})?(?:ms|s|m|h|d))+")
_DURATION_PART: Final = re.compile(r"([0-9.]+)(ms|s|m|h|d)")


def iso(instant: int) -> str:
    """Write an instant in UTC with milliseconds: `2026-11-21T12:00:00.000Z`.

    What is later than all dates, as what is due may be, is in the last second of them.
    """
    second, ms = divmod(instant, 1000)
    return f"{_whole_second(second)}.{ms:03}Z"


@lru_cache(maxsize=4096)
def _whole_second(second: int) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=min(second, _SECOND_MAX))
    return moment.strftime("%Y-%m-%dT%H:%M:%S")


def parse_instant(text: str) -> int:
    """Read an ISO 8601 instant; without an offset it is UTC.

    Raises:
        ValueError: it is none, or lies before 1970.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("must be an instant such as 2026-11-21T12:00:00Z") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    instant = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    if not 0 <= instant <= INSTANT_MAX:
        raise ValueError("must lie between the years 1970 and 9999")
    return instant


def parse_duration(text: str) -> int:
    """Read a duration such as `10m`, `1h30m`, `2.5s`, `250ms` into milliseconds.

    One that is longer than all dates go is as long as they go.

    Raises:
        ValueError: it is none.
    """
    if not _DURATION.fullmatch(text):
        raise ValueError("must be a duration such as 10m, 1h30m, 2.5s or 250ms")
    parts = _DURATION_PART.findall(text)
    duration_ms = round(sum(float(number) * _UNITS_MS[unit] for number, unit in parts))
    return min(duration_ms, INSTANT_MAX)


def spell_duration(duration_ms: int) -> str:
    """Write a duration in the largest unit that it is a multiple of: `30d`, `90s`, `1500ms`."""
    if not duration_ms:
        return "0s"
    unit = next(name for name, ms in reversed(_UNITS_MS.items()) if duration_ms % ms == 0)
    return f"{duration_ms // _UNITS_MS[unit]}{unit}"
