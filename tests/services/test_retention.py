"""What a world need not keep is forgotten, in pieces; what it came to stays known."""

import asyncio
from dataclasses import replace
from itertools import pairwise

import pytest
from msgspec import structs

from simulator.domain.clock import ClockMode, ClockWish
from simulator.domain.message import Message, State
from simulator.domain.refusals import NotFound
from simulator.domain.retention import Retention
from simulator.domain.usage import Granularity
from simulator.services import lists
from simulator.services.accounts import balance_of
from simulator.services.erasure import erase, gdpr_token
from simulator.services.inbound import list_inbound, receive_now
from simulator.services.lists import find_message, list_messages
from simulator.services.messaging import cancel, resend, send
from simulator.services.once import Once
from simulator.services.pages import PageRequest
from simulator.services.retention import PIECE_COUNT, forgotten, sweep
from simulator.services.tables import INBOUNDS, MESSAGE, MESSAGES, inbound_from, messages_to
from simulator.services.usage import Usage, UsageWish, usage
from simulator.services.world import World
from simulator.services.worlds import WorldWish
from tests.kept import table_of
from tests.parts import NOW, Bench, build_bench
from tests.stores import YieldingStore, turns
from tests.traffic import ALICE, BOB, PRICE, UNIMATRIX_PRICE, fate, hello, once, post

DAY_MS = 86_400_000
HOUR_MS = 3_600_000


async def small_world(bench: Bench, keep_count: int = 5, keep_age_ms: int = 10 * DAY_MS) -> World:
    """Make a world that keeps little; it begins on the hour."""
    clock = ClockWish(ClockMode.MANUAL, now=NOW - NOW % HOUR_MS)
    wish = WorldWish("demo", clock=clock, keep_count=keep_count, keep_age_ms=keep_age_ms)
    return await bench.worlds.create(wish)


async def listed(bench: Bench) -> list[str]:
    """Tell the texts of the first page of all messages."""
    page = await list_messages(await bench.world(), PageRequest(limit=100))
    return [message.text for message in page.items]


async def deliver(bench: Bench, *texts: str) -> list[Message]:
    """Send messages, and let them be delivered."""
    sent = [await post(await bench.world(), text) for text in texts]
    await bench.advance("demo", 1_000)
    return sent


async def test_the_oldest_go_where_there_are_too_many(bench: Bench) -> None:
    """As soon as time has been moved, and as few of them as need be."""
    await small_world(bench)
    sent = await deliver(bench, *(f"n{n}" for n in range(8)))

    assert await listed(bench) == ["n7", "n6", "n5", "n4", "n3"]
    told = await forgotten(await bench.world())
    assert told is not None
    assert (told.message_count, told.inbound_count) == (3, 0)
    assert told.since == (await bench.world()).now
    with pytest.raises(NotFound) as missing:
        await find_message(await bench.world(), sent[2].id)
    assert missing.value.forgotten == told
    assert (await find_message(await bench.world(), sent[3].id)).state is State.DELIVERED


async def test_the_old_go_however_few_they_are(bench: Bench) -> None:
    """A message is kept until its age is up, by the world's clock."""
    world = await small_world(bench)
    await deliver(bench, "old")
    await bench.advance("demo", 1_000)
    await deliver(bench, "young")

    await bench.advance("demo", world.now + 10 * DAY_MS - (await bench.world()).now)
    assert await listed(bench) == ["young", "old"]
    await bench.advance("demo", 1)
    assert await listed(bench) == ["young"]
    await bench.advance("demo", 2_001)
    assert await listed(bench) == []


async def test_everything_that_belongs_to_a_message_goes_with_it(bench: Bench) -> None:
    """Its record and its lines; but not how often its like was sent."""
    await small_world(bench, keep_count=1)
    await deliver(bench, "a", "b", "c")

    snapshot = await bench.store.dump("demo")
    assert len(table_of(snapshot, "message")) == 1
    assert len(snapshot.indexes[MESSAGES]) == 1
    assert len(snapshot.indexes[messages_to(ALICE)]) == 1
    assert len(table_of(snapshot, "likeness")) == 3


async def test_what_is_on_its_way_is_kept(bench: Bench) -> None:
    """Whatever its number and age; it goes as soon as it has come to its end."""
    await small_world(bench, keep_count=2)
    world = await bench.world()
    messages = [await post(world, f"n{n}") for n in range(4)]
    await cancel(world, messages[3].id)

    await sweep(await bench.world())
    assert await listed(bench) == ["n2", "n1", "n0"]
    await bench.advance("demo", 999)
    assert await listed(bench) == ["n2", "n1", "n0"]
    await bench.advance("demo", 1)
    assert await listed(bench) == ["n2", "n1"]


async def test_the_like_of_what_was_forgotten_meets_the_next_fate() -> None:
    """The same traffic has the same fate, however much of it is kept."""

    async def story(keep_count: int) -> list[object]:
        bench = build_bench(profile="grumpy")
        await small_world(bench, keep_count=keep_count)
        told: list[object] = []
        for n in range(12):
            sent = await post(await bench.world(), f"n{n % 3}")
            before = await bench.world()
            for _ in range(80):
                await bench.advance("demo", HOUR_MS)
                here = await before.get(MESSAGE.key(sent.id))
                if here is not None and here.is_final:
                    told.append((sent.nth, fate(here)))
                    break
        return [*told, await balance_of(await bench.world())]

    assert await story(1) == await story(1_000)


async def test_messages_from_handsets_are_forgotten_too(bench: Bench) -> None:
    """By the same measure, and counted apart."""
    await small_world(bench, keep_count=2)
    for n in range(5):
        await receive_now(await bench.world(), BOB, ALICE, f"n{n}")
        await bench.advance("demo", 1)

    page = await list_inbound(await bench.world(), PageRequest())
    assert [inbound.text for inbound in page.items] == ["n4", "n3"]
    told = await forgotten(await bench.world())
    assert (told.message_count, told.inbound_count) == (0, 3)  # type: ignore[union-attr] # there
    assert await bench.store.count("demo", inbound_from(BOB)) == 2
    await bench.advance("demo", 11 * DAY_MS)
    assert await bench.store.count("demo", INBOUNDS) == 0
    assert await bench.store.count("demo", inbound_from(BOB)) == 0


async def test_nothing_is_written_where_nothing_is_forgotten(bench: Bench) -> None:
    """Who waits for the world to change is not woken by somebody's looking."""
    await small_world(bench)
    await deliver(bench, "a", "b")
    await receive_now(await bench.world(), BOB, ALICE, "hello")
    await send(await bench.world(), hello("keyed"), once())
    revision = await bench.store.revision("demo")

    await sweep(await bench.world())

    assert await bench.store.revision("demo") == revision
    assert await forgotten(await bench.world()) is None


async def test_a_sweep_goes_in_pieces(bench: Bench) -> None:
    """One change set for each, everybody else in between, however much there is."""
    count = 2 * PIECE_COUNT + 50
    bench = build_bench(credit=None)
    await small_world(bench, keep_count=10)
    world = await bench.world()
    for n in range(count):
        await cancel(world, (await send(world, hello(f"n{n}"))).result.id)
    sizes = [await bench.store.count("demo", MESSAGES)]
    breath_count = bench.alarm.breath_count
    breathe = bench.alarm.breathe

    async def look() -> None:
        await breathe()
        sizes.append(await bench.store.count("demo", MESSAGES))

    bench.alarm.breathe = look  # type: ignore[method-assign] # to see what others would
    await sweep(await bench.world())

    sizes.append(await bench.store.count("demo", MESSAGES))
    assert sizes[0] == count
    assert sizes[-1] == 10
    assert all(0 <= before - after <= PIECE_COUNT for before, after in pairwise(sizes))
    assert bench.alarm.breath_count - breath_count >= 2
    assert (await forgotten(world)).message_count == count - 10  # type: ignore[union-attr] # there


async def test_sums_and_balance_stay_honest(bench: Bench) -> None:
    """What was forgotten is still in usage, in its hour and day and by its vendor."""
    await small_world(bench, keep_count=2)
    everything: list[Message] = []
    for _ in range(3):
        for vendor in ("telnyx", "unimatrix"):
            world = await bench.world()
            everything.append((await send(world, hello("x", vendor=vendor))).result)
        everything.append(await post(await bench.world(), "taken back"))
        await cancel(await bench.world(), everything[-1].id)
        await bench.advance("demo", HOUR_MS)
    world = await bench.world()
    start = everything[0].created_at

    found = await usage(world, UsageWish(start, world.now, granularity=Granularity.HOUR))

    assert len(await listed(bench)) == 2
    assert (found.total.sent, found.total.delivered) == (6, 6)
    assert [bucket.tally.sent for bucket in found.buckets] == [2, 2, 2]
    assert found.total.cost == 3 * (PRICE + UNIMATRIX_PRICE)
    assert await balance_of(world) == 2_000_000 - found.total.cost
    assert found.uncounted_count == 0
    assert found.forgotten == await forgotten(world)
    telnyx = await usage(world, UsageWish(start, world.now, "telnyx"))
    assert telnyx.total.sent == 3
    assert [bucket.tally.sent for bucket in telnyx.buckets if bucket.tally.sent] in (
        [3],
        [1, 2],
        [2, 1],
    )


async def test_what_a_window_cuts_is_told(bench: Bench) -> None:
    """Of a cut hour it is not known any more what was on which side."""
    world = await small_world(bench, keep_count=1)
    start = world.now
    await deliver(bench, "a", "b", "c")

    world = await bench.world()
    found = await usage(world, UsageWish(start + 1, start + HOUR_MS))
    assert (found.total.sent, found.uncounted_count) == (0, 2)
    found = await usage(world, UsageWish(start, world.now))
    assert (found.total.sent, found.uncounted_count) == (1, 2)
    found = await usage(world, UsageWish(start))
    assert (found.total.sent, found.uncounted_count) == (3, 0)


@pytest.mark.parametrize(
    ("sum_after", "sweep_after"), [(0, n) for n in range(8)] + [(n, 0) for n in range(1, 12)]
)
async def test_usage_counts_each_once_while_messages_are_forgotten(
    sum_after: int, sweep_after: int
) -> None:
    """Neither twice nor not at all, whenever the sweep comes in between."""
    bench = build_bench(store=YieldingStore(), credit=None)
    await small_world(bench, keep_count=1_000)
    everything = await deliver(bench, *(f"n{n}" for n in range(60)))
    world = await bench.world()
    crowded = structs.replace(world, settings=replace(world.settings, retention=Retention(10)))

    async def add_up_later() -> Usage:
        await turns(sum_after)
        return await usage(crowded, UsageWish(everything[0].created_at))

    adding = asyncio.create_task(add_up_later())
    await turns(sweep_after)
    await sweep(crowded)

    assert (await adding).total.sent == 60
    assert await bench.store.count("demo", MESSAGES) == 10


async def test_keys_are_forgotten_when_their_day_is_over(bench: Bench) -> None:
    """And not a moment before; one that was used again is kept for its new day."""
    await small_world(bench, keep_count=1_000)
    for key in ("a", "b"):
        await send(await bench.world(), hello(key), once(key))
    await bench.advance("demo", DAY_MS - 1)
    assert await remembered(bench) == {"send a", "send b"}
    assert (await send(await bench.world(), hello("a"), once("a"))).is_replayed

    await bench.advance("demo", 1)
    assert await remembered(bench) == set()
    await send(await bench.world(), hello("a"), once("a"))
    assert await remembered(bench) == {"send a"}


async def test_a_key_that_was_used_again_is_kept(bench: Bench) -> None:
    """Its first use has run out, its second has not."""
    await small_world(bench)
    await send(await bench.world(), hello("a"), once("a"))
    world = await bench.world()
    later = structs.replace(world, now=world.now + DAY_MS)
    await send(later, hello("a"), once("a"))

    await sweep(later)

    assert await remembered(bench) == {"send a"}
    assert (await send(later, hello("a"), once("a"))).is_replayed
    assert await bench.store.count("demo", "remembered") == 1


async def test_many_keys_are_forgotten_in_pieces(bench: Bench) -> None:
    """As messages are."""
    await small_world(bench)
    world = await bench.world()
    for n in range(PIECE_COUNT + 5):
        await receive_now(world, BOB, ALICE, "x", Once("receive", str(n), "f"))
    assert len(await remembered(bench)) == PIECE_COUNT + 5

    await bench.advance("demo", DAY_MS)

    assert await remembered(bench) == set()
    assert await bench.store.count("demo", "remembered") == 0


async def remembered(bench: Bench) -> set[str]:
    """Tell what there are results of."""
    return set(table_of(await bench.store.dump("demo"), "remembered"))


async def test_what_was_forgotten_can_be_neither_taken_back_nor_sent_again(bench: Bench) -> None:
    """The refusal says that it may have been forgotten."""
    await small_world(bench, keep_count=1)
    gone, _ = await deliver(bench, "a", "b")
    world = await bench.world()

    for asking in (
        cancel(world, gone.id),
        resend(world, gone.id, only_failed=False),
        lists.list_events(world, gone.id, PageRequest()),
    ):
        with pytest.raises(NotFound) as missing:
            await asking
        assert missing.value.forgotten is not None


async def test_what_never_was_is_not_said_to_be_forgotten(bench: Bench) -> None:
    """In a world that has forgotten nothing."""
    with pytest.raises(NotFound) as missing:
        await find_message(await bench.world(), "nothing")
    assert missing.value.forgotten is None


async def test_an_erased_message_is_forgotten_like_any_other(bench: Bench) -> None:
    """Its line in its number's list is gone already."""
    await small_world(bench, keep_count=1)
    await deliver(bench, "a")
    world = await bench.world()
    await erase(world, ALICE, gdpr_token(world, ALICE))

    await deliver(bench, "b")

    assert await listed(bench) == ["b"]


async def test_a_line_that_leads_nowhere_is_taken_out(bench: Bench) -> None:
    """It would be counted as a message else, for ever."""
    await small_world(bench, keep_count=2)
    await deliver(bench, "a", "b")
    snapshot = await bench.store.dump("demo")
    indexes = {**snapshot.indexes, MESSAGES: ["0" * 32, *snapshot.indexes[MESSAGES]]}
    await bench.store.drop("demo")
    await bench.store.load("demo", replace(snapshot, indexes=indexes))

    await sweep(await bench.world())

    assert await bench.store.count("demo", MESSAGES) == 2
    assert await listed(bench) == ["b", "a"]
    assert await forgotten(await bench.world()) is None


async def test_two_sweeps_at_once_forget_each_message_once() -> None:
    """On a store that answers later: what one has taken away the other finds gone."""
    store = YieldingStore()
    bench = build_bench(store=store, credit=None)
    await small_world(bench, keep_count=5)
    world = await bench.world()
    for n in range(20):
        await cancel(world, (await send(world, hello(f"n{n}"))).result.id)

    await asyncio.gather(*(sweep(world) for _ in range(3)))

    told = await forgotten(world)
    assert told is not None
    assert (told.message_count, sum(hour.message_count for hour in told.hours)) == (15, 15)
    assert len(await listed(bench)) == 5
