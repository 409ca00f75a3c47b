"""Whoever cannot be judged is not judged well: no silence and no nonsense ends with 0."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

import pytest
from aiohttp import web

from contract.options import Options
from contract.requirements import By
from contract.runner import judge
from contract.target import Target
from contract.verdicts import ExitStatus, HarnessError, Word
from tests.contract.fakes import KEY, answering, envelope

_QUICK: Final = Options(only=("GW-LOOK", "GW-DISC"), engines=frozenset({By.CHECK}), repeats=0)

# For whom nothing comes from; whoever answers is given all the time that he wants.
_IMPATIENT: Final = replace(_QUICK, timeout_s=0.5)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def _hang(_request: web.Request) -> web.Response:
    await asyncio.Event().wait()
    raise AssertionError("nobody sets it")


async def _page(_request: web.Request) -> web.Response:
    return web.Response(text="<html><h1>502 Bad Gateway</h1></html>", content_type="text/html")


async def _half(_request: web.Request) -> web.Response:
    return web.Response(body=b'{"ok": true, "data": {"items": [', content_type="application/json")


async def _elsewhere(_request: web.Request) -> web.Response:
    return web.Response(status=302, headers={"Location": "https://example.com/login"})


async def _stranger(_request: web.Request) -> web.Response:
    return web.json_response({"error": {"code": "UNAUTHORIZED"}}, status=401)


async def _other_service(_request: web.Request) -> web.Response:
    return web.json_response({"error": {"code": "NOT_FOUND"}}, status=404)


async def _out_of_order(_request: web.Request) -> web.Response:
    return web.json_response({"error": {"code": "INTERNAL"}}, status=503)


@pytest.mark.parametrize(
    ("handler", "said"),
    [
        (_hang, "nothing came within the time that it has"),
        (_page, "text/html that is no JSON object"),
        (_half, "application/json that is no JSON object"),
        (_elsewhere, "leads to https://example.com/login"),
        (_stranger, "the key is not good"),
        (_other_service, "there is no gateway under this URL"),
        (_out_of_order, "it is out of order"),
    ],
)
async def test_there_is_nobody_to_judge(handler: Handler, said: str) -> None:
    """A sentence says what was found in the gateway's place."""
    async with answering(handler) as url:
        with pytest.raises(HarnessError, match=said):
            await judge(Target(url, KEY), _IMPATIENT if handler is _hang else _QUICK)


async def test_nobody_listens() -> None:
    """A dead server is no gateway."""
    async with answering(_page) as url:
        pass
    with pytest.raises(HarnessError, match="was not answered: Cannot connect"):
        await judge(Target(url, KEY), _QUICK)


async def test_who_dies_in_the_middle_is_not_kept() -> None:
    """What could not be tried leaves the judgement open, and says why."""
    answers = 0

    async def die_soon(request: web.Request) -> web.StreamResponse:
        nonlocal answers
        answers += 1
        if request.path not in {"/v1/sms/list", "/v1/account/balance"}:  # all that the doctor asks
            await asyncio.Event().wait()
        return web.json_response(envelope({"items": [], "next_cursor": None}, answers))

    async with answering(die_soon) as url:
        report = await judge(Target(url, KEY), _IMPATIENT)

    words = {verdict.word for verdict in report.verdicts}
    assert words == {Word.COULD_NOT_RUN}
    assert report.exit_status is ExitStatus.INCOMPLETE
    assert any("was not answered: nothing came" in verdict.why for verdict in report.verdicts)


async def test_who_says_anything_is_broken() -> None:
    """A server that nods at everything is found out."""

    async def nod(_request: web.Request) -> web.Response:
        return web.json_response(envelope({"items": [], "next_cursor": None}))

    async with answering(nod) as url:
        report = await judge(Target(url, KEY), _QUICK)

    assert report.exit_status is ExitStatus.BROKEN
    assert {"GW-LOOK-001", "GW-DISC-004"} <= {verdict.id for verdict in report.of(Word.BROKEN)}


async def test_nothing_tried_is_nothing_kept() -> None:
    """A run in which nothing could be tried does not end well."""

    async def nod(_request: web.Request) -> web.Response:
        return web.json_response(envelope({"items": [], "next_cursor": None}))

    async with answering(nod) as url:
        options = Options(only=("GW-OTP-002",), repeats=0, engines=frozenset({By.CHECK}))
        report = await judge(Target(url, KEY), options)

    assert [verdict.word for verdict in report.verdicts] == [Word.NOT_APPLICABLE]
    assert report.exit_status is ExitStatus.INCOMPLETE


async def test_a_busy_target_is_waited_for() -> None:
    """429 is obeyed, and is no failure of the rule."""
    seen = 0

    async def busy(_request: web.Request) -> web.Response:
        nonlocal seen
        seen += 1
        if seen % 2:
            headers = {"Retry-After": "0"}
            return web.json_response({"ok": False}, status=429, headers=headers)
        return web.json_response(envelope({"balance_usd": 1.5, "currency": "USD"}, seen))

    async with answering(busy) as url:
        options = Options(only=("GW-ACCT-001",), engines=frozenset({By.CHECK}))
        report = await judge(Target(url, KEY), options)

    assert [verdict.word for verdict in report.verdicts] == [Word.KEPT]


async def test_a_target_that_is_always_busy_is_not_judged() -> None:
    """There is a limit to patience, and it is said."""

    async def busy(_request: web.Request) -> web.Response:
        return web.json_response({"ok": False}, status=429, headers={"Retry-After": "3600"})

    async with answering(busy) as url:
        with pytest.raises(HarnessError, match="busy for 3600 seconds more"):
            await judge(Target(url, KEY), _QUICK)
