"""`--store sqlite:PATH`: what one process has taken on, the next one goes on with."""

import re
import signal
from pathlib import Path
from time import perf_counter

from tests.processes import Server, run, server

SEND = {"to": "+12025550101", "body": "Your code is 123456", "idempotency_key": "k"}


def stop(serving: Server) -> float:
    """Stop a server in good order, and tell how long that took."""
    stopped_at = perf_counter()
    serving.process.send_signal(signal.SIGTERM)
    assert serving.process.wait(60) == 0
    return perf_counter() - stopped_at


def test_a_message_goes_on_in_the_next_process(tmp_path: Path) -> None:
    """What was due meanwhile happens at once, keys replay, and money is as it was."""
    flags = ("--store", f"sqlite:{tmp_path / 'journal'}", "--clock", "real")
    with server(tmp_path, *flags) as serving:
        assert f"store sqlite:{tmp_path / 'journal'}" in serving.greeting
        status, sent = serving.call("POST", "/v1/sms/send", SEND)
        assert status == 200
        assert stop(serving) < 1
    with server(tmp_path, *flags) as serving:
        found = serving.call("GET", "/_sim/messages?state=delivered&wait=30s")[1]["items"]
        assert [f"sms_{item['id'].removeprefix('sms_')}" for item in found] == [
            sent["data"]["sms_id"]
        ]
        replayed = serving.call("POST", "/v1/sms/send", SEND)
        assert replayed[1]["data"] == sent["data"]
        assert serving.call("GET", "/_sim/account")[1]["balance_usd"] == 1.9921
        stop(serving)


def test_a_clock_that_stands_still_stands_still_in_the_next_process(tmp_path: Path) -> None:
    """What one process planned happens when the next one moves the time, at the same instants."""
    flags = ("--store", f"sqlite:{tmp_path / 'journal'}", "--clock", "manual", "--seed", "7")
    with server(tmp_path, *flags) as serving:
        serving.call("POST", "/v1/sms/send", SEND)
        clock = serving.call("GET", "/_sim/clock")[1]
        serving.process.kill()
        serving.process.wait()
    with server(tmp_path, *flags) as serving:
        assert serving.call("GET", "/_sim/clock")[1] == clock
        assert serving.call("POST", "/_sim/clock/advance", {"by": "1m"})[0] == 200
        (message,) = serving.call("GET", "/_sim/messages")[1]["items"]
        assert message["state"] == "delivered"


def test_a_file_that_is_taken_is_named_in_one_line(tmp_path: Path) -> None:
    """Status 1, as with a port that is taken."""
    flags = ("--store", f"sqlite:{tmp_path / 'journal'}")
    with server(tmp_path, *flags):
        ended = run(tmp_path, "serve", "--port", "0", *flags)
    assert ended.returncode == 1
    assert ended.stdout == ""
    path = re.escape(str(tmp_path / "journal"))
    assert re.fullmatch(rf"carriersim: {path} is in use by another process\n", ended.stderr)
