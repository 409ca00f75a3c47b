"""`--workers N`: several processes that are one server to whoever asks."""

import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import pytest

from simulator import __version__
from tests.processes import Server, run, server
from tests.redis_server import IS_HERE, emptied

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not IS_HERE, reason="there is no Redis on this machine"),
]

PATIENCE_S = 60

WORKER = re.compile(r'[{,]worker="(\d+)"[,}]')

SEND = {"to": "+14155550100", "body": "Your code is 123456"}


@contextmanager
def workers(folder: Path, *flags: str, **environment: str) -> Iterator[Server]:
    """Serve by two processes, on a Redis that is empty."""
    with server(folder, "--store", emptied(), "--workers", "2", *flags, **environment) as serving:
        yield serving


def pids(serving: Server) -> list[int]:
    """Tell who works for a server, in the order in which they began; proc(5) has their parents."""
    supervisor = serving.process.pid
    children = Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text(encoding="ascii")
    return [int(pid) for pid in children.split()]


def is_there(pid: int) -> bool:
    """Tell whether a process still does anything; one that nobody buries is a zombie (Z)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def come_true(is_so: Callable[[], bool]) -> None:
    """Look until it is so; what other processes do takes its time."""
    until = perf_counter() + PATIENCE_S
    while not is_so():
        assert perf_counter() < until


def stop(serving: Server) -> float:
    """Stop a server in good order, and tell how long that took."""
    told_at = perf_counter()
    serving.process.send_signal(signal.SIGTERM)
    assert serving.process.wait(PATIENCE_S) == 0
    return perf_counter() - told_at


def test_they_say_one_line_and_stop_as_one(tmp_path: Path) -> None:
    """One URL, one seed, one port in the file; who waits for an answer does not hold them up."""
    with workers(tmp_path, "--port-file", "port") as serving:
        line = (
            rf"carriersim {__version__} on http://127\.0\.0\.1:(\d+) \(seed \d+, store unix://.*\)"
        )
        found = re.fullmatch(rf"{line}\n", serving.greeting)
        assert found
        come_true((tmp_path / "port").exists)
        assert (tmp_path / "port").read_text() == f"{found[1]}\n"
        those = pids(serving)
        assert len(those) == 2
        with serving.connect() as poll:
            poll.sendall(b"GET /_sim/messages?wait=5m HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert serving.call("GET", "/_sim/livez")[0] == 200
            assert stop(serving) < serving.stops_in_s
        assert not any(map(is_there, those))
        assert serving.process.stdout is not None
        assert serving.process.stdout.read() == ""


def test_each_knows_what_the_others_were_told(tmp_path: Path) -> None:
    """Whoever is not frozen takes each call: with the same messages, token, chance and clock."""
    flags = ("--host", "0.0.0.0", "--clock", "manual")  # noqa: S104 - so that a token is drawn
    with workers(tmp_path, *flags) as serving:
        assert serving.process.stdout is not None
        token = serving.process.stdout.readline().split()[-1]
        first, second = pids(serving)
        with frozen(second):
            sent = serving.call("POST", "/v1/sms/send", SEND | {"idempotency_key": "k"})[1]["data"]
            seed = seed_of(serving, token)
        with frozen(first):
            again = serving.call("POST", "/v1/sms/send", SEND | {"idempotency_key": "k"})[1]["data"]
            assert again == sent
            assert seed_of(serving, token) == seed
            assert len(serving.call("GET", "/v1/sms/list")[1]["data"]["items"]) == 1
        stop(serving)


@contextmanager
def frozen(pid: int) -> Iterator[None]:
    """Let a process take no further step for a while."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def seed_of(serving: Server, token: str) -> bytes:
    """Make a world, and tell which seed it got from the server."""
    with serving.connect() as line:
        line.sendall(
            b"GET /_sim/clock HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            b"X-Sim-World: new\r\nAuthorization: Bearer %b\r\n\r\n" % token.encode()
        )
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 200"), answer
    found = re.search(rb"X-Sim-Seed: (\d+)", answer)
    assert found
    return found[1]


def test_who_dies_is_replaced(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The first one at once and the next one a moment later; meanwhile the other one answers."""
    with workers(tmp_path) as serving:
        sent = serving.call("POST", "/v1/sms/send", SEND)[1]["data"]
        before = pids(serving)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
            come_true(lambda: len(set(pids(serving)) - {pid}) == 2)  # noqa: B023 - called here
            assert (
                serving.call("GET", "/v1/sms/list")[1]["data"]["items"][0]["sms_id"]
                == sent["sms_id"]
            )
        assert not set(before) & set(pids(serving))
        stop(serving)
    said = [line.partition(" ERROR ")[2] for line in capfd.readouterr().err.splitlines()]
    who = f"{serving.process.pid} simulator.workers"
    assert said == [
        f"{who} worker 0, process {before[0]}, was ended by SIGKILL; it is replaced in 0.0 s",
        f"{who} worker 1, process {before[1]}, was ended by SIGKILL; it is replaced in 0.1 s",
    ]


def test_metrics_say_whose_they_are(tmp_path: Path) -> None:
    """All of them, by a number that the one who comes instead takes over."""
    with workers(tmp_path) as serving:
        first, second = pids(serving)
        with frozen(second):
            told = serving.text("/_sim/metrics")
        assert worker_of(told) == "0"
        with frozen(first):
            assert worker_of(serving.text("/_sim/metrics")) == "1"
        os.kill(first, signal.SIGKILL)
        with frozen(second):
            assert worker_of(serving.text("/_sim/metrics")) == "0"


def worker_of(metrics: str) -> str:
    """Tell who has all of these metrics."""
    samples = [line for line in metrics.splitlines() if not line.startswith("#")]
    (number,) = {found[1] if (found := WORKER.search(line)) else "" for line in samples}
    return number


def test_none_outlives_the_one_that_minds_them(tmp_path: Path) -> None:
    """Nobody would replace or stop them, and the port would be taken for ever."""
    with workers(tmp_path) as serving:
        those = pids(serving)
        serving.process.kill()
        come_true(lambda: not any(map(is_there, those)))


def test_one_that_is_frozen_does_not_keep_it_from_stopping(tmp_path: Path) -> None:
    """It is killed, when the others have ended in good order."""
    with workers(tmp_path) as serving:
        those = pids(serving)
        os.kill(those[0], signal.SIGSTOP)
        stop(serving)
        assert not any(map(is_there, those))


def test_a_store_that_is_not_there_is_named_in_one_line(tmp_path: Path) -> None:
    """Status 1, however many of them have found that out; the line is as that of a single one."""
    flags = ("serve", "--port", "0", "--store", f"unix://{tmp_path}/nobody")
    said = [run(tmp_path, *flags, "--workers", count) for count in ("1", "3")]
    assert [(one.returncode, one.stdout) for one in said] == [(1, "")] * 2
    assert said[0].stderr == said[1].stderr
    assert said[0].stderr.count("\n") == 1


def test_a_port_that_is_taken_is_named_in_one_line(tmp_path: Path) -> None:
    """Before anybody is started."""
    with workers(tmp_path) as serving:
        port = serving.url.rpartition(":")[2]
        flags = ("--port", port, "--workers", "2", "--store", "redis://localhost:1")
        ended = run(tmp_path, "serve", *flags)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert re.fullmatch(rf"carriersim: cannot listen on 127\.0\.0\.1:{port}: .+\n", ended.stderr)
