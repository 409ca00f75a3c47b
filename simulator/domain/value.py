"""How this code base writes a value."""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

__all__ = ["value"]

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(cls: type[T]) -> type[T]:
    """Make a class a value: slots, equality by content, and nobody may assign to it.

    The type checker enforces the last part, everywhere and before anything runs. At run time the
    class is an ordinary slotted dataclass, because a frozen one costs nine times as much to make
    (3.5 us against 0.4 us for fourteen fields) and a message is made anew at each step of its life.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
