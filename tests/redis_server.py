"""A real Redis: one for all tests of a process, emptied for each, or one of a test's own."""

import atexit
import os
import signal
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final

import redis

from tests.ports import reserved

__all__ = [
    "IS_HERE",
    "RedisServer",
    "cluster_node",
    "command",
    "emptied",
    "emptied_for_a_user",
    "pause",
    "redis_cluster",
    "redis_server",
    "rules",
    "shared",
]

# Which program it is may be said, to try another one than the first that is found.
_WISH: Final = os.environ.get("CARRIERSIM_REDIS_SERVER")
_PROGRAM: Final = which(_WISH) if _WISH else which("redis-server") or which("valkey-server")

# Tests that need a Redis are skipped where there is none, but not where nobody would notice.
IS_HERE: Final = _PROGRAM is not None or _WISH is not None or "CI" in os.environ

_PATIENCE_S: Final = 60

# So many pauses later a cluster is together, or some of it has not been answered.
_MEETING_PAUSE_COUNT: Final = 100

README: Final = Path(__file__).parent.parent / "README.md"


class RedisServer:
    """A process of Redis on a socket in a folder; what it keeps is there, too.

    Attributes:
        folder: where it is.
        url: as `--store` takes it.
    """

    def __init__(self, folder: Path, *options: str) -> None:
        """Take a folder, and flags as redis-server takes them; nothing is started yet."""
        self.folder = folder
        self._socket = folder / "redis.sock"
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"unix://{self._socket}"

    def start(self, *options: str, is_loading: bool = False) -> None:
        """Start it, and wait until it answers: again, too, with what a file of it says.

        Args:
            options: more flags, for this time.
            is_loading: waits only until it answers that it reads that file.
        """
        assert _PROGRAM is not None, "there is no redis-server"
        self._socket.unlink(missing_ok=True)
        log = self.folder / "redis.log"
        self._process = subprocess.Popen(  # noqa: S603 - found above
            (
                *(_PROGRAM, "--port", "0", "--unixsocket", str(self._socket)),
                *("--dir", str(self.folder), "--logfile", str(log), "--save", ""),
                *(*self._options, *options),
            ),
            stdout=subprocess.DEVNULL,
        )
        until = perf_counter() + _PATIENCE_S
        answers = (b"-LOADING",) if is_loading else (b"+PONG", b"-NOAUTH")
        while not self._says(answers):
            assert self._process.poll() is None, log.read_text()
            assert perf_counter() < until, "Redis does not answer"

    def client(self) -> "redis.Redis":
        """Open a connection of the test's own."""
        return redis.Redis(unix_socket_path=str(self._socket))

    def kill(self) -> None:
        """Kill it, in the midst of whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Let it take no further step; connections stay open."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)

    def wake(self) -> None:
        """Let it go on."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGCONT)

    def _says(self, answers: tuple[bytes, ...]) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(_PATIENCE_S)
                line.connect(str(self._socket))
                line.sendall(b"PING\r\n")
                return line.recv(64).startswith(answers)
        except OSError:
            return False


@contextmanager
def redis_server(*options: str) -> Iterator[RedisServer]:
    """Run a Redis of a test's own, with flags as redis-server takes them."""
    # Not in pytest's folder: the path of a socket may have a hundred characters.
    with TemporaryDirectory(prefix="redis") as folder:
        server = RedisServer(Path(folder), *options)
        try:
            server.start()
            yield server
        finally:
            server.kill()


@contextmanager
def cluster_node(port: int, bus_port: int, *options: str) -> Iterator[RedisServer]:
    """Run one that is to be of a cluster, but knows nobody yet."""
    place = ("--port", str(port), "--bind", "127.0.0.1", "--cluster-port", str(bus_port))
    with redis_server(*place, "--cluster-enabled", "yes", *options) as server:
        server.url = f"redis://127.0.0.1:{port}"
        yield server


@contextmanager
def redis_cluster(
    size: int, *options: str, replica_of: int | None = None
) -> Iterator[list[RedisServer]]:
    """Run a Redis Cluster of so many, each with as many slots.

    Args:
        size: how many have slots.
        options: flags of each, as redis-server takes them.
        replica_of: which of them has a replica, that is one more, and the last; None if none has.
    """
    count = size if replica_of is None else size + 1
    with ExitStack() as closing:
        ports = [closing.enter_context(reserved()) for _ in range(2 * count)]
        servers, clients = [], []
        for port, bus_port in zip(ports[:count], ports[count:], strict=True):
            server = closing.enter_context(cluster_node(port, bus_port, *options))
            servers.append(server)
            clients.append(closing.enter_context(server.client()))
        for position, client in enumerate(clients[:size]):
            begin, end = (16_384 * edge // size for edge in (position, position + 1))
            command(client, "CLUSTER", "ADDSLOTSRANGE", begin, end - 1)
            # Epochs of their own, or they would have to find out whose word counts.
            command(client, "CLUSTER", "SET-CONFIG-EPOCH", position + 1)
        while not _comes_together(clients, ports, size):
            pass
        if replica_of is not None:
            _replicate(clients[-1], clients[replica_of])
        yield servers


def _comes_together(clients: Sequence["redis.Redis"], ports: Sequence[int], size: int) -> bool:
    """Have all meet the first one, and tell whether they know each other a little later.

    Who is not answered in time gives up, so on a slow machine they may have to meet once more.
    """
    count = len(clients)
    for port, bus_port in zip(ports[:count], ports[count:], strict=True):
        command(clients[0], "CLUSTER", "MEET", "127.0.0.1", port, bus_port)
    for _ in range(_MEETING_PAUSE_COUNT):
        if all(_is_whole(client, size, count) for client in clients):
            return True
        pause(clients[0])
    return False


def pause(client: "redis.Redis") -> None:
    """Let some time pass, as a Redis measures it: nobody comes in 50 ms."""
    command(client, "WAIT", 9, 50)


def _replicate(replica: "redis.Redis", original: "redis.Redis") -> None:
    command(replica, "CLUSTER", "REPLICATE", command(original, "CLUSTER", "MYID"))
    while replica.info("replication").get("master_link_status") != "up":
        pause(original)


def command(client: "redis.Redis", *words: str | int) -> Any:  # noqa: ANN401 - whatever Redis says
    """Say something for which redis-py has no method, or none that has types."""
    return client.execute_command(*words)  # type: ignore[no-untyped-call] # as said


def _is_whole(client: "redis.Redis", size: int, count: int) -> bool:
    told = command(client, "CLUSTER", "INFO")
    all_of_it = (b"state:ok", b"size:%d" % size, b"known_nodes:%d" % count)
    return all(b"cluster_%b\r\n" % one in told for one in all_of_it)


def rules() -> list[str]:
    """Read in the README what a user has to be allowed."""
    told = README.read_text(encoding="utf-8")
    return told.partition("on >PASSWORD ")[2].partition("```")[0].split()


def emptied_for_a_user() -> str:
    """Empty the same Redis, and give the URL of a user who may do what he has to, and no more."""
    url = emptied()
    with shared().client() as client:
        command(client, "ACL", "SETUSER", "tester", "on", ">secret", *rules())
    return url.replace("//", "//tester:secret@")


def emptied() -> str:
    """Empty the Redis that all tests of this process share, and give its URL."""
    server = shared()
    with server.client() as client:
        client.flushall()
    return server.url


@cache
def shared() -> RedisServer:
    """Give the Redis that all tests of this process share."""
    running = redis_server()
    server = running.__enter__()
    atexit.register(running.__exit__, None, None, None)
    return server
