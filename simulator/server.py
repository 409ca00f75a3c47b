"""The process that serves: it listens, says where, and stops when it is told to."""

import asyncio
import gc
import json
import logging
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from simulator import __version__
from simulator.adapters.ids import fresh_seed
from simulator.app import access_of, build, open_store
from simulator.services.ports import Store
from simulator.settings import Settings

__all__ = [
    "STOP_SIGNALS",
    "CannotListenError",
    "announce",
    "draw",
    "event_loop",
    "listen",
    "serve",
    "serve_beside_others",
]

STOP_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)

# A stop is promised within a second. What still waits then, such as a long poll, is cut off.
_SHUTDOWN_S: Final = 0.2

# How many connections may wait to be accepted.
_BACKLOG: Final = 1024

# So many objects are looked at while they are still in a core's own cache: with five times as many
# a send waits half as often again for memory that is not.
_YOUNG_COUNT_MAX: Final = 1_000


class CannotListenError(Exception):
    """The address is taken, or is not ours."""


def event_loop() -> asyncio.AbstractEventLoop:
    """Make the event loop: uvloop where it is installed."""
    try:
        import uvloop  # noqa: PLC0415 - it does not install everywhere
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


async def serve(settings: Settings, say: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT.

    Args:
        settings: how.
        say: is told one line as soon as connections are accepted: URL, seed and store. Where a
            token for the control API was drawn, it is told that, too, in a second line, or in the
            same one if that is JSON.

    Raises:
        CannotListenError: names the address.
        CannotOpenError: names the store.
    """
    drawn = draw(settings)
    async with open_store(drawn) as store, _running(drawn, store) as runner:
        port = await _listen(runner, settings)
        announce(settings, drawn, port, say)
        await _told_to_stop().wait()


async def serve_beside_others(
    settings: Settings,
    listener: socket.socket,
    *,
    worker: int,
    lifeline: int,
    on_ready: Callable[[], None],
) -> None:
    """Serve as one of several processes on one socket, until SIGTERM or SIGINT.

    Args:
        settings: of which nothing is left to be drawn.
        listener: takes connections for all of them.
        worker: which one of them we are.
        lifeline: a descriptor that becomes readable when whoever started us is no more.
        on_ready: is called as soon as we accept connections.

    Raises:
        CannotOpenError: names the store.
    """
    told = _told_to_stop(lifeline)
    async with open_store(settings) as store, _running(settings, store, worker) as runner:
        await web.SockSite(runner, listener, backlog=_BACKLOG).start()
        on_ready()
        await told.wait()


def draw(settings: Settings) -> Settings:
    """Draw what nobody has said: the seed, and the token where one is needed."""
    seed = fresh_seed() if settings.seed is None else settings.seed
    token = access_of(settings).token
    return settings.model_copy(update={"seed": seed, "admin_token": token})


def announce(settings: Settings, drawn: Settings, port: int, say: Callable[[str], None]) -> None:
    """Say that connections are accepted, and write it where that was asked for.

    Args:
        settings: as they were told.
        drawn: as they have become.
        port: which may have been picked.
        say: is told each line.

    Raises:
        CannotListenError: the port cannot be written where it is waited for.
    """
    if settings.port_file:
        _write_port(settings.port_file, port)
    for line in _greeting(settings, drawn, port):
        say(line)


def listen(settings: Settings) -> socket.socket:
    """Listen for several processes at once.

    Raises:
        CannotListenError: names the address.
    """
    host, port = settings.host, settings.port
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = found[0]
        return socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except OSError as error:
        raise _cannot_listen(settings, error) from None


@asynccontextmanager
async def _running(
    settings: Settings, store: Store, worker: int | None = None
) -> AsyncIterator[web.AppRunner]:
    """Have everything run but what listens."""
    assert settings.seed is not None  # noqa: S101 - it was drawn
    runner = web.AppRunner(
        build(settings, settings.seed, store, worker),
        access_log=None,
        logger=_discreet_log(),
        shutdown_timeout=_SHUTDOWN_S,
        handle_signals=False,
    )
    await runner.setup()
    try:
        with _calm_collector():
            yield runner
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, settings: Settings) -> int:
    try:
        await web.TCPSite(runner, settings.host, settings.port, backlog=_BACKLOG).start()
    except OSError as error:
        raise _cannot_listen(settings, error) from None
    port: int = runner.addresses[0][1]
    return port


def _cannot_listen(settings: Settings, error: OSError) -> CannotListenError:
    where = f"{settings.host}:{settings.port}"
    return CannotListenError(f"cannot listen on {where}: {error.strerror}")


@contextmanager
def _calm_collector() -> Iterator[None]:
    """Let the garbage collector look at each object once, when it is young.

    Nearly all that is allocated here is freed by its reference count or kept on purpose, so what
    has outlived one collection is a message or belongs to a connection, and neither leaves cycles
    behind. Looking at messages again and again took a tenth of the time of a send, and a full
    collection over a million of them stops the process for a quarter of a second.
    """
    thresholds = gc.get_threshold()
    gc.enable()  # who has started us may have put it off until now
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_COUNT_MAX)
    gc.callbacks.append(_keep_survivors)
    try:
        yield
    finally:
        gc.callbacks.remove(_keep_survivors)
        gc.set_threshold(*thresholds)
        gc.unfreeze()


def _keep_survivors(phase: str, _info: object) -> None:
    """Move what a collection has left to where no later one looks; that takes no time at all."""
    if phase == "stop":
        gc.freeze()


def _discreet_log() -> logging.Logger:
    """Make the log of the HTTP server, which else quotes each line that is no HTTP, key and all.

    Nor does it need a traceback for each body that is not packed as it says.
    """
    log = logging.getLogger("simulator.http")
    log.addFilter(_quote_nothing)
    return log


def _quote_nothing(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, HttpProcessingError | web.RequestPayloadError):
        record.msg = f"{record.msg}: {type(error).__name__}"
        record.exc_info = None
    return True


def _greeting(settings: Settings, drawn: Settings, port: int) -> Iterator[str]:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    url = f"http://{host}:{port}"
    token = None
    if settings.admin_token is None and drawn.admin_token is not None:
        token = drawn.admin_token.get_secret_value()
    if settings.log_format == "json":
        told = {"url": url, "seed": drawn.seed, "store": settings.store_shown}
        yield json.dumps(told if token is None else {**told, "admin_token": token})
        return
    yield f"carriersim {__version__} on {url} (seed {drawn.seed}, store {settings.store_shown})"
    if token is not None:
        yield f"control API: send Authorization: Bearer {token}"


def _write_port(path: Path, port: int) -> None:
    """Write the port, whole or not at all: somebody waits for this file."""
    draft = path.with_name(f"{path.name}.new")
    try:
        draft.write_text(f"{port}\n", encoding="ascii")
        draft.replace(path)
    except OSError as error:
        raise CannotListenError(f"cannot write the port to {path}: {error.strerror}") from None


def _told_to_stop(lifeline: int | None = None) -> asyncio.Event:
    """Hear from now on when we are told to stop, or nobody is left who could tell us."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for stop in STOP_SIGNALS:
        loop.add_signal_handler(stop, told.set)
    if lifeline is not None:
        loop.add_reader(lifeline, told.set)
    return told
