"""Several equal processes on one port, and one that starts them, minds them and stops them."""

import asyncio
import gc
import logging
import multiprocessing
import signal
import socket
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Final, TypeAlias

from simulator.adapters.opening import CannotOpenError
from simulator.adapters.wall_clock import SystemClock
from simulator.app import load
from simulator.server import STOP_SIGNALS, announce, draw, event_loop, listen, serve_beside_others
from simulator.settings import Settings

__all__ = ["WorkersFailed", "supervise"]

_LOG: Final = logging.getLogger(__name__)

# Who dies as the only one within a minute is replaced at once. From the second on, each waits twice
# as long as the one before, lest those who cannot live take the machine from those who can.
_MEMORY_MS: Final = 60_000
_PAUSE_MS: Final = 100
_PAUSE_MS_MAX: Final = 5_000

# In good order it takes a fraction of that. Who is frozen is then killed, which loses nothing that
# was acknowledged.
_STOP_MS: Final = 2_000

# What a worker has to say: that it accepts connections, or why it never will.
_Report: TypeAlias = str | None


class WorkersFailed(Exception):
    """Not all workers came up; the message says why."""


def supervise(settings: Settings, say: Callable[[str], None]) -> None:
    """Serve by several processes until SIGTERM or SIGINT.

    They take connections from one socket, which is ours: whoever has time takes the next one, and
    what waited for one that died, another takes.

    Args:
        settings: how, and by how many.
        say: is told, as soon as all of them accept connections, what `serve` would tell.

    Raises:
        CannotListenError: names the address.
        CannotOpenError: the store needs something that is not installed.
        WorkersFailed: one did not come up, so that none is left.
    """
    if "fork" not in multiprocessing.get_all_start_methods():
        raise WorkersFailed("several workers need a system that can fork")
    drawn = draw(settings)
    # A fork has all modules loaded, and shares their memory as long as no collector looks at them;
    # we have neither threads nor a loop.
    load(drawn)
    gc.freeze()
    gc.enable()
    with (
        listen(settings) as listener,
        _told_to_stop() as told,
        closing(_Crew(drawn, listener, told)) as crew,
    ):
        crew.muster()
        if not told.poll():
            announce(settings, drawn, listener.getsockname()[1], say)
        while not told.poll():
            crew.mind()


@contextmanager
def _told_to_stop() -> Iterator["Connection"]:
    """Give what can be read from as soon as we are told to stop."""
    told, tells = multiprocessing.Pipe(duplex=False)
    before = {
        stop: signal.signal(stop, lambda _signal, _frame: tells.send(None)) for stop in STOP_SIGNALS
    }
    try:
        yield told
    finally:
        for stop, handler in before.items():
            signal.signal(stop, handler)
        told.close()
        tells.close()


class _Crew:
    """The workers: those who live, and the places of those who died."""

    def __init__(self, settings: Settings, listener: socket.socket, told: "Connection") -> None:
        self._settings = settings
        self._listener = listener
        self._told = told
        self._reports, self._reporting = multiprocessing.Pipe(duplex=False)
        # Nobody ever writes to it. When we are no more it has an end, and that can be read.
        self._lifeline, self._life = multiprocessing.Pipe(duplex=False)
        self._fork = multiprocessing.get_context("fork")
        self._wall = SystemClock()
        # By their numbers, which those who come instead of them take over.
        self._workers: dict[int, BaseProcess] = {}
        self._vacant_until: dict[int, int] = {}
        self._deaths: deque[int] = deque()

    def muster(self) -> None:
        """Start all, and wait until they are ready, or we are told to stop.

        Raises:
            WorkersFailed: one of them will never be.
        """
        missing = self._settings.workers
        for number in range(missing):
            self._hire(number)
        while missing and not self._told.poll():
            dead = self._wait(None)
            for report in self._read_reports():
                if report is not None:
                    raise WorkersFailed(report)
                missing -= 1
            if dead:
                fate = _fate(self._workers[dead[0]])
                raise WorkersFailed(f"worker {dead[0]}, {fate} before it was ready")

    def mind(self) -> None:
        """Wait until there is something to do: somebody has died, or a place is to be filled."""
        now = self._now_ms()
        for number in [number for number, at in self._vacant_until.items() if at <= now]:
            del self._vacant_until[number]
            self._hire(number)
        next_at = min(self._vacant_until.values(), default=None)
        for number in self._wait(None if next_at is None else next_at - now):
            pause_ms = self._pause_ms()
            self._vacant_until[number] = self._now_ms() + pause_ms
            fate = _fate(self._workers.pop(number))
            _LOG.error("worker %d, %s; it is replaced in %.1f s", number, fate, pause_ms / 1000)
        for report in self._read_reports():
            if report is not None:
                _LOG.error("a worker did not start: %s", report)

    def close(self) -> None:
        """Tell all to stop, and wait for it."""
        for worker in self._workers.values():
            worker.terminate()
        stopped_by = self._now_ms() + _STOP_MS
        for worker in self._workers.values():
            worker.join(max(0, stopped_by - self._now_ms()) / 1000)
            worker.kill()
            worker.join()
        for end in (self._reports, self._reporting, self._lifeline, self._life):
            end.close()

    def _hire(self, number: int) -> None:
        worker = self._fork.Process(target=self._work, args=(number,), daemon=True)
        # What we do at a signal is not for the child to do; it hears none until it has forgotten.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        try:
            worker.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        self._workers[number] = worker

    def _work(self, number: int) -> None:
        """Serve; this is what the child does."""
        for stop in STOP_SIGNALS:
            signal.signal(stop, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        self._life.close()
        serving = serve_beside_others(
            self._settings,
            self._listener,
            worker=number,
            lifeline=self._lifeline.fileno(),
            on_ready=lambda: self._reporting.send(None),
        )
        try:
            with asyncio.Runner(loop_factory=event_loop) as runner:
                runner.run(serving)
        except CannotOpenError as error:
            self._reporting.send(str(error))
            sys.exit(1)

    def _wait(self, timeout_ms: int | None) -> list[int]:
        """Wait until something is said or somebody dies, and tell who did."""
        timeout_s = None if timeout_ms is None else timeout_ms / 1000
        sentinels = (worker.sentinel for worker in self._workers.values())
        wait((self._told, self._reports, *sentinels), timeout_s)
        return [number for number, worker in self._workers.items() if not worker.is_alive()]

    def _read_reports(self) -> Iterator[_Report]:
        while self._reports.poll():
            yield self._reports.recv()

    def _pause_ms(self) -> int:
        """Tell how long the place of one who died now stays vacant."""
        now = self._now_ms()
        while self._deaths and self._deaths[0] <= now - _MEMORY_MS:
            self._deaths.popleft()
        count = len(self._deaths)
        self._deaths.append(now)
        return min(_PAUSE_MS << count - 1, _PAUSE_MS_MAX) if count else 0

    def _now_ms(self) -> int:
        return self._wall.elapsed_ns() // 1_000_000


def _fate(worker: BaseProcess) -> str:
    """Tell how a process has ended."""
    status = worker.exitcode or 0
    if status < 0:
        return f"process {worker.pid}, was ended by {signal.Signals(-status).name}"
    return f"process {worker.pid}, ended with status {status}"
