"""Time, and what happened in it, in the control API's words."""

from collections.abc import Sequence

from simulator.console.control import shapes, wire
from simulator.console.control.translate import webhooks
from simulator.console.control.translate.messages import event, spell_id
from simulator.domain.clock import CLOCK_MAX, Clock, ClockWish
from simulator.domain.inbound import Inbound
from simulator.domain.message import Message
from simulator.domain.scenarios import Turned
from simulator.domain.signatures import Signature
from simulator.domain.templates import Template
from simulator.domain.webhooks import Notice
from simulator.face import Face
from simulator.face.instants import iso
from simulator.services.happenings import Happening
from simulator.services.reviews import Reviewed
from simulator.services.timeline import Advanced
from simulator.services.world import World

__all__ = ["advanced", "clock", "clock_wish", "expiry_of", "reviewed", "target_of"]


def clock_wish(sent: wire.ClockChange) -> ClockWish:
    """Read how time shall pass."""
    return ClockWish(sent.mode, sent.speed, sent.now)


def target_of(sent: wire.Advance, world: World) -> int:
    """Tell how far time may go, at the most."""
    if sent.to is not None:
        return sent.to
    span_ms = sent.limit if sent.by is None else sent.by
    return min(CLOCK_MAX, world.now + span_ms)


def expiry_of(sent: wire.Advance, expires_at: int, world: World) -> int:
    """Tell how far time has to go for a code to expire, if it may go so far."""
    return min(target_of(sent, world), max(world.now, expires_at))


def clock(shown: Clock, now: int) -> shapes.Clock:
    """Spell a clock."""
    return {"mode": shown.mode, "speed": shown.speed, "now": iso(now)}


def advanced(result: Advanced, vendors: Sequence[Face]) -> shapes.Advanced:
    """Spell where moving the time led."""
    return {
        "now": iso(result.world.now),
        "fired": [_fired(fired, vendors) for fired in result.fired],
        "fired_count": result.fired_count,
        "reached": result.is_reached,
    }


def _fired(fired: Happening, vendors: Sequence[Face]) -> shapes.Fired:
    match fired:
        case Message():
            return {"message": spell_id(fired, vendors), **event(fired.timeline[-1])}
        case Inbound():
            return {"inbound": fired.id, "at": iso(fired.received_at), "event": "received"}
        case Signature() | Template():
            return reviewed(fired)
        case Notice():
            return webhooks.fired(fired)
        case Turned(scenario, note, at):
            return {"scenario": scenario, "at": iso(at), "event": "turned", "note": note}


def reviewed(one: Reviewed) -> shapes.FiredSignature | shapes.FiredTemplate:
    """Spell how a review goes."""
    match one:
        case Signature():
            return {"signature": one.id, "event": one.state, "detail": one.reason or None}
        case Template():
            return {"template": one.id, "event": one.state, "detail": one.reason or None}
