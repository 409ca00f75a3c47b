"""What happens in a world, as Server-Sent Events."""

import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Final

import orjson

from simulator.console.control import following as shapes
from simulator.console.control.translate import messages as translate
from simulator.console.control.translate.clock import reviewed
from simulator.console.control.translate.requests import request
from simulator.console.control.translate.webhooks import webhook
from simulator.domain.clock import Clock
from simulator.domain.inbound import Inbound
from simulator.domain.message import Message
from simulator.domain.refusals import Invalid
from simulator.domain.signatures import Signature
from simulator.domain.templates import Template
from simulator.domain.webhooks import Notice
from simulator.face import Face
from simulator.face.instants import iso
from simulator.services.events import EventFilter, Gap, Happened, Idle, Place, Subject, Told
from simulator.services.ports import Noted

__all__ = ["event_filter", "place", "streamed"]

_ID: Final = re.compile(r"([0-9]{1,15})-([0-9]{1,18})-([0-9]{1,9})")
_GAP: Final[shapes.GapData] = {
    "reason": "What happened between the last event that you saw and the next is not kept any more,"
    " or it was another world that had this name then."
}

# How long a client is to wait before it comes back, in milliseconds.
_RETRY: Final = b"retry: 1000\n"


def event_filter(sent: shapes.EventQuery) -> EventFilter:
    """Read which events are wanted."""
    return EventFilter(sent.to, sent.type or frozenset())


def place(event_id: str | None, field: str) -> Place | None:
    """Read behind which event to go on; an empty id is that of a client that has seen none.

    Raises:
        Invalid: it is the id of no event.
    """
    if not event_id:
        return None
    found = _ID.fullmatch(event_id)
    if found is None:
        raise Invalid.field(field, "is no id of an event")
    return Place(int(found[1]), int(found[2]), int(found[3]))


async def streamed(
    told: AsyncGenerator[Told, None], vendors: Sequence[Face]
) -> AsyncGenerator[bytes, None]:
    """Spell what happens while it does."""
    # The HTML standard, 9.2.5: "The stream must be encoded in UTF-8"; fields end with a line.
    yield _RETRY
    async with aclosing(told):
        async for one in told:
            yield _spelled(one, vendors)


def _spelled(one: Told, vendors: Sequence[Face]) -> bytes:
    event_id = "-".join(map(str, one.place)).encode()
    match one:
        case Happened():
            return _event(event_id, one.kind, _data(one.subject, vendors))
        case Gap():
            return _event(event_id, "gap", _GAP)
        case Idle():
            # A block without data is no event, but its id counts: it tells where to go on.
            return b": nothing has happened\nid: %b\n\n" % event_id


def _event(event_id: bytes, name: str, data: shapes.Data) -> bytes:
    return b"id: %b\nevent: %b\ndata: %b\n\n" % (event_id, name.encode(), orjson.dumps(data))


def _data(subject: Subject, vendors: Sequence[Face]) -> shapes.Data:
    match subject:
        case Message():
            shown = translate.message(subject, vendors)
            return {**translate.event(subject.timeline[-1]), "message": shown}
        case Inbound():
            return {"at": iso(subject.received_at), "inbound": translate.inbound(subject)}
        case Signature() | Template():
            return reviewed(subject)
        case Noted():
            return request(subject, vendors)
        case Clock():
            return _clock(subject)
        case Notice():
            return webhook(subject, vendors)


def _clock(one: Clock) -> shapes.ClockSet:
    return {"mode": one.mode, "speed": one.speed, "now": iso(one.world_at)}
