"""Every store against a naive one: whatever is done to both, they hold the same."""

import asyncio
from collections import defaultdict
from collections.abc import Coroutine
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from simulator.domain.steps import Step
from simulator.services.ports import Change, Conflict, Floor, Key, Lease, LeaseLost, Store
from simulator.services.tables import LATEST_OTP_FACE, LIKENESS
from tests.every_store import STORES, Opener, change, step

T = TypeVar("T")

WORLDS: Final = ("w", "v")
RECORDS: Final = [LATEST_OTP_FACE.key(name) for name in "ab"]
COUNTERS: Final = [LIKENESS.key(name) for name in "cd"]
INDEXES: Final = ("i", "j")


@dataclass
class Model:
    """What is in a world, kept in the plainest way."""

    records: dict[Key[Any], object] = field(default_factory=dict)
    indexes: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    steps: list[Step] = field(default_factory=list)
    leased: list[Lease] = field(default_factory=list)

    def count(self, counter: Key[int], floor: Floor) -> int:
        """Tell what a counter would be."""
        counted = self.records.get(counter, 0)
        assert isinstance(counted, int)
        return counted + floor.delta

    def copy(self) -> "Model":
        """Make another one, in which what was leased has still to be done."""
        copied = Model(dict(self.records), self.indexes.copy())
        for index, ids in self.indexes.items():
            copied.indexes[index] = set(ids)
        copied.steps = [step for lease in self.leased for step in lease.steps] + self.steps
        copied.steps.sort(key=lambda one: one.due_at)
        return copied

    def refusal(self, change: Change) -> type[Exception] | None:
        """Tell what keeps a change set from being written."""
        if any(self.records.get(key) != record for key, record in change.expected.items()):
            return Conflict
        for counter, floor in change.adds.items():
            if floor.least is not None and self.count(counter, floor) < floor.least:
                return Conflict
        return None if change.done is None or self._holds(change.done) else LeaseLost

    def _holds(self, lease: Lease) -> bool:
        # The very one: what this world leases is not a namesake's.
        return any(held is lease for held in self.leased)

    def write(self, change: Change) -> None:
        """Write a change set."""
        for key in change.deletes:
            self.records.pop(key, None)
        self.records |= change.puts
        for counter, floor in change.adds.items():
            self.records[counter] = self.count(counter, floor)
        for index, entry_id in change.withdrawn:
            self.indexes[index].discard(entry_id)
        for index, entry_id in change.entries:
            self.indexes[index].add(entry_id)
        self.steps.extend(change.steps)
        self.steps.sort(key=lambda one: one.due_at)  # a stable sort keeps the order of writing
        if change.done:
            self.leased = [held for held in self.leased if held is not change.done]


_WORDS: Final = st.sampled_from(["1", "2"])
_LINES: Final = st.tuples(st.sampled_from(INDEXES), st.sampled_from("abcde"))
_FLOORS: Final = st.builds(Floor, st.integers(-3, 4), st.none() | st.integers(-2, 1))
_STEPS: Final = st.builds(step, st.integers(0, 4), st.sampled_from("xyz"))

# What a change set does, which may take away what it writes: what it writes is there then.
CHANGES: Final = st.builds(
    change,
    expected=st.dictionaries(st.sampled_from(RECORDS), st.none() | _WORDS, max_size=1),
    puts=st.dictionaries(st.sampled_from(RECORDS), _WORDS),
    deletes=st.lists(st.sampled_from(RECORDS), max_size=2),
    adds=st.dictionaries(st.sampled_from(COUNTERS), _FLOORS),
    entries=st.lists(_LINES, max_size=4),
    withdrawn=st.lists(_LINES, max_size=3),
    steps=st.lists(_STEPS, max_size=4),
)


class StoreMachine(RuleBasedStateMachine):
    """Does the same to a store and to the model."""

    opener: Opener
    leases = Bundle("leases")

    def __init__(self) -> None:
        super().__init__()
        self._closing = ExitStack()
        folder = self._closing.enter_context(TemporaryDirectory())
        self._loop = asyncio.new_event_loop()
        self._closing.callback(self._loop.close)
        opening = type(self).opener(Path(folder))
        self.store: Store = self._do(opening.__aenter__())
        self._closing.callback(lambda: self._do(opening.__aexit__(None, None, None)))
        self.models: dict[str, Model] = {world: Model() for world in WORLDS}

    def teardown(self) -> None:
        self._closing.close()

    def _do(self, call: Coroutine[Any, Any, T]) -> T:
        return self._loop.run_until_complete(call)

    def _commit(self, world: str, wanted: Change) -> None:
        before = self._do(self.store.revision(world))
        refusal = self.models[world].refusal(wanted)
        if refusal:
            with pytest.raises(refusal):
                self._do(self.store.commit(world, wanted))
        else:
            self.models[world].write(wanted)
            self._do(self.store.commit(world, wanted))
        assert (self._do(self.store.revision(world)) == before) is bool(refusal)

    @rule(world=st.sampled_from(WORLDS), wanted=CHANGES)
    def commit(self, world: str, wanted: Change) -> None:
        self._commit(world, wanted)

    @rule(wanted=CHANGES, world_and_lease=leases)
    def finish(self, wanted: Change, world_and_lease: tuple[str, Lease]) -> None:
        world, wanted.done = world_and_lease
        self._commit(world, wanted)

    @rule(
        target=leases,
        world=st.sampled_from(WORLDS),
        until=st.integers(0, 4),
        limit=st.integers(1, 3),
    )
    def lease(self, world: str, until: int, limit: int) -> Any:  # noqa: ANN401 - hypothesis' own type is private
        lease = self._do(self.store.lease(world, until=until, limit=limit))
        model = self.models[world]
        due = [one for one in model.steps if one.due_at <= until]
        assert bool(lease) is bool(due)
        if lease is None:
            return multiple()
        taken = list(lease.steps)
        assert taken == model.steps[: len(taken)]
        assert taken[-1].due_at <= due[min(limit, len(due)) - 1].due_at
        del model.steps[: len(taken)]
        model.leased.append(lease)
        return (world, lease)

    @rule(world=st.sampled_from(WORLDS))
    def drop(self, world: str) -> None:
        self._do(self.store.drop(world))
        self.models[world] = Model()

    @rule(world=st.sampled_from(WORLDS), place=st.sampled_from(WORLDS))
    def copy(self, world: str, place: str) -> None:
        snapshot = self._do(self.store.dump(world))
        if self._do(self.store.revision(place)):
            with pytest.raises(Conflict):
                self._do(self.store.load(place, snapshot))
            return
        self._do(self.store.load(place, snapshot))
        self.models[place] = self.models[world].copy()

    @rule(
        world=st.sampled_from(WORLDS),
        index=st.sampled_from(INDEXES),
        after=st.none() | st.sampled_from(["a", "bb", "c", "z"]),
        limit=st.integers(1, 4),
    )
    def page(self, world: str, index: str, after: str | None, limit: int) -> None:
        ids = sorted(self.models[world].indexes[index])
        rising = [one for one in ids if after is None or one > after]
        falling = [one for one in reversed(ids) if after is None or one < after]
        for is_newest_first, expected in ((False, rising), (True, falling)):
            page = self.store.page(
                world, index, after=after, limit=limit, newest_first=is_newest_first
            )
            assert list(self._do(page)) == expected[:limit]

    @invariant()
    def holds_the_same(self) -> None:
        keys: list[Key[Any]] = [*RECORDS, *COUNTERS]
        for world, model in self.models.items():
            records = self._do(self.store.read(world, keys))
            assert list(records) == [model.records.get(key) for key in keys]
            next_due_at = model.steps[0].due_at if model.steps else None
            assert self._do(self.store.next_due_at(world)) == next_due_at
            for index in INDEXES:
                assert self._do(self.store.count(world, index)) == len(model.indexes[index])


@pytest.mark.parametrize("opener", list(STORES.values()), ids=list(STORES))
def test_a_store_holds_what_a_naive_one_holds(opener: Opener) -> None:
    """After any changes, leases and drops in two worlds, all that can be read is equal."""
    machine = type("Machine", (StoreMachine,), {"opener": staticmethod(opener)})
    run_machine(machine, settings=settings(max_examples=25, stateful_step_count=25, deadline=None))
