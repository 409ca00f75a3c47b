"""Who keeps the contract is not accused, however far away and however slow."""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, Final

import pytest
from aiohttp import ClientSession

from contract.options import Options, Profile
from contract.requirements import By
from contract.runner import judge
from contract.target import CONTROL, Target
from contract.verdicts import ExitStatus, Report, Word
from simulator.settings import Settings
from tests.clients import Control, serving

pytestmark = pytest.mark.long

_ENGINES: Final = frozenset({By.CHECK, By.FAMILY, By.MONITOR})
_KEY: Final = "ifr_pk_proj_judged"


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """A simulator on the wall's clock, as anybody starts it."""
    async with serving(Settings.model_validate({"review": "0s"})) as url:
        yield url


def innocent(report: Report) -> None:
    """Demand that nothing was found, and nothing left open."""
    found = report.of(*(set(Word) - {Word.KEPT, Word.NOT_APPLICABLE}))
    assert [(verdict.id, verdict.word, verdict.why) for verdict in found] == []
    assert report.exit_status is ExitStatus.KEPT


async def test_a_stranger_with_a_key_gets_a_verdict(url: str) -> None:
    """One command, one URL, one key, two dollars."""
    report = await judge(Target(f"{url}/v1/", _KEY), Options(engines=_ENGINES, at_once=16))

    innocent(report)
    assert report.target == url
    assert len(report.of(Word.KEPT)) > 200


async def test_all_doors_are_open(url: str) -> None:
    """Our own choices are kept by us; nothing is left that does not apply."""
    target = Target(url, _KEY, f"{_KEY}2", CONTROL, CONTROL)
    options = Options(profile=Profile.SIMULATOR, strict=True, engines=_ENGINES, at_once=16)
    report = await judge(target, options)

    innocent(report)
    away = {verdict.requirement.by for verdict in report.of(Word.NOT_APPLICABLE)}
    assert away == {By.MACHINE, By.SCHEMATHESIS}


async def test_conversations_and_schemas(url: str) -> None:
    """Neither a random conversation nor random requests lead to an accusation."""
    target = Target(url, _KEY, "", CONTROL, CONTROL)
    only = ("GW-MACH", "GW-VAL-sms.verify", "GW-VAL-account.balance")
    innocent(await judge(target, Options(only=only, seed=7, strict=True)))


async def _with_faults(url: str, *then: Any) -> None:  # noqa: ANN401 - JSON
    """Let things go slowly."""
    async with ClientSession() as session:
        control = Control.of(session, url, _KEY.rpartition("_")[2])
        rules = [{"match": {}, "then": one} for one in then]
        assert (await control.put("/_sim/faults", {"rules": rules})).status == 200


@pytest.mark.parametrize("delay", ["50ms", "300ms"])
async def test_a_long_way_is_no_fault(url: str, delay: str) -> None:
    """Budgets grow with the round trip."""
    await _with_faults(url, {"delay": delay})
    only = ("GW-STAT-001", "GW-STAT-007", "GW-CANC", "GW-IDEM-017", "GW-SUPP-003")
    options = Options(only=only, profile=Profile.SIMULATOR)
    report = await judge(Target(url, _KEY, "", CONTROL, CONTROL), options)

    innocent(report)
    assert report.round_trip_ms >= float(delay.removesuffix("ms"))


async def test_slow_delivery_is_no_fault(url: str) -> None:
    """Nor is a carrier that takes its time."""
    await _with_faults(url, {"deliver": {"outcome": "delivered", "after": "12s"}})
    only = ("GW-STAT", "GW-EVNT", "GW-SUPP-003", "GW-SUPP-007", "GW-CANC")
    options = Options(only=only, profile=Profile.SIMULATOR, engines=_ENGINES)
    innocent(await judge(Target(url, _KEY, "", CONTROL, CONTROL), options))


async def test_a_guest_does_not_write_when_told_not_to(url: str) -> None:
    """Read only means that nothing was made, and no cost that nothing was sent."""
    read_only, no_cost = Options(read_only=True), Options(no_cost=True)
    for options in (replace(one, engines=_ENGINES) for one in (read_only, no_cost)):
        innocent(await judge(Target(url, _KEY), options))
    async with ClientSession() as session:
        control = Control.of(session, url, _KEY.rpartition("_")[2])
        assert await control.texts("") == []
        requests = (await control.get("/_sim/requests?op=sms.send&status=2xx")).document
        assert requests["items"] == []


async def test_a_guest_leaves_nothing_behind(url: str) -> None:
    """What was suppressed, registered and made is removed."""
    target = Target(url, _KEY, "", CONTROL)
    report = await judge(target, Options(only=("GW-SUPP", "GW-SNDR", "GW-SIGN", "GW-TMPL")))
    innocent(report)
    async with ClientSession() as session:
        for kind in ("suppression", "sender", "signature", "template"):
            headers = {"Authorization": f"Bearer {_KEY}"}
            async with session.get(f"{url}/v1/sms/{kind}/list", headers=headers) as response:
                assert (await response.json())["data"]["items"] == []


async def test_codes_are_read_by_a_command(url: str) -> None:
    """Whoever has a real phone gives a command that prints what came to it."""
    script = (
        "import json,sys,urllib.parse,urllib.request as r;"
        "u=sys.argv[1]+'/_sim/otp?to='+urllib.parse.quote(sys.argv[2]);"
        "q=r.Request(u,headers={'X-Sim-World':'judged'});print(json.load(r.urlopen(q))['code'])"
    )
    reader = f'{sys.executable} -c "{script}" {url}'
    report = await judge(Target(url, _KEY, otp_reader=reader), Options(only=("GW-OTP-002",)))
    innocent(report)


async def test_a_door_that_is_declared_has_to_open(url: str) -> None:
    """Else the rule that needs it is broken, and the sentence says by what."""
    options = Options(only=("GW-OTP-002",), repeats=0)
    report = await judge(Target(url, _KEY, otp_reader="/no/such/reader"), options)
    assert report.exit_status is ExitStatus.BROKEN
    assert "/no/such/reader did not run" in report.verdicts[0].why

    failing = f'{sys.executable} -c "raise SystemExit(3)"'
    report = await judge(Target(url, _KEY, otp_reader=failing), options)
    assert "printed no code" in report.verdicts[0].why


async def test_calls_are_made_at_the_pace_that_is_allowed(url: str) -> None:
    """Five calls a second take as long as they take."""
    begun_at = asyncio.get_running_loop().time()
    report = await judge(Target(url, _KEY), Options(only=("GW-ACCT-001",), rps=20))
    spent_s = asyncio.get_running_loop().time() - begun_at

    innocent(report)
    assert spent_s >= (report.exchange_count - 1) / 20
