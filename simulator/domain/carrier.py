"""The simulated carrier: what happens to a message next, and when.

A message is dispatched, taken by the network, carried to the handset, and reported on. How long
each leg takes, how it ends, and whether the report arrives is the profile's; which of the possible
fates a message has is asked of the dice, by its content.
"""

from collections.abc import Callable, Sequence
from typing import Final

from simulator.domain.dice import Dice
from simulator.domain.latency import Fixed, Latency, draw
from simulator.domain.message import Message, State, What
from simulator.domain.profile import ENDINGS, Outcome, Profile
from simulator.domain.steps import MessageStep

__all__ = [
    "NETWORK_RECEIPT",
    "carried_at",
    "chosen",
    "fraction_of",
    "given_up_at",
    "next_step",
    "reported",
]

# What tells a receipt that the network has written itself.
NETWORK_RECEIPT: Final = "reported by the network, not the handset"

# Each step decides by these, and in 3.11 a look at a member of an enumeration costs twenty looks at
# a name of this module.
_DISPATCHED, _SENT, _FAILED, _SENT_LATE = What.DISPATCHED, What.SENT, What.FAILED, What.SENT_LATE


def next_step(message: Message, profile: Profile, dice: Dice, now: int) -> MessageStep | None:
    """Decide what happens to a message next; None if nothing more will.

    Args:
        message: as it has just become.
        profile: of the carrier that bears it.
        dice: of its world.
        now: when it became so.
    """
    state = message.state
    if state in profile.sure:
        leg = profile.sure[state]
        if leg is None:
            return None
        # Where it may have waited so long that it is given up on, that is decided below.
        if now + leg.ms - message.timeline[0].at <= profile.validity_ms:
            return MessageStep(now + leg.ms, message.id, leg.what, leg.detail)
    return _DECISIONS[state](message, profile, dice, now)


def _decision(state: State) -> Callable[[Message, Profile, Dice, int], MessageStep | None]:
    match state:
        case State.QUEUED:
            return _dispatch
        case State.SENDING:
            return _hand_over
        case State.SENT:
            return _report
        case State.DELIVERED | State.UNDELIVERED:
            return _report_again
        case State.SCHEDULED | State.CANCELLED | State.SUPPRESSED | State.FAILED:
            return _nothing


def _nothing(message: Message, profile: Profile, dice: Dice, now: int) -> None:  # noqa: ARG001 - all decide alike
    return None


def _dispatch(message: Message, profile: Profile, dice: Dice, now: int) -> MessageStep:
    due_at = now + _take(profile.queueing, message, dice, "queueing")
    return MessageStep(due_at, message.id, _DISPATCHED)


def _hand_over(message: Message, profile: Profile, dice: Dice, now: int) -> MessageStep:
    due_at = now + _take(profile.dispatch, message, dice, "dispatch")
    outcome = _outcome(message, profile, dice)
    if outcome.ending is _FAILED:
        return MessageStep(due_at, message.id, _FAILED, outcome.error)
    if profile.receipts.second is _SENT_LATE:
        return _report(message, profile, dice, due_at)
    return MessageStep(due_at, message.id, _SENT)


def _report(message: Message, profile: Profile, dice: Dice, now: int) -> MessageStep:
    receipts = profile.receipts
    if _happens(receipts.lost_ratio, message, dice, "receipt lost"):
        give_up_at = given_up_at(message, profile, now)
        return MessageStep(give_up_at, message.id, What.UNDELIVERED, "no receipt")
    if _happens(receipts.network_ratio, message, dice, "receipt by the network"):
        due_at = now + _take(receipts.latency, message, dice, "receipt")
        return MessageStep(due_at, message.id, What.DELIVERED, NETWORK_RECEIPT)
    outcome = _outcome(message, profile, dice)
    return reported(message, profile, dice, now, carried_at(message, profile, dice, now), outcome)


def carried_at(message: Message, profile: Profile, dice: Dice, now: int) -> int:
    """Tell when a message that the network sets out with now comes to its handset."""
    return now + _take(profile.delivery, message, dice, "delivery")


def reported(
    message: Message, profile: Profile, dice: Dice, now: int, arrived_at: int, outcome: Outcome
) -> MessageStep:
    """Decide about the report on what became of a message at its handset.

    Args:
        message: in the network's hands.
        profile: of the carrier that bears it.
        dice: of its world.
        now: when the network has set out with it.
        arrived_at: when it came to its handset.
        outcome: what became of it there.
    """
    due_at = arrived_at + _take(profile.receipts.latency, message, dice, "receipt")
    give_up_at = given_up_at(message, profile, now)
    if due_at > give_up_at:
        return MessageStep(give_up_at, message.id, What.UNDELIVERED, "validity expired")
    return MessageStep(due_at, message.id, outcome.ending, outcome.error)


def given_up_at(message: Message, profile: Profile, now: int) -> int:
    """Tell when a message is given up on which nothing has been reported."""
    return max(now, message.queued_at + profile.validity_ms)


def _report_again(message: Message, profile: Profile, dice: Dice, now: int) -> MessageStep | None:
    if not _happens(profile.receipts.repeated_ratio, message, dice, "receipt repeated"):
        return None
    # What has been followed by second news is not followed again, and what is read was reported.
    is_reported = message.timeline[-1].what in ENDINGS
    second = profile.receipts.second
    was_given_up = now >= message.queued_at + profile.validity_ms
    if not is_reported or was_given_up or _is_stale(second, message):
        return None
    due_at = now + _take(profile.receipts.repeated_after, message, dice, "repetition")
    is_contradiction = second is What.RECEIPT_CONTRADICTED
    said = _opposite(message.state) if is_contradiction else ""
    return MessageStep(due_at, message.id, second, said)


def _is_stale(news: What, message: Message) -> bool:
    """Tell whether news would come late that has come in time: it waited for its handset, say."""
    return news is _SENT_LATE and any(event.what is _SENT for event in message.timeline)


def _opposite(state: State) -> str:
    """Say what a receipt says that cannot be true."""
    return State.UNDELIVERED if state is State.DELIVERED else State.DELIVERED


def _outcome(message: Message, profile: Profile, dice: Dice) -> Outcome:
    """Draw how a message ends; each time it is asked, the answer is the same."""
    outcomes = profile.outcomes
    if len(outcomes) == 1:
        return outcomes[0]
    return chosen(outcomes, fraction_of(message, dice, "outcome"))


def chosen(outcomes: Sequence[Outcome], fraction: float) -> Outcome:
    """Tell which outcome a draw selects: each has its share of what can be drawn, in order."""
    left = fraction
    for outcome in outcomes[:-1]:
        left -= outcome.ratio
        if left < 0:
            return outcome
    return outcomes[-1]


def fraction_of(message: Message, dice: Dice, question: str) -> float:
    """Draw the answer to a question about a message."""
    return dice.fraction(message.likeness, str(message.nth), question)


def _happens(ratio: float, message: Message, dice: Dice, question: str) -> bool:
    return ratio > 0 and fraction_of(message, dice, question) < ratio


def _take(latency: Latency, message: Message, dice: Dice, leg: str) -> int:
    if isinstance(latency, Fixed):  # spares the draw, and most profiles of tests are fixed
        return latency.ms
    return draw(latency, fraction_of(message, dice, leg))


# Total because the function is: what each step asks is answered once.
_DECISIONS = {state: _decision(state) for state in State}
