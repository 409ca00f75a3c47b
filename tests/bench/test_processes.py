"""Servers as processes: what they spend, how they fail, and that they end."""

import sys

import pytest

from simulator.bench.contenders import PORT_FILE, Contender
from simulator.bench.processes import ServerFailed, cpu_us, on_turn, started

# A server that writes its port, waits to be told to end, and ends in good order.
SERVER = """
import pathlib, signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
pathlib.Path(sys.argv[1]).write_text("7670")
signal.pause()
"""
ORDERLY = Contender(name="orderly", command=(sys.executable, "-c", SERVER, PORT_FILE))


@pytest.mark.parametrize("name", ["python", "a b", "x) R 1 (y", ")"])
def test_cpu_time_is_found_behind_any_program_name(name: str) -> None:
    """proc(5): the name is in parentheses and may hold any character."""
    stat = f"4711 ({name}) S 1 4711 4711 0 -1 4194304 900 0 0 0 250 50 7 9 20 0 1 0 12345 0 0"

    assert cpu_us(stat, ticks_per_second=100) == 3_000_000


def test_a_server_is_up_inside_and_gone_outside() -> None:
    """Held as it is, it hears SIGTERM and may end in good order."""
    with started(ORDERLY, core=None) as server:
        assert server.port == 7670
        assert server.process.poll() is None

    assert server.process.poll() == 3


def test_a_server_that_does_not_start_is_quoted() -> None:
    """The reason is on its standard error, and nowhere else."""
    broken = Contender(name="broken", command=(sys.executable, "-c", "raise SystemExit('no luck')"))

    with pytest.raises(ServerFailed, match=r"exit code 1(.|\n)*no luck"), started(broken, None):
        pass


def test_a_server_that_ends_by_itself_is_noticed() -> None:
    """A measurement of nothing would look splendid."""
    with started(ORDERLY, core=None) as server:
        server.process.kill()
        server.process.wait()
        with pytest.raises(ServerFailed, match="ended unasked"), on_turn(server):
            pass
