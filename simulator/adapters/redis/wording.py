"""How a change set is put to the script that writes it."""

from collections.abc import Mapping, Sequence
from struct import Struct
from typing import Any, Final, NamedTuple

from simulator.adapters.redis.known import Known
from simulator.adapters.redis.spelling import field_of, line_of
from simulator.services.ports import Change, Floor, Key
from simulator.services.tables import SETTINGS

__all__ = ["bounds_of", "words_of"]

_NOTHING: Final = b""


# More steps than are planned at once, unless very much is due at the same instant.
_STEP_COUNT_MAX: Final = 1_000


class _Places(dict[int, bytes]):
    """Places among the steps of a change set, written so that the order of texts is theirs.

    Here, for to write one takes the script as long as all else that it does with a step.
    """

    def __missing__(self, place: int) -> bytes:
        written = b"%06d" % place
        if place < _STEP_COUNT_MAX:
            self[place] = written
        return written


_place: Final = _Places().__getitem__

# As the script reads how many there are of each.
_counts: Final = Struct(">13I").pack


class Worded(NamedTuple):
    """A change set in words.

    Attributes:
        fields: to look at.
        words: all the rest, but the premise.
        premise: the settings that it was decided by, as they are spelled; None if it was not.
    """

    fields: list[bytes]
    words: list[bytes]
    premise: bytes | None


def words_of(world: str, change: Change, known: Known, listed_at: int | None = None) -> Worded:
    """Put a change set in the words of the script `commit`.

    If the world is to be made, it is told when that was put on the list.
    """
    expected = change.expected
    fields = [field_of(key) for key, record in expected.items() if record is None]
    absent_count = len(fields)
    premise = _premise(world, expected, known) if SETTINGS in expected else None
    same_count = len(expected) - absent_count - (premise is not None)
    words: list[bytes] = [change.incarnation.encode(), _NOTHING]
    is_set = SETTINGS in change.puts or SETTINGS in change.deletes
    if is_set:
        words.append(_becomes(change))
    if listed_at is not None:
        words.append(b"%d" % listed_at)
    if change.done is not None:
        words.append(b"%d" % change.done.id)
    if same_count:
        _expect(fields, words, world, expected, known)
    if change.adds:
        _add(fields, words, change.adds)
    _write(words, world, change, known)
    words[1] = _counts(
        is_set,
        listed_at is not None,
        change.done is not None,
        premise is not None,
        absent_count,
        same_count,
        len(change.adds),
        len(change.puts),
        len(change.entries),
        len(change.steps),
        len(change.deletes),
        len(change.withdrawn),
        _hold(words, change.lines) if change.lines else 0,
    )
    return Worded(fields, words, premise)


def bounds_of(index: str) -> tuple[bytes, bytes]:
    """Tell between which two texts all lines of an index are."""
    return f"[{index}\0".encode(), f"({index}\1".encode()


def _premise(world: str, expected: Mapping[Key[Any], object | None], known: Known) -> bytes | None:
    """Tell how the settings are spelled that are expected, if there are any."""
    settings = expected[SETTINGS]
    return None if settings is None else known.spell(world, SETTINGS, settings)[1]


def _becomes(change: Change) -> bytes:
    settings: Any = change.puts.get(SETTINGS)
    return _NOTHING if settings is None else settings.incarnation.encode()


def _expect(
    fields: list[bytes],
    words: list[bytes],
    world: str,
    expected: Mapping[Key[Any], object | None],
    known: Known,
) -> None:
    for key, record in expected.items():
        if record is not None and key != SETTINGS:
            field, spelled = known.spell(world, key, record)
            fields.append(field)
            words.append(spelled)


def _add(fields: list[bytes], words: list[bytes], adds: Mapping[Key[int], Floor]) -> None:
    for key, floor in adds.items():
        fields.append(field_of(key))
        words += (b"%d" % floor.delta, _NOTHING if floor.least is None else b"%d" % floor.least)


def _write(words: list[bytes], world: str, change: Change, known: Known) -> None:
    spell = known.spell
    for key, record in change.puts.items():
        words += spell(world, key, record)
    words += [line_of(name, entry_id) for name, entry_id in change.entries]
    for place, step in enumerate(change.steps):
        due, spelled = known.plan(step)
        words += (due, _place(place) + spelled)
    if change.deletes:
        words += map(field_of, change.deletes)
    if change.withdrawn:
        words += [line_of(name, entry_id) for name, entry_id in change.withdrawn]


def _hold(words: list[bytes], lines: Mapping[str, Sequence[str]]) -> int:
    """Tell what indexes have to be, and in how many words that is told."""
    before = len(words)
    for name, ids in lines.items():
        words += (*bounds_of(name), b"%d" % len(ids))
        words += [line_of(name, entry_id) for entry_id in ids]
    return len(words) - before
