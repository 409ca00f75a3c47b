"""Token buckets: how often something may be done, exactly, with one number to remember.

A bucket is written as the instant at which it will be full again, in microseconds of the world's
time (ITU-T I.371, annex A, calls this the generic cell rate algorithm). Whoever takes a token moves
that instant on; a bucket that was full before now was never touched, for all that can be told.
"""

from math import ceil
from typing import Final

from simulator.domain.clock import Clock
from simulator.domain.fault_effects import RateLimit
from simulator.domain.refusals import RateLimited
from simulator.domain.value import value

__all__ = ["Bucket", "Taken", "queue", "take", "too_many"]

_US_PER_MS: Final = 1_000


@value
class Bucket:
    """The instant at which a bucket will be full again."""

    full_at_us: int


# Of which nobody has ever taken.
_FULL: Final = Bucket(0)


@value
class Taken:
    """What came of the wish for a token: the bucket now, and how long until there is one."""

    bucket: Bucket
    wait_ms: int


def take(limit: RateLimit, bucket: Bucket | None, now: int) -> Taken:
    """Take a token if there is one; if there is none, the bucket stays as it is."""
    now_us = now * _US_PER_MS
    # If the clock was set back, the bucket would stay empty for all that time.
    empty_until = now_us + limit.burst * limit.interval_us
    full_at = min((bucket or _FULL).full_at_us, empty_until)
    wait_us = _wait_us(limit, full_at, now_us)
    if wait_us > 0:
        return Taken(Bucket(full_at), _ms(wait_us))
    return Taken(Bucket(max(full_at, now_us) + limit.interval_us), 0)


def queue(limit: RateLimit, bucket: Bucket | None, now: int) -> Taken:
    """Take a token, and wait for it if need be behind all who came before."""
    now_us = now * _US_PER_MS
    full_at = (bucket or _FULL).full_at_us
    wait_us = _wait_us(limit, full_at, now_us)
    return Taken(Bucket(max(full_at, now_us) + limit.interval_us), _ms(max(0, wait_us)))


def too_many(clock: Clock, wait_ms: int) -> RateLimited:
    """Say when to come back, by the caller's clock: the world's may be faster, or stand still."""
    is_standing = clock.speed == 0
    wall_ms = wait_ms if is_standing else wait_ms / clock.speed
    return RateLimited(max(1, ceil(wall_ms / 1000)), is_standing)


def _wait_us(limit: RateLimit, full_at: int, now_us: int) -> int:
    """Tell how long until there is a token: the bucket may lack all but one when it is taken."""
    return full_at - (limit.burst - 1) * limit.interval_us - now_us


def _ms(us: int) -> int:
    """Round up: who comes at that millisecond must find a token."""
    return -(-us // _US_PER_MS)
