"""Schemathesis asks a real process whatever the document allows and forbids, and finds nothing."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Final

import pytest
from aiohttp import web

from tests import witness
from tests.clients import listening
from tests.document import PATH
from tests.processes import forked

pytestmark = pytest.mark.long

ROOT: Final = PATH.parent  # where `schemathesis.toml` is, too

# It goes through all of its environment with each of ten thousand calls, to look for proxies.
_ENVIRONMENT: Final = {"PATH": os.defpath, "NO_PROXY": "127.0.0.1", "NETRC": os.devnull}


async def schemathesis(url: str, *flags: str) -> tuple[int | None, str]:
    """Run it, and tell its exit status and what it said. It repeats itself, by its seed."""
    arguments = ("run", PATH.name, "--url", url, "--seed", "7", "--no-color", *flags)
    return await _run(arguments, ROOT)


async def _run(arguments: tuple[str, ...], folder: Path) -> tuple[int | None, str]:
    """Run it where it finds its settings, or none."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", *arguments),
        cwd=folder,
        env=_ENVIRONMENT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode, said.decode()


# Together they take half a minute of an idle machine. For as long as one likes, see the settings.
@pytest.mark.parametrize(
    ("phases", "example_count"),
    [("examples,coverage", 1), ("fuzzing", 8), ("stateful", 100)],
)
async def test_nothing_is_found(tmp_path: Path, phases: str, example_count: int) -> None:
    """Not a server error, no undocumented answer, no bad request that is taken, no lost object."""
    with forked(tmp_path, "--seed", "7", "--credit", "unlimited", "--review", "0s") as serving:
        status, said = await schemathesis(
            serving.url, "--phases", phases, "--max-examples", str(example_count)
        )
    assert status == 0, said


# What waits for something does not answer, and what moves the time may move it for long.
_UNANSWERED: Final = ("control.events", "control.clock.advance")
_CHECKS: Final = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)


async def test_the_control_api_is_as_it_says_itself(tmp_path: Path) -> None:
    """Whatever it is sent, it answers what its own document allows, and never fails."""
    excluded = [word for name in _UNANSWERED for word in ("--exclude-operation-id", name)]
    with forked(tmp_path, "--seed", "7", "--clock", "manual") as serving:
        arguments = (
            *("run", f"{serving.url}/_sim/openapi.json", "--checks", ",".join(_CHECKS)),
            *("--phases", "coverage,fuzzing", "--max-examples", "3", "--seed", "7", "--no-color"),
            *("--header", "X-Sim-World: fuzzed", "--suppress-health-check", "all", *excluded),
        )
        status, said = await _run(arguments, tmp_path)
    assert status == 0, said


async def test_a_gateway_that_takes_anything_is_found_out() -> None:
    """It would find something, if there were anything to find."""

    async def nod(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "data": {"valid": True}})

    app = web.Application()
    app.router.add_route("*", "/v1/sms/verify", nod)
    async with listening(app) as url:
        flags = ("--include-operation-id", "sms.verify", "--phases", "coverage")
        status, said = await schemathesis(url, *flags)
    assert witness.take()
    assert status == 1, said
    for found in ("Response violates schema", "Schema-violating request accepted"):
        assert found in said
