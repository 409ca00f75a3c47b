"""A whole world at once: as it is at one moment, and written beside its place to be put there."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from simulator.adapters.redis.link import Link
from simulator.adapters.redis.places import place_of
from simulator.adapters.redis.scripts import LOAD
from simulator.adapters.redis.spelling import (
    field_of,
    key_of,
    line_of,
    read_record,
    read_step,
    spell_due,
    spell_record,
    spell_step,
    split_line,
)
from simulator.adapters.redis.wire import Words
from simulator.services.ports import Snapshot
from simulator.services.tables import SETTINGS

__all__ = ["dump", "load"]

# How many values a command has, so that others may go in between.
_STRIDE: Final = 1_000

# What was not put in its place by then never will be.
_BESIDE_S: Final = 600


async def dump(link: Link, world: str) -> Snapshot:
    """Read all that there is of a world."""
    place = place_of(world)
    records, lines, waiting, held = await link.ask_all(
        [
            ("MULTI",),
            ("HGETALL", place.records),
            ("ZRANGE", place.lines, 0, -1),
            ("ZRANGE", place.steps, 0, -1),
            ("HVALS", place.held),
            ("EXEC",),
        ]
    )
    steps = sorted([*waiting, *(step for leased in held for step in leased.split(b"\n"))])
    indexes: defaultdict[str, list[str]] = defaultdict(list)
    for line in lines:
        name, entry_id = split_line(line)
        indexes[name].append(entry_id)
    keys = map(key_of, records[::2])
    kept = {key: read_record(key, it) for key, it in zip(keys, records[1::2], strict=True)}
    return Snapshot(kept, dict(indexes), [read_step(step) for step in steps])


async def load(link: Link, world: str, snapshot: Snapshot, listed_at: int, token: str) -> int:
    """Write all that is in a snapshot, and tell what the script `load` answers.

    Args:
        link: to the Redis.
        world: which must not be there.
        snapshot: of this world or another one.
        listed_at: when the world was put on the list.
        token: tells this attempt from all others.
    """
    place = place_of(world)
    beside = tuple(f"{place.stem}{token}:{name}" for name in ("records", "lines", "steps"))
    for words in _commands(beside, snapshot):
        await link.ask(words)
    settings = snapshot.records.get(SETTINGS)
    incarnation = "" if settings is None else settings.incarnation
    keys = (place.last, place.channel, place.head, place.records, place.lines, place.steps)
    words = ("EVALSHA", LOAD.digest, 9, *keys, *beside, listed_at, incarnation, token)
    answered: int = await link.ask(words)
    return answered


def _commands(beside: Sequence[str], snapshot: Snapshot) -> Iterator[Words]:
    records, lines, steps = beside
    spelled = ((field_of(key), spell_record(key, it)) for key, it in snapshot.records.items())
    for some in _pieces(spelled):
        yield ("HSET", records, *some)
        yield ("EXPIRE", records, _BESIDE_S)
    entries = ((0, line_of(name, one)) for name, ids in snapshot.indexes.items() for one in ids)
    for some in _pieces(entries):
        yield ("ZADD", lines, *some)
        yield ("EXPIRE", lines, _BESIDE_S)
    # As if they had been written by revision 0, which was before all others.
    planned = (
        (0, b"%b%022d%b" % (spell_due(step.due_at), number, spell_step(step)))
        for number, step in enumerate(snapshot.steps)
    )
    for some in _pieces(planned):
        yield ("ZADD", steps, *some)
        yield ("EXPIRE", steps, _BESIDE_S)


def _pieces(pairs: Iterable[tuple[Any, Any]]) -> Iterator[list[Any]]:
    rest = iter(pairs)
    while some := list(islice(rest, _STRIDE)):
        yield [word for pair in some for word in pair]
