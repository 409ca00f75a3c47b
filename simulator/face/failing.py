"""Failing on purpose, at the edge: what is decided about a call, and what it comes to."""

from typing import Protocol

from aiohttp import web
from msgspec import structs

from simulator.domain.fault_effects import (
    Delay,
    Deliver,
    Drip,
    Garble,
    Hang,
    Http,
    LostResponse,
    Queue,
    RateLimit,
    Receipt,
    Refuse,
    Reset,
    Truncate,
    VendorDown,
    Webhook,
    WireEffect,
    WrongLength,
)
from simulator.domain.faults import Decision
from simulator.domain.latency import draw
from simulator.domain.occasion import Occasion
from simulator.domain.rate_limits import too_many
from simulator.face.answers import Answer, Stream
from simulator.face.call import Call
from simulator.face.faces import Face, Handler
from simulator.face.reading import parse_object, require_json
from simulator.face.refused import Injected, NotJson, WrongMediaType
from simulator.services.deciding import decide_call

__all__ = ["HEADER", "Line", "fail", "foresee", "spoil"]

# Names the rule that has made an answer what it is.
HEADER = "X-Sim-Fault"


class Line(Protocol):
    """The connection by which an answer goes out, where it can be harmed."""

    async def wait(self, request: web.Request, ms: int) -> None:
        """Let so much of the wall's time pass, or less if the caller hangs up."""
        ...

    async def spoil(
        self, request: web.Request, response: web.Response, effect: WireEffect
    ) -> web.Response:
        """Send an answer as it should not be sent; what comes back is not sent any more."""
        ...


async def foresee(call: Call, face: Face) -> Decision | None:
    """Decide what goes wrong with a call, now or with its messages; None if nothing does now.

    Raises:
        BodyTooLarge: the body cannot be read twice, so it is refused at once.
        NotJson: as above; it cannot be unpacked.
    """
    world = structs.replace(call.world, op=call.capability)
    call.enter(world)
    if not world.settings.faults.at_api:
        return None
    told = face.tells(call.capability, await _document(call))
    path = call.request.path
    occasion = Occasion.of(face.name, call.capability, told, path=path)
    return await decide_call(world, occasion)


async def fail(call: Call, decision: Decision, handler: Handler) -> Answer | Stream:
    """Answer a call with which something goes wrong: as is decided, or as if nothing were.

    Raises:
        Refusal: the decision is to refuse, or the handler does.
    """
    match decision.effect:
        case Refuse(code):
            raise Injected(code)
        case RateLimit():
            raise too_many(call.world.settings.clock, decision.wait_ms)
        case Http() as wanted:
            return _http(wanted)
        case Hang() | Reset():
            return Answer(503, b"")  # nobody will see it
        case _:
            return await handler(call)


async def spoil(call: Call, decision: Decision, response: web.Response, line: Line) -> web.Response:
    """Send an answer as was decided."""
    match decision.effect:
        case Delay(latency):
            question = (decision.rule, decision.likeness, str(decision.nth))
            ms = draw(latency, call.world.dice.fraction("delay", *question))
            await line.wait(call.request, ms)
            return response
        case (
            Hang() | Reset() | Truncate() | Garble() | WrongLength() | Drip() | LostResponse()
        ) as effect:
            return await line.spoil(call.request, response, effect)
        case Refuse() | Http() | RateLimit():
            return response
        case Deliver() | Receipt() | VendorDown() | Queue() | Webhook():  # not of calls
            return response


async def _document(call: Call) -> dict[str, object]:
    """Read what a call says; whatever is wrong with it, its handler finds, too."""
    body = await call.sent()
    try:
        require_json(call.request, body)
        return parse_object(body) if body else {}
    except (WrongMediaType, NotJson):
        return {}


def _http(wanted: Http) -> Answer:
    headers = [
        ("Content-Type", "application/json" if wanted.is_json else "text/plain; charset=utf-8")
    ]
    if wanted.retry_after_s is not None:
        headers.append(("Retry-After", str(wanted.retry_after_s)))
    return Answer(wanted.status, wanted.body.encode(), tuple(headers))
