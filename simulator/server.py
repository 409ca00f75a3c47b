"""The process that serves: it listens, says where, and stops when it is told to."""

import asyncio
import gc
import json
import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from pydantic import SecretStr

from simulator import __version__
from simulator.adapters.ids import fresh_seed
from simulator.app import build, open_store
from simulator.face.access import ACCESS
from simulator.services.ports import Store
from simulator.settings import Settings

__all__ = ["CannotListenError", "event_loop", "serve"]

# A stop is promised within a second. What still waits then, such as a long poll, is cut off.
_SHUTDOWN_S: Final = 0.2

# So many objects are looked at in a millisecond or two, and still fit into a core's own cache.
_YOUNG_COUNT_MAX: Final = 5_000


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
    async with open_store(settings) as store:
        await _serve_from(store, settings, say)


async def _serve_from(store: Store, settings: Settings, say: Callable[[str], None]) -> None:
    seed = fresh_seed() if settings.seed is None else settings.seed
    app = build(settings, seed, store)
    drawn_token = app[ACCESS].token if settings.admin_token is None else None
    runner = web.AppRunner(
        app,
        access_log=None,
        logger=_discreet_log(),
        shutdown_timeout=_SHUTDOWN_S,
        handle_signals=False,
    )
    await runner.setup()
    try:
        port = await _listen(runner, settings)
        with _calm_collector():
            for line in _greeting(settings, port, seed, drawn_token):
                say(line)
            if settings.port_file:
                _write_port(settings.port_file, port)
            await _told_to_stop()
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, settings: Settings) -> int:
    try:
        await web.TCPSite(runner, settings.host, settings.port, backlog=1024).start()
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        raise CannotListenError(f"cannot listen on {where}: {error.strerror}") from None
    port: int = runner.addresses[0][1]
    return port


@contextmanager
def _calm_collector() -> Iterator[None]:
    """Let the garbage collector look at each object once, when it is young.

    Nearly all that is allocated here is freed by its reference count or kept on purpose, so what
    has outlived one collection is a message or belongs to a connection, and neither leaves cycles
    behind. Looking at messages again and again took a tenth of the time of a send, and a full
    collection over a million of them stops the process for a quarter of a second.
    """
    thresholds = gc.get_threshold()
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
    """Make the log of the HTTP server, which else quotes each line that is no HTTP, key and all."""
    log = logging.getLogger("simulator.http")
    log.addFilter(_quote_nothing)
    return log


def _quote_nothing(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, HttpProcessingError):
        record.msg = f"{record.msg}: {type(error).__name__}"
        record.exc_info = None
    return True


def _greeting(
    settings: Settings, port: int, seed: int, drawn_token: SecretStr | None
) -> Iterator[str]:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    url = f"http://{host}:{port}"
    token = None if drawn_token is None else drawn_token.get_secret_value()
    if settings.log_format == "json":
        told = {"url": url, "seed": seed, "store": settings.store_shown}
        yield json.dumps(told if token is None else {**told, "admin_token": token})
        return
    yield f"carriersim {__version__} on {url} (seed {seed}, store {settings.store_shown})"
    if token is not None:
        yield f"control API: send Authorization: Bearer {token}"


def _write_port(path: Path, port: int) -> None:
    """Write the port, whole or not at all: somebody waits for this file."""
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(f"{port}\n", encoding="ascii")
    draft.replace(path)


async def _told_to_stop() -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for stop in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(stop, told.set)
    await told.wait()
