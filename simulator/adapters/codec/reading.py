"""Reading parsed JSON: what comes back is what was written, or an error that leads to it."""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from types import NoneType
from typing import Any, Final, TypeAlias

__all__ = [
    "Malformed",
    "Read",
    "read_choice",
    "read_digits",
    "read_either",
    "read_list",
    "read_map",
    "read_members",
    "read_one_of",
    "read_row",
    "read_tagged",
]

Read: TypeAlias = Callable[[Any], Any]

_DIGITS: Final = re.compile(r"-?[0-9]{1,19}", re.ASCII)


class Malformed(ValueError):
    """This was not written by us.

    Attributes:
        path: of what is wrong, the outermost member first.
        reason: what is wrong with it, as a predicate.
    """

    def __init__(self, reason: str, *path: str) -> None:
        super().__init__(reason)
        self.path = path
        self.reason = reason

    def within(self, part: object) -> "Malformed":
        """Say the same of what this is a part of."""
        return Malformed(self.reason, str(part), *self.path)


def read_list(read: Read, make: Callable[[list[Any]], Any] = tuple) -> Read:
    """Make what reads any number of things of one kind."""

    def read_all(sent: Any) -> Any:  # noqa: ANN401
        if type(sent) is not list:
            raise Malformed("should be a list")
        try:
            return make([read(item) for item in sent])
        except Malformed:
            raise _first_wrong(read, sent) from None

    return read_all


def read_row(reads: Sequence[Read]) -> Read:
    """Make what reads a list with a thing of a certain kind in each place."""

    def read(sent: Any) -> tuple[Any, ...]:  # noqa: ANN401
        if type(sent) is not list or len(sent) != len(reads):
            raise Malformed(f"should be a list of {len(reads)}")
        found = []
        for position, (read_one, item) in enumerate(zip(reads, sent, strict=True)):
            try:
                found.append(read_one(item))
            except Malformed as wrong:
                raise wrong.within(position) from None
        return tuple(found)

    return read


def read_map(read_key: Read, read: Read) -> Read:
    """Make what reads an object whose members are of one kind, whatever their names."""

    def read_all(sent: Any) -> dict[Any, Any]:  # noqa: ANN401
        if type(sent) is not dict:
            raise Malformed("should be an object")
        found = {}
        for name, item in sent.items():
            try:
                found[read_key(name)] = read(item)
            except Malformed as wrong:
                raise wrong.within(name) from None
        return found

    return read_all


def read_members(
    reads: Mapping[str, Read], defaults: Mapping[str, Any], make: Callable[..., Any], tag: str = ""
) -> Read:
    """Make what reads an object with certain members; what has a default may be missing.

    Args:
        reads: what reads each member, in the order in which `make` takes them.
        defaults: of members that came into being later than some documents.
        make: makes the value.
        tag: the name of a member that says what this is, and has been read already.
    """
    names, rows = frozenset(reads) | ({tag} if tag else set()), tuple(reads.items())

    def read(sent: Any) -> Any:  # noqa: ANN401
        if type(sent) is not dict:
            raise Malformed("should be an object")
        there = sent if sent.keys() == names else _completed(sent, names, defaults)
        name = ""
        try:
            values = []
            for name, read_member in rows:
                values.append(read_member(there[name]))
        except Malformed as wrong:
            raise wrong.within(name) from None
        try:
            return make(*values)
        except ValueError as error:
            raise Malformed(f"makes no sense: {error}") from None

    return read


def read_one_of(known: Sequence[object]) -> Read:
    """Make what reads one of some texts or numbers."""
    kinds = {(type(one), one) for one in known}

    def read(sent: Any) -> Any:  # noqa: ANN401
        if type(sent) not in {str, int, bool} or (type(sent), sent) not in kinds:
            raise Malformed(f"should be one of {', '.join(map(str, known))}")
        return sent

    return read


def read_digits(sent: str) -> int:
    """Read the whole number that a member is named by."""
    if not _DIGITS.fullmatch(sent):
        raise Malformed("should be named by a whole number")
    return int(sent)


def read_choice(kind: type[Enum]) -> Read:
    """Make what reads a member of an enumeration, by its value."""
    members = {member.value: member for member in kind}

    def read(sent: Any) -> Enum:  # noqa: ANN401
        member = members.get(sent) if type(sent) in {str, int} else None
        if member is None:
            raise Malformed(f"should be one of {', '.join(map(str, members))}")
        return member

    return read


def read_either(reads: Mapping[type, Read]) -> Read:
    """Make what reads one of several things, which JSON itself can tell apart."""
    words = {str: "a string", bool: "true or false", int: "a whole number", float: "a number"}
    words |= {NoneType: "null", list: "a list", dict: "an object"}
    known = " or ".join(words[one] for one in reads)

    def read(sent: Any) -> Any:  # noqa: ANN401
        read_one = reads.get(type(sent))
        if read_one is None:
            raise Malformed(f"should be {known}")
        return read_one(sent)

    return read


def read_tagged(tag: str, reads: Mapping[str, Read]) -> Read:
    """Make what reads one of several objects, which say what they are."""

    def read(sent: Any) -> Any:  # noqa: ANN401
        if type(sent) is not dict:
            raise Malformed("should be an object")
        name = sent.get(tag)
        read_one = reads.get(name) if type(name) is str else None
        if read_one is None:
            raise Malformed(f"should be one of {', '.join(reads)}", tag)
        return read_one(sent)

    return read


def _completed(
    sent: dict[str, Any], names: frozenset[str], defaults: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Add what has a default; JSON cannot tell it from what was written so."""
    for name in sent:
        if name not in names:
            raise Malformed("is not known here", name)
    for name in sorted(names - sent.keys()):
        if name not in defaults:
            raise Malformed("is missing", name)
    return {**defaults, **sent}


def _first_wrong(read: Read, sent: list[Any]) -> Malformed:
    for position, item in enumerate(sent):
        try:
            read(item)
        except Malformed as wrong:
            return wrong.within(position)
    raise AssertionError("what could not be read can be read now")
