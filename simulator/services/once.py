"""Idempotency: what is remembered of a request, so that a retry gets its answer for nothing."""

from typing import Final

from simulator.domain.value import value

__all__ = ["WINDOW_MS", "Once", "Remembered", "has_run_out", "line_of", "record_of"]

WINDOW_MS: Final = 24 * 60 * 60 * 1000

# Of an instant, up to the year 9999.
_DIGIT_COUNT: Final = 15


@value
class Once:
    """A caller's wish that a request be carried out once.

    Attributes:
        capability: what was asked for; a key means something else on another capability.
        key: the caller's.
        fingerprint: of the request without its key; equal for identical requests.
    """

    capability: str
    key: str
    fingerprint: str


@value
class Remembered:
    """What came of a request with a key.

    Attributes:
        fingerprint: of the request.
        result: what the use case returned, as it was then: a value, so nothing has changed in it.
        at: when, by the world's clock.
    """

    fingerprint: str
    result: object
    at: int

    def is_good_at(self, now: int) -> bool:
        """Tell whether a retry at this instant is still recognised."""
        return now < self.at + WINDOW_MS


def line_of(record_id: str, at: int) -> str:
    """Write the line of an index in which what is remembered is in the order of its time."""
    return f"{at:0{_DIGIT_COUNT}} {record_id}"


def record_of(line: str) -> str:
    """Tell which record a line is about."""
    return line[_DIGIT_COUNT + 1 :]


def has_run_out(line: str, now: int) -> bool:
    """Tell whether what a line is about is not recognised any more; a line that is none has not."""
    at = line[:_DIGIT_COUNT]
    return at.isdecimal() and now >= int(at) + WINDOW_MS
