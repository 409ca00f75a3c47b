"""What this process knows of records: which text is which value."""

from typing import Any, Final, TypeAlias

from simulator.adapters.redis.spelling import read_record, spell_record
from simulator.services.ports import Key, Table

__all__ = ["Known"]

# How many records are remembered, and as many again of those that were before them.
_COUNT_MAX: Final = 10_000

# Of these nothing need be remembered: it is as quickly read.
_COUNTERS: Final = frozenset(name for name, table in Table.all.items() if table.type is int)

_Place: TypeAlias = tuple[str, Key[Any]]


class Known:
    """Spares reading and writing a value again that was read or written of late.

    Nothing is taken for granted: what is in Redis is fetched each time, and only if it is still the
    same text the value of that is given.
    """

    __slots__ = ("_old", "_young")

    def __init__(self) -> None:
        self._young: dict[_Place, tuple[bytes, object]] = {}
        self._old: dict[_Place, tuple[bytes, object]] = {}

    def read(self, world: str, key: Key[Any], spelled: bytes) -> Any:  # noqa: ANN401 - any
        """Tell what value a record has, as it is spelled."""
        if key[0] in _COUNTERS:
            return int(spelled)
        place = (world, key)
        found = self._young.get(place) or self._old.get(place)
        if found is not None and found[0] == spelled:
            return found[1]
        record = read_record(key, spelled)
        self._remember(place, spelled, record)
        return record

    def spell(self, world: str, key: Key[Any], record: object) -> bytes:
        """Tell how a value is spelled."""
        if type(record) is int:
            return b"%d" % record
        place = (world, key)
        found = self._young.get(place) or self._old.get(place)
        if found is not None and found[1] is record:
            return found[0]
        spelled = spell_record(key, record)
        self._remember(place, spelled, record)
        return spelled

    def _remember(self, place: _Place, spelled: bytes, record: object) -> None:
        if len(self._young) >= _COUNT_MAX:
            self._old, self._young = self._young, {}
        self._young[place] = (spelled, record)
