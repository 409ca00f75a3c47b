"""Passage: how a message goes on where its carrier has terms.

`carrier.next_step` knows no terms; what is here asks it, and then holds the answer against them.
"""

from simulator.domain.carrier import next_step
from simulator.domain.dice import Dice
from simulator.domain.message import Message, State, What
from simulator.domain.profile import Profile
from simulator.domain.steps import MessageStep
from simulator.domain.terms import Terms

__all__ = ["admitted", "onward"]


def admitted(message: Message, step: MessageStep, terms: Terms | None) -> MessageStep:
    """Tell what happens in the place of a step that is due: a message may be held back instead."""
    if terms is None or terms.quiet is None or step.what is not What.DISPATCHED:
        return step
    quiet = terms.quiet
    objection = "" if quiet.is_refused else quiet.objection(message.text, step.due_at)
    return MessageStep(step.due_at, step.message_id, What.HELD, objection) if objection else step


def onward(
    message: Message, profile: Profile, dice: Dice, now: int, *, is_registered: bool
) -> MessageStep | None:
    """Decide what happens to a message next, as `next_step` does, on the carrier's terms.

    Args:
        message: as it has just become.
        profile: of the carrier that bears it.
        dice: of its world.
        now: when it became so.
        is_registered: whether its sender is registered with the networks.
    """
    terms = profile.terms
    if terms is None:
        return next_step(message, profile, dice, now)
    if message.timeline[-1].what is What.HELD and terms.quiet is not None:
        return MessageStep(terms.quiet.hours.end_at(now), message.id, What.DISPATCHED)
    step = next_step(message, profile, dice, now)
    if message.state is not State.SENDING or step is None or step.what is not What.SENT:
        return step
    return _taken(message, step, terms, is_registered=is_registered)


def _taken(
    message: Message, step: MessageStep, terms: Terms, *, is_registered: bool
) -> MessageStep:
    """Let the network look at a message that it would take."""
    if terms.quiet is not None and terms.quiet.is_refused:
        objection = terms.quiet.objection(message.text, step.due_at)
        if objection:
            return MessageStep(step.due_at, message.id, What.FAILED, objection)
    if terms.senders is None:
        return step
    verdict = terms.senders.verdict(message.originator, is_registered=is_registered)
    if verdict.refused:
        return MessageStep(step.due_at, message.id, What.FAILED, verdict.refused)
    if verdict.shown_as:
        shown = f"sender shown as {verdict.shown_as}"
        return MessageStep(step.due_at, message.id, What.SENT, shown)
    return step
