"""`carriersim` as a real process."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import orjson
from yarl import URL

from tests import witness

__all__ = ["Server", "run", "server"]

ROOT: Final = Path(__file__).parents[1]


@dataclass(frozen=True)
class Server:
    """A process that serves, the line that it greeted with, and how long that took it."""

    process: subprocess.Popen[str]
    greeting: str
    url: str
    started_in_s: float

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


def run(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run to the end; keywords are variables of the environment."""
    return subprocess.run(  # noqa: S603 - ourselves
        _command(arguments),
        cwd=folder,
        env=_environment(environment),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def server(
    folder: Path, *flags: str, module: str = "simulator", **environment: str
) -> Iterator[Server]:
    """Serve on a free port, in a folder; keywords are variables of the environment.

    `module` is run in the place of the simulator itself, and runs it.
    """
    spawned_at = perf_counter()
    with subprocess.Popen(  # noqa: S603 - ourselves
        _command(("serve", "--port", "0", *flags), module),
        cwd=folder,
        env=_environment(environment),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            greeting = process.stdout.readline()
            started_in_s = perf_counter() - spawned_at
            start = greeting.index("http://")
            url = greeting[start:].split()[0].rstrip('",')
            yield Server(process, greeting, url, started_in_s)
        finally:
            process.kill()


def _command(arguments: tuple[str, ...], module: str = "simulator") -> tuple[str, ...]:
    return (sys.executable, "-m", module, *arguments)


def _environment(told: dict[str, str]) -> dict[str, str]:
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("SIM_")}
    return {**inherited, "PYTHONPATH": str(ROOT), **told}
