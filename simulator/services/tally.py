"""What one process has done, in plain numbers: cheap to keep, and read by whoever measures."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

from simulator.domain.message import Message

__all__ = ["BOUNDS_NS", "Durations", "Tally"]

# The upper bounds of the classes into which durations fall: from 0.1 ms to a minute.
BOUNDS_NS: Final = tuple(
    int(second * 1_000_000_000)
    for second in (
        *(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05),
        *(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
    )
)


class Durations:
    """How long things took: how many fell into each class, and all of it together."""

    __slots__ = ("counts", "sum_ns")

    def __init__(self) -> None:
        self.counts = [0] * (len(BOUNDS_NS) + 1)
        self.sum_ns = 0

    def take(self, elapsed_ns: int) -> None:
        """Add one."""
        self.counts[bisect_left(BOUNDS_NS, elapsed_ns)] += 1
        self.sum_ns += elapsed_ns


class Tally:
    """What was counted since the process began.

    Attributes:
        requests: answers, by face and operation, and then by status.
        durations: how long answers took, by face.
        faults: answers that a rule decided, by what it did.
        messages: how often a message came into a state, by face, vendor and state.
        step_count: how many steps of timelines were done.
        webhooks: attempts to deliver webhooks, by face and by what came of them.
    """

    def __init__(self) -> None:
        self.requests: dict[tuple[str, str], defaultdict[int, int]] = {}
        self.durations: dict[str, Durations] = {}
        self.faults: Counter[str] = Counter()
        self.messages: dict[tuple[str, str, str], int] = {}
        self.step_count = 0
        self.webhooks: Counter[tuple[str, str]] = Counter()

    def statuses(self, face: str, operation: str) -> defaultdict[int, int]:
        """Tell where the answers of an operation are counted, by their statuses."""
        return self.requests.setdefault((face, operation), defaultdict(int))

    def durations_of(self, face: str) -> Durations:
        """Tell where is added up how long the answers of a face took."""
        return self.durations.setdefault(face, Durations())

    def take_webhook(self, face: str, outcome: str) -> None:
        """Count an attempt to deliver a webhook."""
        self.webhooks[face, outcome] += 1

    def take_messages(self, messages: Iterable[Message]) -> None:
        """Count messages that have come into a state."""
        counts = self.messages  # a Counter's `update` costs more than all that it would do here
        for message in messages:
            labels = (message.face, message.vendor, message.state)
            counts[labels] = counts.get(labels, 0) + 1
