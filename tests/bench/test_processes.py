"""Servers as processes: what they spend, how they fail, and that they end."""

import signal
import sys
from collections.abc import Iterator

import pytest

from simulator.bench.contenders import PORT_FILE, Contender
from simulator.bench.cores import Cores
from simulator.bench.processes import (
    Server,
    ServerFailed,
    cpu_us,
    on_turn,
    started,
    stats_of_group,
)

# A server that writes its port, waits to be told to end, and ends in good order.
SERVER = """
import pathlib, signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
pathlib.Path(sys.argv[1]).write_text("7670")
signal.pause()
"""
NOT_PINNED = Cores(server=None, load=None, remark="")
ORDERLY = Contender(name="orderly", command=(sys.executable, "-c", SERVER, PORT_FILE))


@pytest.mark.parametrize("name", ["python", "a b", "x) R 1 (y", ")"])
def test_cpu_time_is_found_behind_any_program_name(name: str) -> None:
    """proc(5): the name is in parentheses and may hold any character."""
    stat = f"4711 ({name}) S 1 4711 4711 0 -1 4194304 900 0 0 0 250 50 7 9 20 0 1 0 12345 0 0"

    assert cpu_us(stat, ticks_per_second=100) == 3_000_000


def test_a_server_is_up_inside_and_gone_outside() -> None:
    """Held as it is, it hears SIGTERM and may end in good order."""
    with started(ORDERLY, NOT_PINNED) as server:
        assert server.port == 7670
        assert server.process.poll() is None

    assert server.process.poll() == 3


def test_a_server_that_does_not_start_is_quoted() -> None:
    """The reason is on its standard error, and nowhere else."""
    broken = Contender(name="broken", command=(sys.executable, "-c", "raise SystemExit('no luck')"))

    with (
        pytest.raises(ServerFailed, match=r"exit code 1(.|\n)*no luck"),
        started(broken, NOT_PINNED),
    ):
        pass


def test_a_server_that_ends_by_itself_is_noticed() -> None:
    """A measurement of nothing would look splendid."""
    with started(ORDERLY, NOT_PINNED) as server:
        server.process.kill()
        server.process.wait()
        with pytest.raises(ServerFailed, match="ended unasked"), on_turn(server):
            pass


# One that has a worker, and both are busy until they are held or told to end.
BUSY = """
import os, pathlib, sys
if os.fork():
    pathlib.Path(sys.argv[1]).write_text("7670")
while True:
    pass
"""


def test_what_workers_spend_is_counted_and_they_are_held_as_well() -> None:
    """Else a server that has others work for it would look splendid, and take their time."""
    busy = Contender(name="busy", command=(sys.executable, "-c", BUSY, PORT_FILE))
    with started(busy, NOT_PINNED) as server:
        assert len(list(stats_of_group(server.process.pid))) == 2
        server.signal(signal.SIGCONT)
        before_us = server.cpu_us()
        while server.cpu_us() < before_us + 100_000:
            pass
        server.signal(signal.SIGSTOP)
        while set(states_of(server)) != {"T"}:
            pass
        held_us = server.cpu_us()
        assert {server.cpu_us() for _ in range(20)} == {held_us}
        server.process.kill()
        server.process.wait()
    while set(states_of(server)) - {"Z"}:  # nobody may be there who takes its last word
        pass


def states_of(server: Server) -> Iterator[str]:
    """Read whether processes run or are held; proc(5): the field behind the name."""
    for stat in stats_of_group(server.process.pid):
        yield stat.rpartition(")")[2].split()[0]
