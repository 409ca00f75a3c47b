"""Which vendor carries a message."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self, TypeAlias

from simulator.domain.prefixes import PrefixTable
from simulator.domain.value import value

__all__ = ["InvalidRouting", "Route", "Routing", "RoutingAnswer", "UnknownVendor", "VendorDown"]


@value
class Route:
    """The vendor that takes the message, and those preferred to it that were down."""

    vendor: str
    passed_over: tuple[str, ...]


@value
class UnknownVendor:
    """The message was pinned to a vendor nobody knows."""

    vendor: str
    known: tuple[str, ...]


@value
class VendorDown:
    """Every vendor that might have taken the message is down: the pinned one, or all of them."""

    vendors: tuple[str, ...]

    @property
    def vendor(self) -> str:
        """Who would have taken it first."""
        return self.vendors[0]


RoutingAnswer: TypeAlias = Route | UnknownVendor | VendorDown


class InvalidRouting(ValueError):
    """Not a routing table; the message names the row that is wrong."""


@value
class Routing:
    """The vendors for a destination by its prefix, in order of preference."""

    preferences: PrefixTable[tuple[str, ...]]
    first_choices: PrefixTable[Route]
    vendors: tuple[str, ...]

    @classmethod
    def of(cls, table: Mapping[str, Any], vendors: Iterable[str]) -> Self:
        """Read a table as JSON gives it: `default` and `prefixes`, naming these vendors only."""
        known = tuple(sorted(vendors))
        match table:
            case {"default": default, "prefixes": dict(rows)}:
                orders = {prefix: _preference(prefix, row, known) for prefix, row in rows.items()}
                return cls(*_tables(orders, _preference("default", default, known)), known)
            case _:
                raise InvalidRouting('a routing table holds "default" and "prefixes"')

    def route(self, destination: str, pinned: str | None, down: frozenset[str]) -> RoutingAnswer:
        """Choose the pinned vendor, or else the most preferred one that is up."""
        if pinned is not None:
            return self._pinned(pinned, down)
        if not down:
            return self.first_choices.longest_match(destination)
        preference = self.preferences.longest_match(destination)
        for position, vendor in enumerate(preference):
            if vendor not in down:
                return Route(vendor, passed_over=preference[:position])
        return VendorDown(preference)

    def _pinned(self, vendor: str, down: frozenset[str]) -> RoutingAnswer:
        if vendor not in self.vendors:
            return UnknownVendor(vendor, self.vendors)
        return VendorDown((vendor,)) if vendor in down else Route(vendor, passed_over=())


def _tables(
    orders: Mapping[str, tuple[str, ...]], default: tuple[str, ...]
) -> tuple[PrefixTable[tuple[str, ...]], PrefixTable[Route]]:
    first = {prefix: Route(order[0], passed_over=()) for prefix, order in orders.items()}
    first_default = Route(default[0], passed_over=())
    return PrefixTable.of(orders, default), PrefixTable.of(first, first_default)


def _preference(prefix: str, row: Sequence[str], known: tuple[str, ...]) -> tuple[str, ...]:
    match row:
        case [_, *_] if all(vendor in known for vendor in row) and len(set(row)) == len(row):
            return tuple(row)
        case _:
            raise InvalidRouting(
                f"vendors for {prefix}: {row!r} is no list of one or more of {', '.join(known)},"
                " each once"
            )
