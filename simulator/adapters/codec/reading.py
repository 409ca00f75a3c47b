"""Reading single values out of parsed JSON: each is the very type that was written, or an error."""

import math
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from types import NoneType
from typing import Any, Final, TypeAlias

from simulator.domain.address import InvalidAddress, parse_e164
from simulator.domain.clock import INSTANT_MAX
from simulator.domain.erasure import is_erased

__all__ = [
    "INT_MAX",
    "Malformed",
    "Read",
    "read_bool",
    "read_choice",
    "read_either",
    "read_float",
    "read_instant",
    "read_int",
    "read_list",
    "read_map",
    "read_members",
    "read_none",
    "read_number",
    "read_str",
    "read_tagged",
]

Read: TypeAlias = Callable[[Any], Any]

# What orjson writes, and what every other parser reads without rounding is less.
INT_MAX: Final = 2**63 - 1


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


def read_str(sent: Any) -> str:  # noqa: ANN401 - nothing is known of it yet; so below
    """Read a text, which must be one that can be written again."""
    if type(sent) is not str:
        raise Malformed("should be a string")
    return sent


def read_number(sent: Any) -> str:  # noqa: ANN401
    """Read a telephone number, or what stands for one that was erased."""
    text = read_str(sent)
    if not is_erased(text):
        try:
            return parse_e164(text)
        except InvalidAddress as error:
            raise Malformed(str(error)) from None
    return text


def read_bool(sent: Any) -> bool:  # noqa: ANN401
    """Read true or false."""
    if type(sent) is not bool:
        raise Malformed("should be true or false")
    return sent


def read_int(sent: Any) -> int:  # noqa: ANN401
    """Read a whole number, and no truth value, which Python would take for one."""
    if type(sent) is not int or not -INT_MAX <= sent <= INT_MAX:
        raise Malformed("should be a whole number of at most 63 bits")
    return sent


def read_instant(sent: Any) -> int:  # noqa: ANN401
    """Read milliseconds since 1970 that can be written as a date."""
    if type(sent) is not int or not 0 <= sent <= INSTANT_MAX:
        raise Malformed("should be milliseconds since 1970, until the year 9999")
    return sent


def read_float(sent: Any) -> float:  # noqa: ANN401
    """Read a number; one that is whole may have been written without a point."""
    if type(sent) not in {int, float} or not math.isfinite(sent):
        raise Malformed("should be a number")
    return float(sent)


def read_none(sent: Any) -> None:  # noqa: ANN401
    """Read nothing."""
    if sent is not None:
        raise Malformed("should be null")


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


def read_choice(kind: type[Enum]) -> Read:
    """Make what reads a member of an enumeration, by its value."""
    members = {member.value: member for member in kind}

    def read(sent: Any) -> Enum:  # noqa: ANN401
        member = members.get(sent) if type(sent) in {str, int} else None
        if member is None:
            raise Malformed(f"should be one of {', '.join(map(str, members))}")
        return member

    return read


def read_literal(words: Sequence[str]) -> Read:
    """Make what reads one of a few words."""

    def read(sent: Any) -> str:  # noqa: ANN401
        if type(sent) is not str or sent not in words:
            raise Malformed(f"should be one of {', '.join(words)}")
        return sent

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
