"""The file against a naive store, however often it is closed, opened and compacted meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule
from hypothesis.stateful import run_state_machine_as_test as run_machine
from msgspec import structs

from simulator.adapters.sqlite import SqliteStore
from simulator.domain.message import Message
from simulator.domain.steps import Step
from simulator.services.ports import Change, Store
from simulator.services.records import Table
from tests.adapters.test_every_store_machine import CHANGES, WORLDS, StoreMachine
from tests.every_store import change, opened
from tests.kept import are_same, kept
from tests.stores import turn

_OPEN: Final[list[SqliteStore]] = []


@asynccontextmanager
async def lately_opened(folder: Path) -> AsyncIterator[Store]:
    """Open a file, and close whatever store has it in the end."""
    _OPEN[:] = [await SqliteStore.open(folder / "journal")]
    yield _OPEN[0]
    await _OPEN[0].close()


class FileMachine(StoreMachine):
    """Does what every store is put through, and what only a file is."""

    opener = staticmethod(lately_opened)

    @rule()
    def reopen(self) -> None:
        """Close the file and open it; what was leased is to be done again."""
        path = _OPEN[0].path
        self._do(_OPEN[0].close())
        _OPEN[0] = self._do(SqliteStore.open(path))
        self.store = _OPEN[0]
        for model in self.models.values():
            model.steps = model.copy().steps
            model.leased.clear()

    @rule(world=st.sampled_from(WORLDS), wanted=CHANGES, turns=st.integers(0, 9))
    def compact(self, world: str, wanted: Change, turns: int) -> None:
        """Write all once more, and a change set in the midst of it."""

        async def amidst() -> None:
            compacting = asyncio.create_task(_OPEN[0].compaction.run())
            for _ in range(turns):
                await turn()
            if self.models[world].refusal(wanted) is None:
                self.models[world].write(wanted)
                await self.store.commit(world, wanted)
            await compacting

        self._do(amidst())


def test_a_file_holds_what_a_naive_store_holds() -> None:
    """After any changes, leases and drops, and through any number of lives."""
    run_machine(
        FileMachine, settings=settings(max_examples=30, stateful_step_count=25, deadline=None)
    )


@st.composite
def lives(draw: st.DrawFn) -> list[Message]:
    """Draw a message, and what it is after each thing that happens to it, or is done to it."""
    message = draw(kept(Message))
    found = [message]
    for event in draw(st.lists(kept(Message), max_size=2)):
        last = event.timeline[-1:]
        message = structs.replace(message, timeline=(*message.timeline, *last))
        if draw(st.booleans()) and last:
            message = structs.replace(message, state=last[0].state)
        if draw(st.booleans()):
            message = structs.replace(message, text=event.text)
        found.append(message)
    return found


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_whatever_a_world_keeps_comes_back(data: st.DataObject) -> None:
    """Each kind of record and step, and each message after whatever happens to it."""
    tables = data.draw(st.lists(st.sampled_from(sorted(Table.all)), max_size=6))
    puts = {Table.all[name].key("x"): data.draw(kept(Table.all[name].type)) for name in tables}
    puts = {key: record for key, record in puts.items() if key[0] != "world"}
    life = data.draw(lives())
    steps = data.draw(st.lists(kept(Step), max_size=3))

    async def story() -> None:
        async with opened(path) as store:
            await store.commit("w", change(puts=puts, steps=steps))
            for message in life:
                key = Table.all["message"].key(message.id)
                await store.commit("w", change(puts={key: message}))
            await store.load("copy", await store.dump("w"))
            written = await store.dump("w")
        async with opened(path) as store:
            assert are_same(await store.dump("w"), written)
            assert are_same(await store.dump("copy"), written)

    with TemporaryDirectory() as folder:
        path = Path(folder) / "journal"
        asyncio.run(story())
