"""A world at an instant: what every use case works in."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Protocol, TypeVar

from msgspec import Struct

from simulator.domain.address import E164
from simulator.domain.bend import bend_of
from simulator.domain.dice import Dice
from simulator.domain.keywords import KeywordTable
from simulator.domain.lookalikes import Lookalikes
from simulator.domain.magic import Fate, MagicTable
from simulator.domain.message import Message
from simulator.domain.otp import OtpRules
from simulator.domain.pricing import PriceList
from simulator.domain.profile import Profile
from simulator.domain.refusals import NotFound
from simulator.domain.routing import Routing
from simulator.domain.value import value
from simulator.domain.vendor_rules import VendorRules
from simulator.domain.world import WorldSettings
from simulator.services.ports import (
    Alarm,
    Archive,
    Change,
    Directory,
    IdSource,
    Key,
    Store,
    Table,
    WallClock,
)
from simulator.services.tally import Tally
from simulator.services.telling import Telling
from simulator.services.watching import Watching

__all__ = ["Agenda", "Outdated", "Parts", "Stock", "World"]

T = TypeVar("T")


class Outdated(Exception):
    """A world is not as it was supposed to be. Nothing was written; step into it as it is."""


class Agenda(Protocol):
    """Is told when a world will next have something to do."""

    def expect(self, world: str, wall_at: int) -> None:
        """Look at this world's timeline at this instant of the wall clock, at the latest."""
        ...


@value
class Stock:
    """What the carrier knows, the same in every world.

    Attributes:
        vendor_prices: of the vendors that have prices of their own; the others take the prices.
    """

    prices: PriceList
    routing: Routing
    profiles: Mapping[str, Profile]
    otp_rules: OtpRules
    keywords: KeywordTable
    lookalikes: Lookalikes
    magic: MagicTable
    rules: VendorRules
    vendor_prices: Mapping[str, PriceList] = field(default_factory=dict)


@value
class Parts:
    """What the services are given to work with."""

    store: Store
    ids: IdSource
    wall: WallClock
    agenda: Agenda
    stock: Stock
    alarm: Alarm
    directory: Directory
    watching: Watching
    tally: Tally
    archive: Archive
    telling: Telling


class World(Struct, frozen=True, gc=False):
    """A world as it is set, at one instant of its time.

    A use case takes its time from here, so everything it does happens at that one instant.

    Attributes:
        op: the operation of a face that it is asked for; only told where rules may want to know.
        is_supposed: whether it is set so was not looked up, so what is done in it has to be one
            change, which finds that out.
    """

    settings: WorldSettings
    now: int
    parts: Parts
    dice: Dice
    profile: Profile
    op: str = ""
    is_supposed: bool = False

    @property
    def name(self) -> str:
        """Its name."""
        return self.settings.name

    @property
    def stock(self) -> Stock:
        """What the carrier knows."""
        return self.parts.stock

    @property
    def is_plain(self) -> bool:
        """Whether its carrier has no terms, so that no message is minded on its way."""
        return self.profile.terms is None and self.profile.countries is None

    def fate_of(self, number: E164) -> Fate | None:
        """Find the fate of a number; None if it is an ordinary one, as nearly all are."""
        magic = self.parts.stock.magic
        return magic.fate_of(number) if number.startswith(magic.prefix) else None

    def profile_for(self, number: E164) -> Profile:
        """Tell how the carrier treats messages to a number."""
        profile = self.profile.of_country(number)
        fate = self.fate_of(number)
        return profile if fate is None else fate.bent(profile)

    def profile_of(self, message: Message) -> Profile:
        """Tell how the carrier treats a message: its number may bend that, and so may a rule."""
        profile = self.profile_for(message.destination)
        return profile if message.fault is None else bend_of(message.fault.effect).bent(profile)

    async def get(self, key: Key[T]) -> T | None:
        """Read one record."""
        return (await self.parts.store.read(self.name, (key,)))[0]

    async def find(self, table: Table[T], record_id: str) -> T:
        """Read one record that is there.

        Raises:
            NotFound: it is not.
        """
        record = await self.get(table.key(record_id))
        if record is None:
            raise NotFound(table.name, record_id)
        return record

    async def get_all(self, keys: Sequence[Key[T]]) -> Sequence[T | None]:
        """Read any number of records, all at one moment."""
        return await self.parts.store.read(self.name, keys)

    async def commit(self, change: Change) -> None:
        """Write a change set, and see that its steps will be looked at in time.

        Raises:
            Conflict: the world is not as it was read.
            LeaseLost: the steps were not ours to do.
            WorldGone: it was dropped.
        """
        settings = self.settings
        change.incarnation = settings.incarnation
        await self.parts.store.commit(settings.name, change)
        steps = change.steps
        if steps:
            due_at = steps[0].due_at if len(steps) == 1 else min([step.due_at for step in steps])
            wall_at = settings.clock.wall_when(due_at)
            if wall_at is not None:
                self.parts.agenda.expect(settings.name, wall_at)
