"""How this code base writes values and choices.

What is made by the million, or anew for each call, is a `msgspec.Struct` that is `frozen=True,
gc=False` instead: made and read in a third of the time, and nothing that the garbage collector has
to look at. It must not lead back to itself, and no value does. Stores write as a row what is
`array_like=True`, too.
"""

from dataclasses import dataclass, field, fields, make_dataclass
from enum import Enum
from typing import Any, Final, TypeVar, dataclass_transform

__all__ = ["choice", "value"]

T = TypeVar("T")
E = TypeVar("E", bound=Enum)

_WRITTEN_LATER: Final = ("__eq__", "__hash__", "__repr__")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(cls: type[T]) -> type[T]:
    """Make a class a value: slots, equality by content, and nobody may assign to it.

    The type checker enforces the last part, everywhere and before anything runs. At run time the
    class is an ordinary slotted dataclass, because a frozen one costs nine times as much to make:
    3.5 us against 0.4 us for fourteen fields.

    What it is compared, hashed and shown by is text that has to be compiled for each class. Most
    are never asked for any of it, and with so many of them it was a tenth of the time of a start;
    so it is written when somebody first asks.
    """
    made = dataclass(slots=True, eq=False, repr=False)(cls)
    for name in _WRITTEN_LATER:
        setattr(made, name, _later(made, name))
    return made


def _later(cls: type, name: str) -> Any:  # noqa: ANN401 - any method
    def first(self: object, *others: object) -> object:
        _write(cls)
        return getattr(self, name)(*others)

    return first


def _write(cls: Any) -> None:  # noqa: ANN401 - any value's class
    """Give a class the methods that it would have as a plain dataclass."""
    told = [(one.name, object, field(compare=one.compare, repr=one.repr)) for one in fields(cls)]
    twin = make_dataclass(cls.__name__, told, init=False, unsafe_hash=True)
    for name in _WRITTEN_LATER:
        setattr(cls, name, getattr(twin, name))


def choice(cls: type[E]) -> type[E]:
    """Make the members of an enumeration plain attributes of it, as they are from Python 3.12 on.

    In 3.11 each `State.QUEUED` calls a function, which is a fifth of the price of a message's step.
    """
    for member in cls:
        type.__setattr__(cls, member.name, member)
    return cls
