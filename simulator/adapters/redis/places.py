"""Where in Redis what is kept: the names of our keys.

All of a world's have its name in braces: Redis Cluster then keeps them together, so that a script
finds all of them in one place, and spreads the worlds.

    head      hash: `revision`, `incarnation`; from where on the feed is whole, how heavy it is, and
              up to where how much of that is (`marks`, and what came `since` the last one); the
              same of the journal; and the `attempt` by which it was put here from a snapshot
    records   hash: by table and id, each as `spelling` writes it
    lines     sorted set: of all indexes, by name and line
    steps     sorted set: by instant, and as they were written within one
    held      hash: leased steps, by the id of the lease
    leases    sorted set: ids of leases, by when they are over
    feed      stream: change sets, those that were written at once by the revision of the last
    notes     stream: lines of the journal, likewise
    last      how far the latest world of this name had come when it was dropped, for a day
    mover     who moves the world's time at this moment
    did       what a process did last in one of its places, for some minutes

Of none in particular is `worlds`, the list of all of them. A name is on it before there is a world,
and until somebody finds that there is none, so no crash in between can make the list forget one.
"""

from functools import lru_cache
from typing import Final, NamedTuple

__all__ = ["FORMAT", "PREFIX", "WORLDS", "Place", "place_of"]

# What all keys and channels begin with.
PREFIX: Final = "carriersim"

# Says how all of it is written.
FORMAT: Final = f"{PREFIX}:format"
WORLDS: Final = f"{PREFIX}:worlds"


class Place(NamedTuple):
    """The keys of one world, and its channel, on which each new revision is told."""

    stem: str
    head: str
    records: str
    lines: str
    steps: str
    held: str
    leases: str
    feed: str
    notes: str
    last: str
    mover: str
    channel: str


@lru_cache(maxsize=1024)
def place_of(world: str) -> Place:
    """Tell where a world is."""
    stem = f"{PREFIX}:{{{world}}}:"
    return Place(stem, *(f"{stem}{name}" for name in Place._fields[1:]))
