"""Handsets: what the phone at the other end does with a message."""

from collections.abc import Mapping
from typing import Final

from simulator.domain.address import E164, Originator, OriginatorKind, originator_kind
from simulator.domain.message import Message, What
from simulator.domain.steps import ReplyStep
from simulator.domain.value import value

__all__ = ["CARRIER_NUMBER", "ORDINARY", "AutoReply", "Handset", "Handsets", "reply_to"]

# Who a handset answers where the sender of a message was left to the carrier. One number for all of
# them, so that a test knows it; of the range that North America keeps for fiction, so that it is
# nobody's.
CARRIER_NUMBER: Final = E164("+14155550199")


@value
class AutoReply:
    """What a handset answers to each message, and how long after it has come."""

    text: str
    after_ms: int


@value
class Handset:
    """A phone. Without more than a number it is an ordinary one."""

    number: E164
    auto_reply: AutoReply | None = None


@value
class Handsets:
    """All handsets of a world that are not ordinary ones.

    They are one record: the carrier looks at it at each step of a message, and most worlds have
    none.
    """

    special: Mapping[E164, Handset]

    def get(self, number: E164) -> Handset:
        """Find the handset of a number."""
        return self.special.get(number) or Handset(number)

    def with_(self, handset: Handset) -> "Handsets":
        """Put a handset in the place of the one with its number."""
        if handset == Handset(handset.number):
            return self.without(handset.number)
        return Handsets({**self.special, handset.number: handset})

    def without(self, number: E164) -> "Handsets":
        """Make the handset of a number an ordinary one."""
        return Handsets({there: one for there, one in self.special.items() if there != number})


# What a world has whose handsets nobody has touched.
ORDINARY: Final = Handsets({})


def reply_to(message: Message, handsets: Handsets, now: int) -> ReplyStep | None:
    """Decide what a handset answers to a message; None if nothing.

    Args:
        message: as it has just become.
        handsets: of its world.
        now: when it became so.
    """
    # What has happened, not the state: a receipt that is repeated leaves a message delivered, and
    # is not another message.
    if message.timeline[-1].what is not What.DELIVERED:
        return None
    handset = handsets.special.get(message.destination)
    answered = _answered(message.originator)
    if handset is None or handset.auto_reply is None or answered is None:
        return None
    reply = handset.auto_reply
    return ReplyStep(now + reply.after_ms, handset.number, answered, reply.text)


def _answered(originator: Originator | None) -> Originator | None:
    """Tell where an answer to this sender goes; a name has no number behind it to answer to."""
    if originator is None:
        return CARRIER_NUMBER
    match originator_kind(originator):
        case OriginatorKind.E164 | OriginatorKind.SHORT_CODE:
            return originator
        case OriginatorKind.ALPHANUMERIC_SENDER_ID:
            return None
