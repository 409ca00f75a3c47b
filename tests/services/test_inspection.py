"""Looking into a world from outside."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from simulator.domain.address import E164, AlphanumericSenderId
from simulator.domain.direction import Direction
from simulator.domain.handset import CARRIER_NUMBER
from simulator.domain.inbound import Inbound
from simulator.domain.message import Message, State
from simulator.domain.refusals import Invalid, NotFound
from simulator.services import inspection
from simulator.services.inbound import receive_now
from simulator.services.inspection import (
    Found,
    MessageFilter,
    find_messages,
    find_page,
    wait_for,
)
from simulator.services.lists import list_messages
from simulator.services.messaging import cancel, send
from simulator.services.pages import PageRequest
from simulator.services.submission import Submission
from simulator.services.world import World
from tests.parts import NOW, Bench, build_bench
from tests.stores import YieldingStore, turn, turns
from tests.traffic import ALICE, BOB, FACE, OTHER_FACE, forget, post

LONG_MS = 60_000

Look = Callable[[World], Awaitable[Found]]


def look_for(text: str) -> Look:
    """Look for messages with a text."""
    return partial(find_messages, wanted=MessageFilter(contains=text), limit=1)


def has_some(found: Found) -> bool:
    """Tell whether something was found."""
    return bool(found.messages)


async def sent(world: World) -> dict[str, Message]:
    """Send some messages that differ in everything that can be asked for."""
    shop = AlphanumericSenderId("Shop")
    a = await send(world, Submission(FACE, ALICE, "a hello"))
    b = await send(world, Submission(FACE, BOB, "b hello", shop))
    c = await send(world, Submission(OTHER_FACE, ALICE, "c bye", shop))
    d = await send(world, Submission(OTHER_FACE, BOB, "d bye"))
    await cancel(world, d.result.id)
    return {performed.result.text[0]: performed.result for performed in (a, b, c, d)}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (MessageFilter(), "dcba"),
        (MessageFilter(destination=ALICE), "ca"),
        (MessageFilter(originator="Shop"), "cb"),
        (MessageFilter(contains="hello"), "ba"),
        (MessageFilter(contains="Hello"), ""),
        (MessageFilter(state=State.CANCELLED), "d"),
        (MessageFilter(face=OTHER_FACE), "dc"),
        (MessageFilter(since=NOW), "dcba"),
        (MessageFilter(since=NOW + 1), ""),
        (MessageFilter(destination=BOB, originator="Shop", contains="b", face=FACE), "b"),
        (MessageFilter(destination=BOB, contains="nothing"), ""),
    ],
)
async def test_a_filter_asks_for_everything_at_once(
    bench: Bench, wanted: MessageFilter, expected: str
) -> None:
    """What matches in every respect comes, newest first."""
    world = await bench.world()
    await sent(world)

    found = await find_messages(world, wanted, 10)

    assert "".join(message.text[0] for message in found.messages) == expected
    assert not found.is_cut_short


async def test_as_many_come_as_are_asked_for(bench: Bench) -> None:
    """The newest ones, and this is not called cutting short."""
    world = await bench.world()
    messages = await sent(world)

    found = await find_messages(world, MessageFilter(face=FACE), 1)

    assert found == Found((messages["b"],))


async def test_not_everything_is_looked_at(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many messages the search ends, and says that it did."""
    monkeypatch.setattr(inspection, "SCAN_COUNT_MAX", 3)
    world = await bench.world()
    messages = await sent(world)

    assert await find_messages(world, MessageFilter(contains="a"), 9) == Found(
        (), is_cut_short=True
    )
    found = await find_messages(world, MessageFilter(contains="bye", face=OTHER_FACE), 9)

    assert [message.id for message in found.messages] == [messages["d"].id, messages["c"].id]
    assert found.is_cut_short
    assert not (await find_messages(world, MessageFilter(destination=ALICE), 9)).is_cut_short


async def received(world: World) -> tuple[Inbound, Inbound]:
    """Take a message from each of two handsets."""
    first = await receive_now(world, ALICE, CARRIER_NUMBER, "a reply")
    second = await receive_now(world, BOB, E164("+12025550199"), "b reply")
    return first.result, second.result


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (MessageFilter(direction=Direction.MO), "ba"),
        (MessageFilter(direction=Direction.MO, originator=ALICE), "a"),
        (MessageFilter(direction=Direction.MO, destination=CARRIER_NUMBER), "a"),
        (MessageFilter(direction=Direction.MO, destination=ALICE), ""),
        (MessageFilter(direction=Direction.MO, contains="b "), "b"),
        (MessageFilter(direction=Direction.MO, since=NOW), "ba"),
        (MessageFilter(direction=Direction.MO, since=NOW + 1), ""),
        (MessageFilter(direction=Direction.MO, state=State.DELIVERED), ""),
        (MessageFilter(direction=Direction.MO, face=FACE), ""),
        (MessageFilter(direction=Direction.MT), "x"),
        (MessageFilter(), "xba"),
        (MessageFilter(originator=BOB), "b"),
    ],
)
async def test_what_handsets_sent_can_be_asked_for(
    bench: Bench, wanted: MessageFilter, expected: str
) -> None:
    """Alone, or among what was sent to handsets, in the order in which all of it came."""
    world = await bench.world()
    await received(world)
    await post(world, "x")

    found = await find_messages(world, wanted, 10)

    assert "".join(message.text[0] for message in found.messages) == expected


async def test_as_many_of_both_directions_come_as_are_asked_for(bench: Bench) -> None:
    """The newest of all of them."""
    world = await bench.world()
    _, second = await received(world)
    message = await post(world)

    assert (await find_messages(world, MessageFilter(), 2)).messages == (message, second)


async def test_many_are_looked_through() -> None:
    """The oldest of more messages than are read at a time is found."""
    world = await build_bench(credit=None).world()
    oldest = await post(world, "oldest")
    for number in range(1_100):
        await post(world, str(number))

    assert (await find_messages(world, MessageFilter(contains="old"), 9)).messages == (oldest,)


async def test_a_message_that_is_gone_is_passed_over(bench: Bench) -> None:
    """A line of the index whose message is not there any more is no message."""
    world = await bench.world()
    first, gone = await post(world, "first"), await post(world, "gone")
    await forget(world, gone.id)

    assert (await find_messages(world, MessageFilter(), 9)).messages == (first,)


# --- Pages ----------------------------------------------------------------------------------------


async def pages(world: World, wanted: MessageFilter, limit: int) -> list[str]:
    """Read page by page to the end, while another message arrives between any two pages."""
    told, cursor = [], None
    while True:
        page = await find_page(world, wanted, cursor, limit)
        told.append("".join(message.text[0] for message in page.messages))
        if page.next_cursor is None:
            return told
        cursor = page.next_cursor
        await post(world, f"{len(told)} came in between")


@pytest.mark.parametrize(
    ("wanted", "limit", "expected"),
    [
        (MessageFilter(), 3, ["BAd", "cba"]),
        (MessageFilter(), 4, ["BAdc", "ba"]),
        (MessageFilter(), 100, ["BAdcba"]),
        (MessageFilter(face=FACE), 1, ["b", "a"]),
        (MessageFilter(direction=Direction.MO), 1, ["B", "A"]),
        (MessageFilter(contains="nothing"), 2, [""]),
        (MessageFilter(destination=BOB), 1, ["d", "b"]),
    ],
)
async def test_pages_are_right_while_messages_arrive(
    bench: Bench, wanted: MessageFilter, limit: int, expected: list[str]
) -> None:
    """Both directions, newest first, without repeats and without gaps."""
    world = await bench.world()
    await sent(world)
    await receive_now(world, ALICE, CARRIER_NUMBER, "A reply")
    await receive_now(world, CARRIER_NUMBER, E164("+12025550199"), "B reply")

    assert await pages(world, wanted, limit) == expected


async def test_a_page_ends_where_we_stopped_looking(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next one goes on from there, and what one direction hides of the other is not lost."""
    monkeypatch.setattr(inspection, "SCAN_COUNT_MAX", 2)
    world = await bench.world()
    await receive_now(world, ALICE, CARRIER_NUMBER, "o reply")
    for text in "vwxyz":
        await post(world, text)
    wanted = MessageFilter(contains="o")

    first = await find_page(world, wanted, None, 9)
    assert (first.messages, first.is_cut_short) == ((), True)
    second = await find_page(world, wanted, first.next_cursor, 9)
    third = await find_page(world, wanted, second.next_cursor, 9)

    assert [message.text for message in third.messages] == ["o reply"]
    assert (third.next_cursor, third.is_cut_short) == (None, False)


async def test_a_cursor_of_another_list_is_refused(bench: Bench) -> None:
    """Whatever it would lead to."""
    world = await bench.world()
    await post(world, "one")
    await post(world, "two")
    cursor = (await list_messages(world, PageRequest(limit=1))).next_cursor

    for wrong in (cursor, "", "nonsense"):
        with pytest.raises(Invalid):
            await find_page(world, MessageFilter(), wrong, 9)


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (MessageFilter(), None),
        (MessageFilter(contains="hello", face=FACE), None),
        (MessageFilter(destination=ALICE), {ALICE}),
        (MessageFilter(originator=BOB), {BOB}),
        (MessageFilter(destination=ALICE, originator=BOB), {ALICE}),
    ],
)
def test_a_filter_tells_whom_it_concerns(wanted: MessageFilter, numbers: set[str] | None) -> None:
    """So that who waits need not look when others are written to."""
    assert wanted.numbers == numbers


# --- Waiting --------------------------------------------------------------------------------------


def waiting(bench: Bench, text: str, wait_ms: int = LONG_MS) -> Awaitable[Found]:
    """Wait for a message with a text."""
    return wait_for(bench.world, look_for(text), is_good=has_some, wait_ms=wait_ms)


async def test_what_is_there_is_not_waited_for(bench: Bench) -> None:
    """The answer comes at once, whether or not one would have waited."""
    message = await post(await bench.world(), "here")

    for wait_ms in (0, LONG_MS):
        assert (await waiting(bench, "here", wait_ms)).messages == (message,)


async def test_who_does_not_wait_looks_once(bench: Bench) -> None:
    """Nothing found is an answer, too: it is not looked for again."""
    look_count = 0

    async def look(world: World) -> Found:
        nonlocal look_count
        look_count += 1
        return await find_messages(world, MessageFilter(), 9)

    found = await wait_for(bench.world, look, is_good=has_some, wait_ms=0)

    assert found.messages == ()
    assert look_count == 1


async def test_a_message_ends_the_wait_for_it() -> None:
    """What does not match is waited through; what matches is answered with."""
    bench = build_bench(store=YieldingStore())
    waiter = asyncio.ensure_future(waiting(bench, "second"))
    await turns()

    await post(await bench.world(), "first")
    await turns()
    assert not waiter.done()
    message = await post(await bench.world(), "second")

    assert (await waiter).messages == (message,)


async def test_what_happens_to_a_message_ends_the_wait_for_it(bench: Bench) -> None:
    """The world is looked at as it is then, not as it was when the wait began."""
    message = await post(await bench.world())
    delivered = partial(find_messages, wanted=MessageFilter(state=State.DELIVERED), limit=1)
    waiter = asyncio.ensure_future(
        wait_for(bench.world, delivered, is_good=has_some, wait_ms=LONG_MS)
    )
    await turns()

    await bench.advance("demo", 1_000)

    assert [found.id for found in (await waiter).messages] == [message.id]


async def test_five_hundred_wait_and_nobody_looks_in_vain() -> None:
    """A thousand messages to others make nobody look; its own makes each look once, and answer."""
    bench = build_bench(credit=None)
    world = await bench.world()
    numbers = [E164(f"+1202556{number:04}") for number in range(500)]
    looks: Counter[str] = Counter()

    def waiter(number: E164) -> Awaitable[Found]:
        async def look(world: World) -> Found:
            looks[number] += 1
            return await find_messages(world, MessageFilter(destination=number), 1)

        wait = wait_for(
            bench.world, look, is_good=has_some, wait_ms=LONG_MS, numbers=frozenset({number})
        )
        return asyncio.ensure_future(wait)

    waiters = [waiter(number) for number in numbers]
    await turns()
    assert set(looks.values()) == {1}
    assert bench.worlds.parts.watching.follower_count == 1

    for nth in range(1_000):
        await post(world, str(nth), to=ALICE)
        await turn()
    assert sum(looks.values()) == 500

    for number in numbers:
        await post(world, "yours", to=number)
    found = await asyncio.gather(*waiters)

    assert [one.messages[0].destination for one in found] == numbers
    assert set(looks.values()) == {2}
    assert bench.worlds.parts.watching.follower_count == 0


async def test_who_waits_for_anything_looks_at_each_change(bench: Bench) -> None:
    """A filter that names no number may be met by any message."""
    waiter = asyncio.ensure_future(waiting(bench, "third"))
    for text in ("first", "second", "third"):
        await turns()
        assert not waiter.done()
        await post(await bench.world(), text)

    assert [message.text for message in (await waiter).messages] == ["third"]


async def test_a_wait_ends_when_the_server_stops(bench: Bench) -> None:
    """With what there is; nobody is cut off."""
    waiter = asyncio.ensure_future(waiting(bench, "never"))
    await turns()

    bench.worlds.parts.watching.close()

    assert await waiter == Found(())


async def test_a_wait_in_a_world_that_is_deleted_ends(bench: Bench) -> None:
    """Who waits is told, and does not bring the world back."""
    await bench.world()
    enter = partial(bench.worlds.reenter, "demo")
    waiter = asyncio.ensure_future(
        wait_for(enter, look_for("never"), is_good=has_some, wait_ms=LONG_MS)
    )
    await turns()

    await bench.worlds.delete("demo")

    with pytest.raises(NotFound):
        await waiter
    assert list(await bench.worlds.names()) == []


async def test_a_wait_in_a_world_that_starts_again_goes_on(bench: Bench) -> None:
    """What comes in the new one ends it."""
    await bench.world()
    enter = partial(bench.worlds.reenter, "demo")
    waiter = asyncio.ensure_future(
        wait_for(enter, look_for("new"), is_good=has_some, wait_ms=LONG_MS)
    )
    await turns()

    await bench.worlds.reset("demo")
    await turns()
    assert not waiter.done()
    message = await post(await bench.world(), "new")

    assert (await waiter).messages == (message,)


async def test_a_wait_in_vain_answers_with_what_there_is(bench: Bench) -> None:
    """When it is over, the last look counts, though it is not good."""
    await post(await bench.world(), "here")

    assert await waiting(bench, "never", 0) == Found(())
