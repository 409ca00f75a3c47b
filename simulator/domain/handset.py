"""Handsets: what the phone at the other end does with a message."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from simulator.domain.address import E164, Originator, OriginatorKind, originator_kind
from simulator.domain.carrier import NETWORK_RECEIPT
from simulator.domain.coverage import Coverage
from simulator.domain.message import Message, What
from simulator.domain.steps import MessageStep, ReplyStep
from simulator.domain.value import value

__all__ = ["CARRIER_NUMBER", "ORDINARY", "AutoReply", "Handset", "Handsets", "read_by", "reply_to"]

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
    """A phone. Without more than a number it is an ordinary one.

    Attributes:
        is_on: whether it can be reached at all.
        coverage: when it is within reach of the network; None is always.
        memory_part_count: how many more segments it can store; None is without end.
        is_landline: no text ever gets there.
        ported_to: the network that has taken the number over.
        blocked: senders that its network keeps away.
        blocks_all: whether that is every sender.
        reads_after_ms: how long after it has come a message is read; None if it never is.
    """

    number: E164
    auto_reply: AutoReply | None = None
    is_on: bool = True
    coverage: Coverage | None = None
    memory_part_count: int | None = None
    is_landline: bool = False
    ported_to: str | None = None
    blocked: frozenset[Originator] = frozenset()
    blocks_all: bool = False
    reads_after_ms: int | None = None

    def with_less_room(self, part_count: int) -> "Handset":
        """Store so many segments more, for as far as there is room."""
        if self.memory_part_count is None or part_count == 0:
            return self
        return replace(self, memory_part_count=self.memory_part_count - part_count)


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
    if not _has_come(message):
        return None
    handset = handsets.special.get(message.destination)
    answered = _answered(message.originator)
    if handset is None or handset.auto_reply is None or answered is None:
        return None
    reply = handset.auto_reply
    return ReplyStep(now + reply.after_ms, handset.number, answered, reply.text)


def read_by(message: Message, handset: Handset, now: int) -> MessageStep | None:
    """Decide when a message is read; None if never.

    Args:
        message: as it has just become.
        handset: that it is for.
        now: when it became so.
    """
    if handset.reads_after_ms is None or not _has_come(message):
        return None
    return MessageStep(now + handset.reads_after_ms, message.id, What.READ)


def _has_come(message: Message) -> bool:
    """Tell whether a message has just come, and not only to the network's belief."""
    # What has happened, not the state: a receipt that is repeated leaves a message delivered, and
    # is not another message.
    last = message.timeline[-1]
    return last.what is What.DELIVERED and last.detail != NETWORK_RECEIPT


def _answered(originator: Originator | None) -> Originator | None:
    """Tell where an answer to this sender goes; a name has no number behind it to answer to."""
    if originator is None:
        return CARRIER_NUMBER
    match originator_kind(originator):
        case OriginatorKind.E164 | OriginatorKind.SHORT_CODE:
            return originator
        case OriginatorKind.ALPHANUMERIC_SENDER_ID:
            return None
