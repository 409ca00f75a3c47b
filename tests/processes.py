"""`carriersim` as a real process: from its very start, or forked off one that has imported it all.

A second of work is done before a process serves. Where that is not the point, `forked` saves it.
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryFile
from time import perf_counter
from typing import Any, Final, TextIO

import orjson
from yarl import URL

from tests import witness
from tests.brood import BYTES_MAX

__all__ = ["Forked", "Served", "Server", "forked", "run", "server"]

ROOT: Final = Path(__file__).parents[1]

_STOP_S: Final = 1
_START_S: Final = 0.5

# As it is inherited, whatever stands in the place of `sys.stderr`.
_STDERR: Final = 2

# Whoever is run to his end comes to it at once, or serves by mistake.
_PATIENCE_S: Final = 60


@dataclass(frozen=True)
class Served:
    """What a process serves, and the line that it greeted with."""

    greeting: str
    url: str

    def call(self, method: str, path: str, body: object = None, key: str = "test") -> Any:  # noqa: ANN401 - JSON
        """Call, and tell the answer's status and document."""
        at = URL(self.url)
        connection = HTTPConnection(at.host or "", at.port, timeout=120)
        headers = {"Authorization": f"Bearer ifr_pk_proj_{key}", "Content-Type": "application/json"}
        try:
            sent = None if body is None else orjson.dumps(body)
            connection.request(method, path, sent, headers)
            response = connection.getresponse()
            answer = response.read()
            media_type = response.headers.get_content_type()
            witness.see(method, path.partition("?")[0], response.status, media_type, answer)
            return response.status, orjson.loads(answer)
        finally:
            connection.close()

    def text(self, path: str) -> str:
        """Get what is no JSON."""
        at = URL(self.url)
        connection = HTTPConnection(at.host or "", at.port, timeout=120)
        try:
            connection.request("GET", path)
            return connection.getresponse().read().decode()
        finally:
            connection.close()

    def connect(self) -> socket.socket:
        """Open a connection, to speak by hand."""
        at = URL(self.url)
        return socket.create_connection((at.host or "", at.port or 0), timeout=120)


@dataclass(frozen=True)
class Server(Served):
    """A process that was started, and how long it took until it served."""

    process: subprocess.Popen[str]
    started_in_s: float

    @property
    def stops_in_s(self) -> float:
        """So long it may take to stop: a second, on a machine that starts it in half of one.

        Where a start takes longer, because the machine has other tenants, a stop may, too.
        """
        return _STOP_S * max(1, self.started_in_s / _START_S)


@dataclass(frozen=True)
class Forked(Served):
    """A process that was forked, and what it still says."""

    pid: int
    output: TextIO

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal; its pid stays its own until the end of the block."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it, in the midst of whatever it does."""
        self.send_signal(signal.SIGKILL)

    def stop(self) -> str:
        """Stop it in good order, and tell what it said behind its first line."""
        self.send_signal(signal.SIGTERM)
        return self.output.read()


class Brood:
    """The process that forks them, one for each process of tests."""

    def __init__(self) -> None:
        """Start it; it ends with us."""
        self._line, theirs = socket.socketpair()
        self._process = subprocess.Popen(  # noqa: S603 - ourselves
            (sys.executable, "-m", "tests.brood", f"{theirs.fileno()}"),
            env=_environment({}),
            pass_fds=[theirs.fileno()],
        )
        theirs.close()

    @contextmanager
    def born(
        self, folder: Path, arguments: tuple[str, ...], told: dict[str, str]
    ) -> Iterator[Forked]:
        """Have one serve, wait until it does, and leave nothing of it in the end."""
        hears, says = os.pipe()
        with open(hears, encoding="utf-8") as said:  # noqa: PTH123 - no path, a descriptor
            pid = self._bear(folder, arguments, told, (says, _STDERR))
            os.close(says)
            try:
                greeting = said.readline()
                yield Forked(greeting, _url_in(greeting), pid, said)
            finally:
                os.kill(pid, signal.SIGKILL)
                self._bury(pid)

    def ran(
        self, folder: Path, arguments: tuple[str, ...], told: dict[str, str]
    ) -> "subprocess.CompletedProcess[str]":
        """Have one run to its end, and tell what came of it; if it does not end, it is ended."""
        with TemporaryFile("w+") as out, TemporaryFile("w+") as err:
            printed = (out.fileno(), err.fileno())
            pid = self._bear(folder, arguments, told, printed, _PATIENCE_S)
            status = self._bury(pid)
            for file in (out, err):
                file.seek(0)
            return subprocess.CompletedProcess(arguments, status, out.read(), err.read())

    def _bear(
        self,
        folder: Path,
        arguments: tuple[str, ...],
        told: dict[str, str],
        printed: tuple[int, int],
        lifetime_s: int = 0,
    ) -> int:
        asked = json.dumps([f"{folder}", arguments, told, lifetime_s]).encode()
        socket.send_fds(self._line, [asked], printed)
        return int(self._line.recv(BYTES_MAX))

    def _bury(self, pid: int) -> int:
        """Wait until one has ended, and tell its status."""
        self._line.send(f"{pid}".encode())
        return int(self._line.recv(BYTES_MAX))

    def end(self) -> None:
        """End it, and wait until it has."""
        self._line.close()
        self._process.wait()


@cache
def _brood() -> Brood:
    started = Brood()
    atexit.register(started.end)
    return started


@contextmanager
def forked(folder: Path, *flags: str, **environment: str) -> Iterator[Forked]:
    """Serve on a free port, in a folder; keywords are variables of the environment."""
    with _brood().born(folder, ("serve", "--port", "0", *flags), environment) as born:
        yield born


def run(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run to the end, in a fork; keywords are variables of the environment."""
    return _brood().ran(folder, arguments, environment)


@contextmanager
def server(
    folder: Path, *flags: str, module: str = "simulator", **environment: str
) -> Iterator[Server]:
    """Serve on a free port, in a folder; keywords are variables of the environment.

    `module` is run in the place of the simulator itself, and runs it.
    """
    spawned_at = perf_counter()
    with subprocess.Popen(  # noqa: S603 - ourselves
        (sys.executable, "-m", module, "serve", "--port", "0", *flags),
        cwd=folder,
        env=_environment(environment),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            greeting = process.stdout.readline()
            started_in_s = perf_counter() - spawned_at
            yield Server(greeting, _url_in(greeting), process, started_in_s)
        finally:
            process.kill()


def _url_in(greeting: str) -> str:
    return greeting[greeting.index("http://") :].split(maxsplit=1)[0].rstrip('",')


def _environment(told: dict[str, str]) -> dict[str, str]:
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("SIM_")}
    return {**inherited, "PYTHONPATH": str(ROOT), **told}
