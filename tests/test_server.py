"""The process that serves: it says where it listens, and stops when it is told to."""

import json
import re
import signal
import socket
from pathlib import Path

import pytest
from yarl import URL

from simulator import __version__
from simulator.server import CannotListenError, announce
from simulator.settings import Settings
from tests.processes import Served, Server, forked, server


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
        assert (tmp_path / "port").read_text() == f"{found[1]}\n"
        assert [path.name for path in tmp_path.iterdir()] == ["port"]


def test_a_port_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """Whoever waits for the file would wait for ever; nothing is said to be served."""
    said: list[str] = []
    settings = Settings(port_file=tmp_path / "nowhere" / "port", seed=1)

    with pytest.raises(CannotListenError, match=r"cannot write the port to .+/nowhere/port: No "):
        announce(settings, settings, 7670, said.append)

    assert said == []


def test_the_first_line_can_be_read_by_programs(tmp_path: Path) -> None:
    """With `--log-format json` it is an object of URL, seed and store."""
    with forked(tmp_path, "--log-format", "json", "--seed", "5") as serving:
        told = json.loads(serving.greeting)
        assert told == {"url": serving.url, "seed": 5, "store": "memory"}


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_told_though_somebody_waits(tmp_path: Path, told: signal.Signals) -> None:
    """Neither a long poll nor a connection that is kept open holds a stop up; the status is 0."""
    with server(tmp_path) as serving, serving.connect() as idle, serving.connect() as poll:
        idle.sendall(b"GET /_sim/livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert idle.recv(4096).startswith(b"HTTP/1.1 200")
        poll.sendall(b"GET /_sim/messages?wait=5m HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert serving.call("GET", "/_sim/livez")[0] == 200
        serving.process.send_signal(told)
        assert serving.process.wait(serving.stops_in_s) == 0


@pytest.mark.parametrize("then", ["hang", {"delay": "1h"}, {"drip": {"every": "1h"}}], ids=str)
def test_it_stops_though_calls_hang_on_purpose(tmp_path: Path, then: object) -> None:
    """By a rule; neither those who wait nor those who have hung up hold a stop up."""
    with server(tmp_path) as serving, serving.connect() as waits, serving.connect() as leaves:
        assert serving.call("PUT", "/_sim/faults", {"rules": [{"then": then}]})[0] == 200
        for caller in (waits, leaves):
            caller.sendall(
                b"GET /v1/sms/list HTTP/1.1\r\nHost: localhost\r\n"
                b"Authorization: Bearer ifr_pk_proj_test\r\n\r\n"
            )
        while serving.call("GET", "/_sim/faults")[1]["rules"][0]["hits"] < 2:
            pass
        leaves.close()
        serving.process.send_signal(signal.SIGTERM)
        assert serving.process.wait(serving.stops_in_s) == 0


def test_answers_are_harmed_on_the_loop_that_serves(tmp_path: Path) -> None:
    """Which is another one than that of most tests: reset, cut off, lost, and garbled."""
    with forked(tmp_path) as serving:
        effects = ["reset", "truncate", "lost_response", {"garble": "chunks"}]
        assert serving.call("PUT", "/_sim/faults", {"rules": [{"then": effects}]})[0] == 200
        with pytest.raises(ConnectionResetError):
            listed(serving)
        head, _, half = listed(serving).partition(b"\r\n\r\n")
        length = re.search(rb"Content-Length: (\d+)", head)
        assert length
        assert len(half) == int(length[1]) // 2
        assert listed(serving) == b""
        assert b"\r\nzz\r\n" in listed(serving)


def listed(serving: Served) -> bytes:
    """Ask for the messages, and read until the server hangs up."""
    with serving.connect() as connection:
        connection.sendall(
            b"GET /v1/sms/list HTTP/1.1\r\nHost: localhost\r\n"
            b"Authorization: Bearer ifr_pk_proj_test\r\n\r\n"
        )
        return b"".join(iter(lambda: connection.recv(65536), b""))


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
    with forked(tmp_path, *flags) as serving:
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
    with forked(tmp_path, "--seed", "3", SIM_SEED="2", SIM_CLOCK="real", SIM_OTHER="x") as serving:
        assert json.loads(serving.greeting)["seed"] == 3
        assert serving.call("GET", "/_sim/clock")[1]["mode"] == "real"


# --- The token of the control API -----------------------------------------------------------------

ANYWHERE = "0.0.0.0"  # noqa: S104 - these tests are about just that


def status_of(serving: Served, sent: bytes) -> bytes:
    """Ask for the worlds by way of loopback, with one more header, and tell the status."""
    with socket.create_connection(("127.0.0.1", URL(serving.url).port or 0), 120) as connection:
        connection.sendall(
            b"GET /_sim/worlds HTTP/1.1\r\nHost: sim.example\r\n" + sent + b"\r\n\r\n"
        )
        return connection.recv(65536).split(b" ", 2)[1]


def test_bound_wider_it_prints_the_token_that_it_drew(tmp_path: Path) -> None:
    """In a second line: the first is what it always is, and without the token nobody steers."""
    with forked(tmp_path, "--host", ANYWHERE) as serving:
        assert re.fullmatch(r"carriersim \S+ on http://0\.0\.0\.0:\d+ \(.+\)\n", serving.greeting)
        second = serving.output.readline()
        told = re.fullmatch(r"control API: send (Authorization: Bearer [0-9a-f]{64})\n", second)
        assert told
        assert status_of(serving, told[1].encode()) == b"200"
        assert status_of(serving, told[1][:-1].encode()) == b"401"
        assert status_of(serving, b"Authorization: Bearer ifr_pk_proj_test") == b"401"
        assert serving.stop() == ""


def test_programs_find_the_token_in_the_line_that_they_read_anyway(tmp_path: Path) -> None:
    """With `--log-format json` it is one more member, and there is no second line."""
    with forked(tmp_path, "--host", ANYWHERE, "--log-format", "json") as serving:
        told = json.loads(serving.greeting)
        assert told.keys() == {"url", "seed", "store", "admin_token"}
        assert status_of(serving, f"Authorization: Bearer {told['admin_token']}".encode()) == b"200"
        assert serving.stop() == ""


@pytest.mark.parametrize("log_format", ["text", "json"])
@pytest.mark.parametrize("place", ["flag", "variable", "file"])
def test_a_token_that_was_given_is_demanded_and_not_repeated(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], place: str, log_format: str
) -> None:
    """Wherever it was given: who gave it knows it, and output is kept by many."""
    (tmp_path / "carriersim.yaml").write_text("admin_token: hush" if place == "file" else "")
    flags = ("--admin-token", "hush") if place == "flag" else ()
    variables = {"SIM_ADMIN_TOKEN": "hush"} if place == "variable" else {}
    wide = ("--host", ANYWHERE, "--log-format", log_format)
    with forked(tmp_path, *wide, *flags, **variables) as serving:
        assert status_of(serving, b"Authorization: Bearer hush") == b"200"
        assert status_of(serving, b"Authorization: Bearer else") == b"401"
        assert "hush" not in serving.greeting + serving.stop() + capfd.readouterr().err


def test_this_machine_alone_needs_no_token(tmp_path: Path) -> None:
    """All of 127.0.0.0/8 is this machine; there one line is all that is said."""
    with forked(tmp_path, "--host", "127.0.0.2") as serving:
        assert serving.url.startswith("http://127.0.0.2:")
        assert serving.call("GET", "/_sim/worlds")[0] == 200
        assert serving.stop() == ""


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_request_that_is_no_http_is_not_quoted_in_the_log(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], log_format: str
) -> None:
    """There is a line about it, but no key, though the key is what the line broke off at.

    A body that cannot be unpacked is answered as any other that is no JSON, and takes a line, too.
    """
    with forked(tmp_path, "--log-format", log_format) as serving:
        for spelled in (b"Authorization: Bearer ifr_hush\x01", b"Authorization : Bearer ifr_hush"):
            with serving.connect() as torn:
                torn.sendall(b"GET /v1/sms/list HTTP/1.1\r\nHost: x\r\n" + spelled + b"\r\n\r\n")
                assert torn.recv(4096).startswith(b"HTTP/1.0 400")
        with serving.connect() as torn:
            packed = b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nbody"
            torn.sendall(b"POST /_sim/faults HTTP/1.1\r\nHost: localhost\r\n" + packed)
            assert torn.recv(4096).startswith(b"HTTP/1.1 400")
        assert "ifr_hush" not in serving.stop()
    logged = capfd.readouterr().err
    assert logged.count("Error handling request from 127.0.0.1: BadHttpMessage") == 2
    assert "Unhandled exception: RequestPayloadError" in logged
    assert logged.count("\n") == 3
    assert "ifr_hush" not in logged
