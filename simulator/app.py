"""The composition root: the only module that knows every part."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web
from pydantic import SecretStr

from simulator import console, faces
from simulator.adapters.alarm import LoopAlarm
from simulator.adapters.archive import JsonArchive
from simulator.adapters.directory import OfflineDirectory
from simulator.adapters.ids import Uuid7Source, fresh_token
from simulator.adapters.memory_store import MemoryStore
from simulator.adapters.metrics import Metrics
from simulator.adapters.opening import CannotOpenError
from simulator.adapters.signing import SeededSigner
from simulator.adapters.sqlite import SqliteStore
from simulator.adapters.wall_clock import SystemClock
from simulator.adapters.webhook_sender import HttpSender
from simulator.adapters.wire_faults import SocketLine
from simulator.console.control.staging import SHELF, Shelf
from simulator.console.control.translate.scenarios import scenario as read_scenario
from simulator.domain.clock import ClockWish
from simulator.domain.otp import OTP_RULES
from simulator.domain.retention import Retention
from simulator.face import CONSOLE, METRICS, VENDORS, Face, discover, world_of_any
from simulator.face.access import ACCESS, Access, is_loopback
from simulator.face.mounting import mount_all
from simulator.face.reading import BODY_BYTES_MAX
from simulator.resources import (
    read_keywords,
    read_lookalikes,
    read_magic,
    read_prices,
    read_profiles,
    read_routing,
    read_scenarios,
    read_vendor_prices,
    read_vendor_rules,
)
from simulator.services.notices import Announcer
from simulator.services.patrol import Patrol
from simulator.services.ports import Store
from simulator.services.rounds import Rounds
from simulator.services.simulation import Simulation
from simulator.services.tally import Tally
from simulator.services.telling import Sender, Telling
from simulator.services.timeline import Runner, Timeline
from simulator.services.watching import Watching
from simulator.services.world import Parts, Stock
from simulator.services.worlds import Defaults, Worlds
from simulator.settings import Settings

if TYPE_CHECKING:
    from simulator.adapters.redis import RedisStore

__all__ = ["SIMULATION", "access_of", "build", "check_scenario", "load", "open_store"]

SIMULATION: Final = web.AppKey("simulation", Simulation)

# Who may carry a message. Not the faces: a vendor carries what comes in by another's API, too.
_CARRYING_VENDORS: Final = ("telnyx", "unimatrix")


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Store]:
    """Open the store that is wished for, until the last request is answered.

    Raises:
        CannotOpenError: it cannot be used.
    """
    path, url = settings.store_path, settings.store_url
    store: SqliteStore | RedisStore
    if path is not None:
        store = await SqliteStore.open(path)
    elif url is not None:
        store = await _redis_store(settings).open(url, settings.store_shown)
    else:
        yield MemoryStore()
        return
    try:
        yield store
    finally:
        await store.close()


def _redis_store(settings: Settings) -> "type[RedisStore]":
    try:
        from simulator.adapters.redis import RedisStore  # noqa: PLC0415 - an extra
    except ImportError:
        how = "pip install 'carriersim[redis]'"
        raise CannotOpenError(f"{settings.store_shown} needs an extra: {how}") from None
    return RedisStore


def load(settings: Settings) -> None:
    """Import all that opening the store and building would.

    Raises:
        CannotOpenError: the store needs something that is not installed.
    """
    for package in (faces, console):
        deque(discover(package), maxlen=0)
    if settings.store_url is not None:
        _redis_store(settings)


def build(
    settings: Settings, seed: int, store: Store | None = None, worker: int | None = None
) -> web.Application:
    """Put the parts together.

    Args:
        settings: how to run.
        seed: of all worlds that are given none of their own.
        store: an open one; None for one of its own, in memory.
        worker: which one of several on one port this is; None where there are no others.
    """
    app = web.Application(client_max_size=BODY_BYTES_MAX)
    wall = SystemClock()
    alarm = LoopAlarm(wall)
    runner = Runner(alarm, wall)
    vendors = tuple(discover(faces))
    sender = HttpSender()
    telling = _telling(vendors, sender, seed)
    parts = _parts(store or MemoryStore(), wall, alarm, runner, telling)
    worlds = Worlds(parts, _defaults(settings, seed))
    simulation = Simulation(parts, worlds, Timeline(worlds))
    app[VENDORS] = vendors
    app[ACCESS] = access_of(settings)
    app[SIMULATION] = simulation
    app[SHELF] = Shelf(read_scenarios)
    app[METRICS] = Metrics(simulation, worker)
    own = {face.name: face for face in discover(console)}
    app[CONSOLE] = own
    mount_all(app, simulation, vendors, tuple(own.values()), _nobody(own["control"]), _line(app))

    app.on_startup.append(_once(simulation.timeline.resume))
    app.cleanup_ctx.append(_while_serving(partial(runner.run, simulation.timeline)))
    app.cleanup_ctx.append(_while_serving(Rounds(worlds, LoopAlarm(wall)).run))
    if settings.store_url is not None:  # others may leave something undone in it
        app.cleanup_ctx.append(_while_serving(Patrol(worlds, LoopAlarm(wall)).run))
    app.on_shutdown.append(_at_the_end(parts.watching.close))
    for close in (simulation.timeline.couriers.close, sender.close):
        app.on_cleanup.append(_once(close))
    return app


def _telling(vendors: Sequence[Face], sender: Sender, seed: int) -> Telling:
    telling = {face.name: face.webhooks for face in vendors if face.webhooks is not None}
    return Telling(telling, Announcer(telling), sender, SeededSigner(seed))


def _parts(
    store: Store, wall: SystemClock, alarm: LoopAlarm, runner: Runner, telling: Telling
) -> Parts:
    return Parts(
        store,
        Uuid7Source(),
        wall,
        runner,
        _stock(),
        alarm,
        OfflineDirectory(),
        Watching(store),
        Tally(),
        JsonArchive(alarm),
        telling,
    )


def _line(app: web.Application) -> SocketLine:
    line = SocketLine()
    app.on_shutdown.append(line.stop)
    return line


def _nobody(control: Face) -> Face:
    """Make the face of what is below nobody's prefix: it refuses in our own dialect, whoever asks.

    Such a call is taken down in the world of its credential, for somebody there has lost his way.
    """
    return replace(
        control, name="none", prefix="/", guard=None, world_of=world_of_any, is_journaled=True
    )


def _while_serving(
    run: Callable[[], Coroutine[None, None, None]],
) -> Callable[[web.Application], AsyncIterator[None]]:
    """Make what lets something run from before the first request until after the last."""

    async def running(_app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(run())
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    return running


def _once(
    do: Callable[[], Coroutine[None, None, None]],
) -> Callable[[web.Application], Awaitable[None]]:
    """Make what does something before the first request, or when the last one is answered."""

    async def doing(_app: web.Application) -> None:
        await do()

    return doing


def _at_the_end(do: Callable[[], None]) -> Callable[[web.Application], Awaitable[None]]:
    """Make what does something when no more requests come in, for those that are still waiting."""

    async def doing(_app: web.Application) -> None:
        do()

    return doing


def check_scenario(document: Mapping[str, Any]) -> None:
    """See that a scenario could be started here.

    Raises:
        Invalid: says what is wrong, and where.
    """
    read_scenario(document, tuple(discover(faces)), _stock())


def access_of(settings: Settings) -> Access:
    """Open the control API to this machine at the most; for others there is always a token."""
    is_local = is_loopback(settings.host)
    token = settings.admin_token
    if token is None and not is_local:
        token = SecretStr(fresh_token())
    return Access(is_local, token)


def _stock() -> Stock:
    return Stock(
        read_prices(),
        read_routing(_CARRYING_VENDORS),
        read_profiles(),
        OTP_RULES,
        read_keywords(),
        read_lookalikes(),
        read_magic(),
        read_vendor_rules(),
        read_vendor_prices(),
    )


def _defaults(settings: Settings, seed: int) -> Defaults:
    return Defaults(
        seed=seed,
        clock=ClockWish(settings.clock, settings.speed),
        profile=settings.profile,
        credit=settings.credit,
        is_open=settings.worlds == "open",
        review_ms=settings.review,
        retention=Retention(settings.keep_messages, settings.keep_age),
    )
