"""Adding up what was sent: how much of it arrived, and what it cost."""

from collections import defaultdict
from functools import reduce
from operator import add
from typing import Final

from simulator.domain.refusals import Invalid
from simulator.domain.retention import Forgotten, HourOfVendor
from simulator.domain.usage import NOTHING, Bucket, Granularity, Tally, Window
from simulator.domain.value import value
from simulator.services.retention import forgotten
from simulator.services.tables import MESSAGE, MESSAGES
from simulator.services.traffic import newest_first
from simulator.services.vendors import require_known
from simulator.services.world import World

__all__ = ["BUCKET_COUNT_MAX", "Usage", "UsageWish", "usage"]

BUCKET_COUNT_MAX: Final = 10_000

_SPAN_DEFAULT_MS: Final = 30 * 86_400_000


@value
class UsageWish:
    """What shall be reported on.

    Attributes:
        since: None begins 30 days before the end.
        until: what was accepted at this instant is not counted any more; None ends with what is
            accepted right now.
        vendor: None counts the messages of all of them.
    """

    since: int | None = None
    until: int | None = None
    vendor: str | None = None
    granularity: Granularity = Granularity.DAY


@value
class Usage:
    """What was sent in a window, and in each bucket of it, in order and without holes.

    Attributes:
        forgotten: what the world has forgotten, if anything; the sums hold all of it that was in
            the window.
        uncounted_count: of that, what is in hours that the window cuts, and so in none of the sums.
    """

    total: Tally
    buckets: tuple[Bucket, ...]
    forgotten: Forgotten | None = None
    uncounted_count: int = 0


async def usage(world: World, wish: UsageWish) -> Usage:
    """Add up the messages that were accepted in a window, as they are now or were when forgotten.

    Raises:
        Invalid: the window ends before it begins, or has too many buckets.
        UnknownVendor: nobody carries messages by that name.
    """
    window = _window(world.now, wish)
    require_known(world, wish.vendor)
    while True:
        before = await forgotten(world)
        tallies = await _add_up(world, window, wish.vendor)
        if await forgotten(world) == before:
            break  # else what was forgotten meanwhile may have been counted, or may not
    whole, uncounted_count = _hours_of(before, wish.vendor, window, world.now)
    for hour in whole:
        tallies[window.start_of(hour.start)] += hour.tally
    buckets = tuple(Bucket(start, tallies.get(start, NOTHING)) for start in window.starts)
    total = reduce(add, tallies.values(), NOTHING)
    return Usage(total, buckets, before, uncounted_count)


def _hours_of(
    there: Forgotten | None, vendor: str | None, window: Window, now: int
) -> tuple[list[HourOfVendor], int]:
    if there is None:
        return [], 0
    if window.until > now:  # cuts off nothing of this hour but what has not been yet
        hour = Granularity.HOUR.value
        window = Window(
            window.since, max(window.until, now - now % hour + hour), window.granularity
        )
    return there.hours_of(vendor, window)


async def _add_up(world: World, window: Window, vendor: str | None) -> defaultdict[int, Tally]:
    tallies: defaultdict[int, Tally] = defaultdict(lambda: NOTHING)
    async for message in newest_first(world, MESSAGES, MESSAGE):
        created_at = message.created_at
        if window.holds(created_at) and (vendor is None or vendor == message.vendor):
            start = window.start_of(created_at)
            tallies[start] = tallies[start].plus(message)
    return tallies


def _window(now: int, wish: UsageWish) -> Window:
    until = now + 1 if wish.until is None else wish.until
    since = until - _SPAN_DEFAULT_MS if wish.since is None else wish.since
    if since > until:
        raise Invalid.field("since", "lies after until, which is now if nothing else is said")
    window = Window(since, until, wish.granularity)
    count = len(window.starts)
    if count > BUCKET_COUNT_MAX:
        buckets = f"{count} buckets, and {BUCKET_COUNT_MAX} are the most"
        raise Invalid.field("since", f"makes {buckets}; ask for {_remedy(wish.granularity)}")
    return window


def _remedy(granularity: Granularity) -> str:
    match granularity:
        case Granularity.HOUR:
            return "a shorter window, or for days"
        case Granularity.DAY:
            return "a shorter window"
