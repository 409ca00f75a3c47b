"""What happens in a world, as it happens, for those who follow it; and from where they left off."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias

from simulator.domain.clock import Clock
from simulator.domain.inbound import Inbound
from simulator.domain.message import Message
from simulator.domain.refusals import NotFound
from simulator.domain.signatures import Signature
from simulator.domain.templates import Template
from simulator.domain.value import choice, value
from simulator.domain.webhooks import Notice
from simulator.domain.world import WorldSettings
from simulator.services.ports import Feed, Noted, Written
from simulator.services.watching import Purpose, Watch
from simulator.services.world import World
from simulator.services.worlds import Worlds

__all__ = ["EventFilter", "Gap", "Happened", "Idle", "Kind", "Place", "Subject", "Told", "follow"]

# After so long a silence a sign of life is due, or what stands between us would hang up.
KEEP_ALIVE_S: Final = 15

# How much of what was written is read at a time.
_CHUNK: Final = 500


@choice
class Kind(StrEnum):
    """What kind of thing happened."""

    MESSAGE = "message"  # a message to a handset came into a state
    INBOUND = "inbound"  # a handset sent a message
    REVIEW = "review"  # a signature or a template was handed in, or decided on
    REQUEST = "request"  # a call of a vendor's API was answered
    CLOCK = "clock"  # the clock was set
    WEBHOOK = "webhook"  # there is something to tell, or it was tried to tell it


class Place(NamedTuple):
    """A place in the story of a world, behind one of its events.

    Attributes:
        created_at: of the world. It tells worlds of one name apart, across servers too.
        revision: of the world, by what was written last.
        left_count: how many events of that are still to come.
    """

    created_at: int
    revision: int
    left_count: int


Subject: TypeAlias = Message | Inbound | Signature | Template | Noted | Clock | Notice


@value
class Happened:
    """An event, what it is about, and the place behind it."""

    place: Place
    kind: Kind
    subject: Subject


@value
class Gap:
    """Events are missing between what was told before and what will be told now."""

    place: Place


@value
class Idle:
    """Nothing has happened, up to this place, that is wanted."""

    place: Place


Told: TypeAlias = Happened | Gap | Idle


@value
class EventFilter:
    """Which events are wanted.

    Attributes:
        destination: those only of messages that go there, from handsets or to them.
        kinds: those only of these kinds; all if it is empty.
    """

    destination: str | None = None
    kinds: frozenset[Kind] = frozenset()

    @property
    def numbers(self) -> frozenset[str] | None:
        """Whom these events concern; None if it may be anybody."""
        return None if self.destination is None else frozenset({self.destination})

    def accepts(self, kind: Kind, subject: Subject) -> bool:
        """Tell whether an event is wanted."""
        if self.kinds and kind not in self.kinds:
            return False
        match subject:
            case (
                Message(destination=destination)
                | Inbound(destination=destination)
                | Notice(destination=destination)
            ):
                return self.destination in {None, destination}
            case _:
                return self.destination is None


async def follow(
    worlds: Worlds, world: World, wanted: EventFilter, start: Place | None = None
) -> AsyncGenerator[Told, None]:
    """Tell what happens in a world, until it is deleted or the server stops.

    Args:
        worlds: where it is found again.
        world: the world.
        wanted: what to tell.
        start: behind which place to begin; None begins now.
    """
    parts = world.parts
    async with parts.watching.watch(world.name, wanted.numbers, Purpose.STREAM) as watch:
        begun_at = Place(world.settings.created_at, await parts.store.revision(world.name), 0)
        reader = _Reader(worlds, world, wanted, watch, start or begun_at)
        yield Idle(start or begun_at)
        while True:
            try:
                async with asyncio.timeout(KEEP_ALIVE_S):
                    told = await reader.read_on()
            except TimeoutError:
                told = [Idle(reader.place)]
            if told is None:
                return
            for one in told:
                yield one


class _Reader:
    """Reads a world's feed on from a place."""

    def __init__(
        self, worlds: Worlds, world: World, wanted: EventFilter, watch: Watch, place: Place
    ) -> None:
        self._worlds = worlds
        self._world = world
        self._wanted = wanted
        self._watch = watch
        self._clock: Clock | None = None
        self._has_gap = False
        self.place = place

    async def read_on(self) -> list[Told] | None:
        """Wait for the next things to tell; None if there will be no more."""
        while True:
            feed = await self._feed()
            if not feed.is_whole and not self._has_gap:
                if not await self._reenter():
                    return None
                continue
            told: list[Told] = [*self._gap(feed), *self._happened(feed)]
            self._has_gap = False
            self.place = Place(self.place.created_at, feed.until, 0)
            if told:
                return told
            if not feed.written:
                if self._watch.is_over:
                    return None
                await self._watch.woken()

    async def _feed(self) -> Feed:
        """Read what was written behind the place."""
        world, place = self._world, self.place
        # Of what was written by then, some is still to be told.
        after = place.revision - 1 if place.left_count else place.revision
        feed = await world.parts.store.feed(world.name, after=max(0, after), limit=_CHUNK)
        if place.created_at != world.settings.created_at:  # a revision of another world's
            feed = Feed(feed.written, feed.until, is_whole=False)
        return feed

    async def _reenter(self) -> bool:
        """Begin at the beginning of all that is kept of the world; tell whether it is there."""
        try:
            self._world = await self._worlds.reenter(self._world.name)
        except NotFound:
            return False
        self.place = Place(self._world.settings.created_at, 0, 0)
        self._has_gap = True
        return True

    def _gap(self, feed: Feed) -> Iterator[Gap]:
        if self._has_gap:
            before = feed.written[0].revision - 1 if feed.written else feed.until
            yield Gap(Place(self.place.created_at, before, 0))

    def _happened(self, feed: Feed) -> Iterator[Happened]:
        for one in feed.written:
            events = [*self._events(one)]
            if one.revision == self.place.revision:  # where we left off in the middle
                events = events[-self.place.left_count :]
            for left_count, (kind, subject) in zip(
                range(len(events) - 1, -1, -1), events, strict=True
            ):
                if self._wanted.accepts(kind, subject) and self._is_news(subject):
                    place = Place(self.place.created_at, one.revision, left_count)
                    yield Happened(place, kind, subject)

    def _is_news(self, subject: Subject) -> bool:
        """Tell whether there is anything new; a world's settings hold more than its clock."""
        if not isinstance(subject, Clock):
            return True
        is_news = subject != self._clock
        self._clock = subject
        return is_news

    def _events(self, one: Written) -> Iterator[tuple[Kind, Subject]]:
        """Tell what happened by what was written."""
        if one.noted is not None:
            yield Kind.REQUEST, Noted(one.revision, one.noted)
        for record in one.puts.values():
            match record:
                case Message():
                    yield Kind.MESSAGE, record
                case Inbound():
                    yield Kind.INBOUND, record
                case Signature() | Template():
                    yield Kind.REVIEW, record
                case WorldSettings():
                    yield Kind.CLOCK, record.clock
                case Notice(spoilt=None):
                    yield Kind.WEBHOOK, record
                case _:  # counters, codes and the like: what comes of them is a message
                    pass
