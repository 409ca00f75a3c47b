"""Clients that ask as fast as they are answered, and hold a server to all that it has said."""

import asyncio
import random  # noqa: TID251 - what they ask for is no part of the simulation
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Final, TypeAlias

from tests.processes import Served

__all__ = [
    "CREDIT_USD",
    "FINAL",
    "Client",
    "Heard",
    "Post",
    "act_through",
    "adds_up",
    "export",
    "replay",
]

FINAL: Final = {"delivered", "undelivered", "failed", "cancelled", "suppressed"}
FREE: Final = {"cancelled", "suppressed"}
CREDIT_USD: Final = 1000

# How many things each client does around each disaster, at least.
_ACT_COUNT: Final = 8

# How many requests are asked again at once.
_STRIDE: Final = 8

# What is on its way comes to its end within a second or two, or never.
_PATIENCE_S: Final = 60

# Posts a body under an idempotency key, if it has one, and tells the data of the answer.
Post: TypeAlias = Callable[[str, Mapping[str, object], str], Awaitable[Any]]


@dataclass
class Heard:
    """What clients were told.

    Attributes:
        messages: by id, of all that were accepted.
        once: what was asked for and answered under each idempotency key.
        cancelled: ids of what was taken back.
        texts: of what was accepted without a key. Each was asked for once, so it is there once.
    """

    messages: set[str] = field(default_factory=set)
    once: dict[str, tuple[str, Mapping[str, object], Any]] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)


class Client:
    """Asks for all sorts of things, one after the other."""

    def __init__(self, post: Post, heard: Heard, name: str, dice: random.Random) -> None:
        """Take how it asks, who writes down what it hears, and what its keys begin with."""
        self._post = post
        self._heard = heard
        self._name = name
        self._dice = dice
        self._count = 0

    async def act(self) -> None:
        """Do one thing."""
        self._count += 1
        act = self._dice.choice((self._send, self._send, self._batch, self._otp, self._tell))
        await act(f"{self._name}-{self._count}")

    async def _send(self, key: str) -> None:
        body = {"to": f"+1415555{self._dice.randrange(10_000):04}", "body": f"Hello {key}"}
        data = await self._post("/v1/sms/send", body, key)
        self._heard.messages.add(data["sms_id"])
        self._heard.once[key] = ("/v1/sms/send", body, data)
        if self._dice.random() < 0.5:
            taken_back = await self._post(f"/v1/sms/cancel/{data['sms_id']}", {}, "")
            if taken_back["cancelled"]:
                self._heard.cancelled.add(data["sms_id"])

    async def _batch(self, key: str) -> None:
        messages = [{"to": f"+1212555{n:04}", "body": f"{key} {n}"} for n in range(5)]
        body = {"messages": messages}
        data = await self._post("/v1/sms/batch/send", body, key)
        self._heard.messages |= {item["result"]["sms_id"] for item in data["results"]}
        self._heard.once[key] = ("/v1/sms/batch/send", body, data)

    async def _otp(self, key: str) -> None:
        body = {"to": f"+1303555{self._dice.randrange(10_000):04}"}
        data = await self._post("/v1/sms/otp", body, "")
        assert data, key

    async def _tell(self, key: str) -> None:
        text = f"Only {key}"
        data = await self._post("/v1/sms/send", {"to": "+16175550100", "body": text}, "")
        self._heard.messages.add(data["sms_id"])
        self._heard.texts.add(text)


async def act_through(clients: Sequence[Client], disaster: Callable[[], None]) -> None:
    """Let all clients act, and something happen in the midst of it."""
    is_busy = asyncio.Event()

    async def strike() -> None:
        await is_busy.wait()
        await asyncio.to_thread(disaster)

    async def act(client: Client) -> None:
        acted_count = 0
        while acted_count < _ACT_COUNT or not striking.done():
            await client.act()
            acted_count += 1
            is_busy.set()

    striking = asyncio.create_task(strike())
    await asyncio.gather(striking, *map(act, clients))


def export(serving: Served, world: str) -> Any:  # noqa: ANN401 - JSON
    """Read everything that there is, when nothing is on its way any more."""
    until = perf_counter() + _PATIENCE_S
    while True:
        status, document = serving.call("GET", f"/_sim/worlds/{world}/export")
        assert status == 200
        if not document["steps"]:
            return document
        assert perf_counter() < until, document["steps"][:3]


async def replay(post: Post, heard: Heard) -> None:
    """Ask for everything once more; nothing new comes of it."""
    keys = list(heard.once)
    for start in range(0, len(keys), _STRIDE):
        some = keys[start : start + _STRIDE]
        asked = [post(*heard.once[key][:2], key) for key in some]
        assert await asyncio.gather(*asked) == [heard.once[key][2] for key in some]


def adds_up(document: Any, heard: Heard) -> None:  # noqa: ANN401 - JSON
    """See that all is there that was acknowledged, and each message in the lists.

    Each has come to one end and is what it was said to be; it was paid for, and nothing else was.
    """
    paid = 0
    messages = document["records"]["message"]
    assert sorted(messages) == document["indexes"]["messages"]
    assert heard.messages <= {f"sms_{message_id}" for message_id in messages}
    counts = Counter(message["text"] for message in messages.values())
    assert {text: counts[text] for text in heard.texts} == dict.fromkeys(heard.texts, 1)
    for message_id in heard.cancelled:
        assert messages[message_id.removeprefix("sms_")]["state"] == "cancelled"
    for message in messages.values():
        assert message["state"] in FINAL
        states = [event["state"] for event in message["timeline"]]
        reached = next(n for n, state in enumerate(states) if state in FINAL)
        assert set(states[reached:]) == {message["state"]}
        paid += 0 if message["state"] in FREE else message["price"]
    assert document["records"]["account"]["balance"] == CREDIT_USD * 10**6 - paid
