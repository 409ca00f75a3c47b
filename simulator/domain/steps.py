"""What waits on a world's timeline: things that will happen, each at its own instant."""

from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from simulator.domain.address import E164, Originator
from simulator.domain.message import What
from simulator.domain.review import Subject
from simulator.domain.value import choice, value

__all__ = [
    "ArrivalStep",
    "Errand",
    "MessageStep",
    "ReplyStep",
    "ReviewStep",
    "ScenarioStep",
    "Step",
    "WebhookStep",
]


class MessageStep(Struct, frozen=True, gc=False, array_like=True):
    """Let this happen to a message, if by then it still can.

    Attributes:
        due_at: milliseconds of the world's time.
    """

    due_at: int
    message_id: str
    what: What
    detail: str = ""


@value
class ReviewStep:
    """Let a signature or a template be reviewed, if it is still there.

    Attributes:
        due_at: milliseconds of the world's time.
    """

    due_at: int
    subject: Subject
    subject_id: str


@value
class ReplyStep:
    """Let a handset answer.

    Attributes:
        due_at: milliseconds of the world's time.
        handset: its number.
        destination: whom it answers.
    """

    due_at: int
    handset: E164
    destination: Originator
    text: str


@value
class ArrivalStep:
    """Let a message come to its handset, which may not take it.

    Attributes:
        due_at: milliseconds of the world's time.
        attempt: which one it is; where there has been a later one, nothing comes of it.
    """

    due_at: int
    message_id: str
    attempt: int


@value
class ScenarioStep:
    """Let a scenario take a turn, if it is still the one that runs.

    Attributes:
        due_at: milliseconds of the world's time.
        serial: of the scenario in its world.
        position: of the turn in the scenario, from 0.
    """

    due_at: int
    serial: int
    position: int


@choice
class Errand(StrEnum):
    """What an attempt to deliver a webhook is for."""

    FIRST = "first"  # ask the rules what goes wrong with it, then make it
    AGAIN = "again"  # they have been asked; make it, if nothing is known to have come of it yet
    COPY = "copy"  # repeat it, for no reason


@value
class WebhookStep:
    """Make an attempt to deliver a webhook, if it is still the one that is to come.

    Attributes:
        due_at: milliseconds of the world's time.
        number: of the attempt, from 1 on.
    """

    due_at: int
    notice_id: str
    number: int
    errand: Errand = Errand.FIRST


# What joins this union does not type-check until the timeline knows how to do it. Each has a
# `due_at`.
Step: TypeAlias = MessageStep | ReviewStep | ReplyStep | ArrivalStep | ScenarioStep | WebhookStep
