"""The steps of a world in memory, in the order in which they are due."""

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush

from simulator.domain.steps import Step
from simulator.services.ports import Lease

__all__ = ["Schedule"]


class Schedule:
    """The steps of one world: a bucket for each instant, and a heap of the instants."""

    __slots__ = ("buckets", "instants", "leased", "numbers")

    def __init__(self, numbers: Iterator[int]) -> None:
        self.numbers = numbers
        self.buckets: dict[int, list[Step]] = {}
        self.instants: list[int] = []
        self.leased: dict[int, list[Step]] = {}

    def extend(self, steps: Sequence[Step]) -> None:
        buckets = self.buckets
        for step in steps:
            due_at = step.due_at
            bucket = buckets.get(due_at)
            if bucket is None:
                buckets[due_at] = [step]
                heappush(self.instants, due_at)
            else:
                bucket.append(step)

    def lease(self, until: int, limit: int) -> Lease | None:
        steps: list[Step] = []
        while self.instants and self.instants[0] <= until and len(steps) < limit:
            steps += self.buckets.pop(heappop(self.instants))
        if not steps:
            return None
        lease = Lease(next(self.numbers), steps)
        self.leased[lease.id] = steps
        return lease

    def pending(self) -> list[Step]:
        """Tell everything that has not happened, by instants and then as it was written."""
        leased = [step for steps in self.leased.values() for step in steps]
        waiting = [step for steps in self.buckets.values() for step in steps]
        # What is leased of an instant was written before what still waits for it, and a stable
        # sort keeps it so.
        return sorted(leased + waiting, key=lambda step: step.due_at)
