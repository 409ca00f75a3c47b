"""Values of whatever type a world keeps, drawn by the type alone; and whether two are the same."""

import dataclasses
from collections.abc import Mapping
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, NewType, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st
from msgspec import Struct

from simulator.adapters.codec.remembered import KINDS
from simulator.domain.address import E164
from simulator.domain.clock import INSTANT_MAX
from simulator.domain.coverage import Span
from simulator.domain.hours import DAY_MS, Hours
from simulator.domain.latency import Fixed, LogNormal, Normal, Pareto, Uniform
from simulator.domain.refusals import Refusal, RefusedByDomain
from simulator.services.ports import Snapshot

__all__ = ["are_same", "kept", "table_of"]

_TEXTS: Final = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
_SCALARS: Final[Mapping[Any, st.SearchStrategy[Any]]] = {
    str: _TEXTS,
    bool: st.booleans(),
    int: st.integers(-(2**63) + 1, 2**63 - 1),
    float: st.floats(allow_nan=False, allow_infinity=False),
    NoneType: st.none(),
    E164: st.sampled_from(["+12025550101", "+8613800138000", "erased:00ff"]),
}
_MS: Final = st.integers(0, 10**9)
_TIMES: Final = st.integers(0, DAY_MS)
_INSTANTS: Final = st.integers(0, INSTANT_MAX)
# What takes not all that its members could be.
_CHOOSY: Final[Mapping[Any, st.SearchStrategy[Any]]] = {
    Hours: st.builds(Hours, _TIMES, _TIMES, st.integers(-DAY_MS, DAY_MS)),
    Span: st.builds(
        lambda end, less: Span(max(0, end - less), end),
        st.integers(1, INSTANT_MAX),
        st.integers(1, 10**9),
    ),
    Fixed: st.builds(Fixed, _MS),
    Uniform: st.builds(lambda low, more: Uniform(low, low + more), _MS, _MS),
    Normal: st.builds(Normal, st.floats(0, 9), st.floats(0, 9)),
    LogNormal: st.builds(LogNormal, st.floats(0, 9), st.floats(0, 9), st.floats(0, 9)),
    Pareto: st.builds(Pareto, st.floats(0, 9), st.floats(1, 9), st.floats(0, 9)),
}


def kept(kind: Any, name: str = "") -> st.SearchStrategy[Any]:  # noqa: ANN401 - unions are no `type`
    """Draw values of a type, for a member of this name."""
    return _kept(kind, name)


# To make one and to have it looked through takes far longer than to draw a value.
@cache
def _kept(kind: Any, name: str) -> st.SearchStrategy[Any]:  # noqa: ANN401 - as above
    if kind is int and (name == "at" or name.endswith("_at")):
        return _INSTANTS
    if kind in _SCALARS:
        return _SCALARS[kind]
    if kind in _CHOOSY:
        return _CHOOSY[kind]
    if isinstance(kind, NewType):
        return kept(kind.__supertype__, name)
    if kind is Refusal:
        return _any_of(get_args(RefusedByDomain))
    if kind is object:
        one = _any_of(tuple(KINDS.values()))
        return one | st.booleans() | st.lists(one, max_size=3).map(tuple)
    origin, parts = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        return _any_of(parts, name)
    if origin is Literal:
        return st.sampled_from(parts)
    if origin is tuple and parts[-1] is not ...:
        return st.tuples(*(kept(part) for part in parts))
    if origin is tuple:
        return st.lists(kept(parts[0]), max_size=3).map(tuple)
    if origin is frozenset:
        return st.frozensets(kept(parts[0]), max_size=3)
    if origin is not None and issubclass(origin, Mapping):
        return st.dictionaries(kept(parts[0]), kept(parts[1]), max_size=3)
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    hints = get_type_hints(kind)
    return st.builds(kind, *(kept(hints[member], member) for member in kind.__match_args__))


def table_of(snapshot: Snapshot, name: str) -> dict[str, Any]:
    """Tell what is in one table, by ids."""
    return {id_: record for (table, id_), record in snapshot.records.items() if table == name}


def _any_of(kinds: tuple[Any, ...], name: str = "") -> st.SearchStrategy[Any]:
    return st.one_of([kept(kind, name) for kind in kinds])


def are_same(one: Any, other: Any) -> bool:  # noqa: ANN401 - anything can be compared
    """Tell whether two values are equal and of the very same types, refusals too."""
    if isinstance(one, int | float) and not isinstance(one, bool | Enum):
        return bool(one == other) and not isinstance(other, bool)
    if type(one) is not type(other):
        return False
    if isinstance(one, Enum):
        return one is other
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(are_same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(are_same(one[key], other[key]) for key in one)
    if dataclasses.is_dataclass(one) or isinstance(one, Struct):
        names: tuple[str, ...] = getattr(type(one), "__match_args__")  # noqa: B009 - of all kinds
        return all(are_same(getattr(one, name), getattr(other, name)) for name in names)
    return bool(one == other)
