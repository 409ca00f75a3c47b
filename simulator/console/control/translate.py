"""The control API's words for the domain's."""

import re
from collections.abc import Sequence
from typing import Final

from simulator.console.control import wire
from simulator.domain.address import E164
from simulator.domain.clock import Clock, ClockWish
from simulator.domain.encoding import measure
from simulator.domain.handset import AutoReply, Handset
from simulator.domain.inbound import Inbound
from simulator.domain.message import Event, Message
from simulator.domain.otp import Otp
from simulator.domain.pricing import MicroUsd
from simulator.domain.signatures import Signature
from simulator.domain.templates import Template
from simulator.face import Face
from simulator.face.instants import INSTANT_MAX, iso
from simulator.services.happenings import Happening
from simulator.services.inspection import Found, MessageFilter
from simulator.services.timeline import Advanced
from simulator.services.world import World
from simulator.services.worlds import WorldWish

__all__ = [
    "advanced",
    "clock",
    "clock_wish",
    "created",
    "handset",
    "inbound",
    "message",
    "message_filter",
    "message_id",
    "messages",
    "money",
    "otp",
    "shown_handset",
    "summary",
    "target_of",
    "world_wish",
]

Json = dict[str, object]

_ID_PREFIX: Final = re.compile(r"^[a-z]{1,8}_")


def money(amount: MicroUsd) -> float:
    """Spell an amount of dollars: the nearest float prints as the exact amount."""
    return amount / 1_000_000


def message_id(spelled: str) -> str:
    """Read a message's id, in whichever face's spelling."""
    return _ID_PREFIX.sub("", spelled).replace("-", "").lower()


def clock_wish(sent: wire.ClockChange) -> ClockWish:
    """Read how time shall pass."""
    return ClockWish(sent.mode, sent.speed, sent.now)


def world_wish(sent: wire.CreateWorld, generated_name: str) -> WorldWish:
    """Read what world is wanted."""
    return WorldWish(
        sent.name or generated_name,
        sent.seed,
        clock_wish(sent.clock) if sent.clock else None,
        sent.profile,
        sent.credit_usd,
        sent.review,
    )


def message_filter(sent: wire.MessageQuery) -> MessageFilter:
    """Read which messages are wanted."""
    return MessageFilter(
        sent.to, sent.from_, sent.contains, sent.state, sent.face, sent.since, sent.direction
    )


def handset(number: E164, sent: wire.Handset) -> Handset:
    """Read how a handset shall behave."""
    reply = sent.auto_reply
    return Handset(number, None if reply is None else AutoReply(reply.text, reply.after))


def target_of(sent: wire.Advance, world: World) -> int:
    """Tell how far time may go, at the most."""
    if sent.to is not None:
        return sent.to
    span_ms = sent.limit if sent.by is None else sent.by
    return min(INSTANT_MAX, world.now + span_ms)


def clock(shown: Clock, now: int) -> Json:
    """Spell a clock."""
    return {"mode": shown.mode.value, "speed": shown.speed, "now": iso(now)}


def summary(world: World, balance: MicroUsd, message_count: int) -> Json:
    """Spell what a world is set to, and how much is in it."""
    settings = world.settings
    return {
        "world": settings.name,
        "seed": settings.seed,
        "clock": clock(settings.clock, world.now),
        "profile": settings.profile,
        "balance_usd": money(balance),
        "message_count": message_count,
    }


def created(world: World, vendors: Sequence[Face], url: str) -> Json:
    """Spell a new world: what it is set to, and what clients need to know to speak for it."""
    settings = world.settings
    environment: dict[str, str] = {}
    for vendor in vendors:
        environment |= vendor.environment(settings.name, url)
    return {
        "world": settings.name,
        "seed": settings.seed,
        "clock": clock(settings.clock, world.now),
        "profile": settings.profile,
        "keys": {vendor.name: vendor.keys(settings.name) for vendor in vendors},
        "env": environment,
    }


def advanced(result: Advanced, vendors: Sequence[Face]) -> Json:
    """Spell where moving the time led."""
    return {
        "now": iso(result.world.now),
        "fired": [_fired(fired, vendors) for fired in result.fired],
        "fired_count": result.fired_count,
        "reached": result.is_reached,
    }


def messages(found: Found, vendors: Sequence[Face]) -> Json:
    """Spell what was found."""
    spelled: Json = {"items": [_either(one, vendors) for one in found.messages]}
    if found.is_cut_short:
        spelled["hint"] = "Older messages were not looked at; narrow the search with `to`."
    return spelled


def message(one: Message, vendors: Sequence[Face]) -> Json:
    """Spell the whole record of a message."""
    return {
        "id": _spell_id(one, vendors),
        "direction": "mt",
        "face": one.face,
        "vendor": one.vendor,
        "from": one.originator,
        "to": one.destination,
        "text": one.text,
        "state": one.state.value,
        "segments": _segments(one),
        "price_usd": money(one.price),
        "charged_usd": money(one.charged),
        "created_at": iso(one.created_at),
        "timeline": [_event(event) for event in one.timeline],
    }


def inbound(one: Inbound) -> Json:
    """Spell a message from a handset."""
    return {
        "id": one.id,
        "direction": "mo",
        "from": one.handset,
        "to": one.destination,
        "text": one.text,
        "segments": _segments(one),
        "keyword": None if one.keyword is None else one.keyword.value,
        "created_at": iso(one.received_at),
    }


def shown_handset(one: Handset) -> Json:
    """Spell how a handset behaves."""
    reply = one.auto_reply
    spelled = None if reply is None else {"text": reply.text, "after": f"{reply.after_ms}ms"}
    return {"number": one.number, "auto_reply": spelled}


def otp(one: Otp) -> Json:
    """Spell a code and what is left of it."""
    return {
        "code": one.code,
        "to": one.destination,
        "face": one.face,
        "expires_at": iso(one.expires_at),
        "attempts_left": one.attempts_left,
        "used": one.is_used,
        "superseded": list(one.superseded),
    }


def _either(one: Message | Inbound, vendors: Sequence[Face]) -> Json:
    return inbound(one) if isinstance(one, Inbound) else message(one, vendors)


def _segments(one: Message | Inbound) -> Json:
    encoding, unit_count = measure(one.text)
    return {
        "encoding": encoding.name,
        "segment_count": one.segment_count,
        "unit_count": unit_count,
    }


def _event(event: Event) -> Json:
    return {
        "at": iso(event.at),
        "event": event.what.value,
        "state": event.state.value,
        "detail": event.detail or None,
    }


def _fired(fired: Happening, vendors: Sequence[Face]) -> Json:
    match fired:
        case Message():
            return {"message": _spell_id(fired, vendors), **_event(fired.timeline[-1])}
        case Inbound():
            return {"inbound": fired.id, "at": iso(fired.received_at), "event": "received"}
        case Signature():
            return {
                "signature": fired.id,
                "event": fired.state.value,
                "detail": fired.reason or None,
            }
        case Template():
            return {
                "template": fired.id,
                "event": fired.state.value,
                "detail": fired.reason or None,
            }


def _spell_id(one: Message, vendors: Sequence[Face]) -> str:
    spellers = {vendor.name: vendor.spell_message_id for vendor in vendors}
    return spellers[one.face](one.id)
