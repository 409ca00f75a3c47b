"""The edge: what goes wrong inside is told outside, once, and harms nobody else."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest
from aiohttp import ClientPayloadError, ClientSession, web
from yarl import URL

from simulator.app import SIMULATION, build
from simulator.face import Answer, Call, Route, Stream
from simulator.face.edge import serve_route
from simulator.faces.gateway import FACE
from simulator.settings import Settings
from tests.clients import SEED, Gateway, listening, serving


async def fail(call: Call) -> Answer:
    """A handler with a fault in it."""
    raise ZeroDivisionError(call.capability)


async def test_a_fault_of_ours_is_logged_and_told_in_the_dialect(
    session: ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    """500 INTERNAL in an envelope, the traceback in the log, and the next call is served."""
    app = build(Settings(), SEED)
    application = web.Application()
    route = Route("GET", "/fails", "fails", fail)
    application.router.add_get(route.path, serve_route(FACE, route, app[SIMULATION]))
    application.add_subapp("/sound", app)
    runner = web.AppRunner(application, shutdown_timeout=0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        gateway = Gateway.of(session, f"http://127.0.0.1:{runner.addresses[0][1]}", "test")
        with caplog.at_level(logging.ERROR, "simulator"):
            reply = await gateway.get("/fails")
        assert (reply.status, reply.error["code"]) == (500, "INTERNAL")
        assert reply.error["retryable"] is True
        assert "ZeroDivisionError" not in reply.body.decode()
        assert "ZeroDivisionError: fails" in caplog.text
        assert (await gateway.get("/sound/v1/sms/list")).status == 200
    finally:
        await runner.cleanup()


async def test_who_hangs_up_before_he_has_said_all_is_no_fault_of_ours(
    session: ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    """The log is silent about it, and the call is counted like any other."""
    async with serving(Settings()) as url:
        _, writer = await asyncio.open_connection(URL(url).host, URL(url).port)
        writer.write(
            b"POST /v1/sms/send HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n"
            b"Authorization: Bearer ifr_pk_proj_test\r\n\r\n{"
        )
        await writer.drain()
        writer.close()
        counted = ""
        while 'op="sms.send"' not in counted:
            async with session.get(f"{url}/_sim/metrics") as response:
                counted = await response.text()
    assert "failed" not in caplog.text


async def break_off(call: Call) -> Stream:
    """A handler of a stream with a fault in it."""

    async def chunks() -> AsyncGenerator[bytes, None]:
        yield b"so far, so good"
        raise ZeroDivisionError(call.capability)

    return Stream("text/plain", chunks())


async def test_a_stream_that_fails_is_broken_off(
    session: ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    """Its end is missing, so that nobody takes it for whole; the next call is served."""
    app = build(Settings(), SEED)
    route = Route("GET", "/breaks", "breaks", break_off, has_world=False)
    face = replace(FACE, is_journaled=False)
    application = web.Application()
    application.router.add_get(route.path, serve_route(face, route, app[SIMULATION]))
    async with listening(application) as url:
        for _ in range(2):
            async with session.get(f"{url}/breaks") as response:
                assert response.status == 200
                with pytest.raises(ClientPayloadError):
                    await response.read()

    assert "ZeroDivisionError: breaks" in caplog.text
