"""What this process knows of records and steps: which text is which value."""

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from simulator.adapters.redis.spelling import (
    DUE_DIGIT_COUNT,
    STEP_AT,
    field_of,
    read_record,
    read_step,
    spell_due,
    spell_record,
    spell_step,
)
from simulator.domain.steps import MessageStep, Step
from simulator.services.ports import Key
from simulator.services.tables import HANDSETS, LIKENESS, MESSAGE, REMEMBERED, SUPPRESSED

__all__ = ["Known"]

# How many are remembered, and as many again of those that were before them.
_COUNT_MAX: Final = 10_000

# What is looked up for nearly every message, and is hardly ever there.
_RARE: Final = frozenset((HANDSETS[0], LIKENESS.name, REMEMBERED.name, SUPPRESSED.name))

_Place: TypeAlias = tuple[str, Key[Any]]

# How a record is spelled, the record, whether there is no doubt that it is the latest, and where.
_Seen: TypeAlias = tuple[bytes, Any, bool, bytes]


class Known:
    """Spares reading and writing a value again that was read or written of late.

    Nothing is taken for granted: what is in Redis is fetched each time, and only if it is still the
    same text the value of that is given. Or it is supposed to be so, and the commit will tell.
    """

    __slots__ = ("_old", "_old_steps", "_young", "_young_steps")

    def __init__(self) -> None:
        self._young: dict[_Place, _Seen] = {}
        self._old: dict[_Place, _Seen] = {}
        self._young_steps: dict[bytes, MessageStep] = {}
        self._old_steps: dict[bytes, MessageStep] = {}

    def read(self, world: str, key: Key[Any], spelled: bytes | None) -> Any:  # noqa: ANN401 - any
        """Tell what value a record has, as it is spelled; None where there is none."""
        place = (world, key)
        found = self._young.get(place) or self._old.get(place)
        if spelled is None:
            if found is not None:
                self._forget(place)
            return None
        if found is not None and found[0] == spelled:
            if not found[2]:  # but now it was read twice
                self._remember(place, (spelled, found[1], True, found[3]))
            return found[1]
        record = read_record(key, spelled)
        # Of two that differ one is over, and nobody knows which. Of a counter any will do.
        is_latest = found is None or type(record) is int
        self._remember(place, (spelled, record, is_latest, field_of(key)))
        return record

    def spell(self, world: str, key: Key[Any], record: object) -> tuple[bytes, bytes]:
        """Tell how a record is spelled: its field, and its value."""
        if type(record) is int and record <= 1:
            return field_of(key), b"%d" % record  # nearly all counters are at 1 for ever
        place = (world, key)
        found = self._young.get(place) or self._old.get(place)
        if found is None:
            field = field_of(key)
        else:
            field = found[3]
            if found[1] is record:
                return field, found[0]
        spelled = spell_record(key, record)
        self._remember(place, (spelled, record, True, field))
        return field, spelled

    def suppose(self, world: str, keys: Sequence[Key[Any]]) -> list[Any] | None:
        """Tell what records are if they are as they were last; None if one of them is not known."""
        young, old = self._young, self._old
        supposed: list[Any] = []
        for key in keys:
            place = (world, key)
            found = young.get(place) or old.get(place)
            if found is not None and found[2]:
                supposed.append(found[1])
            elif found is None and key[0] in _RARE:
                supposed.append(None)
            else:
                return None
        return supposed

    def plan(self, step: Step) -> tuple[bytes, bytes]:
        """Tell how a step is spelled: when it is due, and the rest."""
        due, spelled = spell_due(step.due_at), spell_step(step)
        if type(step) is MessageStep:
            if len(self._young_steps) >= _COUNT_MAX:
                self._old_steps, self._young_steps = self._young_steps, {}
            self._young_steps[due + spelled] = step
        return due, spelled

    def due(self, world: str, spelled: bytes) -> Step:
        """Tell which step of a world has come due.

        One that another process has planned says that the message is not as it was seen here last.
        """
        name = spelled[:DUE_DIGIT_COUNT] + spelled[STEP_AT:]
        planned = self._young_steps.pop(name, None) or self._old_steps.pop(name, None)
        if planned is not None:
            return planned
        step = read_step(spelled)
        if type(step) is MessageStep:
            self._forget((world, MESSAGE.key(step.message_id)))
        return step

    def _remember(self, place: _Place, seen: _Seen) -> None:
        if len(self._young) >= _COUNT_MAX:
            self._old, self._young = self._young, {}
        self._young[place] = seen

    def _forget(self, place: _Place) -> None:
        self._young.pop(place, None)
        self._old.pop(place, None)
