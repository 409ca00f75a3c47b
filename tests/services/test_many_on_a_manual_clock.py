"""A thousand messages on a clock that stands still, and worlds that never see each other."""

import asyncio
import time
from collections import Counter
from itertools import pairwise

import pytest

from simulator.domain.address import E164
from simulator.domain.handset import Handset
from simulator.domain.message import FINAL_STATES, Message, State, What
from simulator.domain.refusals import NotFound
from simulator.services import handsets
from simulator.services.accounts import balance_of
from simulator.services.lists import find_message, list_messages
from simulator.services.messaging import send
from simulator.services.otps import latest, send_otp, verify
from simulator.services.pages import PageRequest
from simulator.services.tables import MESSAGE, MESSAGES
from simulator.services.traffic import newest_first
from tests.parts import CREDIT, NOW, Bench, build_bench
from tests.stores import YieldingStore
from tests.traffic import ALICE, FACE, PRICE, fate, hello, once, post

pytestmark = pytest.mark.long

COUNT = 1_000
MANY = 10_000
DAYS_MS = 72 * 3_600_000


async def test_a_thousand_messages_wait_for_time_to_move() -> None:
    """Nothing moves until it does; then all are final, each line at its own instant, in no time."""
    bench = build_bench(credit=None)
    world = await bench.world()
    sent = [await post(world, f"hello {n}") for n in range(COUNT)]
    bench.wall.at += 10**6
    await bench.timeline.catch_up("demo")
    for message in sent:
        assert await find_message(world, message.id) == message

    started_at = time.process_time()
    advanced = await bench.timeline.advance("demo", lambda world: world.now + 10_000)
    taken_seconds = time.process_time() - started_at

    assert advanced.fired_count == 3 * COUNT
    expected = (
        (0, "queued", "queued", ""),
        (250, "dispatched", "sending", ""),
        (500, "sent", "sent", ""),
        (1_000, "delivered", "delivered", ""),
    )
    for message in sent:
        moved = await find_message(world, message.id)
        assert (moved.state, moved.created_at) == (State.DELIVERED, NOW)
        assert fate(moved) == expected
    assert taken_seconds < 1


async def test_a_thousand_at_once_are_all_kept_and_paid() -> None:
    """None is lost and none is paid twice when all are sent at the same time."""
    store = YieldingStore()
    bench = build_bench(store=store, credit=None)
    world = await bench.world()
    balance = await balance_of(world)

    sent = await asyncio.gather(*(send(world, hello(f"hello {n}")) for n in range(COUNT)))

    assert len({performed.result.id for performed in sent}) == COUNT
    assert await store.count("demo", MESSAGES) == COUNT
    assert await balance_of(world) == balance - COUNT * PRICE
    advanced = await bench.timeline.advance("demo", lambda world: world.now + 10_000)
    assert advanced.fired_count == 3 * COUNT


async def ended(bench: Bench) -> Counter[State]:
    """Count how messages ended, which each must have done once, by instants that never go back."""
    ends: Counter[State] = Counter()
    async for message in newest_first(await bench.world(), MESSAGES, MESSAGE):
        assert one_end(message)
        assert all(event.at <= later.at for event, later in pairwise(message.timeline))
        ends[message.state] += 1
    return ends


def one_end(message: Message) -> bool:
    """Tell whether a message came into one final state, and stayed there."""
    states = [event.state for event in message.timeline]
    first = next(n for n, state in enumerate(states) if state in FINAL_STATES)
    return message.is_final and set(states[first:]) == {message.state}


async def test_ten_thousand_messages_of_a_bad_day_are_over_in_three() -> None:
    """Seventy-two hours pass in seconds, and every message has ended, however it did."""
    bench = build_bench(credit=None, profile="grumpy")
    world = await bench.world()
    for n in range(MANY):
        await send(world, hello(f"hello {n}"))

    started_at = time.process_time()
    await bench.advance("demo", DAYS_MS)
    taken_seconds = time.process_time() - started_at

    ends = await ended(bench)
    assert ends.total() == MANY
    assert ends.keys() == {State.DELIVERED, State.UNDELIVERED, State.FAILED}
    assert taken_seconds < 10


async def test_phones_that_sleep_through_a_bad_day_do_not_slow_it_down() -> None:
    """A hundred of two hundred are off; half of these wake after a day and a half."""
    bench = build_bench(credit=None, profile="grumpy")
    world = await bench.world()
    numbers = [E164(f"+1202555{n:04}") for n in range(200)]
    for number in numbers[:100]:
        await handsets.put(world, Handset(number, is_on=False))
    for n in range(MANY):
        await send(world, hello(f"hello {n}", to=numbers[n % 200]))

    started_at = time.process_time()
    await bench.advance("demo", DAYS_MS // 2)
    for number in numbers[:50]:
        await handsets.put(await bench.world(), Handset(number))
    await bench.advance("demo", DAYS_MS // 2)
    taken_seconds = time.process_time() - started_at

    ends = await ended(bench)
    assert ends.total() == MANY
    whys: Counter[tuple[What, str]] = Counter()
    async for message in newest_first(await bench.world(), MESSAGES, MESSAGE):
        whys.update((event.what, event.detail) for event in message.timeline)
    assert whys[What.WAITING, "handset off"] > MANY / 3
    assert MANY / 6 < whys[What.UNDELIVERED, "validity expired"] < MANY / 4
    assert taken_seconds < 15


async def test_two_worlds_never_see_each_other(bench: Bench) -> None:
    """Messages, codes, balances and keys of one world do not exist in the other."""
    one, other = await bench.world("one"), await bench.world("other")

    mine = (await send(one, hello(), once())).result
    code = (await send_otp(one, FACE, ALICE)).result.otp.code

    with pytest.raises(NotFound):
        await find_message(other, mine.id)
    assert (await list_messages(other, PageRequest())).items == []
    assert await latest(other, ALICE) is None
    assert not (await verify(other, FACE, ALICE, code)).result
    assert await balance_of(one) == CREDIT - 2 * PRICE
    assert await balance_of(other) == CREDIT
    theirs = await send(other, hello(), once(fingerprint="another"))
    assert not theirs.is_replayed
    assert theirs.result.nth == 1


async def test_two_worlds_have_times_of_their_own(bench: Bench) -> None:
    """Moving the time of one leaves the other's where it was."""
    message = await post(await bench.world("other"))

    await bench.advance("one", 10**9)

    other = await bench.world("other")
    assert other.now == NOW
    assert await find_message(other, message.id) == message
