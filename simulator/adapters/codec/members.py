"""What a value is made of, as its class declares it."""

import dataclasses
from collections.abc import Iterator
from typing import Any, Final, NewType, get_type_hints

from msgspec import NODEFAULT, Struct, structs

__all__ = ["NO_DEFAULT", "Instant", "has_members", "members_of"]

# Milliseconds since 1970 that can be written as a date.
Instant = NewType("Instant", int)

NO_DEFAULT: Final = dataclasses.MISSING


def has_members(kind: Any) -> bool:  # noqa: ANN401 - unions, too, which are no `type`
    """Tell whether this is a class of values, or of tuples with names."""
    return isinstance(kind, type) and (
        dataclasses.is_dataclass(kind)
        or issubclass(kind, Struct)
        or (issubclass(kind, tuple) and hasattr(kind, "_fields"))
    )


def members_of(kind: type) -> Iterator[tuple[str, Any, object]]:
    """Tell the members of a class in their order: name, type, and what each is by default.

    Raises:
        TypeError: one of them is not given to the class by its place.
    """
    hints = get_type_hints(kind)
    for name, default in _fields(kind):
        yield name, _narrowed(name, hints[name]), default


def _fields(kind: Any) -> Iterator[tuple[str, object]]:  # noqa: ANN401 - as above
    """Tell the members of a value, and what each is by default."""
    if hasattr(kind, "_fields"):
        for name in kind._fields:
            yield name, kind._field_defaults.get(name, dataclasses.MISSING)
        return
    if issubclass(kind, Struct):
        for member in structs.fields(kind):
            default = member.default
            yield member.name, dataclasses.MISSING if default is NODEFAULT else default
        return
    for field in dataclasses.fields(kind):
        if field.name.startswith("_") or field.kw_only or not field.init:
            raise TypeError(f"{kind}: {field.name} is no plain member")
        make = field.default_factory
        yield field.name, field.default if make is dataclasses.MISSING else make()


def _narrowed(name: str, hint: Any) -> Any:  # noqa: ANN401 - as above
    """Take what is called an instant for one. What is due may be so after the end of all dates."""
    if name != "at" and (not name.endswith("_at") or name == "due_at"):
        return hint
    return {int: Instant, int | None: Instant | None}.get(hint, hint)
