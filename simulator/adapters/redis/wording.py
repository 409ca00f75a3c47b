"""How a change set is put to the script that writes it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from simulator.adapters.recent import KEPT_RECORD_COUNT_MAX
from simulator.adapters.redis.known import Known
from simulator.adapters.redis.spelling import field_of, line_of, spell_due, spell_step
from simulator.adapters.redis.wire import Word
from simulator.services.ports import Change, Key
from simulator.services.tables import SETTINGS

__all__ = ["bounds_of", "words_of"]

_NOTHING: Final = b""


def words_of(world: str, change: Change, known: Known, listed_at: int | None = None) -> list[Word]:
    """Tell the script `commit` all about a change set but its number.

    Args:
        world: to which it is written.
        change: the change set.
        known: knows how records are spelled.
        listed_at: when the world was put on the list, if it is to be made.
    """
    done, lines, puts, adds = change.done, change.lines, change.puts, change.adds
    words: list[Word] = [
        change.incarnation,
        _becomes(change) if SETTINGS in puts or SETTINGS in change.deletes else _NOTHING,
        _NOTHING if listed_at is None else listed_at,
        _NOTHING if done is None else done.id,
        _counts(change),
    ]
    if change.expected:
        _expect(words, world, change.expected, known)
    if lines:
        _hold(words, lines)
    if adds:
        words += map(field_of, adds)
        words += [floor.delta for floor in adds.values()]
        words += [_NOTHING if floor.least is None else floor.least for floor in adds.values()]
    if change.deletes:
        words += map(field_of, change.deletes)
    if change.withdrawn:
        words += [line_of(name, entry_id) for name, entry_id in change.withdrawn]
    _write(words, world, change, known)
    return words


def _counts(change: Change) -> str:
    lines = change.lines
    return (
        f"{KEPT_RECORD_COUNT_MAX} {len(change.expected)} {0 if lines is None else len(lines)}"
        f" {len(change.adds)} {len(change.deletes)} {len(change.withdrawn)}"
        f" {len(change.puts)} {len(change.entries)} {len(change.steps)}"
    )


def bounds_of(index: str) -> tuple[str, str]:
    """Tell between which two texts all lines of an index are."""
    return f"[{index}\0", f"({index}\1"


def _becomes(change: Change) -> str:
    settings: Any = change.puts.get(SETTINGS)
    return "=" if settings is None else f"={settings.incarnation}"


def _write(words: list[Word], world: str, change: Change, known: Known) -> None:
    spell = known.spell
    for key, record in change.puts.items():
        words += (field_of(key), spell(world, key, record))
    for name, entry_id in change.entries:
        words += (0, line_of(name, entry_id))
    for step in change.steps:
        words += (spell_due(step.due_at), spell_step(step))


def _expect(
    words: list[Word], world: str, expected: Mapping[Key[Any], object | None], known: Known
) -> None:
    words += map(field_of, expected)
    words += [
        _NOTHING if record is None else known.spell(world, key, record)
        for key, record in expected.items()
    ]


def _hold(words: list[Word], lines: Mapping[str, Sequence[str]]) -> None:
    for name, ids in lines.items():
        words += (*bounds_of(name), len(ids))
        words += [line_of(name, entry_id) for entry_id in ids]
