"""Who is measured: a contender is a name and the command that starts its server."""

import sys

from simulator.domain.value import value

__all__ = [
    "BARE",
    "CARRIERSIM",
    "CRIER",
    "PORT_FILE",
    "REDIS",
    "SINK",
    "Contender",
    "on_redis",
    "on_sqlite",
]

# Stands in a command for the file into which the server writes its port.
PORT_FILE = "{port_file}"

# And this for the address of a Redis that is started for this server and nobody else.
REDIS = "{redis}"


@value
class Contender:
    """A server that picks a free port, writes it to a file and stops at SIGTERM."""

    name: str
    command: tuple[str, ...]


def _of_ours(name: str) -> Contender:
    """What is a module beside this one."""
    command = (sys.executable, "-m", f"simulator.bench.{name}", "--port-file", PORT_FILE)
    return Contender(name, command)


BARE = _of_ours("bare")
CRIER = _of_ours("crier")
SINK = _of_ours("sink")


def _carriersim(name: str, *flags: str) -> Contender:
    """Everything is on, as a user gets it; only the money must not run out in mid-round."""
    return Contender(
        name=name,
        command=(
            *(sys.executable, "-m", "simulator", "serve"),
            *("--port", "0", "--port-file", PORT_FILE),
            *("--credit", "unlimited"),
            *flags,
        ),
    )


CARRIERSIM = _carriersim("carriersim")


def on_sqlite() -> Contender:
    """With a file, in the folder in which it is started."""
    return _carriersim("sqlite", "--store", "sqlite:journal")


def on_redis(worker_count: int) -> Contender:
    """With a Redis of its own, by one process or several."""
    name = "redis" if worker_count == 1 else f"redis x {worker_count}"
    return _carriersim(name, "--store", REDIS, "--workers", str(worker_count))
