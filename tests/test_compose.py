"""What is shipped for several machines: the compose file, and nginx in front of real servers."""

import asyncio
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final
from zipfile import ZipFile

import pytest
import yaml
from aiohttp import ClientResponse, ClientSession, ClientTimeout, UnixConnector
from yarl import URL

from simulator.resources import fixtures_folder
from simulator.settings import Settings, read_settings
from tests.processes import ROOT, Server, server
from tests.redis_server import IS_HERE, emptied

pytestmark = pytest.mark.long

FOLDER: Final = fixtures_folder() / "compose"
NGINX: Final = shutil.which("nginx")
PATIENCE_S: Final = 60

HANDSET: Final = "+14155550100"


def compose() -> Any:  # noqa: ANN401 - YAML
    """Read the compose file."""
    return yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))


def servers() -> Mapping[str, Any]:
    """Find the servers among the services."""
    return {name: one for name, one in compose()["services"].items() if "build" in one}


def filled_in(told: str, environment: Mapping[str, str]) -> str:
    """Fill in variables as compose does: `${NAME:-default}` and `${NAME:?complaint}`."""
    return re.sub(
        r"\$\{(\w+):[-?]([^}]*)\}", lambda found: environment.get(found[1], found[2]), told
    )


def test_the_servers_are_equal_and_share_what_they_have_to(tmp_path: Path) -> None:
    """Their settings make sense; store, seed and token are those of all."""
    assert len(servers()) == 3
    (told,) = {tuple(one["environment"].items()) for one in servers().values()}
    environment = {name: filled_in(text, {"SIM_ADMIN_TOKEN": "t"}) for name, text in told}
    assert {name.removeprefix("SIM_").lower() for name in environment} <= set(Settings.model_fields)
    settings = read_settings({}, environment, tmp_path)
    assert settings.host == "0.0.0.0"  # noqa: S104 - for others in the same network
    assert settings.store_url == "redis://redis:6379/0"
    assert settings.admin_token is not None
    assert settings.seed is not None


def test_nginx_knows_all_servers_by_their_names(tmp_path: Path) -> None:
    """And listens where the compose file says that it does."""
    text = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
    port = read_settings({}, {}, tmp_path).port
    assert re.findall(r"server (\w+):(\d+)", text) == [(name, str(port)) for name in servers()]
    assert compose()["services"]["nginx"]["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert f"listen {port};" in text
    assert set(compose()["services"]) == {*servers(), "nginx", "redis"}


def test_the_image_is_built_of_what_is_there(tmp_path: Path) -> None:
    """Of what the Dockerfile copies, a package can be made that has its program and its data."""
    text = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
    for copied in re.findall(r"^COPY (.*)$", text, re.MULTILINE):
        name, target = copied.rsplit(maxsplit=1)
        for one in name.split():
            copy_into(tmp_path / target[1:], one, is_folder=target.endswith("/"))
    subprocess.run(  # noqa: S603 - ourselves
        (sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path),
        cwd=tmp_path / "source",
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    inside = ZipFile(wheel).namelist()
    assert {"simulator/workers.py", "simulator/_fixtures/compose/nginx.conf"} <= set(inside)
    assert {one["build"]["dockerfile"] for one in servers().values()} == {
        (FOLDER / "Dockerfile").relative_to(ROOT).as_posix()
    }


def copy_into(target: Path, name: str, *, is_folder: bool) -> None:
    """Do what `COPY name target` does."""
    if (ROOT / name).is_dir():
        shutil.copytree(ROOT / name, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        if is_folder:
            target.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)


@contextmanager
def nginx(replicas: Sequence[Server]) -> Iterator[Path]:
    """Run nginx as it is shipped, but on a socket in a folder of its own, before real servers."""
    assert NGINX is not None
    with TemporaryDirectory(prefix="nginx") as name:
        folder = Path(name)
        (folder / "nginx.conf").write_text(configuration(folder, replicas), encoding="utf-8")
        user = "user root;" if os.geteuid() == 0 else ""
        command = (NGINX, "-p", name, "-c", "nginx.conf", "-e", "stderr")
        main = f"{user} daemon off; pid {name}/pid; error_log stderr;"
        checked = subprocess.run((*command, "-t", "-g", main), capture_output=True, check=False)  # noqa: S603
        assert checked.returncode == 0, checked.stderr.decode()
        with subprocess.Popen((*command, "-g", main), stderr=subprocess.DEVNULL) as process:  # noqa: S603
            try:
                until = perf_counter() + PATIENCE_S
                while not is_listening(folder / "socket"):
                    assert perf_counter() < until
                yield folder / "socket"
            finally:
                process.terminate()


def is_listening(path: Path) -> bool:
    """Tell whether somebody would answer; the file is there a moment before that."""
    with socket.socket(socket.AF_UNIX) as asking:
        return asking.connect_ex(str(path)) == 0


def configuration(folder: Path, replicas: Sequence[Server]) -> str:
    """Put addresses for the names of the compose file, and our folder for that of the system."""
    text = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
    for name, one in zip(servers(), replicas, strict=True):
        text = text.replace(f"server {name}:7670", f"server {URL(one.url).authority}")
    text = text.replace("listen 7670;", f"listen unix:{folder}/socket;")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    own = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    return text.replace("http {", f"http {{ {own}")


@asynccontextmanager
async def balanced(folder: Path) -> AsyncIterator[tuple[ClientSession, Sequence[Server]]]:
    """Connect to three servers by way of nginx."""
    flags = ("--store", emptied(), "--seed", "7")
    async with AsyncExitStack() as stack:
        replicas = [stack.enter_context(server(folder, *flags)) for _ in range(3)]
        front = stack.enter_context(nginx(replicas))
        session = ClientSession(
            "http://localhost",
            connector=UnixConnector(str(front)),
            headers={"Authorization": "Bearer ifr_pk_proj_nginx"},
            timeout=ClientTimeout(PATIENCE_S),
        )
        yield await stack.enter_async_context(session), replicas


async def send(session: ClientSession, text: str) -> str:
    """Send a message, without a key, and tell its id."""
    body = {"to": HANDSET, "body": text}
    async with session.post("/v1/sms/send", json=body) as response:
        assert response.status == 200, await response.text()
        sms_id: str = (await response.json())["data"]["sms_id"]
        return sms_id


@pytest.mark.skipif(NGINX is None and "CI" not in os.environ, reason="there is no nginx")
@pytest.mark.skipif(not IS_HERE, reason="there is no Redis")
async def test_three_servers_behind_nginx_are_as_one(tmp_path: Path) -> None:
    """Events and long polls come at once; and where one is dead, nobody notices."""
    async with balanced(tmp_path) as (session, replicas):
        await listed(session)  # so that there is a world
        async with session.get("/_sim/events?type=message") as stream:
            for text in ("the first", "the second"):
                waiting = asyncio.create_task(polled(session, text))
                sent = await send(session, text)
                assert await happened(stream, "delivered") == sent
                assert await waiting == sent
        for dead in replicas[:2]:
            dead.process.kill()
            dead.process.wait()
            more = [await send(session, f"the next {n}") for n in range(6)]
            assert (await listed(session))[:6] == more[::-1]


async def listed(session: ClientSession) -> list[str]:
    """List the ids of messages, the latest first."""
    async with session.get("/v1/sms/list") as response:
        assert response.status == 200
        return [item["sms_id"] for item in (await response.json())["data"]["items"]]


async def happened(stream: ClientResponse, what: str) -> str:
    """Wait until a message has come into a state, and tell which."""
    async for line in stream.content:
        if line.startswith(b"data: "):
            told = json.loads(line[6:])
            if told["state"] == what:
                message_id: str = told["message"]["id"]
                return message_id
    raise AssertionError("the stream has ended")


async def polled(session: ClientSession, text: str) -> str:
    """Wait for a message by a long poll, and tell its id."""
    asked = {"contains": text, "state": "delivered", "wait": "1m"}
    async with session.get("/_sim/messages", params=asked) as response:
        (item,) = (await response.json())["items"]
        message_id: str = item["id"]
        return message_id
