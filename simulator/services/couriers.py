"""Couriers: attempts to deliver webhooks are made, side by side and within bounds.

What waits here are names, and no more of them than there is room for: whatever finds none is still
on its world's timeline, and comes back. Nothing that moves a world's time waits for a receiver
unless it wants to.

Attempts come and end in swarms. The notices of those that begin together are read together, and how
those went that end in one turn of the loop is written in one change.
"""

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import Coroutine, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from simulator.domain.refusals import NotFound, StoreFailed
from simulator.domain.webhooks import Attempt, Notice, Reply, url_of_next
from simulator.services.attempts import PATIENCE_MS, Dispatch, record
from simulator.services.drafts import perform
from simulator.services.letters import write
from simulator.services.tables import NOTICE
from simulator.services.telling import Webhooks
from simulator.services.world import World
from simulator.services.worlds import Worlds

__all__ = [
    "HOST_COUNT_MAX",
    "HOST_JOB_COUNT_MAX",
    "JOB_COUNT_MAX",
    "OPEN_COUNT_MAX",
    "Couriers",
]

_LOG: Final = logging.getLogger(__name__)

# How many requests are under way to one host, and to all of them.
HOST_COUNT_MAX: Final = 64
OPEN_COUNT_MAX: Final = 256

# How many attempts may wait for one host: what a quick one takes in as long as we are patient. And
# how many may be known here at all; each takes half a kilobyte.
HOST_JOB_COUNT_MAX: Final = 20_000
JOB_COUNT_MAX: Final = 50_000


class _Errand(NamedTuple):
    """An attempt by its names: no two of them are made at once in this process."""

    world: str
    notice_id: str
    number: int
    is_copy: bool


class _Lane:
    """What goes to one host."""

    __slots__ = ("open_count", "waiting")

    def __init__(self) -> None:
        self.open_count = 0
        self.waiting: deque[_Job] = deque()


class _Job:
    """An attempt that waits, or is under way.

    Attributes:
        until: it is not begun later than this, by the wall's clock; None waits as long as it takes.
        done: how the notice stands after it; None if nothing came of it.
    """

    __slots__ = ("done", "errand", "lane", "until")

    def __init__(self, errand: _Errand, lane: _Lane, until: int | None) -> None:
        self.errand = errand
        self.lane = lane
        self.until = until
        self.done: asyncio.Future[Notice | None] = asyncio.get_running_loop().create_future()


class Couriers:
    """Those who deliver for one process.

    Attributes:
        open_count: how many requests are under way.
    """

    def __init__(self, worlds: Worlds) -> None:
        self.open_count = 0
        self._worlds = worlds
        self._lanes: dict[str, _Lane] = {}
        self._jobs: dict[_Errand, _Job] = {}
        self._ended: dict[str, list[tuple[_Job, Attempt]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def waiting_count(self) -> int:
        """How many attempts wait for room."""
        return sum(len(lane.waiting) for lane in self._lanes.values())

    @property
    def host_count(self) -> int:
        """To how many hosts attempts wait or are under way."""
        return len(self._lanes)

    def post(self, world: World, dispatches: Iterable[Dispatch]) -> None:
        """Have attempts made, without waiting for them; for which there is no room, later."""
        until = world.parts.wall.now_ms() + PATIENCE_MS
        for dispatch in dispatches:
            lane = self._lane(world, dispatch)
            if len(lane.waiting) < HOST_JOB_COUNT_MAX and len(self._jobs) < JOB_COUNT_MAX:
                self._take(lane, _errand(world, dispatch), until)
        self._begin()

    async def deliver(self, world: World, dispatches: Sequence[Dispatch]) -> list[Notice]:
        """Have attempts made, wait for all of them, and tell how their notices stand."""
        jobs = [
            self._take(self._lane(world, dispatch), _errand(world, dispatch), None)
            for dispatch in dispatches
        ]
        self._begin()
        return await _all_done(jobs)

    async def settled(self, world: str) -> list[Notice]:
        """Wait for all attempts of a world that wait or are under way now."""
        return await _all_done([job for job in self._jobs.values() if job.errand.world == world])

    async def close(self) -> None:
        """Stop. What is under way is on its world's timeline, and will be made again."""
        self._lanes.clear()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for job in self._jobs.values():
            job.done.cancel()
        self._jobs.clear()
        self._ended.clear()

    def _lane(self, world: World, dispatch: Dispatch) -> _Lane:
        policy = world.parts.telling.faces[dispatch.notice.face].policy
        host = _host(url_of_next(dispatch.notice, policy))
        lane = self._lanes.get(host)
        if lane is None:
            lane = self._lanes[host] = _Lane()
        return lane

    def _take(self, lane: _Lane, errand: _Errand, until: int | None) -> _Job:
        """Take an attempt, unless it waits already."""
        job = self._jobs.get(errand)
        if job is None:
            job = self._jobs[errand] = _Job(errand, lane, until)
            lane.waiting.append(job)
        elif until is None:
            job.until = None
        return job

    def _begin(self) -> None:
        """Begin whatever there is room for; what is of one world together."""
        now = self._worlds.parts.wall.now_ms()
        begun: defaultdict[str, list[_Job]] = defaultdict(list)
        for host, lane in [*self._lanes.items()]:
            while self._has_room(lane):
                job = lane.waiting.popleft()
                if job.until is not None and now > job.until:
                    self._end(job, None)
                else:
                    self._count(job, 1)
                    begun[job.errand.world].append(job)
            if not lane.open_count and not lane.waiting:
                del self._lanes[host]
        for world, jobs in begun.items():
            self._run(self._set_out(world, jobs))

    def _has_room(self, lane: _Lane) -> bool:
        return bool(
            lane.waiting and lane.open_count < HOST_COUNT_MAX and self.open_count < OPEN_COUNT_MAX
        )

    def _run(self, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _set_out(self, name: str, jobs: Sequence[_Job]) -> None:
        """Read the notices of attempts, and make those that are still to be made."""
        keys = [NOTICE.key(job.errand.notice_id) for job in jobs]
        notices: Sequence[Notice | None] = [None] * len(jobs)
        with _minding(name):
            world = await self._worlds.find(name)
            found = await world.get_all(keys)
            notices = found
        undone: list[tuple[_Job, None]] = []
        for job, notice in zip(jobs, notices, strict=True):
            if notice is None or not (job.errand.is_copy or notice.awaits(job.errand.number)):
                undone.append((job, None))
            else:
                self._run(self._visit(job, world, notice))
        self._finish(undone)

    async def _visit(self, job: _Job, world: World, notice: Notice) -> None:
        """Make an attempt. How it went is written down with all that end in the same turn."""
        made = None
        with _minding(world.name):
            made = await _made(world, notice, job.errand)
        if made is None:
            self._finish([(job, None)])
        elif (ended := self._ended.get(world.name)) is not None:
            ended.append((job, made))
        else:
            self._ended[world.name] = [(job, made)]
            self._run(self._write_down(world.name))

    async def _write_down(self, name: str) -> None:
        """Write down how attempts went that have ended."""
        jobs, made = zip(*self._ended.pop(name), strict=True)
        notices: Sequence[Notice | None] = [None] * len(jobs)
        with _minding(name):
            world = await self._worlds.find(name)  # its time has gone on
            ended = [(job.errand.notice_id, one) for job, one in zip(jobs, made, strict=True)]
            notices = (await perform(world, partial(record, ended=ended))).result
        self._finish(zip(jobs, notices, strict=True))

    def _finish(self, finished: Iterable[tuple[_Job, Notice | None]]) -> None:
        """Let go of attempts that were under way, and let others take their places."""
        for job, notice in finished:
            self._count(job, -1)
            self._end(job, notice)
        self._begin()

    def _count(self, job: _Job, delta: int) -> None:
        job.lane.open_count += delta
        self.open_count += delta

    def _end(self, job: _Job, notice: Notice | None) -> None:
        del self._jobs[job.errand]
        job.done.set_result(notice)


@contextmanager
def _minding(world: str) -> Iterator[None]:
    """Let whatever goes wrong with some attempts end nothing else."""
    try:
        yield
    except (NotFound, StoreFailed):  # the world is no more; or that has been told
        pass
    except Exception:  # noqa: BLE001 - a fault in one must not end all others
        _LOG.exception("a webhook of world %s failed", world)


async def _made(world: World, notice: Notice, errand: _Errand) -> Attempt:
    webhooks = world.parts.telling.faces[notice.face]
    spoilt = notice.spoilt
    url = url_of_next(notice, webhooks.policy)
    if errand.is_copy and errand.number <= notice.made_count:
        original = next(one for one in notice.attempts if one.number == errand.number)
        spoilt, url = original.spoilt, original.url
    letter = write(world, notice, webhooks, errand.number, url, spoilt)
    reply = letter if isinstance(letter, Reply) else await world.parts.telling.sender.send(letter)
    world.parts.tally.take_webhook(notice.face, _outcome(webhooks, reply))
    return Attempt(errand.number, world.now, url, reply, errand.is_copy, spoilt)


def _outcome(webhooks: Webhooks, reply: Reply) -> str:
    if reply.status is None:
        return "unanswered"
    return "received" if reply.status in webhooks.policy.statuses else "refused"


@lru_cache(maxsize=1024)
def _host(url: str) -> str:
    """Tell where a URL leads; those that lead nowhere share a lane, on which they fail."""
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


def _errand(world: World, dispatch: Dispatch) -> _Errand:
    return _Errand(world.name, dispatch.notice.id, dispatch.number, dispatch.is_copy)


async def _all_done(jobs: Iterable[_Job]) -> list[Notice]:
    # Several may wait for one job. One of them may be told to stop waiting, which `wait` keeps from
    # the job.
    done = [job.done for job in jobs]
    if done:
        await asyncio.wait(done)
    notices = [one.result() for one in done]
    return [notice for notice in notices if notice is not None]
