"""The simulated carrier: what happens to a message next, and when.

A message is dispatched, taken by the network, carried to the handset, and reported on. How long
each leg takes, how it ends, and whether the report arrives is the profile's; which of the possible
fates a message has is asked of the dice, by its content.
"""

from collections.abc import Callable

from simulator.domain.dice import Dice
from simulator.domain.latency import Fixed, Latency, draw
from simulator.domain.message import Message, State, What
from simulator.domain.steps import MessageStep
from simulator.domain.value import value

__all__ = ["Outcome", "Profile", "ProfileError", "Receipts", "next_step"]

# Each step decides by these, and in 3.11 a look at a member of an enumeration costs twenty looks at
# a name of this module.
_DISPATCHED, _SENT, _FAILED, _SENT_LATE = What.DISPATCHED, What.SENT, What.FAILED, What.SENT_LATE

_ENDINGS = frozenset({What.DELIVERED, What.UNDELIVERED, What.FAILED})
_SHARE_TOLERANCE = 1e-9


class ProfileError(ValueError):
    """A carrier profile that makes no sense."""


@value
class Outcome:
    """One way in which a message may end.

    Attributes:
        ending: DELIVERED, UNDELIVERED (handset not reached) or FAILED (refused by the network).
        ratio: the share of messages that end so.
        error: why, in a word, as carriers' receipts put it; empty where it went well.
    """

    ending: What
    ratio: float
    error: str = ""


@value
class Receipts:
    """How honest the carrier's delivery receipts are.

    Attributes:
        latency: from the handset to us.
        lost_ratio: the share that never arrives.
        repeated_ratio: of those that arrive, the share that arrives twice.
        repeated_after: from the first to the second.
        second: what the second one says: the same, the opposite, or only that the network had
            taken the message, which then the first one has overtaken.
    """

    latency: Latency
    lost_ratio: float = 0.0
    repeated_ratio: float = 0.0
    repeated_after: Latency = Fixed(1_000)
    second: What = What.RECEIPT_REPEATED


@value
class Profile:
    """How a carrier behaves.

    Attributes:
        queueing: from acceptance to dispatch; a message can be cancelled this long.
        dispatch: from dispatch until the network has taken the message.
        delivery: from the network to the handset.
        outcomes: all the ways to end; their ratios sum to one.
        validity_ms: from acceptance; what has not been reported by then is given up.
    """

    name: str
    queueing: Latency
    dispatch: Latency
    delivery: Latency
    outcomes: tuple[Outcome, ...]
    receipts: Receipts
    validity_ms: int

    def __post_init__(self) -> None:
        """Refuse what could not be drawn from.

        Raises:
            ProfileError: says which part of the profile is wrong.
        """
        if abs(sum(outcome.ratio for outcome in self.outcomes) - 1) > _SHARE_TOLERANCE:
            raise ProfileError(f"the ratios of all outcomes of {self.name!r} do not sum to 1")
        if any(outcome.ending not in _ENDINGS for outcome in self.outcomes):
            raise ProfileError(f"an outcome of {self.name!r} is not a way for a message to end")
        if self.validity_ms <= 0:
            raise ProfileError(f"{self.name!r} gives messages no time to be delivered")


def next_step(message: Message, profile: Profile, dice: Dice, now: int) -> MessageStep | None:
    """Decide what happens to a message next; None if nothing more will.

    Args:
        message: as it has just become.
        profile: of the carrier that bears it.
        dice: of its world.
        now: when it became so.
    """
    return _DECISIONS[message.state](message, profile, dice, now)


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
    given_up_at = max(now, message.created_at + profile.validity_ms)
    if _happens(profile.receipts.lost_ratio, message, dice, "receipt lost"):
        return MessageStep(given_up_at, message.id, What.UNDELIVERED, "no receipt")
    carried_at = now + _take(profile.delivery, message, dice, "delivery")
    due_at = carried_at + _take(profile.receipts.latency, message, dice, "receipt")
    if due_at > given_up_at:
        return MessageStep(given_up_at, message.id, What.UNDELIVERED, "validity expired")
    outcome = _outcome(message, profile, dice)
    return MessageStep(due_at, message.id, outcome.ending, outcome.error)


def _report_again(message: Message, profile: Profile, dice: Dice, now: int) -> MessageStep | None:
    if not _happens(profile.receipts.repeated_ratio, message, dice, "receipt repeated"):
        return None
    second = profile.receipts.second
    has_been_repeated = message.timeline[-1].what is second
    was_given_up = now >= message.created_at + profile.validity_ms
    if has_been_repeated or was_given_up:
        return None
    due_at = now + _take(profile.receipts.repeated_after, message, dice, "repetition")
    is_contradiction = second is What.RECEIPT_CONTRADICTED
    said = _opposite(message.state) if is_contradiction else ""
    return MessageStep(due_at, message.id, second, said)


def _opposite(state: State) -> str:
    """Say what a receipt says that cannot be true."""
    return State.UNDELIVERED if state is State.DELIVERED else State.DELIVERED


def _outcome(message: Message, profile: Profile, dice: Dice) -> Outcome:
    """Draw how a message ends; each time it is asked, the answer is the same."""
    outcomes = profile.outcomes
    if len(outcomes) == 1:
        return outcomes[0]
    left = dice.fraction(message.likeness, str(message.nth), "outcome")
    for outcome in outcomes[:-1]:
        left -= outcome.ratio
        if left < 0:
            return outcome
    return outcomes[-1]


def _happens(ratio: float, message: Message, dice: Dice, what: str) -> bool:
    return ratio > 0 and dice.fraction(message.likeness, str(message.nth), what) < ratio


def _take(latency: Latency, message: Message, dice: Dice, leg: str) -> int:
    if isinstance(latency, Fixed):  # spares the draw, and most profiles of tests are fixed
        return latency.ms
    return draw(latency, dice.fraction(message.likeness, str(message.nth), leg))


# Total because the function is: what each step asks is answered once.
_DECISIONS = {state: _decision(state) for state in State}
