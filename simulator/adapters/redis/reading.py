"""What Redis answers, as what the services know: the feed, and lines of the journal."""

from collections.abc import Sequence
from heapq import merge
from typing import Any, Final

from simulator.adapters.redis.known import Known
from simulator.adapters.redis.spelling import SEPARATOR, key_of, read_exchanges
from simulator.services.ports import Feed, Key, Noted, Notes, Written

__all__ = ["feed_of", "notes_of"]

# What a change set in the feed begins with: what it puts is behind that, or in it, joined, where it
# is too much for that; and then comes what it takes away.
_PUTS: Final = b"p"
_JOINED: Final = b"j"
_DELETES: Final = b"d"

_NO_PUTS: Final[dict[Key[Any], object]] = {}


def feed_of(world: str, after: int, limit: int, told: Sequence[Any], known: Known) -> Feed:
    """Read what the script `feed` has told, of either kind one more than was wished for."""
    bounds, changes, notes = told
    revision, begun_at, lost_at, unnoted_at = (int(bound or 0) for bound in bounds)
    if not revision:
        return Feed((), 0, is_whole=after == 0)
    rows = merge(
        ((_revision(row), row, False) for row in changes),
        ((_revision(row), row, True) for row in notes),
        key=_by_revision,
    )
    newer = [
        one
        for at, row, is_note in rows
        for one in (_noted(at, row[1]) if is_note else _written(world, at, row[1], known))
        if one.revision > after
    ]
    written = newer[:limit]
    until = written[-1].revision if len(newer) > limit else revision
    lost_at = max(lost_at, unnoted_at)
    is_whole = lost_at == begun_at if after == 0 else lost_at <= after <= revision
    return Feed(written, until, is_whole=is_whole)


def notes_of(rows: Sequence[Any], before: int | None, limit: int, unnoted: bytes | None) -> Notes:
    """Read lines of the journal, newest first, and whether there have been others.

    Args:
        rows: that hold them, newest first.
        before: a revision that all of them are less than; None for any.
        limit: how many there may be.
        unnoted: the revision of the latest line that is gone, if one is.
    """
    lines: list[Noted] = []
    for row in rows:
        told = _noted(_revision(row), row[1])
        older = (one for one in reversed(told) if before is None or one.revision < before)
        lines += [Noted(one.revision, one.noted) for one in older if one.noted is not None]
        if len(lines) >= limit:
            break
    return Notes(lines[:limit], is_whole=unnoted is None)


def _revision(row: Sequence[Any]) -> int:
    return int(row[0].partition(b"-")[0])


def _by_revision(row: tuple[int, Any, bool]) -> int:
    return row[0]


def _noted(revision: int, told: Sequence[bytes]) -> list[Written]:
    """Read lines that were written at once, of which the last has the revision of all."""
    exchanges = read_exchanges(told[1])
    first = revision - len(exchanges) + 1
    return [Written(first + place, _NO_PUTS, (), one) for place, one in enumerate(exchanges)]


def _written(world: str, revision: int, told: Sequence[bytes], known: Known) -> list[Written]:
    """Read change sets that were written at once, of which the last has the revision of all."""
    written: list[Written] = []
    puts: dict[Key[Any], object] = {}
    for name, text in zip(told[::2], told[1::2], strict=True):
        if name == _DELETES:
            deletes = [key_of(field) for field in text.split(SEPARATOR)]
            written[-1] = written[-1]._replace(deletes=deletes)
        elif name in (_PUTS, _JOINED):
            pieces = text.split(SEPARATOR) if name == _JOINED else ()
            puts = {
                (key := key_of(field)): known.read(world, key, spelled)
                for field, spelled in zip(pieces[::2], pieces[1::2], strict=True)
            }
            written.append(Written(0, puts, (), None))
        else:
            key = key_of(name)
            puts[key] = known.read(world, key, text)
    first = revision - len(written) + 1
    return [one._replace(revision=first + place) for place, one in enumerate(written)]
