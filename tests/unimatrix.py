"""Unimatrix's official SDKs, as they are installed, and a client that says each call by hand."""

import asyncio
import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from aiohttp import ClientSession
from uni.client import UniClient  # type: ignore[import-untyped] # it ships no types
from uni.exception import UniException  # type: ignore[import-untyped] # as above

from tests.clients import ALICE, Client, Reply

__all__ = ["NODE", "NodeSdk", "Told", "Unimatrix", "install_node_sdk", "python_sdk"]

NODE: Final = shutil.which("node")
_SPEAKER: Final = Path(__file__).parent / "faces" / "unimatrix" / "speaker.js"
_SDK: Final = "uni-sdk@0.3.0"


@dataclass(frozen=True)
class Told:
    """What an SDK tells of a call: its data, or the code and message of its own exception."""

    data: Any
    code: str
    message: str
    request_id: str
    status: int = 0

    @property
    def error(self) -> str:
        """The error, as the vendor's documentation writes it."""
        return f"[{self.code}] {self.message}"


class Unimatrix(Client):
    """The vendor's actions, for one world, by hand."""

    @classmethod
    def of(cls, session: ClientSession, url: str) -> "Unimatrix":
        """Speak to a server; who speaks is said in each query."""
        return cls(session, url, {})

    async def act(
        self, action: str, body: object, *, world: str = "test", path: str = "/", **query: object
    ) -> Reply:
        """Call an action; more of the query can be given by name."""
        told = urlencode({"action": action, "accessKeyId": world, **query})
        return await self.call("POST", f"{path}?{told}", body)

    async def send(self, to: object = ALICE, text: str = "Hello", **members: object) -> Reply:
        return await self.act("sms.message.send", {"to": to, "text": text, **members})

    async def sent(self, to: str = ALICE, text: str = "Hello", **members: object) -> str:
        """Send, and tell the message's id."""
        reply = await self.send(to, text, **members)
        message_id: str = reply.document["data"]["messages"][0]["id"]
        return message_id

    async def otp(self, to: str = ALICE, **members: object) -> Reply:
        return await self.act("otp.send", {"to": to, **members})

    async def is_valid(self, code: str, to: str = ALICE, **members: object) -> bool:
        """Tell whether a code is the right one."""
        reply = await self.act("otp.verify", {"to": to, "code": code, **members})
        assert reply.status == 200, reply.body
        valid: bool = reply.document["data"]["valid"]
        return valid


async def python_sdk(
    url: str | None,
    call: Callable[[Any], Any],
    *,
    world: str | None = "test",
    secret: str | None = None,
) -> Told:
    """Let the SDK for Python make a call; it waits for the answer, so it does so elsewhere.

    What is None it looks up in its environment.
    """

    def make() -> Told:
        try:
            response = call(UniClient(world, secret, url))
        except UniException as error:
            return Told(None, error.code, error.message, error.request_id)
        return Told(
            response.data, response.code, response.message, response.request_id, response.status
        )

    return await asyncio.to_thread(make)


@dataclass(frozen=True)
class NodeSdk:
    """A folder in which the SDK for Node is installed."""

    folder: Path

    async def speak(self, url: str, calls: Sequence[dict[str, Any]]) -> list[Told]:
        """Let it make some calls, one after the other, in a process of its own."""
        process = await asyncio.create_subprocess_exec(
            f"{NODE}",
            f"{_SPEAKER}",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"NODE_PATH": f"{self.folder / 'node_modules'}", "UNIMTX_ENDPOINT": url},
        )
        said, _ = await process.communicate(json.dumps(calls).encode())
        assert process.returncode == 0
        return [Told(**one) for one in json.loads(said)]


def install_node_sdk(folder: Path) -> NodeSdk:
    """Install the SDK for Node, once for all processes that test at the same time.

    Raises:
        CalledProcessError: npm cannot do it; its `stderr` says why.
    """
    npm = shutil.which("npm")
    assert npm is not None
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "node_modules" / "uni-sdk").is_dir():
            options = (
                "--no-audit",
                "--no-fund",
                "--no-save",
                "--ignore-scripts",
                "--loglevel=error",
            )
            subprocess.run(  # noqa: S603 - a program of this machine's, by its own path
                (npm, "install", "--prefix", f"{folder}", *options, _SDK),
                check=True,
                capture_output=True,
                env={**os.environ, "npm_config_update_notifier": "false"},
            )
    return NodeSdk(folder)
