"""Holdings: all that a project holds to send with, as one value.

A message needs little of it and reads it whole: its sender, the profile of that, and what else may
send under the same profile. It is small, and seldom changes.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol, TypeVar

from simulator.domain.address import Originator
from simulator.domain.autoresponses import Autoresponse
from simulator.domain.messaging_profiles import MessagingProfile
from simulator.domain.own_senders import OwnNumber, OwnShortCode, SenderName
from simulator.domain.value import value

__all__ = ["Holding", "Holdings"]

Holding = MessagingProfile | OwnNumber | OwnShortCode | SenderName | Autoresponse


class _Named(Protocol):
    @property
    def id(self) -> str: ...


H = TypeVar("H", bound=_Named)


@value
class Holdings:
    """All that a project holds to send with, each kind in the order in which it came.

    Attributes:
        owner_id: of the organisation, 32 hexadecimal characters.
    """

    owner_id: str
    profiles: tuple[MessagingProfile, ...] = ()
    numbers: tuple[OwnNumber, ...] = ()
    short_codes: tuple[OwnShortCode, ...] = ()
    names: tuple[SenderName, ...] = ()
    autoresponses: tuple[Autoresponse, ...] = ()

    @property
    def largest_count(self) -> int:
        """How many there are of the kind of which there are the most."""
        kinds = (self.profiles, self.numbers, self.short_codes, self.names, self.autoresponses)
        return max(map(len, kinds))

    def profile(self, profile_id: str) -> MessagingProfile | None:
        """Find a profile by its id."""
        return _found(self.profiles, profile_id)

    def number(self, told: str) -> OwnNumber | None:
        """Find a number by its id, or by itself."""
        return next((one for one in self.numbers if told in {one.id, one.number}), None)

    def short_code(self, told: str) -> OwnShortCode | None:
        """Find a short code by its id, or by itself."""
        return next((one for one in self.short_codes if told in {one.id, one.code}), None)

    def sender_name(self, name_id: str) -> SenderName | None:
        """Find a name by its id."""
        return _found(self.names, name_id)

    def autoresponse(self, autoresponse_id: str) -> Autoresponse | None:
        """Find an autoresponse by its id."""
        return _found(self.autoresponses, autoresponse_id)

    def profile_id_of(self, sender: str) -> str | None:
        """Tell under which profile a number, a short code or a name sends; None is none.

        A name that several profiles have is the first one's.
        """
        return next((profile_id for one, profile_id in self._senders() if one == sender), None)

    def senders_of(self, profile_id: str) -> tuple[Originator, ...]:
        """Tell all that may send under a profile."""
        return tuple(sender for sender, owner in self._senders() if owner == profile_id)

    def _senders(self) -> Iterator[tuple[Originator, str | None]]:
        yield from ((one.number, one.profile_id) for one in self.numbers)
        yield from ((one.code, one.profile_id) for one in self.short_codes)
        yield from ((one.name, one.profile_id) for one in self.names)

    def holding(self, one: Holding) -> "Holdings":
        """Add one, or put it where the one of its id is."""
        match one:
            case MessagingProfile():
                return replace(self, profiles=_upserted(self.profiles, one))
            case OwnNumber():
                return replace(self, numbers=_upserted(self.numbers, one))
            case OwnShortCode():
                return replace(self, short_codes=_upserted(self.short_codes, one))
            case SenderName():
                return replace(self, names=_upserted(self.names, one))
            case Autoresponse():
                return replace(self, autoresponses=_upserted(self.autoresponses, one))

    def without(self, one: Holding) -> "Holdings":
        """Leave one out; with a profile go its autoresponses."""
        match one:
            case MessagingProfile():
                left = tuple(own for own in self.autoresponses if own.profile_id != one.id)
                return replace(self, profiles=_left(self.profiles, one), autoresponses=left)
            case OwnNumber():
                return replace(self, numbers=_left(self.numbers, one))
            case OwnShortCode():
                return replace(self, short_codes=_left(self.short_codes, one))
            case SenderName():
                return replace(self, names=_left(self.names, one))
            case Autoresponse():
                return replace(self, autoresponses=_left(self.autoresponses, one))


def _found(held: tuple[H, ...], wanted_id: str) -> H | None:
    return next((one for one in held if one.id == wanted_id), None)


def _upserted(held: tuple[H, ...], one: H) -> tuple[H, ...]:
    return tuple(({there.id: there for there in held} | {one.id: one}).values())


def _left(held: tuple[H, ...], one: H) -> tuple[H, ...]:
    return tuple(there for there in held if there.id != one.id)
