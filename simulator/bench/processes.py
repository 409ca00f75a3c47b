"""Servers as processes: started, awaited, held still while another is measured, always stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from simulator.bench.contenders import PORT_FILE, REDIS, Contender
from simulator.bench.cores import Cores, pinned_to
from simulator.bench.redis import redis_in
from simulator.domain.value import value

__all__ = ["Server", "ServerFailed", "cpu_us", "on_turn", "started"]

START_SECONDS_MAX = 20.0
STOP_SECONDS_MAX = 5.0
SETTLE_SECONDS_MAX = 20.0
SETTLE_WINDOW_SECONDS = 0.2
LAST_WORDS_MAX = 4_000


class ServerFailed(Exception):
    """A server did not come up, or did not stay; the message ends with what it said."""


@value
class Server:
    """A running contender."""

    contender: Contender
    process: subprocess.Popen[bytes]
    port: int
    stderr: Path

    def cpu_us(self) -> int:
        """Its own user and system time since it started, in microseconds; its workers' as well."""
        if self.process.poll() is not None:
            raise ServerFailed(f"{self.contender.name} ended unasked\n{self.last_words()}")
        ticks_per_second = os.sysconf("SC_CLK_TCK")
        return sum(cpu_us(stat, ticks_per_second) for stat in stats_of_group(self.process.pid))

    def signal(self, number: signal.Signals) -> None:
        """Signal it and its workers; it began a session, so they are a group of its number."""
        with suppress(ProcessLookupError):  # it has ended, which whoever asks it next will say
            os.killpg(self.process.pid, number)

    def last_words(self) -> str:
        return last_words(self.stderr)


def cpu_us(stat: str, ticks_per_second: int) -> int:
    """Read utime and stime out of /proc/PID/stat.

    proc(5): (14) utime and (15) stime, in clock ticks. The second field is the program's name in
    parentheses, and a name may hold spaces and parentheses, so we count from the last one.
    """
    fields = stat.rpartition(")")[2].split()
    user, system = int(fields[11]), int(fields[12])
    return (user + system) * 1_000_000 // ticks_per_second


def stats_of_group(group: int) -> Iterator[str]:
    """Read /proc/PID/stat of all processes in a group; its third field behind the name says so."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            stat = path.read_text()
            if int(stat.rpartition(")")[2].split()[2]) == group:
                yield stat


@contextmanager
def started(contender: Contender, cores: Cores) -> Iterator[Server]:
    """A server in a folder of its own, held still, and gone at the end whatever comes between.

    A Redis, where it needs one, is on the core of the load, as if it were on another machine.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="carriersim-bench-")))
        blanks = {PORT_FILE: str(folder / "port")}
        if REDIS in contender.command:
            blanks[REDIS] = stack.enter_context(redis_in(folder, cores.load))
        process = spawn(contender, cores.server, folder, blanks)
        stack.callback(stop, process)
        server = Server(
            contender, process, await_port(contender, process, folder), folder / "stderr"
        )
        server.signal(signal.SIGSTOP)
        yield server


def spawn(
    contender: Contender, core: int | None, folder: Path, blanks: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Start it where no setting of ours is found: neither file nor environment decides."""
    with pinned_to(core), (folder / "stderr").open("wb") as stderr:
        return subprocess.Popen(
            [blanks.get(word, word) for word in contender.command],
            cwd=folder,
            env={name: text for name, text in os.environ.items() if not name.startswith("SIM_")},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            start_new_session=True,  # Ctrl-C is for us, and we stop it in good order
        )


def await_port(contender: Contender, process: subprocess.Popen[bytes], folder: Path) -> int:
    """Wait for the port file; a server that dies or dawdles is quoted."""
    deadline = time.perf_counter() + START_SECONDS_MAX
    port_file = folder / "port"
    while time.perf_counter() < deadline and process.poll() is None:
        if port_file.exists() and (text := port_file.read_text().strip()):
            return int(text)
        time.sleep(0.01)
    ended = process.poll()
    fate = "wrote no port file in time" if ended is None else f"ended with exit code {ended}"
    command = " ".join(contender.command)
    raise ServerFailed(f"{contender.name} {fate}: {command}\n{last_words(folder / 'stderr')}")


def last_words(stderr: Path) -> str:
    """The end of what a server had to say."""
    return stderr.read_text(errors="replace")[-LAST_WORDS_MAX:].strip()


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask, then insist; who is held has to be woken to hear us, and workers may have been left."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGCONT)
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS_MAX)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def on_turn(server: Server) -> Iterator[None]:
    """Let this server run, quiet at first; outside its turns it is held and takes nobody's time."""
    server.signal(signal.SIGCONT)
    settle(server)
    try:
        yield
    finally:
        server.signal(signal.SIGSTOP)


def settle(server: Server) -> None:
    """Let it finish what it owes from its last turn: a tick or less in a window is quiet."""
    tick_us = 1_000_000 // os.sysconf("SC_CLK_TCK")
    deadline = time.perf_counter() + SETTLE_SECONDS_MAX
    while time.perf_counter() < deadline:
        before_us = server.cpu_us()
        time.sleep(SETTLE_WINDOW_SECONDS)
        if server.cpu_us() - before_us <= tick_us:
            return
