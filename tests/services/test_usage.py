"""Adding up what was sent, in any window, by hours or days."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from simulator.domain.clock import ClockMode, ClockWish
from simulator.domain.message import Message, State
from simulator.domain.refusals import Invalid, UnknownVendor
from simulator.domain.usage import NOTHING, Bucket, Granularity, Tally
from simulator.services.accounts import balance_of
from simulator.services.messaging import cancel, send
from simulator.services.ports import Change
from simulator.services.tables import MESSAGE, MESSAGES
from simulator.services.usage import Usage, UsageWish, usage
from simulator.services.world import World
from tests.messages import BORN_AT
from tests.parts import CREDIT, NOW, Bench, build_bench
from tests.sums import SPAN_MS, add_up, lots, one
from tests.traffic import PRICE, forget, hello, post

HOUR_MS, DAY_MS = 3_600_000, 86_400_000

instants = st.integers(BORN_AT - HOUR_MS, BORN_AT + SPAN_MS + HOUR_MS)
granularities = st.sampled_from(Granularity)


async def write(world: World, messages: Sequence[Message]) -> None:
    """Put messages into a world and its list, in the order given, whatever their instants are."""
    change = Change()
    for message in messages:
        message_id = world.parts.ids.hex7()
        change.puts[MESSAGE.key(message_id)] = structs.replace(message, id=message_id)
        change.entries.append((MESSAGES, message_id))
    await world.commit(change)


def usages(messages: Sequence[Message], *wishes: UsageWish) -> list[Usage]:
    """Add messages up in a world that has no others, once for each wish."""

    async def ask() -> list[Usage]:
        world = await build_bench().world()
        await write(world, messages)
        return [await usage(world, wish) for wish in wishes]

    return asyncio.run(ask())


def add(buckets: Sequence[Bucket]) -> Tally:
    """Add buckets up."""
    total = NOTHING
    for bucket in buckets:
        total += bucket.tally
    return total


# --- Sums -----------------------------------------------------------------------------------------


@given(
    messages=lots,
    ends=st.tuples(instants, instants).map(sorted),
    granularity=granularities,
    vendor=st.sampled_from([None, "telnyx", "unimatrix"]),
)
def test_sums_are_those_of_the_messages(
    messages: list[Message], ends: list[int], granularity: Granularity, vendor: str | None
) -> None:
    """The total and each bucket are what counting by hand comes to; the buckets make the total."""
    since, until = ends

    (found,) = usages(messages, UsageWish(since, until, vendor, granularity))

    meant = [x for x in messages if since <= x.created_at < until and vendor in (None, x.vendor)]
    assert found.total == add_up(meant) == add(found.buckets)
    for bucket in found.buckets:
        end = bucket.start + granularity.value
        assert bucket.tally == add_up([x for x in meant if bucket.start <= x.created_at < end])


@given(messages=lots, ends=st.tuples(instants, instants, instants).map(sorted), by=granularities)
def test_a_window_in_two_parts_adds_up(
    messages: list[Message], ends: list[int], by: Granularity
) -> None:
    """Wherever it is cut, each message is on one side of the cut."""
    first, cut, last = ends

    whole, before, after = usages(
        messages,
        UsageWish(first, last, granularity=by),
        UsageWish(first, cut, granularity=by),
        UsageWish(cut, last, granularity=by),
    )

    assert before.total + after.total == whole.total


@given(messages=lots)
def test_vendors_add_up(messages: list[Message]) -> None:
    """What each of them carried makes the whole."""
    end = BORN_AT + SPAN_MS + 1
    whole, telnyx, unimatrix = usages(
        messages, *(UsageWish(BORN_AT, end, vendor) for vendor in (None, "telnyx", "unimatrix"))
    )

    assert telnyx.total + unimatrix.total == whole.total == add_up(messages)


async def test_the_cost_is_what_the_balance_fell_by(bench: Bench) -> None:
    """What was taken back is counted no more; how the rest ends changes no cost."""
    world = await bench.world()
    for text in ("one", "two" * 100):
        await post(world, text)
    await cancel(world, (await post(world, "three")).id)

    before = (await usage(world, UsageWish())).total
    await bench.advance("demo", 5_000)
    after = (await usage(await bench.world(), UsageWish())).total

    assert before == Tally(sent=2, segment_count=3, cost=after.cost)
    assert after == Tally(sent=2, delivered=2, segment_count=3, cost=after.cost)
    assert after.cost == 3 * PRICE == CREDIT - await balance_of(world)


# --- Windows --------------------------------------------------------------------------------------


async def test_what_was_sent_this_very_instant_counts(bench: Bench) -> None:
    """Even on a clock that stands still, the usage that follows a send shows it."""
    world = await bench.world()
    await post(world)

    assert (await usage(world, UsageWish())).total.sent == 1
    assert (await usage(world, UsageWish(until=NOW))).total.sent == 0
    assert (await usage(world, UsageWish(until=NOW + 1))).total.sent == 1


async def test_the_last_thirty_days_are_meant_where_nothing_is_said(bench: Bench) -> None:
    """Up to now, or up to the end that was named, day by day."""
    month_ms = 30 * DAY_MS
    world = await bench.world()
    instants = [NOW - month_ms, NOW - month_ms + 1, NOW - 1, NOW]
    await write(world, [one(State.SENT, at=at) for at in instants])

    by_default = await usage(world, UsageWish())
    until_now = await usage(world, UsageWish(until=NOW))
    since_then = await usage(world, UsageWish(since=NOW))

    assert (by_default.total.sent, until_now.total.sent, since_then.total.sent) == (3, 3, 1)
    starts = [bucket.start for bucket in by_default.buckets]
    midnight = NOW - NOW % DAY_MS
    assert starts == list(range(midnight - month_ms, midnight + 1, DAY_MS))


@pytest.mark.parametrize(
    ("granularity", "width_ms"), [(Granularity.HOUR, HOUR_MS), (Granularity.DAY, DAY_MS)]
)
async def test_buckets_have_no_holes(bench: Bench, granularity: Granularity, width_ms: int) -> None:
    """Where nothing was sent there is a bucket all the same, in the future too."""
    first = NOW - NOW % width_ms
    world = await bench.world()
    await write(world, [one(State.SENT, at=NOW), one(State.SENT, at=first + 2 * width_ms)])

    found = await usage(world, UsageWish(NOW, first + 4 * width_ms, granularity=granularity))

    assert [bucket.start for bucket in found.buckets] == [first + n * width_ms for n in range(4)]
    assert [bucket.tally.sent for bucket in found.buckets] == [1, 0, 1, 0]


async def test_a_window_without_length_is_empty(bench: Bench) -> None:
    """It is no mistake, and holds nothing."""
    world = await bench.world()
    await post(world)

    assert await usage(world, UsageWish(NOW, NOW)) == Usage(NOTHING, ())


@pytest.mark.parametrize("wish", [UsageWish(NOW + 2), UsageWish(7, 6), UsageWish(1, 0)], ids=str)
async def test_a_window_that_ends_before_it_begins_is_refused(
    bench: Bench, wish: UsageWish
) -> None:
    """Also where only the beginning is named, and lies in the future."""
    with pytest.raises(Invalid) as caught:
        await usage(await bench.world(), wish)

    (problem,) = caught.value.problems
    assert (problem.field, problem.message) == (
        "since",
        "lies after until, which is now if nothing else is said",
    )


@pytest.mark.parametrize(
    ("granularity", "remedy"),
    [(Granularity.HOUR, "a shorter window, or for days"), (Granularity.DAY, "a shorter window")],
)
async def test_ten_thousand_buckets_are_the_most(
    bench: Bench, granularity: Granularity, remedy: str
) -> None:
    """One more is refused, with what to ask for instead; refusing costs no more than counting."""
    world = await bench.world()
    end = 10_000 * granularity.value

    assert len((await usage(world, UsageWish(0, end, None, granularity))).buckets) == 10_000
    for until, count in ((end + 1, 10_001), (end * 10**9, 10**13)):
        with pytest.raises(Invalid) as caught:
            await usage(world, UsageWish(0, until, None, granularity))
        (problem,) = caught.value.problems
        assert problem.field == "since"
        assert problem.message == (
            f"makes {count} buckets, and 10000 are the most; ask for {remedy}"
        )


# --- Messages -------------------------------------------------------------------------------------


async def test_messages_count_for_the_vendor_that_carries_them(bench: Bench) -> None:
    """A vendor that carried none has sent nothing; one that is none is refused by its name."""
    world = await bench.world()
    await send(world, hello(vendor="unimatrix"))

    sent = [
        (await usage(world, UsageWish(vendor=vendor))).total.sent
        for vendor in (None, "unimatrix", "telnyx")
    ]

    assert sent == [1, 1, 0]
    with pytest.raises(UnknownVendor) as caught:
        await usage(world, UsageWish(vendor="nobody"))
    assert (caught.value.vendor, caught.value.known) == ("nobody", ("telnyx", "unimatrix"))


async def test_worlds_are_counted_apart(bench: Bench) -> None:
    """Nobody pays for another's messages."""
    await post(await bench.world("one"))

    assert (await usage(await bench.world("other"), UsageWish())).total == NOTHING


async def test_a_clock_that_was_set_back_hides_nothing(bench: Bench) -> None:
    """A message of the window may stand behind any number of older ones in the list."""
    await post(await bench.world(), "later")
    await bench.timeline.change_clock("demo", ClockWish(ClockMode.MANUAL, now=NOW - 9 * DAY_MS))
    for n in range(150):
        await post(await bench.world(), f"earlier {n}")

    found = await usage(await bench.world(), UsageWish(NOW, NOW + 1))

    assert found.total.sent == 1


async def test_a_message_that_is_gone_does_not_count(bench: Bench) -> None:
    """Nor does it appear in the list."""
    world = await bench.world()
    kept, gone = await post(world, "kept"), await post(world, "gone")
    await forget(world, gone.id)

    assert (await usage(world, UsageWish())).total == add_up([kept])


@pytest.mark.parametrize(("count", "breaths"), [(0, 0), (500, 1), (501, 2), (1_100, 3)])
async def test_others_may_go_first_now_and_then(bench: Bench, count: int, breaths: int) -> None:
    """A long list is read piece by piece, with a breath behind each; none is left out."""
    world = await bench.world()
    await write(world, [one(State.SENT, at=NOW) for _ in range(count)])

    assert (await usage(world, UsageWish())).total.sent == count
    assert bench.alarm.breath_count == breaths
