"""Messages, in the control API's words."""

import re
from collections.abc import Sequence
from typing import Final

from simulator.console.control import shapes, wire
from simulator.console.control.faulting import MessageFault
from simulator.console.control.translate.account import money
from simulator.domain.encoding import measure
from simulator.domain.fault_effects import Fault
from simulator.domain.inbound import Inbound
from simulator.domain.message import Event, Message
from simulator.face import Face
from simulator.face.instants import iso
from simulator.services.inspection import FoundPage, MessageFilter

__all__ = ["event", "inbound", "message", "message_filter", "message_id", "messages", "spell_id"]

_ID_PREFIX: Final = re.compile(r"^[a-z]{1,8}_")


def message_id(spelled: str) -> str:
    """Read a message's id, in whichever face's spelling."""
    return _ID_PREFIX.sub("", spelled).replace("-", "").lower()


def spell_id(one: Message, vendors: Sequence[Face]) -> str:
    """Spell a message's id as the face does through which it came."""
    spellers = {vendor.name: vendor.spell_message_id for vendor in vendors}
    # An imported world may have messages that came through a face which is not served here.
    return spellers.get(one.face, str)(one.id)


def message_filter(sent: wire.MessageQuery) -> MessageFilter:
    """Read which messages are wanted."""
    return MessageFilter(
        sent.to, sent.from_, sent.contains, sent.state, sent.face, sent.since, sent.direction
    )


def messages(found: FoundPage, vendors: Sequence[Face]) -> shapes.Messages:
    """Spell what was found."""
    spelled: shapes.Messages = {
        "items": [_either(one, vendors) for one in found.messages],
        "next_cursor": found.next_cursor,
    }
    if found.is_cut_short:
        spelled["hint"] = (
            "Older messages were not looked at; go on from `next_cursor`,"
            " or narrow the search with `to`."
        )
    return spelled


def message(one: Message, vendors: Sequence[Face]) -> shapes.Message:
    """Spell the whole record of a message."""
    return {
        "id": spell_id(one, vendors),
        "direction": "mt",
        "face": one.face,
        "vendor": one.vendor,
        "from": one.originator,
        "to": one.destination,
        "text": one.text,
        "state": one.state,
        "segments": _segments(one),
        "price_usd": money(one.price),
        "charged_usd": money(one.charged),
        "created_at": iso(one.created_at),
        "fault": None if one.fault is None else _fault(one.fault),
        "timeline": [event(step) for step in one.timeline],
    }


def inbound(one: Inbound) -> shapes.Inbound:
    """Spell a message from a handset."""
    return {
        "id": one.id,
        "direction": "mo",
        "from": one.handset,
        "to": one.destination,
        "text": one.text,
        "segments": _segments(one),
        "keyword": one.keyword,
        "created_at": iso(one.received_at),
    }


def event(step: Event) -> shapes.Event:
    """Spell a step of a message's timeline."""
    return {
        "at": iso(step.at),
        "event": step.what,
        "state": step.state,
        "detail": step.detail or None,
    }


def _fault(fault: Fault) -> MessageFault:
    return {"rule": fault.rule, "effect": fault.effect.kind}


def _either(one: Message | Inbound, vendors: Sequence[Face]) -> shapes.Message | shapes.Inbound:
    return inbound(one) if isinstance(one, Inbound) else message(one, vendors)


def _segments(one: Message | Inbound) -> shapes.Segments:
    encoding, unit_count = measure(one.text)
    return {
        "encoding": encoding.name,
        "segment_count": one.segment_count,
        "unit_count": unit_count,
    }
