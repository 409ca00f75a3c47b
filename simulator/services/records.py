"""Where records are kept: tables, and the keys of what is in them."""

from collections.abc import Iterable
from typing import Any, ClassVar, Generic, TypeVar

__all__ = ["Key", "Table"]

T = TypeVar("T")


class Key(tuple[str, str], Generic[T]):
    """Where a record is kept: the table's name and the record's id; T is what is kept there."""

    __slots__ = ()


class Table(Generic[T]):
    """A kind of record: its name, and the type of what is kept in it.

    Stores that write to disk or wire look up how to by the name, so the type is given here once.

    Attributes:
        all: every table that there is, by its name, also those of which only a key is kept.
    """

    __slots__ = ("name", "type")

    all: ClassVar[dict[str, "Table[Any]"]] = {}

    def __init__(self, name: str, kept: type[T]) -> None:
        if name in self.all:
            raise TypeError(f"there are two tables {name}, and what is in them could not be told")
        self.name = name
        self.type = kept
        self.all[name] = self

    def key(self, record_id: str) -> Key[T]:
        """Name one record of this kind."""
        # At run time a plain tuple: a thousand sends need four thousand keys, and the class above
        # is there to tell the type checker what they lead to.
        return (self.name, record_id)  # type: ignore[return-value] # as said

    def keys(self, record_ids: Iterable[str]) -> list[Key[T]]:
        """Name many records of this kind."""
        name = self.name
        return [(name, one) for one in record_ids]  # type: ignore[misc] # as above
