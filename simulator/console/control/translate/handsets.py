"""Handsets, in the control API's words."""

from simulator.console.control import shapes, wire
from simulator.domain.address import E164
from simulator.domain.handset import AutoReply, Handset

__all__ = ["handset", "shown_handset"]


def handset(number: E164, sent: wire.Handset) -> Handset:
    """Read how a handset shall behave."""
    reply = sent.auto_reply
    return Handset(number, None if reply is None else AutoReply(reply.text, reply.after))


def shown_handset(one: Handset) -> shapes.ShownHandset:
    """Spell how a handset behaves."""
    reply = one.auto_reply
    return {"number": one.number, "auto_reply": None if reply is None else _reply(reply)}


def _reply(one: AutoReply) -> shapes.ShownReply:
    return {"text": one.text, "after": f"{one.after_ms}ms"}
