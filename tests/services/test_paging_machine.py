"""Paging through a list while rows come and go: none comes twice, and none that stays is missed."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from itertools import count, pairwise
from typing import Any, Final, Protocol, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from simulator.services.drafts import Draft, perform
from simulator.services.lists import list_messages, read_page
from simulator.services.pages import PageRequest
from simulator.services.ports import Key
from simulator.services.tables import LATEST_OTP_FACE, MESSAGE, MESSAGES
from simulator.services.world import World
from tests.parts import build_bench
from tests.traffic import post

pytestmark = pytest.mark.long

T = TypeVar("T")


class List(Protocol):
    """A list under test: how a row comes into it, how it goes, and how a page is read."""

    async def add(self, world: World) -> str:
        """Add a row, and tell its id."""
        ...

    async def remove(self, world: World, row: str, *, with_line: bool) -> None:
        """Delete the record of a row, and its line in the index or not."""
        ...

    async def read(self, world: World, wanted: PageRequest) -> tuple[list[str], str | None]:
        """Read a page, and tell the ids in it and where the next one begins."""
        ...


async def remove(world: World, key: Key[Any], *, line: tuple[str, str], with_line: bool) -> None:
    """Delete a record, and its line in an index if so wished."""

    async def use_case(draft: Draft) -> None:
        await draft.fetch(key)
        draft.delete(key)
        if with_line:
            draft.withdraw(*line)

    await perform(world, use_case)


class Messages:
    """The list of messages."""

    async def add(self, world: World) -> str:
        return (await post(world)).id

    async def remove(self, world: World, row: str, *, with_line: bool) -> None:
        await remove(world, MESSAGE.key(row), line=(MESSAGES, row), with_line=with_line)

    async def read(self, world: World, wanted: PageRequest) -> tuple[list[str], str | None]:
        page = await list_messages(world, wanted)
        return [message.id for message in page.items], page.next_cursor


class Records:
    """A list of records of some kind, each of which is its own id."""

    INDEX: Final = "records/of some kind"

    async def add(self, world: World) -> str:
        row = world.parts.ids.hex7()

        async def use_case(draft: Draft) -> None:
            draft.put(LATEST_OTP_FACE.key(row), row)
            draft.enter(self.INDEX, row)

        await perform(world, use_case)
        return row

    async def remove(self, world: World, row: str, *, with_line: bool) -> None:
        await remove(world, LATEST_OTP_FACE.key(row), line=(self.INDEX, row), with_line=with_line)

    async def read(self, world: World, wanted: PageRequest) -> tuple[list[str], str | None]:
        page = await read_page(world, self.INDEX, LATEST_OTP_FACE, wanted)
        return list(page.items), page.next_cursor


@dataclass
class Walk:
    """Somebody's way through the list: what was there when he set out, and what he has seen."""

    number: int
    there: frozenset[str]
    seen: list[str] = field(default_factory=list)
    cursor: str | None = None


class PagingMachine(RuleBasedStateMachine):
    """Reads a list by several readers at once, while rows come and go between their pages."""

    under_test: List
    walks = Bundle("walks")

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self.world = self._do(build_bench(credit=None).world())
        self.rows: list[str] = []
        self.numbers = count(1)

    def teardown(self) -> None:
        self._loop.close()

    def _do(self, call: Coroutine[Any, Any, T]) -> T:
        return self._loop.run_until_complete(call)

    def _turn(self, walk: Walk, limit: int) -> None:
        """Read a page: in order, never a row twice, and none that came after the reader."""
        rows, walk.cursor = self._do(
            self.under_test.read(self.world, PageRequest(walk.cursor, limit))
        )
        assert len(rows) <= limit
        walk.seen += rows
        assert all(newer > older for newer, older in pairwise(walk.seen))
        assert walk.there.issuperset(rows)

    @rule(row_count=st.integers(1, 6))
    def add(self, row_count: int) -> None:
        self.rows += [self._do(self.under_test.add(self.world)) for _ in range(row_count)]

    @rule(
        place=st.floats(0, 1, exclude_max=True),
        row_count=st.integers(1, 4),
        with_line=st.booleans(),
    )
    def remove(self, place: float, row_count: int, *, with_line: bool) -> None:
        first = int(place * len(self.rows))
        for row in self.rows[first : first + row_count]:
            self._do(self.under_test.remove(self.world, row, with_line=with_line))
        del self.rows[first : first + row_count]

    @rule(target=walks, limit=st.integers(1, 7))
    def set_out(self, limit: int) -> Walk:
        walk = Walk(next(self.numbers), frozenset(self.rows))
        self._turn(walk, limit)
        return walk

    @rule(walk=walks, limit=st.integers(1, 7))
    def turn(self, walk: Walk, limit: int) -> None:
        if walk.cursor is not None:
            self._turn(walk, limit)

    @rule(walk=consumes(walks), limit=st.integers(1, 7))
    def finish(self, walk: Walk, limit: int) -> None:
        while walk.cursor is not None:
            self._turn(walk, limit)
        assert walk.there.intersection(self.rows).issubset(walk.seen)


@pytest.mark.parametrize("under_test", [Messages(), Records()], ids=["messages", "records"])
def test_paging_neither_repeats_nor_misses(under_test: List) -> None:
    """Each reader sees, in order and once, every row that was there from first page to last."""
    machine = type("Machine", (PagingMachine,), {"under_test": under_test})
    run_machine(machine, settings=settings(max_examples=60, stateful_step_count=30))
