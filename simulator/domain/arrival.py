"""Arrival: a message comes to a handset, which takes it, takes a part of it, or does not.

What is not taken waits in the network until the handset can take it, or its time is over. So does
3GPP TS 23.040 have it where a phone is absent or its memory is full: the network notes that
messages are waiting (3.2.6), and alerts whoever keeps them when that has changed (3.2.7).
"""

from dataclasses import replace
from typing import Final, TypeAlias

from simulator.domain.carrier import NETWORK_RECEIPT
from simulator.domain.handset import CARRIER_NUMBER, Handset
from simulator.domain.message import Message, State, What
from simulator.domain.profile import Profile
from simulator.domain.steps import MessageStep
from simulator.domain.value import value

__all__ = [
    "NEVER_TRIED",
    "Arrival",
    "Meeting",
    "Refused",
    "Taken",
    "Waits",
    "facing",
    "hinders",
    "in_turn",
    "meet",
    "says_arrived",
    "signed",
]

HANDSET_OFF: Final = "handset off"
NO_COVERAGE: Final = "out of coverage"
MEMORY_FULL: Final = "memory full"
LANDLINE: Final = "landline"
BLOCKED: Final = "blocked by recipient"


@value
class Arrival:
    """How far a message has come with a handset that does not take everything.

    Attributes:
        attempt: the last one that was made or is planned.
        part_count: how many of its segments the handset has, from the first on.
        is_settled: whether that is its end: only the receipt is still on its way.
    """

    attempt: int
    part_count: int
    is_settled: bool = False


# Of a message that has not met its handset.
NEVER_TRIED: Final = Arrival(0, 0)


@value
class Taken:
    """The handset has all of the message; so many segments were new to it."""

    part_count: int


@value
class Waits:
    """The handset does not take the rest now.

    Attributes:
        why: for the message's timeline.
        part_count: how many segments it did take this time.
        until: when it will be otherwise by itself; None if somebody has to see to it.
    """

    why: str
    part_count: int = 0
    until: int | None = None


@value
class Refused:
    """Nothing will ever be taken."""

    why: str


Meeting: TypeAlias = Taken | Waits | Refused


def hinders(handset: Handset) -> bool:
    """Tell whether it may make a difference to a message that this is its handset."""
    return (
        not handset.is_on
        or handset.is_landline
        or handset.blocks_all
        or bool(handset.blocked)
        or handset.coverage is not None
        or handset.memory_part_count is not None
    )


def says_arrived(step: MessageStep) -> bool:
    """Tell whether a step reports that a message has come, which its handset may make untrue."""
    return step.what is What.DELIVERED and step.detail != NETWORK_RECEIPT


def signed(step: MessageStep, handset: Handset) -> MessageStep:
    """Have a receipt come from the network that has taken the number over."""
    if handset.ported_to is None or step.what is not What.DELIVERED or step.detail:
        return step
    receipt = f"receipt from {handset.ported_to}"
    return MessageStep(step.due_at, step.message_id, step.what, receipt)


def facing(profile: Profile, handset: Handset) -> Profile:
    """Tell how a carrier treats messages to a handset: no report overtakes what may wait."""
    receipts = profile.receipts
    if receipts.second is not What.SENT_LATE or not hinders(handset):
        return profile
    in_order = replace(receipts, repeated_ratio=0.0, second=What.RECEIPT_REPEATED)
    return replace(profile, receipts=in_order)


def in_turn(message: Message, step: MessageStep, handset: Handset) -> MessageStep:
    """Let a report that would overtake the network's news wait, now that the handset may hinder."""
    if message.state is not State.SENDING or not says_arrived(step) or not hinders(handset):
        return step
    return MessageStep(step.due_at, step.message_id, What.SENT)


def meet(message: Message, handset: Handset, there_count: int, now: int) -> Meeting:
    """Decide what becomes of a message that has come to its handset.

    Args:
        message: in the network's hands.
        handset: that it is for.
        there_count: how many of its segments are there already.
        now: when it has come.
    """
    if handset.is_landline:
        return Refused(LANDLINE)
    if _is_blocked(message, handset):
        return Refused(BLOCKED)
    if not handset.is_on:
        return Waits(HANDSET_OFF)
    if handset.coverage is not None:
        opens_at = handset.coverage.opens_at(now)
        if opens_at != now:
            return Waits(NO_COVERAGE, until=opens_at)
    return _store(message.segment_count, handset.memory_part_count, there_count)


def _is_blocked(message: Message, handset: Handset) -> bool:
    """Tell whether the recipient has had his network keep this sender away.

    Blocking a sender on the phone itself is another thing: the network knows nothing of it, and
    reports what nobody sees as delivered. That is what an ordinary handset is for.
    """
    return handset.blocks_all or (message.originator or CARRIER_NUMBER) in handset.blocked


def _store(part_count: int, room_count: int | None, there_count: int) -> Meeting:
    left_count = part_count - there_count
    if room_count is None or room_count >= left_count:
        return Taken(left_count)
    return Waits(_what_waits(part_count, there_count + room_count), room_count)


def _what_waits(part_count: int, there_count: int) -> str:
    if there_count == 0:
        return MEMORY_FULL
    arrived = "part 1" if there_count == 1 else f"parts 1-{there_count}"
    return f"{MEMORY_FULL}: {arrived} of {part_count} arrived"
