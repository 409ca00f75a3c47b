"""The load: wrk, told by a script what to send, and what it saw."""

import http.client
import json
import subprocess
from pathlib import Path

from simulator.bench.cores import pinned_to
from simulator.bench.workloads import Workload
from simulator.domain.value import value

__all__ = ["Load", "LoadFailed", "Pressure", "apply", "ask_once", "read_result"]

SCRIPT = Path(__file__).with_name("load.lua")


SUCCESS = 2  # the first digit of a status


class LoadFailed(Exception):
    """A round in which not every request was answered well measures nothing."""


@value
class Pressure:
    """How hard and how long to press; connections are kept alive."""

    connection_count: int
    duration_s: int


@value
class Load:
    """What wrk saw in one round; latencies are as the client felt them."""

    request_count: int
    duration_us: int
    p50_us: int
    p99_us: int

    @property
    def requests_per_second(self) -> float:
        return self.request_count * 1_000_000 / self.duration_us


def ask_once(workload: Workload, port: int) -> None:
    """Send the very first request by hand, since wrk counts refusals but does not show them."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Authorization": f"Bearer {workload.key}", "Content-Type": "application/json"}
    try:
        connection.request(workload.method, workload.path, workload.body(0), headers)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        raise LoadFailed(f"{workload.path} gave no answer: {error!r}") from error
    finally:
        connection.close()
    if answer.status // 100 != SUCCESS:
        raise LoadFailed(f"{workload.path} answered {answer.status}: {text[:500]}")


def apply(
    workload: Workload, port: int, pressure: Pressure, *, core: int | None, sequence: int
) -> Load:
    """Press the server on this port for one round, beginning at this sequence number."""
    with pinned_to(core):
        wrk = subprocess.run(
            command(workload, port, pressure, sequence),
            capture_output=True,
            text=True,
            check=False,
        )
    if wrk.returncode:
        raise LoadFailed(f"wrk gave up: {(wrk.stderr or wrk.stdout).strip()}")
    return read_result(wrk.stdout)


def command(workload: Workload, port: int, pressure: Pressure, sequence: int) -> tuple[str, ...]:
    """One thread, because it gets one core; what follows the dashes is for the script."""
    return (
        *("wrk", "--threads", "1"),
        *("--connections", str(pressure.connection_count)),
        *("--duration", f"{pressure.duration_s}s"),
        *("--script", str(SCRIPT)),
        f"http://127.0.0.1:{port}{workload.path}",
        *("--", workload.method, workload.key, workload.body_template),
        *(",".join(workload.recipient_prefixes), str(sequence)),
    )


def read_result(output: str) -> Load:
    """Take the script's closing line, unless it admits to a failed request."""
    result = json.loads(output.splitlines()[-1])
    failures = {kind: count for kind, count in result["errors"].items() if count}
    if failures:
        listed = ", ".join(f"{kind} {count}" for kind, count in failures.items())
        raise LoadFailed(f"of {result['requests']} requests some failed: {listed}")
    if not result["requests"]:
        raise LoadFailed("not one request was answered")
    return Load(
        request_count=result["requests"],
        duration_us=result["duration_us"],
        p50_us=result["p50_us"],
        p99_us=result["p99_us"],
    )
