"""What waits on a world's timeline: things that will happen, each at its own instant."""

from typing import TypeAlias

from simulator.domain.message import What
from simulator.domain.value import value

__all__ = ["MessageStep", "Step"]


@value
class MessageStep:
    """Let this happen to a message, if by then it still can.

    Attributes:
        due_at: milliseconds of the world's time.
    """

    due_at: int
    message_id: str
    what: What
    detail: str = ""


# A union of one so far. What joins it (reviews, webhook attempts, replies of handsets) does not
# type-check until the timeline knows how to do it. Each has a `due_at`.
Step: TypeAlias = MessageStep
