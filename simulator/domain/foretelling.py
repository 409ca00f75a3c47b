"""Foretelling: what will become of a message, told by the same functions that decide it.

A message's life is lived again, from its first line on, with dice that remember what they are
asked. So nothing can be told of a draw that was not made, or a threshold that did not count. What
has happened is not contradicted: where a queue, or a phone that is another one by now, has had it
otherwise, life goes on from there.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import structs

from simulator.domain.arrival import Refused, Taken, Waits, hinders, meet, says_arrived, signed
from simulator.domain.carrier import carried_at, chosen, given_up_at, reported
from simulator.domain.dice import Dice
from simulator.domain.handset import Handset
from simulator.domain.latency import Latency, draw
from simulator.domain.message import Message, State, What
from simulator.domain.passage import admitted, onward
from simulator.domain.profile import Outcome, Profile
from simulator.domain.steps import MessageStep
from simulator.domain.value import value

__all__ = ["Choice", "Draw", "foretell"]

_DELIVERED: Final = Outcome(What.DELIVERED, 1.0)


@value
class Choice:
    """One thing that a draw may select: where it falls below `up_to`, and below no other's."""

    outcome: str
    up_to: float


@value
class Draw:
    """What chance was asked about a message, and what it said.

    Attributes:
        question: what was asked, besides the message itself.
        fraction: what was drawn, from the open interval (0, 1).
        choices: what it could select; none where it draws a duration.
        selected: what it did select.
        latency: whose duration it draws, where it does.
    """

    question: str
    fraction: float
    choices: tuple[Choice, ...]
    selected: str
    latency: Latency | None = None


def foretell(
    message: Message,
    profile: Profile,
    dice: Dice,
    handset: Handset,
    *,
    is_registered: bool,
    sets_out_at: int | None = None,
) -> tuple[Message, tuple[Draw, ...]]:
    """Tell what becomes of a message, and what is drawn for it.

    Args:
        message: at whatever point of its life.
        profile: of the carrier that bears it.
        dice: of its world.
        handset: that it is for, as if it had been so from the beginning and nobody else's messages
            took up its memory.
        is_registered: whether its sender is registered with the networks.
        sets_out_at: when it will, if it waits for that.
    """
    begun = _as_it_began(message)
    listening = _Listening(dice)
    if begun.state is State.SCHEDULED and sets_out_at is not None:
        begun = begun.after(What.QUEUED, sets_out_at)
    lived = _lived(begun, profile, listening, handset, is_registered=is_registered)
    if not _may_be(message, lived):
        lived = _lived(message, profile, dice, handset, is_registered=is_registered)
    return lived, tuple(_draws(listening.heard, profile))


def _lived(
    message: Message, profile: Profile, dice: Dice, handset: Handset, *, is_registered: bool
) -> Message:
    """Live a life to its end, from any point of it."""
    while step := _next(message, profile, dice, is_registered=is_registered):
        if message.state is State.SENT and says_arrived(step) and hinders(handset):
            message = _meet(message, profile, dice, handset)
        else:
            message = _after(message, signed(step, handset))
    return message


def _may_be(message: Message, lived: Message) -> bool:
    """Tell whether a life may be this message's, as far as it has come.

    Of one that was cancelled it is told what would have come.
    """
    if message.state is State.CANCELLED:
        return True
    return lived.timeline[: len(message.timeline)] == message.timeline


def _as_it_began(message: Message) -> Message:
    """Take back all that has happened to a message but its acceptance, or its setting free."""
    count = 2 if message.timeline[0].state is State.SCHEDULED else 1
    begun = message.timeline[:count]
    return structs.replace(message, state=begun[-1].state, timeline=begun)


class _Listening(Dice):
    """Dice that remember what they were asked, and what they answered."""

    __slots__ = ("heard",)

    def __init__(self, dice: Dice) -> None:
        super().__init__(dice.seed, dice.realm)
        self.heard: dict[str, float] = {}

    def fraction(self, *question: str) -> float:
        answer = super().fraction(*question)
        self.heard[question[-1]] = answer
        return answer


def _next(
    message: Message, profile: Profile, dice: Dice, *, is_registered: bool
) -> MessageStep | None:
    now = message.timeline[-1].at
    if message.fault is not None and message.timeline[-1].what is What.QUEUED:
        now += message.fault.held_ms
    step = onward(message, profile, dice, now, is_registered=is_registered)
    return None if step is None else admitted(message, step, profile.terms)


def _meet(message: Message, profile: Profile, dice: Dice, handset: Handset) -> Message:
    """Take a message through its handset to its end, however long it has to wait."""
    arrives_at = carried_at(message, profile, dice, message.timeline[-1].at)
    give_up_at = given_up_at(message, profile, arrives_at)
    while True:
        match meet(message, handset, 0, arrives_at):
            case Taken():
                report = _report(message, profile, dice, arrives_at, _DELIVERED)
                return _after(message, signed(report, handset))
            case Refused(why):
                refused = Outcome(What.UNDELIVERED, 1.0, why)
                return _after(message, _report(message, profile, dice, arrives_at, refused))
            case Waits(why, until=until):
                message = message.after(What.WAITING, arrives_at, why)
                # Where there was room for a part only, nobody makes more: there is no second try.
                tried_at = None if until is None else carried_at(message, profile, dice, until)
                if tried_at is None or tried_at >= give_up_at:
                    return message.after(What.UNDELIVERED, give_up_at, "validity expired")
                arrives_at = tried_at


def _report(
    message: Message, profile: Profile, dice: Dice, arrived_at: int, outcome: Outcome
) -> MessageStep:
    return reported(message, profile, dice, arrived_at, arrived_at, outcome)


def _after(message: Message, step: MessageStep) -> Message:
    return message.after(step.what, step.due_at, step.detail)


def _draws(heard: dict[str, float], profile: Profile) -> Iterator[Draw]:
    receipts = profile.receipts
    shares = {
        "receipt lost": receipts.lost_ratio,
        "receipt by the network": receipts.network_ratio,
        "receipt repeated": receipts.repeated_ratio,
    }
    latencies = {
        "queueing": profile.queueing,
        "dispatch": profile.dispatch,
        "delivery": profile.delivery,
        "receipt": receipts.latency,
        "repetition": receipts.repeated_after,
    }
    for question, fraction in heard.items():
        if question in shares:
            yield _share(question, fraction, shares[question])
        elif question in latencies:
            latency = latencies[question]
            yield Draw(question, fraction, (), f"{draw(latency, fraction)} ms", latency)
        else:
            yield _outcome(question, fraction, profile.outcomes)


def _share(question: str, fraction: float, ratio: float) -> Draw:
    choices = (Choice("yes", ratio), Choice("no", 1.0))
    return Draw(question, fraction, choices, "yes" if fraction < ratio else "no")


def _outcome(question: str, fraction: float, outcomes: Sequence[Outcome]) -> Draw:
    choices, up_to = [], 0.0
    for outcome in outcomes:
        up_to += outcome.ratio
        choices.append(Choice(_named(outcome), min(1.0, round(up_to, 9))))
    return Draw(question, fraction, tuple(choices), _named(chosen(outcomes, fraction)))


def _named(outcome: Outcome) -> str:
    return f"{outcome.ending}: {outcome.error}" if outcome.error else outcome.ending.value
