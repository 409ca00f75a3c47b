"""What wrk reports, and when it does not count."""

import json

import pytest

from simulator.bench.load import Load, LoadFailed, Pressure, command, read_result
from simulator.bench.workloads import SEND


def printed(*, requests: int = 36_000, **errors: int) -> str:
    """What wrk and its script print after a turn of three seconds."""
    kinds = dict.fromkeys(("connect", "read", "write", "status", "timeout"), 0)
    result = {
        "requests": requests,
        "duration_us": 3_000_000,
        "p50_us": 2_250,
        "p99_us": 7_830,
        "errors": kinds | errors,
    }
    return f"Running 3s test\n  1 threads and 32 connections\n{json.dumps(result)}\n"


def test_the_result_is_the_last_line() -> None:
    """Whatever wrk prints for people comes before it."""
    load = read_result(printed())

    assert load == Load(request_count=36_000, duration_us=3_000_000, p50_us=2_250, p99_us=7_830)
    assert load.requests_per_second == 12_000


@pytest.mark.parametrize("kind", ["connect", "read", "write", "status", "timeout"])
def test_a_single_failed_request_spoils_the_round(kind: str) -> None:
    """A fast refusal is not a fast answer."""
    with pytest.raises(LoadFailed, match=f"{kind} 1$"):
        read_result(printed(**{kind: 1}))


def test_a_round_without_an_answer_is_no_round() -> None:
    """A server that hangs does so without a socket error."""
    with pytest.raises(LoadFailed, match="not one"):
        read_result(printed(requests=0))


def test_the_script_hears_all_that_follows_the_dashes() -> None:
    """In the order in which load.lua reads them."""
    words = command(SEND, 7670, Pressure(connection_count=32, duration_s=3), sequence=5)

    method, key, template, prefixes, sequence = words[words.index("--") + 1 :]
    assert (method, key, template, sequence) == ("POST", SEND.key, SEND.body_template, "5")
    assert tuple(prefixes.split(",")) == SEND.recipient_prefixes
