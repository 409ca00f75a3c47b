"""Webhooks out: what is measured, and that it is there to be measured."""

import asyncio
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from simulator.bench import crier, sink
from simulator.bench.__main__ import missing, parser
from simulator.bench.contenders import CARRIERSIM
from simulator.bench.load import LoadFailed
from simulator.bench.processes import Server
from simulator.bench.webhooks import (
    Round,
    Told,
    as_json,
    call,
    measured,
    ready_carrier,
    ready_crier,
    row,
    summary,
)
from simulator.settings import Settings
from tests.clients import listening, serving

ROUND = Round(Told(4_000, 500_000, 400_000), Told(4_000, 1_000_000, 800_000))


def there(url: str) -> Server:
    """What is measured, in this very process."""
    return Server(CARRIERSIM, cast("Any", None), int(url.rpartition(":")[2]), Path("/dev/null"))


@pytest.fixture(autouse=True)
def _cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look at the CPU time is a second after the last."""
    seconds: Iterator[int] = iter(range(0, 10**9, 10**6))
    monkeypatch.setattr(Server, "cpu_us", lambda _: next(seconds))


def test_every_ratio_is_carriersim_by_the_yardstick() -> None:
    """Half the speed, at twice the CPU for each."""
    assert (ROUND.speed, ROUND.cpu) == (0.5, 2.0)
    cells = [cell.split() for cell in row(1, ROUND).split("|")]
    bare, ours = ["8000", "100.0", "10000"], ["4000", "200.0", "5000"]
    assert cells == [["1"], bare, ours, ["0.500", "2.000"]]


def test_what_can_be_quoted_are_medians() -> None:
    """The round that was spoilt is in the list, and decides nothing."""
    spoilt = Round(ROUND.yardstick, Told(4_000, 9_000_000, 9_000_000))
    rounds = [ROUND, spoilt, ROUND]

    assert "delivers 5000 webhooks per second of CPU, 0.500 times" in summary(rounds)
    written = json.loads(as_json(rounds))
    assert written["median_ratios"] == {"speed": 0.5, "cpu": 2.0}
    assert [one["candidate"]["count"] for one in written["rounds"]] == [4_000] * 3


async def test_both_tell_the_receiver_as_much() -> None:
    """Two webhooks a message, and not one more; what was refused is not measured."""
    async with (
        listening(sink.application()) as hooks,
        listening(crier.application()) as bare,
        serving(Settings()) as ours,
    ):
        for url, make_ready in ((bare, ready_crier), (ours, ready_carrier)):
            for turn in range(2):
                making = partial(make_ready, there(url), f"{hooks}/hooks", turn, 3)
                go = await asyncio.to_thread(making)
                told = await asyncio.to_thread(measured, there(url), there(hooks), go, 3)
                assert (told.count, told.cpu_us) == (6, 1_000_000)
        assert await asyncio.to_thread(call, there(hooks), "GET", "/count") == 4 * 6
        with pytest.raises(LoadFailed, match="answered 409"):
            await asyncio.to_thread(ready_carrier, there(ours), "", 0, 1)


def test_nobody_there_is_told() -> None:
    """With the path that was asked for."""
    with pytest.raises(LoadFailed, match="/cry gave no answer"):
        ready_crier(there("http://127.0.0.1:1"), "", 0, 1)()


@pytest.mark.parametrize("more", ["--store redis", "--workers 2", "--self-check"])
def test_what_is_measured_is_one_thing(more: str) -> None:
    """What another measurement varies, this one does not."""
    assert missing(parser().parse_args(["webhooks", "--quick"])) is None
    assert "one process" in (missing(parser().parse_args(["webhooks", *more.split()])) or "")


def test_webhooks_need_no_wrk(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are measured by who takes them."""
    monkeypatch.setattr("shutil.which", lambda _: None)

    assert missing(parser().parse_args(["webhooks"])) is None
    assert "wrk" in (missing(parser().parse_args([])) or "")
