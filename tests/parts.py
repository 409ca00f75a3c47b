"""A simulation for tests of the services: real store, real data, and a wall clock moved by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from simulator.adapters.archive import JsonArchive
from simulator.adapters.directory import OfflineDirectory
from simulator.adapters.ids import Uuid7Source
from simulator.adapters.memory_store import MemoryStore
from simulator.adapters.signing import SeededSigner
from simulator.domain.clock import ClockMode, ClockWish
from simulator.domain.otp import OTP_RULES
from simulator.domain.pricing import MicroUsd
from simulator.domain.webhooks import Reply
from simulator.resources import (
    read_keywords,
    read_lookalikes,
    read_magic,
    read_prices,
    read_profiles,
    read_routing,
    read_vendor_prices,
    read_vendor_rules,
)
from simulator.services.notices import Announcer
from simulator.services.ports import Store
from simulator.services.tally import Tally
from simulator.services.telling import Letter, Sender, Telling, Webhooks
from simulator.services.timeline import Timeline
from simulator.services.watching import Watching
from simulator.services.world import Parts, Stock, World
from simulator.services.worlds import Defaults, Worlds

__all__ = [
    "CREDIT",
    "NOW",
    "Bench",
    "HandClock",
    "NoAlarm",
    "NoSender",
    "RecordingAgenda",
    "Told",
    "build_bench",
]

CREDIT = MicroUsd(2_000_000)
NOW = 1_790_000_000_000  # an instant in September 2026


@dataclass
class HandClock:
    """A wall clock that shows what the test sets it to."""

    at: int = NOW

    def now_ms(self) -> int:
        return self.at

    def elapsed_ns(self) -> int:
        return self.at * 1_000_000


@dataclass
class RecordingAgenda:
    """Notes what it is told to expect."""

    expected: list[tuple[str, int]] = field(default_factory=list)

    def expect(self, world: str, wall_at: int) -> None:
        self.expected.append((world, wall_at))


@dataclass
class NoAlarm:
    """Counts the breaths; nobody sleeps in these tests."""

    breath_count: int = 0

    def ring(self) -> None:
        raise AssertionError("nobody sleeps here")

    async def sleep_until(self, wall_at: int | None) -> None:
        raise AssertionError(f"nobody sleeps here, least of all until {wall_at}")

    async def breathe(self) -> None:
        self.breath_count += 1


class NoSender:
    """Nobody is told anything in these tests."""

    async def send(self, letter: Letter) -> Reply:
        raise AssertionError(f"{letter.url} is to be told something")


@dataclass(frozen=True)
class Told:
    """Which faces have webhooks, and who brings them."""

    faces: Mapping[str, Webhooks]
    sender: Sender


@dataclass
class Bench:
    """The parts, where a test can reach them."""

    wall: HandClock
    agenda: RecordingAgenda
    alarm: NoAlarm
    worlds: Worlds
    timeline: Timeline

    @property
    def store(self) -> Store:
        return self.worlds.parts.store

    async def world(self, name: str = "demo") -> World:
        """Step into a world as it is now."""
        return await self.worlds.enter(name)

    async def advance(self, name: str, by_ms: int) -> Sequence[object]:
        """Move a world's time, and tell what happened."""
        return (await self.timeline.advance(name, lambda world: world.now + by_ms)).fired


def build_bench(
    *,
    store: Store | None = None,
    seed: int = 7,
    mode: ClockMode = ClockMode.MANUAL,
    credit: MicroUsd | None = CREDIT,
    profile: str = "perfect",
    is_open: bool = True,
    told: Told | None = None,
) -> Bench:
    """Put the parts together; worlds stand still by default."""
    wall, agenda, alarm = HandClock(), RecordingAgenda(), NoAlarm()
    routing = read_routing(("telnyx", "unimatrix"))
    words = (read_keywords(), read_lookalikes(), read_magic(), read_vendor_rules())
    profiles = dict(read_profiles())  # a test may put others there
    stock = Stock(read_prices(), routing, profiles, OTP_RULES, *words, read_vendor_prices())
    store = store or MemoryStore()
    services = (OfflineDirectory(), Watching(store), Tally(), JsonArchive(alarm))
    told = told or Told({}, NoSender())
    telling = Telling(told.faces, Announcer(told.faces), told.sender, SeededSigner(seed))
    parts = Parts(store, Uuid7Source(), wall, agenda, stock, alarm, *services, telling)
    defaults = Defaults(seed, ClockWish(mode), profile, credit, is_open)
    worlds = Worlds(parts, defaults)
    return Bench(wall, agenda, alarm, worlds, Timeline(worlds))
