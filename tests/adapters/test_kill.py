"""What was acknowledged before a process was killed is there in the next one, and goes on."""

import asyncio
import random  # noqa: TID251 - when somebody is killed is no part of the simulation
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson
from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.processes import Server, server

ROUND_COUNT: Final = 20
CLIENT_COUNT: Final = 8

FINAL: Final = {"delivered", "undelivered", "failed", "cancelled", "suppressed"}
FREE: Final = {"cancelled", "suppressed"}
CREDIT_USD: Final = 1000


@dataclass
class Heard:
    """What clients were told, over all rounds.

    Attributes:
        messages: by id, of all that were accepted.
        once: what was asked for and answered under each idempotency key.
        cancelled: ids of what was taken back.
    """

    messages: set[str] = field(default_factory=set)
    once: dict[str, tuple[str, Mapping[str, object], Any]] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)


class Client:
    """Asks as fast as it is answered, until nobody answers any more."""

    def __init__(
        self, session: ClientSession, heard: Heard, name: str, dice: random.Random
    ) -> None:
        self._session = session
        self._heard = heard
        self._name = name
        self._dice = dice
        self._count = 0

    async def run(self) -> None:
        with suppress(ClientError, ConnectionError):
            while True:
                self._count += 1
                act = self._dice.choice((self._send, self._send, self._batch, self._otp))
                await act(f"{self._name}-{self._count}")

    async def post(self, path: str, body: Mapping[str, object], key: str) -> Any:  # noqa: ANN401 - JSON
        headers = {"Idempotency-Key": key} if key else {}
        async with self._session.post(path, json=body, headers=headers) as response:
            document = orjson.loads(await response.read())
            assert response.status < 300, document
            return document["data"]

    async def _send(self, key: str) -> None:
        body = {"to": f"+1415555{self._dice.randrange(10_000):04}", "body": f"Hello {key}"}
        data = await self.post("/v1/sms/send", body, key)
        self._heard.messages.add(data["sms_id"])
        self._heard.once[key] = ("/v1/sms/send", body, data)
        if self._dice.random() < 0.5:
            taken_back = await self.post(f"/v1/sms/cancel/{data['sms_id']}", {}, "")
            if taken_back["cancelled"]:
                self._heard.cancelled.add(data["sms_id"])

    async def _batch(self, key: str) -> None:
        messages = [{"to": f"+1212555{n:04}", "body": f"{key} {n}"} for n in range(5)]
        body = {"messages": messages}
        data = await self.post("/v1/sms/batch/send", body, key)
        self._heard.messages |= {item["result"]["sms_id"] for item in data["results"]}
        self._heard.once[key] = ("/v1/sms/batch/send", body, data)

    async def _otp(self, key: str) -> None:
        body = {"to": f"+1303555{self._dice.randrange(10_000):04}"}
        data = await self.post("/v1/sms/otp", body, "")
        assert data, key


@asynccontextmanager
async def session(serving: Server) -> AsyncIterator[ClientSession]:
    """Connect as the world `kill`."""
    headers = {"Authorization": "Bearer ifr_pk_proj_kill"}
    timeout = ClientTimeout(total=60)
    async with ClientSession(serving.url, headers=headers, timeout=timeout) as opened:
        yield opened


async def press(serving: Server, heard: Heard, name: str, dice: random.Random) -> None:
    """Load the server with everything, and kill it in the midst of that."""
    async with session(serving) as opened:
        clients = [
            Client(opened, heard, f"{name}-{n}", random.Random(dice.random()))
            for n in range(CLIENT_COUNT)
        ]
        running = [asyncio.create_task(client.run()) for client in clients]
        asyncio.get_running_loop().call_later(dice.uniform(0.02, 0.12), serving.process.kill)
        await asyncio.gather(*running)
    await asyncio.to_thread(serving.process.wait)


def export(serving: Server) -> Any:  # noqa: ANN401 - JSON
    """Read everything that there is, when nothing is on its way any more."""
    while True:
        status, document = serving.call("GET", "/_sim/worlds/kill/export")
        assert status == 200
        if not document["steps"]:
            return document


async def test_nothing_is_lost_by_a_kill(tmp_path: Path) -> None:
    """Each message ends once, each key replays, and the money adds up to the last digit."""
    heard, dice = Heard(), random.Random(5)
    flags = ("--store", f"sqlite:{tmp_path / 'journal'}", "--credit", str(CREDIT_USD))
    for number in range(ROUND_COUNT):
        with server(tmp_path, *flags) as serving:
            await press(serving, heard, str(number), dice)
    assert len(heard.messages) > ROUND_COUNT * CLIENT_COUNT
    assert heard.cancelled
    with server(tmp_path, *flags) as serving:
        async with session(serving) as opened:
            before = await asyncio.to_thread(export, serving)
            await replays(Client(opened, heard, "", dice), heard)
        document = await asyncio.to_thread(export, serving)
        assert document["records"]["message"] == before["records"]["message"]
    adds_up(document)
    kept = document["records"]["message"]
    assert heard.messages <= {f"sms_{message_id}" for message_id in kept}
    for message_id in heard.cancelled:
        assert kept[message_id.removeprefix("sms_")]["state"] == "cancelled"


async def replays(client: Client, heard: Heard) -> None:
    """Ask for everything once more; nothing new comes of it."""
    keys = list(heard.once)
    for start in range(0, len(keys), CLIENT_COUNT):
        some = keys[start : start + CLIENT_COUNT]
        asked = [client.post(*heard.once[key][:2], key) for key in some]
        assert await asyncio.gather(*asked) == [heard.once[key][2] for key in some]


def adds_up(document: Any) -> None:  # noqa: ANN401 - JSON
    """See that each message has come to one end, is in the lists, and was paid for as it says."""
    paid = 0
    messages = document["records"]["message"]
    assert sorted(messages) == document["indexes"]["messages"]
    for message in messages.values():
        assert message["state"] in FINAL
        states = [event["state"] for event in message["timeline"]]
        reached = next(n for n, state in enumerate(states) if state in FINAL)
        assert set(states[reached:]) == {message["state"]}
        paid += 0 if message["state"] in FREE else message["price"]
    assert document["records"]["account"]["balance"] == CREDIT_USD * 10**6 - paid
