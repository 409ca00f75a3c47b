"""What Redis answers, as what the services know: the feed, and lines of the journal."""

from collections.abc import Sequence
from heapq import merge
from typing import Any, Final

from simulator.adapters.redis.known import Known
from simulator.adapters.redis.spelling import SEPARATOR, key_of, read_exchange
from simulator.services.ports import Feed, Key, Noted, Notes, Written

__all__ = ["feed_of", "notes_of"]

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
        _noted(at, row[1]) if is_note else _written(world, at, row[1], known)
        for at, row, is_note in rows
    ]
    written = newer[:limit]
    until = written[-1].revision if len(newer) > limit else revision
    lost_at = max(lost_at, unnoted_at)
    is_whole = lost_at == begun_at if after == 0 else lost_at <= after <= revision
    return Feed(written, until, is_whole=is_whole)


def notes_of(rows: Sequence[Any], unnoted: bytes | None) -> Notes:
    """Read lines of the journal, newest first, and whether there have been others."""
    lines = [Noted(_revision(row), _exchange(row[1])) for row in rows]
    return Notes(lines, is_whole=unnoted is None)


def _revision(row: Sequence[Any]) -> int:
    return int(row[0].partition(b"-")[0])


def _by_revision(row: tuple[int, Any, bool]) -> int:
    return row[0]


def _noted(revision: int, fields: Sequence[bytes]) -> Written:
    return Written(revision, _NO_PUTS, (), _exchange(fields))


def _exchange(fields: Sequence[bytes]) -> Any:  # noqa: ANN401 - as `read_exchange` does
    _, head, _, body, _, answer = fields
    return read_exchange(head, body, answer)


def _written(world: str, revision: int, fields: Sequence[bytes], known: Known) -> Written:
    told = dict(zip(fields[::2], fields[1::2], strict=True))
    puts = told[b"p"].split(SEPARATOR) if told[b"p"] else []
    records = {}
    for field, spelled in zip(puts[::2], puts[1::2], strict=True):
        key = key_of(field)
        records[key] = known.read(world, key, spelled)
    deletes = told[b"d"].split(SEPARATOR) if b"d" in told else ()
    return Written(revision, records, [key_of(field) for field in deletes], None)
