"""Expecting messages, and watching that others do not come."""

import asyncio

import pytest

from simulator.domain.clock import ClockMode
from simulator.domain.direction import Direction
from simulator.domain.expectation import Difference, Expected, Member, Pattern
from simulator.domain.handset import CARRIER_NUMBER
from simulator.domain.message import State
from simulator.services import inspection
from simulator.services.expectations import Expectation, Met, Missed, Unwanted, Verdict, expect
from simulator.services.inbound import receive_now
from tests.parts import NOW, Bench, build_bench
from tests.stores import YieldingStore, turns
from tests.traffic import ALICE, BOB, post

LONG_MS = 60_000
SHORT_MS = 1


def wish(*messages: Expected, never: tuple[Pattern, ...] = ()) -> Expectation:
    """Expect messages."""
    return Expectation(messages, never)


def some(text: str, count: int | None = None) -> Expected:
    """Expect messages that contain a text."""
    return Expected(Pattern(contains=text), count)


def begin(bench: Bench, wanted: Expectation, wait_ms: int = LONG_MS) -> asyncio.Task[Verdict]:
    """Begin to wait."""
    return asyncio.create_task(expect(bench.world, wanted, wait_ms))


async def look(bench: Bench, wanted: Expectation) -> Verdict:
    """Look once."""
    return await expect(bench.world, wanted, 0)


async def missed(bench: Bench, *wanted: Expected, wait_ms: int = 0) -> Missed:
    """Expect what is not there."""
    verdict = await expect(bench.world, wish(*wanted), wait_ms)
    assert isinstance(verdict, Missed)
    return verdict


async def test_what_is_there_is_as_expected(bench: Bench) -> None:
    """In either direction, and by all that can be asked; one message may be meant twice."""
    world = await bench.world()
    await post(world, "hello")
    await receive_now(world, ALICE, CARRIER_NUMBER, "reply")

    assert (
        await look(
            bench,
            wish(
                some("hello"),
                some("hello", 1),
                Expected(Pattern(destination=ALICE, state=State.QUEUED, face="gateway")),
                Expected(Pattern(originator=ALICE, direction=Direction.MO), 1),
                Expected(Pattern(), 2),
                some("other", 0),
                never=(Pattern(contains="other"),),
            ),
        )
        == Met()
    )


async def test_what_is_not_there_is_missed(bench: Bench) -> None:
    """The first that is missed is told, with what came close and how many went there."""
    world = await bench.world()
    near = await post(world, "Your cod is 1")
    await post(world, "Hello")
    await post(world, "Your code is 1", to=BOB)

    expected = Expected(Pattern(destination=ALICE, contains="code"))
    verdict = await missed(bench, some("Hello"), expected, some("nothing"))

    assert (verdict.position, verdict.expected) == (1, expected)
    assert (verdict.count, verdict.there_count) == (0, 2)
    assert verdict.nearest[0].seen.message == near
    assert verdict.nearest[0].differences == (Difference(Member.CONTAINS, "code", "Your cod is 1"),)
    assert len(verdict.nearest) == 3


async def test_too_few_are_missed_by_what_comes_close(bench: Bench) -> None:
    """And not by those that fit."""
    world = await bench.world()
    await post(world, "hello")
    other = await post(world, "hallo")

    verdict = await missed(bench, some("hello", 2))

    assert verdict.count == 1
    assert [one.seen.message for one in verdict.nearest] == [other]


async def test_too_many_are_told_themselves(bench: Bench) -> None:
    """The newest three; nothing is wrong with them but that they are there."""
    world = await bench.world()
    messages = [await post(world) for _ in range(4)]

    verdict = await missed(bench, some("hello", 1))

    assert [one.seen.message for one in verdict.nearest] == messages[:0:-1]
    assert [one.differences for one in verdict.nearest] == [()] * 3
    assert verdict.due_at is None


async def test_what_shall_never_be_is_told_first(bench: Bench) -> None:
    """It weighs more than what is missing."""
    message = await post(await bench.world(), "secret")
    pattern = Pattern(contains="secret")

    verdict = await look(bench, wish(some("x"), never=(Pattern(contains="y"), pattern)))

    assert isinstance(verdict, Unwanted)
    assert (verdict.position, verdict.pattern) == (1, pattern)
    assert [one.seen.message for one in verdict.nearest] == [message]


async def test_a_clock_that_stands_still_may_be_the_reason(bench: Bench) -> None:
    """When something is due is told where somebody has to move the time for it."""
    delivered = Expected(Pattern(state=State.DELIVERED))
    assert (await missed(bench, delivered)).due_at is None
    await post(await bench.world())
    assert (await missed(bench, delivered)).due_at == NOW + 250

    real = build_bench(mode=ClockMode.REAL)
    await post(await real.world())
    assert (await missed(real, delivered)).due_at is None


async def test_older_messages_may_not_have_been_looked_at(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer says so."""
    monkeypatch.setattr(inspection, "SCAN_COUNT_MAX", 2)
    world = await bench.world()
    for text in ("old", "new", "new"):
        await post(world, text)

    assert (await missed(bench, Expected(Pattern(text="old")))).is_cut_short
    assert not (await missed(bench, Expected(Pattern(destination=BOB)))).is_cut_short


async def test_others_may_go_first_while_many_are_looked_at() -> None:
    """Thousands of messages take long enough for somebody else to wait."""
    bench = build_bench(credit=None)
    world = await bench.world()
    for number in range(501):
        await post(world, str(number))
    breath_count = bench.alarm.breath_count

    assert await look(bench, wish(Expected(Pattern(), 501))) == Met()
    # Two pages of the index, and a stride of messages.
    assert bench.alarm.breath_count == breath_count + 3


# --- Waiting --------------------------------------------------------------------------------------


async def test_a_wait_ends_when_everything_is_there() -> None:
    """And not before."""
    bench = build_bench(store=YieldingStore())
    waiter = begin(bench, wish(some("first"), some("second"), never=(Pattern(contains="x"),)))
    await turns()

    await post(await bench.world(), "first")
    await turns()
    assert not waiter.done()
    await post(await bench.world(), "second")

    assert await asyncio.wait_for(waiter, 60) == Met()


async def test_a_wait_ends_when_somebody_moves_the_time(bench: Bench) -> None:
    """On a clock that stands still, what other requests do is what is waited for."""
    waiter = begin(bench, wish(Expected(Pattern(state=State.DELIVERED))))
    await post(await bench.world())
    await turns()
    assert not waiter.done()

    await bench.advance("demo", 60_000)

    assert await asyncio.wait_for(waiter, 60) == Met()


async def test_a_wait_ends_when_something_comes_that_shall_never_be(bench: Bench) -> None:
    """What is missing would not mend it."""
    waiter = begin(bench, wish(some("first"), never=(Pattern(contains="secret"),)))
    await turns()
    await post(await bench.world(), "secret")

    assert isinstance(await asyncio.wait_for(waiter, 60), Unwanted)


async def test_a_wait_ends_when_there_are_too_many(bench: Bench) -> None:
    """They will not become fewer."""
    waiter = begin(bench, wish(some("hello", 1), some("other")))
    await post(await bench.world())
    await turns()
    assert not waiter.done()
    await post(await bench.world())

    assert isinstance(await asyncio.wait_for(waiter, 60), Missed)


async def test_where_nothing_has_to_be_there_the_whole_wait_is_watched(bench: Bench) -> None:
    """That nothing has come yet says little; that nothing came is an answer."""
    watcher = begin(bench, wish(some("secret", 0), never=(Pattern(contains="secret"),)))
    await turns()
    assert not watcher.done()
    await post(await bench.world(), "secret")
    assert isinstance(await asyncio.wait_for(watcher, 60), Unwanted)

    quiet = wish(some("other", 0), never=(Pattern(contains="other"),))
    assert await expect(bench.world, quiet, SHORT_MS) == Met()


async def test_a_wait_in_vain_ends_with_what_is_missed(bench: Bench) -> None:
    """The last look counts."""
    await post(await bench.world(), "here")

    verdict = await missed(bench, some("here"), some("there"), wait_ms=SHORT_MS)

    assert (verdict.position, verdict.there_count) == (1, 1)
