"""A Redis for one contender, on a socket in its folder, which keeps what it is told in a file."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from simulator.bench.cores import pinned_to

__all__ = ["CannotStartRedis", "has_redis", "redis_in"]

START_SECONDS_MAX = 10.0


class CannotStartRedis(Exception):
    """It does not answer; the message ends with what it said."""


def has_redis() -> bool:
    """Whether there is one on this machine."""
    return shutil.which("redis-server") is not None


@contextmanager
def redis_in(folder: Path, core: int | None) -> Iterator[str]:
    """Run one and give its address; it is gone at the end, and what it kept goes with the folder.

    It appends all that is written to a file and forces that to the disk every second, as it should
    where messages are kept. In a session of its own, it is not counted as the server's.
    """
    path = folder / "redis.sock"
    with pinned_to(core), (folder / "redis.log").open("wb") as log:
        process = subprocess.Popen(
            (
                *("redis-server", "--port", "0", "--unixsocket", path, "--dir", folder),
                *("--save", "", "--appendonly", "yes", "--appendfsync", "everysec"),
            ),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        await_answer(process, path, folder / "redis.log")
        yield f"unix://{path}"
    finally:
        process.kill()
        process.wait()


def await_answer(process: subprocess.Popen[bytes], path: Path, log: Path) -> None:
    """Wait until it takes connections; before that, there is no socket."""
    deadline = time.perf_counter() + START_SECONDS_MAX
    while time.perf_counter() < deadline and process.poll() is None:
        with socket.socket(socket.AF_UNIX) as line:
            if line.connect_ex(str(path)) == 0:
                return
        time.sleep(0.01)
    raise CannotStartRedis(f"redis-server does not answer\n{log.read_text(errors='replace')}")
