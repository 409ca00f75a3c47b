"""How a type is written and read: found out once, from its annotations."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from types import UnionType
from typing import (
    Any,
    Final,
    Generic,
    Literal,
    NewType,
    TypeVar,
    Union,
    get_args,
    get_origin,
)

import orjson
from msgspec import Struct
from msgspec.structs import asdict

from simulator.adapters.codec.members import NO_DEFAULT, has_members, members_of
from simulator.adapters.codec.reading import (
    Malformed,
    Read,
    read_choice,
    read_digits,
    read_either,
    read_list,
    read_map,
    read_members,
    read_one_of,
    read_row,
    read_tagged,
)
from simulator.adapters.codec.remembered import KINDS
from simulator.adapters.codec.scalars import SCALARS, SENT
from simulator.domain.address import E164
from simulator.domain.value import value
from simulator.services.ports import Table

__all__ = ["TAG", "Codec", "codec_of", "of_table"]

T = TypeVar("T")

# The member that tells the values of a union apart. No attribute can be called so.
TAG: Final = "is"


class Codec(Generic[T]):
    """Writes and reads values of one type."""

    __slots__ = ("_spell", "read")

    def __init__(self, kept: Any) -> None:  # noqa: ANN401 - unions, too, which are no `type`
        """Find out how.

        Raises:
            TypeError: there is something in the type that JSON has no words for.
        """
        way = _way(kept)
        self._spell = way.spell
        self.read: Callable[[object], T] = way.read
        """Read parsed JSON; raises Malformed."""

    def encode(self, kept: T) -> bytes:
        """Write a value."""
        spell = self._spell
        return orjson.dumps(kept if spell is None else spell(kept), _spell_odd)

    def decode(self, encoded: bytes) -> T:
        """Read a value.

        Raises:
            Malformed: this is none.
        """
        try:
            parsed = orjson.loads(encoded)
        except orjson.JSONDecodeError as error:
            raise Malformed(f"cannot be parsed: {error}") from None
        return self.read(parsed)


@cache
def codec_of(kept: Any) -> Codec[Any]:  # noqa: ANN401 - as above
    """Find the codec of a type."""
    return Codec(kept)


@cache
def of_table(name: str) -> Codec[Any]:
    """Find the codec of what is kept in a table.

    Raises:
        KeyError: there is no such table.
    """
    kept: Any = Table.all[name].type
    return codec_of(kept)


@value
class _Way:
    """How values of a type come and go.

    Attributes:
        spell: makes of a value what orjson can write; None where it can write the value itself.
        read: makes a value of what orjson has read.
        sent: the types that orjson may read it as.
    """

    spell: Callable[[Any], object] | None
    read: Read
    sent: tuple[type, ...]


@cache
def _way(kind: Any) -> _Way:  # noqa: ANN401 - as above
    kind = _bare(kind)
    if kind in SCALARS:
        return _Way(None, SCALARS[kind], SENT.get(kind, (kind,)))
    if kind is object:
        return _Way(_spell_anything, _read_anything, ())
    origin, parts = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        return _either(tuple(_flat(parts)))
    if origin is Literal:
        return _Way(None, read_one_of(parts), tuple({type(part) for part in parts}))
    if origin is tuple and parts[1:] == (...,):
        return _many(_way(parts[0]), tuple)
    if origin is tuple:
        return _row([_way(part) for part in parts])
    if origin is frozenset:
        return _many(_way(parts[0]), frozenset)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _map(_way(parts[0]), _way(parts[1]))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _Way(None, read_choice(kind), tuple({type(member.value) for member in kind}))
    if has_members(kind):
        return _object(kind)
    raise TypeError(f"{kind} cannot be written as JSON")


def _bare(kind: Any) -> Any:  # noqa: ANN401 - as above
    """See through names that are there for the type checker only."""
    while isinstance(kind, NewType) and kind not in SCALARS:
        kind = kind.__supertype__
    return kind


def _flat(kinds: tuple[Any, ...]) -> Iterator[Any]:
    """Tell what there is in a union, with those that are in it. Any text goes for any address."""
    bare = [_bare(kind) for kind in kinds]
    for kind in bare:
        if get_origin(kind) in {Union, UnionType}:
            yield from _flat(get_args(kind))
        elif kind is not E164 or str not in bare:
            yield kind


def _many(way: _Way, make: Callable[[list[Any]], Any]) -> _Way:
    spell_one = way.spell
    spell = None if spell_one is None else lambda kept: [spell_one(one) for one in kept]
    return _Way(spell, read_list(way.read, make), (list,))


def _row(ways: Sequence[_Way]) -> _Way:
    reads = [way.read for way in ways]
    spells = [way.spell or _as_it_is for way in ways]

    def spell(kept: tuple[Any, ...]) -> object:
        return [spell_one(one) for spell_one, one in zip(spells, kept, strict=True)]

    return _Way(spell if any(way.spell for way in ways) else None, read_row(reads), (list,))


def _map(key: _Way, way: _Way) -> _Way:
    if key.sent not in {(str,), (int,)}:
        raise TypeError("the names of an object's members are texts in JSON")
    read_key = key.read if key.sent == (str,) else read_digits
    spell_one = way.spell or _as_it_is

    def spell(kept: Mapping[Any, Any]) -> object:
        return {
            str(name.value if isinstance(name, Enum) else name): spell_one(one)
            for name, one in kept.items()
        }

    return _Way(spell, read_map(read_key, way.read), (dict,))


def _as_it_is(kept: object) -> object:
    return kept


def _object(kind: type) -> _Way:
    ways, defaults = _members(kind)
    has_to_be_spelled = any(way.spell for way in ways.values())
    reads = {name: way.read for name, way in ways.items()}
    spell = _speller(ways) if has_to_be_spelled else None
    return _Way(spell, read_members(reads, defaults, kind), (dict,))


def _members(kind: type) -> tuple[Mapping[str, _Way], Mapping[str, Any]]:
    """Find how each member comes and goes, and, as JSON, what it is where it is missing."""
    ways: dict[str, _Way] = {}
    defaults: dict[str, Any] = {}
    for name, hint, default in members_of(kind):
        ways[name] = way = _way(hint)
        if default is not NO_DEFAULT:
            spelled = (way.spell or _as_it_is)(default)
            defaults[name] = orjson.loads(orjson.dumps(spelled, _spell_odd))
    return ways, defaults


def _speller(ways: Mapping[str, _Way], **head: str) -> Callable[[Any], object]:
    rows = [(name, way.spell or _as_it_is) for name, way in ways.items()]

    def spell(kept: object) -> object:
        return head | {name: spell_one(getattr(kept, name)) for name, spell_one in rows}

    return spell


def _tagged(kinds: Mapping[str, type]) -> tuple[Mapping[type, Callable[[Any], object]], Read]:
    """Make what writes and reads values of several kinds that say what they are."""
    spells, reads = {}, {}
    for name, kind in kinds.items():
        ways, defaults = _members(kind)
        spells[kind] = _speller(ways, **{TAG: name})
        members = {member: way.read for member, way in ways.items()}
        reads[name] = read_members(members, defaults, kind, TAG)
    return spells, read_tagged(TAG, reads)


def _either(kinds: tuple[Any, ...]) -> _Way:
    objects = {kind.__name__: kind for kind in kinds if has_members(kind)}
    spells: dict[type, Callable[[Any], object]] = {}
    reads: dict[type, Read] = {}
    if len(objects) > 1:
        tagged, reads[dict] = _tagged(objects)
        spells |= tagged
    for kind in dict.fromkeys(kinds):
        if len(objects) == 1 or not has_members(kind):
            way = _way(kind)
            if not reads.keys().isdisjoint(way.sent):
                raise TypeError(f"{kind} cannot be told from the others of {kinds}")
            reads |= dict.fromkeys(way.sent, way.read)
            if way.spell is not None:
                spells[_type_of(kind)] = way.spell

    def spell(kept: object) -> object:
        spell_one = spells.get(type(kept))
        return kept if spell_one is None else spell_one(kept)

    return _Way(spell if spells else None, read_either(reads), tuple(reads))


def _type_of(kind: Any) -> type:  # noqa: ANN401 - as above
    origin = get_origin(kind) or kind
    made: type = dict if issubclass(origin, Mapping) else origin
    return made


@cache
def _remembered() -> tuple[Mapping[type, Callable[[Any], object]], Read]:
    return _tagged(KINDS)


def _spell_anything(kept: object) -> object:
    """Spell what a use case returned, which could be anything that can be remembered."""
    if type(kept) is tuple:
        return [_spell_anything(one) for one in kept]
    spell = _remembered()[0].get(type(kept))
    if spell is not None:
        return spell(kept)
    if type(kept) in SCALARS:
        return kept
    raise TypeError(f"{type(kept).__name__} is nothing that can be remembered")


def _read_anything(sent: Any) -> object:  # noqa: ANN401 - as above
    if type(sent) is list:
        return read_list(_read_anything)(sent)
    return _remembered()[1](sent) if type(sent) is dict else sent


def _spell_odd(kept: object) -> object:
    """Spell what orjson does not know, wherever it finds it."""
    if isinstance(kept, tuple):  # with names, or it would know it
        return dict(zip(kept._fields, kept, strict=True))  # type: ignore[attr-defined] # as said
    if isinstance(kept, Struct):
        return asdict(kept)
    if isinstance(kept, frozenset):
        return sorted(kept)
    raise TypeError(f"{type(kept).__name__} cannot be written as JSON")
