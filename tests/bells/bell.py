"""A vendor that nobody knows: it rings, and tells whoever wants to know how that went."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from simulator.domain.address import parse_e164
from simulator.domain.inbound import Inbound
from simulator.domain.message import What
from simulator.domain.webhooks import Policy
from simulator.face import Answer, Call, Face, Route
from simulator.face.reading import Wire
from simulator.face.refused import Refused, Unauthorized
from simulator.services.drafts import Draft
from simulator.services.messaging import send
from simulator.services.submission import Submission
from simulator.services.telling import Delivery, News, NoticeWish, Signer, Webhooks

__all__ = ["FACE", "NAME", "POLICY", "WEBHOOKS"]

NAME: Final = "bell"
POLICY: Final = Policy(2_000, 2, (1_000, 4_000), frozenset(range(200, 300)))
_EVENTS: Final = {What.SENT: "rung.sent", What.RECEIPT_REPEATED: "rung.repeated"}


class Ring(Wire):
    """What is asked for; `urls` go before the world's target."""

    to: str
    text: str = "ding"


async def tell(draft: Draft, news: Sequence[News]) -> list[NoticeWish]:
    """Tell what was sent, what came of it, and what came in."""
    urls = draft.world.settings.webhooks.target_of(NAME).urls
    return [wish for one in news if (wish := _wish(one, urls)) is not None]


def _wish(one: News, urls: Sequence[str]) -> NoticeWish | None:
    if isinstance(one, Inbound):
        content = json.dumps({"text": one.text})
        told = ("rung.back", one.received_at, urls, content, one.id)
        return NoticeWish(*told, one.handset, one.destination)
    last = one.timeline[-1]
    event = "rung.over" if one.is_final and last.what not in _EVENTS else _EVENTS.get(last.what)
    if event is None:
        return None
    content = json.dumps({"text": one.text, "state": one.state, "face": one.face})
    return NoticeWish(event, last.at, urls, content, one.id, one.originator or "", one.destination)


def spell(delivery: Delivery) -> bytes:
    """Write the news around its content."""
    notice = delivery.notice
    if "unspeakable" in notice.content:
        raise ValueError("this vendor has no words for it")
    head = {"id": notice.id, "event": notice.event, "at": notice.occurred_at}
    head |= {"attempt": delivery.number, "url": delivery.url}
    return json.dumps(head | {"content": json.loads(notice.content)}).encode()


def headers(delivery: Delivery, body: bytes, signer: Signer) -> Mapping[str, str]:
    """Sign the time and the body, with either key."""
    signed = f"{delivery.signed_at}|".encode() + body
    told = {"Content-Type": "application/json", "Bell-Time": str(delivery.signed_at)}
    told["Bell-Key"] = signer.public_key
    told["Bell-Signature"] = signer.ed25519(signed).hex()
    if delivery.target.secret:
        told["Bell-Mac"] = signer.hmac_sha256(delivery.target.secret, signed).hex()
    return told


async def ring(call: Call) -> Answer:
    """Ring."""
    body = await call.read(Ring)
    done = await send(call.world, Submission(NAME, parse_e164(body.to), body.text))
    return Answer(200, json.dumps({"id": done.result.id}).encode())


def _world_of(request: web.Request) -> str:
    name = request.headers.get("Bell-World")
    if name is None:
        raise Unauthorized("no bell")
    return name


def _refuse(call: Call, refused: Refused) -> Answer:  # noqa: ARG001 - every face says no by call
    return Answer(400, json.dumps({"no": type(refused).__name__}).encode())


def _environment(world: str, url: str) -> dict[str, Any]:
    return {"BELL": f"{url}/bell/{world}"}


WEBHOOKS: Final = Webhooks(
    ("rung.sent", "rung.over", "rung.back", "rung.repeated"),
    POLICY,
    tell,
    spell,
    headers,
    "BELL_PUBLIC_KEY",
)

FACE: Final = Face(
    name=NAME,
    prefix="/bell",
    routes=(Route("POST", "/bell/ring", "ring", ring, Ring),),
    world_of=_world_of,
    refuse=_refuse,
    keys=str,
    environment=_environment,
    webhooks=WEBHOOKS,
)
