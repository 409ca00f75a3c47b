"""The simulator over a real socket, and clients that say each call in one line."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from aiohttp import ClientSession, web
from multidict import CIMultiDictProxy
from yarl import URL

from simulator.app import build
from simulator.settings import Settings
from tests import witness

__all__ = [
    "ALICE",
    "BOB",
    "CAROL",
    "SEED",
    "Client",
    "Control",
    "Gateway",
    "Reply",
    "listening",
    "serving",
]

SEED: Final = 7
ALICE: Final = "+14155550100"
BOB: Final = "+14155550101"
CAROL: Final = "+14155550102"

_JSON: Final = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: CIMultiDictProxy[str]
    body: bytes

    @property
    def document(self) -> Any:  # noqa: ANN401 - JSON may be anything; a test says what it expects
        return json.loads(self.body)

    @property
    def data(self) -> Any:  # noqa: ANN401 - as above
        assert self.document["error"] is None, self.document["error"]
        return self.document["data"]

    @property
    def error(self) -> Any:  # noqa: ANN401 - as above
        return self.document["error"]

    @property
    def metadata(self) -> Any:  # noqa: ANN401 - as above
        return self.document["metadata"]

    @property
    def fields(self) -> list[str]:
        """The members that a validation error names."""
        return [problem["field"] for problem in self.error["details"]]


@dataclass(frozen=True)
class Client:
    """Speaks HTTP with the headers that it was given; a path is sent as it is written."""

    session: ClientSession
    url: str
    headers: dict[str, str]

    async def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        raw: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        """Call; a body is sent as JSON, a raw one as it is."""
        sent = json.dumps(body).encode() if raw is None and body is not None else raw
        merged = {**self.headers, **(_JSON if sent is not None else {}), **(headers or {})}
        target = URL(self.url + path, encoded=True)
        data = None if sent is None else BytesIO(sent)
        async with self.session.request(method, target, data=data, headers=merged) as response:
            return Reply(response.status, response.headers, await response.read())

    async def get(self, path: str) -> Reply:
        return await self.call("GET", path)

    async def post(self, path: str, body: object = None, **headers: str) -> Reply:
        """Post; keywords are headers, `_` standing for `-`."""
        spelled = {name.replace("_", "-"): text for name, text in headers.items()}
        return await self.call("POST", path, body, headers=spelled)

    async def put(self, path: str, body: object) -> Reply:
        return await self.call("PUT", path, body)

    async def delete(self, path: str) -> Reply:
        return await self.call("DELETE", path)


class Gateway(Client):
    """The gateway's operations, for one project."""

    @classmethod
    def of(cls, session: ClientSession, url: str, world: str) -> "Gateway":
        """Speak for a world."""
        return cls(session, url, {"Authorization": f"Bearer ifr_pk_proj_{world}"})

    async def send(self, to: str = ALICE, body: str = "Hello", **members: object) -> Reply:
        return await self.post("/v1/sms/send", {"to": to, "body": body, **members})

    async def sent(self, to: str = ALICE, body: str = "Hello", **members: object) -> str:
        """Send, and tell the message's id."""
        sms_id: str = (await self.send(to, body, **members)).data["sms_id"]
        return sms_id

    async def batch(self, messages: object, **members: object) -> Reply:
        return await self.post("/v1/sms/batch/send", {"messages": messages, **members})

    async def otp(self, to: str = ALICE) -> Reply:
        return await self.post("/v1/sms/otp", {"to": to})

    async def verify(self, code: str, to: str = ALICE) -> Reply:
        return await self.post("/v1/sms/verify", {"to": to, "code": code})

    async def status(self, sms_id: str) -> Reply:
        return await self.get(f"/v1/sms/status/{sms_id}")

    async def state(self, sms_id: str) -> str:
        """Tell the state of a message."""
        state: str = (await self.status(sms_id)).data["state"]
        return state

    async def list(self, query: str = "") -> Reply:
        return await self.get(f"/v1/sms/list{query}")

    async def events(self, sms_id: str, query: str = "") -> Reply:
        return await self.get(f"/v1/sms/events/{sms_id}{query}")

    async def cancel(self, sms_id: str) -> Reply:
        return await self.post(f"/v1/sms/cancel/{sms_id}", {"message_id": sms_id})

    async def resend(self, sms_id: str, **members: object) -> Reply:
        return await self.post(f"/v1/sms/resend/{sms_id}", {"message_id": sms_id, **members})

    async def register(self, number: str = BOB, region: str = "western", **more: object) -> Reply:
        body = {"phone_number": number, "region": region, **more}
        return await self.post("/v1/sms/sender/register", body)

    async def create_signature(self, name: str = "Acme", **more: object) -> Reply:
        return await self.post("/v1/sms/signature/create", {"name": name, **more})

    async def create_template(self, body: str = "Your code is {{code}}", **more: object) -> Reply:
        return await self.post("/v1/sms/template/create", {"name": "otp", "body": body, **more})

    async def suppress(self, phone: str = ALICE, **members: object) -> Reply:
        return await self.post("/v1/sms/suppress", {"phone": phone, **members})

    async def balance(self) -> float:
        """Tell the balance in dollars."""
        amount: float = (await self.get("/v1/account/balance")).data["balance_usd"]
        return amount


class Control(Client):
    """The control API, for one world."""

    @classmethod
    def of(cls, session: ClientSession, url: str, world: str) -> "Control":
        """Steer a world."""
        return cls(session, url, {"X-Sim-World": world})

    async def advance(self, by: str) -> Any:  # noqa: ANN401 - JSON, as above
        """Move the time, and tell what came of it."""
        reply = await self.post("/_sim/clock/advance", {"by": by})
        assert reply.status == 200, reply.body
        return reply.document

    async def set_balance(self, dollars: str) -> None:
        """Set what money is left."""
        reply = await self.put("/_sim/account", {"balance_usd": dollars})
        assert reply.status == 200, reply.body

    async def receive(self, text: str, handset: str = ALICE, **members: object) -> Reply:
        """Let a handset send a message."""
        return await self.post("/_sim/inbound", {"from": handset, "text": text, **members})

    async def texts(self, query: str = "") -> list[str]:
        """Tell the texts of messages, newest first."""
        items = (await self.get(f"/_sim/messages{query}")).document["items"]
        return [item["text"] for item in items]

    async def code(self, to: str = ALICE) -> str:
        """Tell the code that was last sent to a number."""
        code: str = (await self.get(f"/_sim/otp?to=%2B{to[1:]}")).document["code"]
        return code


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[str]:
    """Serve on a free port, and tell the URL."""
    async with listening(build(settings, SEED)) as url:
        yield url


@asynccontextmanager
async def listening(app: web.Application) -> AsyncIterator[str]:
    """Serve any application on a free port, watched, and tell the URL."""
    app.on_response_prepare.append(witness.watch)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
