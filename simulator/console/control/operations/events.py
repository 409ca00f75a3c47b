"""What happens in a world, told while it does."""

from simulator.console.control.following import EventQuery
from simulator.console.control.translate import events as translate
from simulator.face import VENDORS, Call, Stream
from simulator.services import events

__all__ = ["stream_events"]

_LAST_EVENT_ID = "Last-Event-ID"


async def stream_events(call: Call) -> Stream:
    """Follow a world: messages, reviews, calls and the clock, as Server-Sent Events."""
    query = call.query(EventQuery)
    # A browser that comes back sends the header, and keeps what once was in the query.
    header = call.request.headers.get(_LAST_EVENT_ID)
    start = translate.place(header, _LAST_EVENT_ID) or translate.place(
        query.last_event_id, "last_event_id"
    )
    told = events.follow(call.simulation.worlds, call.world, translate.event_filter(query), start)
    return Stream("text/event-stream", translate.streamed(told, call.request.app[VENDORS]))
