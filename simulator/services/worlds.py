"""Worlds: made on first use, apart from one another."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Final
from weakref import WeakValueDictionary

from msgspec import structs

from simulator.domain.clock import ClockWish, real_clock
from simulator.domain.faults import LIMITED, NO_FAULTS
from simulator.domain.pricing import MicroUsd
from simulator.domain.provision import Provision
from simulator.domain.refusals import Conflicting, Invalid, NoSuchWorld, NotFound
from simulator.domain.retention import GENEROUS, Retention
from simulator.domain.review import REVIEW_MS
from simulator.domain.safeguards import NO_SAFEGUARDS, Safeguards
from simulator.domain.value import value
from simulator.domain.world import WorldSettings
from simulator.services.holdings import holdings_of
from simulator.services.ports import Change, Conflict
from simulator.services.tables import BALANCE, HOLDINGS, PROVISION, SETTINGS
from simulator.services.world import Parts, World

__all__ = ["CREDIT_UNLIMITED", "NAME", "Defaults", "WorldWish", "Worlds"]

NAME: Final = re.compile(r"[A-Za-z0-9]{1,64}")

# What the account of a world shows at first whose credit never runs out: one million dollars.
CREDIT_UNLIMITED: Final = MicroUsd(1_000_000_000_000)

# Worlds whose name begins so start without money, to let a client meet a refusal on its first call.
_BROKE: Final = "broke"

# And these take five requests a second.
_LIMITED: Final = "limited"


@value
class Defaults:
    """What a world is set to where nothing was chosen.

    Attributes:
        is_open: whether the first call of a credential makes its world.
        credit: micro-USD; None never runs out.
        review_ms: how long signatures and templates are reviewed; 0 decides at once.
    """

    seed: int
    clock: ClockWish
    profile: str
    credit: MicroUsd | None
    is_open: bool = True
    review_ms: int = REVIEW_MS
    retention: Retention = GENEROUS


@value
class WorldWish:
    """What is chosen for a new world; None leaves it to the defaults.

    Attributes:
        provision: what it is given to send with.
    """

    name: str
    seed: int | None = None
    clock: ClockWish | None = None
    profile: str | None = None
    credit: MicroUsd | None = None
    review_ms: int | None = None
    keep_count: int | None = None
    keep_age_ms: int | None = None
    ttl_ms: int | None = None
    provision: Provision | None = None
    safeguards: Safeguards = NO_SAFEGUARDS


class Worlds:
    """Finds, makes and forgets worlds."""

    def __init__(self, parts: Parts, defaults: Defaults) -> None:
        self.parts = parts
        self.defaults = defaults
        # A lock lives as long as somebody holds it or waits for it.
        self._movers: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def mover(self, name: str) -> asyncio.Lock:
        """Give the lock of those who move a world's time, or take it away: one at a time."""
        return self._movers.setdefault(name, asyncio.Lock())

    @asynccontextmanager
    async def sole_mover(self, name: str) -> AsyncIterator[None]:
        """Move a world's time, or take it away, as the only one to do so in all processes."""
        async with self.mover(name), self.parts.store.alone(name):
            yield

    async def enter(self, name: str) -> World:
        """Step into a world as it is now; it is made if it is not there and worlds are open.

        Raises:
            NoSuchWorld: it is not there, and worlds are closed.
        """
        settings = (await self.parts.store.read(name, (SETTINGS,)))[0]
        if settings is None:
            settings = await self._make_on_first_use(name)
        return self.at(settings, settings.clock.now(self.parts.wall.now_ms()))

    def supposed(self, name: str) -> World | None:
        """Step into a world as it was seen last; None if it is as quick, or better, to look.

        Where rules decide what goes wrong, it is better: they count before anything is changed.
        """
        suppose = self.parts.store.suppose
        supposed = None if suppose is None else suppose(name, (SETTINGS,))
        settings: WorldSettings | None = supposed[0] if supposed else None
        if settings is None or settings.faults.rules:
            return None
        world = self.at(settings, settings.clock.now(self.parts.wall.now_ms()))
        return structs.replace(world, is_supposed=True)

    def at(self, settings: WorldSettings, now: int) -> World:
        """Step into a world at an instant."""
        parts = self.parts
        return World(settings, now, parts, settings.dice, parts.stock.profiles[settings.profile])

    async def find(self, name: str) -> World:
        """Step into a world that is there.

        Raises:
            NotFound: it is not.
        """
        settings = (await self.parts.store.read(name, (SETTINGS,)))[0]
        if settings is None:
            raise NotFound("world", name)
        return self.at(settings, settings.clock.now(self.parts.wall.now_ms()))

    async def reenter(self, name: str) -> World:
        """Step once more into a world that one has been in; it is not made anew for that.

        Raises:
            NotFound: it was deleted meanwhile.
        """
        with suppress(NotFound):
            return await self.find(name)
        async with self.sole_mover(
            name
        ):  # it may be about to start again, and be empty for a moment
            return await self.find(name)

    async def names(self) -> Sequence[str]:
        """Name all worlds."""
        return await self.parts.store.worlds()

    async def create(self, wish: WorldWish) -> World:
        """Make a world.

        Raises:
            Invalid: a wish cannot be met.
            Conflicting: it is there already.
        """
        settings = self._settings(wish)
        try:
            await self._write(settings, wish.provision)
        except Conflict:
            raise Conflicting(f"world {wish.name} exists") from None
        return self.at(settings, settings.clock.now(self.parts.wall.now_ms()))

    async def delete(self, name: str) -> None:
        """Forget a world; its next call makes a new one.

        Raises:
            NotFound: it is not there.
        """
        async with self.sole_mover(name):
            await self.find(name)
            await self.parts.store.drop(name)

    async def forget_expired(self, name: str) -> bool:
        """Forget a world whose time is over; tell if it was.

        Raises:
            NotFound: it is not there.
        """
        if not self._has_expired(await self.find(name)):
            return False  # without waiting for whoever moves its time
        async with self.sole_mover(name):
            is_over = self._has_expired(await self.find(name))
            if is_over:
                await self.parts.store.drop(name)
            return is_over

    def _has_expired(self, world: World) -> bool:
        expires_at = world.settings.expires_at
        return expires_at is not None and expires_at <= self.parts.wall.now_ms()

    async def reset(self, name: str) -> World:
        """Empty a world and start it again, set as it was, so that its story can be told twice.

        Raises:
            NotFound: it is not there.
        """
        async with self.sole_mover(name):
            there = await self.find(name)
            old, provision = there.settings, await there.get(PROVISION)
            wall_at = self.parts.wall.now_ms()
            starts_at = wall_at if old.starts_at is None else old.starts_at
            clock = old.clock.set_to(starts_at, wall_at=wall_at)
            settings = replace(old, clock=clock, incarnation=self.parts.ids.hex7())
            while True:
                await self.parts.store.drop(name)
                with suppress(Conflict):  # a first call fell in between, and made one of its own
                    await self._write(settings, provision)
                    return self.at(settings, starts_at)

    async def _make_on_first_use(self, name: str) -> WorldSettings:
        if not self.defaults.is_open:
            raise NoSuchWorld(name)
        with suppress(Conflict):  # somebody else's first call was faster, and made the same
            await self._write(self._settings(WorldWish(name)))
        return (await self.find(name)).settings

    async def _write(self, settings: WorldSettings, provision: Provision | None = None) -> None:
        credit = CREDIT_UNLIMITED if settings.credit is None else settings.credit
        change = Change()
        change.expected[SETTINGS] = None
        change.puts |= {SETTINGS: settings, BALANCE: int(credit)}
        if provision is not None:
            at = settings.clock.now(self.parts.wall.now_ms())
            holdings = holdings_of(provision, self.parts.directory, settings.dice, at)
            change.puts |= {PROVISION: provision, HOLDINGS: holdings}
        await self.parts.store.commit(settings.name, change)

    def _settings(self, wish: WorldWish) -> WorldSettings:
        if not NAME.fullmatch(wish.name):
            raise Invalid.field("name", "must be 1 to 64 letters and digits")
        clock = wish.clock or self.defaults.clock
        profile = wish.profile or self.defaults.profile
        if profile not in self.parts.stock.profiles:
            known = ", ".join(sorted(self.parts.stock.profiles))
            raise Invalid.field("profile", f"is not known; there are {known}")
        wall_at = self.parts.wall.now_ms()  # once: two looks may be a millisecond apart
        return WorldSettings(
            name=wish.name,
            seed=self.defaults.seed if wish.seed is None else wish.seed,
            realm=wish.name if wish.seed is None else "",
            clock=real_clock(wall_at=wall_at, world_at=wall_at).changed(clock, wall_at=wall_at),
            profile=profile,
            credit=self._credit(wish),
            created_at=wall_at,
            starts_at=clock.now,
            review_ms=self.defaults.review_ms if wish.review_ms is None else wish.review_ms,
            faults=LIMITED if wish.name.startswith(_LIMITED) else NO_FAULTS,
            retention=self._retention(wish),
            ttl_ms=wish.ttl_ms,
            incarnation=self.parts.ids.hex7(),
            safeguards=wish.safeguards,
        )

    def _retention(self, wish: WorldWish) -> Retention:
        usual = self.defaults.retention
        return Retention(
            usual.count if wish.keep_count is None else wish.keep_count,
            usual.age_ms if wish.keep_age_ms is None else wish.keep_age_ms,
        )

    def _credit(self, wish: WorldWish) -> MicroUsd | None:
        if wish.credit is None and wish.name.startswith(_BROKE):
            return MicroUsd(0)
        return self.defaults.credit if wish.credit is None else wish.credit
