"""Provisions: what a world is given to send with, instead of what every world has at first."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final

from simulator.domain.address import E164, AlphanumericSenderId, ShortCode
from simulator.domain.dice import Dice
from simulator.domain.founding import draw_id, found, number_id
from simulator.domain.holdings import Holdings
from simulator.domain.messaging_profiles import (
    ANYWHERE,
    MessagingProfile,
    NumberPool,
    draw_secret,
)
from simulator.domain.own_senders import OwnNumber, OwnShortCode, SenderName, number_kind
from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import FieldProblem, Invalid
from simulator.domain.value import value

__all__ = ["GivenCode", "GivenName", "GivenNumber", "GivenProfile", "Provision"]

_COUNTRY_DEFAULT: Final = "US"


@value
class GivenProfile:
    """A messaging profile that is given; its members mean what they mean in one.

    Attributes:
        id: None draws one from the seed and the name.
        daily_limit: micro-USD; None is none.
    """

    name: str
    id: str | None = None
    destinations: tuple[str, ...] = (ANYWHERE,)
    is_enabled: bool = True
    webhook_url: str = ""
    webhook_failover_url: str = ""
    pool: NumberPool | None = None
    name_sender: str | None = None
    daily_limit: MicroUsd | None = None
    has_smart_encoding: bool = False
    falls_back_to_sms: bool = False
    is_registered: bool = True

    def made(self, dice: Dice, at: int) -> MessagingProfile:
        """Make it."""
        profile_id = self.id or draw_id(dice, "given profile", self.name)
        return MessagingProfile(
            id=profile_id,
            name=self.name,
            destinations=self.destinations,
            secret=draw_secret(dice, profile_id),
            created_at=at,
            updated_at=at,
            is_enabled=self.is_enabled,
            webhook_url=self.webhook_url,
            webhook_failover_url=self.webhook_failover_url,
            pool=self.pool,
            name_sender=self.name_sender,
            daily_limit=self.daily_limit,
            is_limited=self.daily_limit is not None,
            has_smart_encoding=self.has_smart_encoding,
            falls_back_to_sms=self.falls_back_to_sms,
            is_registered=self.is_registered,
        )


@value
class GivenNumber:
    """A number that is given.

    Attributes:
        id: decimal digits; None draws some from the seed and the number.
        profile: the id or the name of a profile; None is the first, "" is none.
    """

    number: E164
    id: str | None = None
    profile: str | None = None
    is_hosted: bool = False
    tags: tuple[str, ...] = ()


@value
class GivenCode:
    """A short code that is given; `id` and `profile` are as of a number, the id hexadecimal."""

    code: ShortCode
    id: str | None = None
    profile: str | None = None
    country: str = _COUNTRY_DEFAULT
    tags: tuple[str, ...] = ()


@value
class GivenName:
    """A name to send under that is given; `id` and `profile` are as of a short code."""

    name: AlphanumericSenderId
    id: str | None = None
    profile: str | None = None
    fallback: E164 | None = None


@value
class Provision:
    """All that a world is given. Without a profile among it, it has the one that all have."""

    profiles: tuple[GivenProfile, ...] = ()
    numbers: tuple[GivenNumber, ...] = ()
    short_codes: tuple[GivenCode, ...] = ()
    names: tuple[GivenName, ...] = ()

    def check(self) -> None:
        """See that everything is given once, and on profiles that are.

        Raises:
            Invalid: it is not.
        """
        problems = tuple(self._problems())
        if problems:
            raise Invalid(problems)

    def made(self, dice: Dice, country_of: Callable[[E164], str | None], at: int) -> Holdings:
        """Make it what there is to send with.

        Args:
            dice: of the world.
            country_of: tells the country of a number, ISO 3166-1 alpha-2.
            at: when it is given.
        """
        founding = found(dice.seed, dice.realm, at)
        profiles = tuple(one.made(dice, at) for one in self.profiles) or founding.profiles
        named: dict[str | None, str] = {one.name: one.id for one in reversed(profiles)}
        named |= {one.id: one.id for one in profiles} | {None: profiles[0].id}
        numbers = tuple(
            OwnNumber(
                one.id or number_id(dice, one.number),
                one.number,
                number_kind(one.number),
                country_of(one.number) or _COUNTRY_DEFAULT,
                named.get(one.profile),
                at,
                at,
                one.is_hosted,
                tags=one.tags,
            )
            for one in self.numbers
        )
        codes, names = self._codes(dice, named, at), self._names(dice, named, at)
        return Holdings(founding.owner_id, profiles, numbers, codes, names)

    def _codes(
        self, dice: Dice, named: Mapping[str | None, str], at: int
    ) -> tuple[OwnShortCode, ...]:
        return tuple(
            OwnShortCode(
                one.id or draw_id(dice, "given short code", one.code),
                one.code,
                one.country,
                named.get(one.profile),
                at,
                at,
                one.tags,
            )
            for one in self.short_codes
        )

    def _names(
        self, dice: Dice, named: Mapping[str | None, str], at: int
    ) -> tuple[SenderName, ...]:
        return tuple(
            SenderName(
                one.id or draw_id(dice, "given name", one.name, named[one.profile]),
                one.name,
                named[one.profile],
                one.fallback,
                at,
            )
            for one in self.names
        )

    def _problems(self) -> Iterator[FieldProblem]:
        yield from _doubles("profiles", "name", [one.name for one in self.profiles])
        yield from _doubles("profiles", "id", [one.id for one in self.profiles])
        yield from _doubles("numbers", "number", [one.number for one in self.numbers])
        yield from _doubles("numbers", "id", [one.id for one in self.numbers])
        yield from _doubles("short_codes", "code", [one.code for one in self.short_codes])
        yield from _doubles("short_codes", "id", [one.id for one in self.short_codes])
        yield from _doubles("names", "id", [one.id for one in self.names])
        places = [f"{one.profile} {one.name}" for one in self.names]
        yield from _doubles("names", "name", places)
        known = {told for one in self.profiles for told in (one.id, one.name)} | {None}
        yield from _strays("numbers", [one.profile for one in self.numbers], {*known, ""})
        yield from _strays("short_codes", [one.profile for one in self.short_codes], {*known, ""})
        yield from _strays("names", [one.profile for one in self.names], known)


def _doubles(kind: str, member: str, told: Sequence[str | None]) -> Iterator[FieldProblem]:
    """Find what is there twice, at its second place; what is not told is drawn, and differs."""
    seen: set[str | None] = {None}
    for position, one in enumerate(told):
        if one in seen and one is not None:
            yield FieldProblem(f"{kind}.{position}.{member}", "is there already")
        seen.add(one)


def _strays(
    kind: str, told: Sequence[str | None], known: Collection[str | None]
) -> Iterator[FieldProblem]:
    """Find what is on a profile that is not given."""
    for position, one in enumerate(told):
        if one not in known:
            problem = "is neither the id nor the name of a profile that is given"
            yield FieldProblem(f"{kind}.{position}.profile", problem)
