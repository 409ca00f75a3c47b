"""Reading what was sent."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.domain.message import Message, What
from simulator.domain.refusals import Invalid, NotFound
from simulator.services.lists import find_message, list_events, list_messages
from simulator.services.pages import PageRequest, write_cursor
from tests.parts import Bench, build_bench
from tests.traffic import forget, post


async def test_a_message_is_found_in_its_own_world(bench: Bench) -> None:
    """Elsewhere it does not exist."""
    message = await post(await bench.world())

    assert await find_message(await bench.world(), message.id) == message
    with pytest.raises(NotFound) as caught:
        await find_message(await bench.world("other"), message.id)
    assert (caught.value.kind, caught.value.name) == ("message", message.id)


@pytest.mark.parametrize(
    ("count", "pages"), [(0, [0]), (1, [1]), (2, [2]), (3, [2, 1]), (4, [2, 2]), (5, [2, 2, 1])]
)
async def test_messages_come_in_pages_newest_first(
    bench: Bench, count: int, pages: list[int]
) -> None:
    """The last page says that it is, even when it is full."""
    world = await bench.world()
    sent = [await post(world, str(n)) for n in range(count)]

    page = await list_messages(world, PageRequest(limit=2))
    seen, sizes = [*page.items], [len(page.items)]
    while page.next_cursor is not None:
        page = await list_messages(world, PageRequest(page.next_cursor, limit=2))
        seen += page.items
        sizes.append(len(page.items))

    assert seen == sent[::-1]
    assert sizes == pages


async def walk(first_count: int, limit: int, arrivals: list[int]) -> tuple[list[str], list[str]]:
    """Read all pages while messages arrive; tell the ids that were there, and those seen."""
    world = await build_bench().world()
    there = [(await post(world, f"old {n}")).id for n in range(first_count)]
    seen: list[Message] = []
    cursor: str | None = None
    for arrival_count in [*arrivals, *[0] * 40]:
        page = await list_messages(world, PageRequest(cursor, limit))
        seen += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
        for _ in range(arrival_count):
            await post(world, "new")
    return there, [message.id for message in seen]


@settings(deadline=None)
@given(
    first_count=st.integers(0, 20),
    limit=st.integers(1, 7),
    arrivals=st.lists(st.integers(0, 3), max_size=8),
)
def test_a_cursor_stays_good_while_messages_arrive(
    first_count: int, limit: int, arrivals: list[int]
) -> None:
    """Whoever pages sees everything that was there when they began, once, and in order."""
    there, seen = asyncio.run(walk(first_count, limit, arrivals))

    assert seen == there[::-1]


async def test_a_message_that_is_gone_leaves_no_hole(bench: Bench) -> None:
    """A line of the list whose message is not there any more is passed over."""
    world = await bench.world()
    first, gone, last = [await post(world, str(n)) for n in range(3)]
    await forget(world, gone.id)

    assert (await list_messages(world, PageRequest())).items == [last, first]


async def test_a_strange_cursor_is_refused(bench: Bench) -> None:
    """Neither nonsense nor another list's cursor leads anywhere."""
    world = await bench.world()
    message = await post(world)

    for cursor in ("", "nonsense", write_cursor("other", message.id)):
        with pytest.raises(Invalid):
            await list_messages(world, PageRequest(cursor))
        with pytest.raises(Invalid):
            await list_events(world, message.id, PageRequest(cursor))


@pytest.mark.parametrize("row", ["0", "1", "-1", "99", "x", "\u0661", ""])
async def test_a_forged_cursor_of_a_timeline_is_refused(bench: Bench, row: str) -> None:
    """A cursor points behind a row that is there and is not the last one."""
    world = await bench.world()
    message = await post(world)

    with pytest.raises(Invalid):
        await list_events(world, message.id, PageRequest(write_cursor(f"events/{message.id}", row)))


async def test_a_timeline_is_numbered_from_1(bench: Bench) -> None:
    """Oldest first, page by page, and a cursor of one message's is not good for another's."""
    message, other = await post(await bench.world(), "a"), await post(await bench.world(), "b")
    await bench.advance("demo", 1_000)
    world = await bench.world()

    first = await list_events(world, message.id, PageRequest(limit=2))
    second = await list_events(world, message.id, PageRequest(first.next_cursor, 2))

    rows = [*first.items, *second.items]
    assert [ordinal for ordinal, _, _ in rows] == [1, 2, 3, 4]
    assert [event.what for _, _, event in rows] == [
        *(What.QUEUED, What.DISPATCHED, What.SENT, What.DELIVERED)
    ]
    assert {whose.id for _, whose, _ in rows} == {message.id}
    assert second.next_cursor is None
    with pytest.raises(Invalid):
        await list_events(world, other.id, PageRequest(first.next_cursor))
    with pytest.raises(NotFound):
        await list_events(world, "nobody", PageRequest())
