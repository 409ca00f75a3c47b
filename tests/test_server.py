"""The process that serves: it says where it listens, and stops when it is told to."""

import json
import re
import signal
from pathlib import Path

import pytest

from simulator import __version__
from tests.processes import Server, server

# What is promised: a stop within a second, on a machine that starts the server in half of one.
# Where a start takes longer, because the machine has other tenants, a stop may take longer too.
STOP_S = 1
START_S = 0.5


def code_of(serving: Server) -> str:
    """Let a code be sent, and tell it."""
    assert serving.call("POST", "/v1/sms/otp", {"to": "+14155550100"})[0] == 200
    code: str = serving.call("GET", "/_sim/otp?to=%2B14155550100")[1]["code"]
    return code


def test_the_first_line_says_all_that_is_needed_to_come_back(tmp_path: Path) -> None:
    """URL, seed and store stand in one line, and the port in a file, when calls are accepted."""
    with server(tmp_path, "--port-file", "port") as serving:
        line = (
            rf"carriersim {__version__} on http://127\.0\.0\.1:(\d+) \(seed \d+, store memory\)\n"
        )
        found = re.fullmatch(line, serving.greeting)
        assert found
        assert serving.call("GET", "/_sim/livez") == (200, {"status": "ok"})
        # The file is written behind the line; the answer above came from a server that was done.
        assert (tmp_path / "port").read_text() == f"{found[1]}\n"
        assert [path.name for path in tmp_path.iterdir()] == ["port"]


def test_the_first_line_can_be_read_by_programs(tmp_path: Path) -> None:
    """With `--log-format json` it is an object of URL, seed and store."""
    with server(tmp_path, "--log-format", "json", "--seed", "5") as serving:
        told = json.loads(serving.greeting)
        assert told == {"url": serving.url, "seed": 5, "store": "memory"}


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_told_though_somebody_waits(tmp_path: Path, told: signal.Signals) -> None:
    """Neither a long poll nor a connection that is kept open holds a stop up; the status is 0."""
    with server(tmp_path) as serving, serving.connect() as idle, serving.connect() as poll:
        idle.sendall(b"GET /_sim/livez HTTP/1.1\r\nHost: x\r\n\r\n")
        assert idle.recv(4096).startswith(b"HTTP/1.1 200")
        poll.sendall(b"GET /_sim/messages?wait=5m HTTP/1.1\r\nHost: x\r\n\r\n")
        assert serving.call("GET", "/_sim/livez")[0] == 200
        serving.process.send_signal(told)
        slowness = max(1, serving.started_in_s / START_S)
        assert serving.process.wait(STOP_S * slowness) == 0


def test_a_seed_repeats_the_run(tmp_path: Path) -> None:
    """The same calls get the same codes in every process with the same seed, and in no other."""
    codes = []
    for seed in ("11", "11", "12"):
        with server(tmp_path, "--seed", seed) as serving:
            codes.append(code_of(serving))
    assert codes[0] == codes[1]
    assert codes[0] != codes[2]


def test_settings_reach_the_worlds(tmp_path: Path) -> None:
    """Clock, credit and closed worlds are what the flags say."""
    flags = ("--clock", "manual", "--credit", "unlimited", "--worlds", "closed")
    with server(tmp_path, *flags) as serving:
        assert serving.call("GET", "/v1/sms/list")[0] == 401
        status, made = serving.call("POST", "/_sim/worlds", {"name": "test"})
        assert (status, made["clock"]["mode"]) == (201, "manual")
        batch = {"messages": [{"to": "+14155550100", "body": "x" * 1600}] * 100}
        for _ in range(2):
            assert serving.call("POST", "/v1/sms/batch/send", batch)[0] == 200
        items = serving.call("GET", "/v1/sms/list?limit=100")[1]["data"]["items"]
        assert len(items) == 100


def test_settings_come_from_flag_environment_and_file(tmp_path: Path) -> None:
    """A flag goes before the environment, and that before the file."""
    (tmp_path / "carriersim.yaml").write_text("seed: 1\nclock: manual\nlog-format: json\n")
    with server(tmp_path, "--seed", "3", SIM_SEED="2", SIM_CLOCK="real", SIM_OTHER="x") as serving:
        assert json.loads(serving.greeting)["seed"] == 3
        assert serving.call("GET", "/_sim/clock")[1]["mode"] == "real"
