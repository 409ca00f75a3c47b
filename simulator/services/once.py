"""Idempotency: what is remembered of a request, so that a retry gets its answer for nothing."""

from typing import Final

from simulator.domain.value import value

__all__ = ["WINDOW_MS", "Once", "Remembered"]

WINDOW_MS: Final = 24 * 60 * 60 * 1000


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
