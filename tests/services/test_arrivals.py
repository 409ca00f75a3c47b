"""Messages come to handsets that may not take them, wait, and are tried again."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import cast

import pytest

from simulator.adapters.memory_store import MemoryStore
from simulator.domain.address import E164
from simulator.domain.coverage import Coverage, Span
from simulator.domain.handset import AutoReply, Handset
from simulator.domain.hours import Hours
from simulator.domain.latency import Fixed
from simulator.domain.message import FINAL_STATES, Message, State, What
from simulator.domain.profile import Profile
from simulator.services import copies, handsets
from simulator.services.erasure import erase, gdpr_token
from simulator.services.inbound import list_inbound
from simulator.services.lists import find_message
from simulator.services.messaging import send
from simulator.services.pages import PageRequest
from simulator.services.ports import Change
from simulator.services.tables import ARRIVAL, HANDSETS, WAITING_COUNT, waiting_for
from tests.parts import NOW, Bench, build_bench
from tests.stores import YieldingStore
from tests.traffic import ALICE, BOB, forget, hello, post

PHONE = Handset(ALICE)
OFF = replace(PHONE, is_on=False)
THREE_PARTS = "x" * 400
HOUR_MS = 3_600_000
VALIDITY_MS = 72 * HOUR_MS


async def put(bench: Bench, handset: Handset) -> None:
    """Let a handset behave so from now on."""
    await handsets.put(await bench.world(), handset)


async def read(bench: Bench, message: Message) -> Message:
    """Read a message as it is now."""
    return await find_message(await bench.world(), message.id)


async def story(bench: Bench, message: Message) -> list[tuple[int, str, str]]:
    """Tell what has happened to a message since the network has it."""
    timeline = (await read(bench, message)).timeline
    return [(event.at - NOW, event.what.value, event.detail) for event in timeline[3:]]


async def waiting(bench: Bench, number: E164 = ALICE) -> int:
    """Count who waits for a handset."""
    return await handsets.count_waiting(await bench.world(), number)


async def test_a_message_waits_until_its_handset_is_on(bench: Bench) -> None:
    """Then it comes as fast as the carrier delivers."""
    await put(bench, OFF)
    message = await post(await bench.world())
    await bench.advance("demo", HOUR_MS)
    assert await story(bench, message) == [(900, "waiting", "handset off")]
    assert await waiting(bench) == 1

    await put(bench, PHONE)
    await bench.advance("demo", VALIDITY_MS)

    assert await story(bench, message) == [
        (900, "waiting", "handset off"),
        (HOUR_MS + 500, "delivered", ""),
    ]
    assert await waiting(bench) == 0


async def test_a_handset_that_is_made_ordinary_is_on(bench: Bench) -> None:
    """Whatever kept the message from it is gone."""
    await put(bench, OFF)
    message = await post(await bench.world())
    await bench.advance("demo", HOUR_MS)

    await handsets.delete(await bench.world(), ALICE)
    await bench.advance("demo", 500)

    assert (await story(bench, message))[-1] == (HOUR_MS + 500, "delivered", "")


async def test_a_message_expires_while_it_waits(bench: Bench) -> None:
    """At the end of its validity, and turning the handset on after that brings nothing back."""
    await put(bench, OFF)
    message = await post(await bench.world())
    await bench.advance("demo", VALIDITY_MS + HOUR_MS)
    told = [(900, "waiting", "handset off"), (VALIDITY_MS, "undelivered", "validity expired")]
    assert await story(bench, message) == told
    assert await waiting(bench) == 0

    await put(bench, PHONE)
    await bench.advance("demo", VALIDITY_MS)

    assert await story(bench, message) == told


async def test_a_handset_that_is_off_again_keeps_the_message_waiting(bench: Bench) -> None:
    """It was tried, and that is on its timeline; the attempts before that are forgotten."""
    await put(bench, OFF)
    message = await post(await bench.world())
    await bench.advance("demo", 1_000)
    for handset in (PHONE, OFF, PHONE, OFF):
        await put(bench, handset)
    await bench.advance("demo", 1_000)
    assert await story(bench, message) == [
        (900, "waiting", "handset off"),
        (1_400, "waiting", "handset off"),
    ]

    await put(bench, PHONE)
    await bench.advance("demo", VALIDITY_MS)

    assert (await story(bench, message))[2:] == [(2_500, "delivered", "")]


async def test_a_change_that_wakes_nobody_tries_nothing(bench: Bench) -> None:
    """It may answer now, but it is still off."""
    await put(bench, OFF)
    message = await post(await bench.world())
    await bench.advance("demo", 1_000)

    await put(bench, replace(OFF, auto_reply=AutoReply("Yes", 0)))
    await bench.advance("demo", HOUR_MS)

    assert len(await story(bench, message)) == 1


async def test_a_message_waits_for_a_window_to_open(bench: Bench) -> None:
    """It comes by itself, on the day after if need be."""
    opens_at = NOW % 86_400_000 - HOUR_MS
    daily = Hours(opens_at, opens_at + HOUR_MS // 2)
    await put(bench, replace(PHONE, coverage=Coverage((daily,))))
    message = await post(await bench.world())

    await bench.advance("demo", VALIDITY_MS)

    tomorrow = 23 * HOUR_MS
    assert await story(bench, message) == [
        (900, "waiting", "out of coverage"),
        (tomorrow + 500, "delivered", ""),
    ]


async def test_a_window_that_is_too_short_is_missed(bench: Bench) -> None:
    """The network takes its time to deliver; then the message waits for the next one."""
    windows = (Span(NOW + 5_000, NOW + 5_300), Span(NOW + 9_000, NOW + 9_500))
    await put(bench, replace(PHONE, coverage=Coverage(windows)))
    message = await post(await bench.world())

    await bench.advance("demo", HOUR_MS)

    assert await story(bench, message) == [
        (900, "waiting", "out of coverage"),
        (5_400, "waiting", "out of coverage"),
        (9_500, "delivered", ""),
    ]


async def test_another_window_may_open_sooner(bench: Bench) -> None:
    """What was planned for the old one is not done as well."""
    far = Span(NOW + HOUR_MS, NOW + 2 * HOUR_MS)
    await put(bench, replace(PHONE, coverage=Coverage((far,))))
    message = await post(await bench.world())
    await bench.advance("demo", 1_000)

    near = Span(NOW + 60_000, NOW + 70_000)
    await put(bench, replace(PHONE, coverage=Coverage((near, far))))
    await bench.advance("demo", VALIDITY_MS)

    assert (await story(bench, message))[1:] == [(60_500, "delivered", "")]


async def test_coverage_that_has_ended_for_good_lets_messages_expire(bench: Bench) -> None:
    """Nothing is planned but the end."""
    await put(bench, replace(PHONE, coverage=Coverage((Span(NOW - 2, NOW - 1),))))
    message = await post(await bench.world())
    await bench.advance("demo", 1_000)
    await put(bench, replace(PHONE, coverage=Coverage((Span(NOW - 3, NOW - 1),))))

    await bench.advance("demo", 2 * VALIDITY_MS)

    assert (await story(bench, message))[-1] == (VALIDITY_MS, "undelivered", "validity expired")


async def test_a_message_arrives_in_part_and_then_whole(bench: Bench) -> None:
    """Two parts of three find room; once there is more, only the third is sent."""
    await put(bench, replace(PHONE, memory_part_count=2))
    message = await post(await bench.world(), THREE_PARTS)
    await bench.advance("demo", HOUR_MS)
    assert await story(bench, message) == [(900, "waiting", "memory full: parts 1-2 of 3 arrived")]
    assert (await handsets.get(await bench.world(), ALICE)).memory_part_count == 0

    await put(bench, replace(PHONE, memory_part_count=1))
    await bench.advance("demo", HOUR_MS)

    assert (await story(bench, message))[1:] == [(HOUR_MS + 500, "delivered", "")]
    assert (await handsets.get(await bench.world(), ALICE)).memory_part_count == 0


async def test_messages_fill_a_memory_one_by_one(bench: Bench) -> None:
    """The first two fit, and the third waits; others' phones have their own."""
    await put(bench, replace(PHONE, memory_part_count=2))
    world = await bench.world()
    sent = [await post(world, f"hello {n}") for n in range(3)]
    other = await post(world, to=BOB)

    await bench.advance("demo", HOUR_MS)

    states = [(await read(bench, message)).state for message in (*sent, other)]
    assert states == [State.DELIVERED, State.DELIVERED, State.SENT, State.DELIVERED]
    assert (await story(bench, sent[2])) == [(900, "waiting", "memory full")]


@pytest.mark.parametrize(
    ("handset", "why"),
    [
        (replace(PHONE, is_landline=True), "landline"),
        (replace(PHONE, blocks_all=True), "blocked by recipient"),
    ],
)
async def test_some_handsets_take_nothing_ever(bench: Bench, handset: Handset, why: str) -> None:
    """That is reported as soon as it is known, and nothing waits."""
    await put(bench, handset)
    message = await post(await bench.world())

    await bench.advance("demo", VALIDITY_MS)

    assert await story(bench, message) == [(1_000, "undelivered", why)]
    assert await waiting(bench) == 0


async def test_a_number_that_was_ported_has_its_receipts_from_there(bench: Bench) -> None:
    """The receipt says so; one that brings no good news says why instead."""
    await put(bench, replace(PHONE, ported_to="Acme Mobile"))
    await put(bench, Handset(BOB, is_landline=True, ported_to="Acme Mobile"))
    world = await bench.world()
    message, other = await post(world), await post(world, to=BOB)

    await bench.advance("demo", HOUR_MS)

    assert await story(bench, message) == [(1_000, "delivered", "receipt from Acme Mobile")]
    assert await story(bench, other) == [(1_000, "undelivered", "landline")]


async def test_a_handset_reads_what_has_come(bench: Bench) -> None:
    """After its time, once, and receipts that come twice change nothing about it."""
    repeating = E164("+15005550080")
    await put(bench, replace(PHONE, reads_after_ms=60_000))
    await put(bench, Handset(repeating, reads_after_ms=60_000))
    world = await bench.world()
    message, twice = await post(world), await post(world, to=repeating)

    await bench.advance("demo", HOUR_MS)

    assert await story(bench, message) == [(1_000, "delivered", ""), (61_000, "read", "")]
    whats = [event.what for event in (await read(bench, twice)).timeline]
    assert whats.count(What.READ) == whats.count(What.RECEIPT_REPEATED) == 1


async def test_what_is_read_at_once_is_still_reported_once_more(bench: Bench) -> None:
    """The second receipt was on its way; it is not doubled by what the handset does meanwhile."""
    repeating = E164("+15005550080")
    await put(bench, Handset(repeating, reads_after_ms=0))
    message = await post(await bench.world(), to=repeating)

    await bench.advance("demo", HOUR_MS)

    whats = [event.what.value for event in (await read(bench, message)).timeline[3:]]
    assert whats == ["delivered", "read", "receipt_repeated"]


async def test_a_handset_answers_when_its_message_has_come_at_last(bench: Bench) -> None:
    """Not while it waits."""
    reply = AutoReply("Yes", 5_000)
    await put(bench, replace(OFF, auto_reply=reply))
    await post(await bench.world())
    await bench.advance("demo", HOUR_MS)
    assert (await list_inbound(await bench.world(), PageRequest())).items == []

    await put(bench, Handset(ALICE, reply))
    await bench.advance("demo", HOUR_MS)

    (answer,) = (await list_inbound(await bench.world(), PageRequest())).items
    assert answer.received_at == NOW + HOUR_MS + 5_500


async def test_a_handset_that_goes_off_on_the_last_leg_gets_nothing(bench: Bench) -> None:
    """The message was sent, the report planned; it was not there yet, so it waits."""
    message = await post(await bench.world())
    await bench.advance("demo", 600)
    assert (await read(bench, message)).state is State.SENT

    await put(bench, OFF)
    await bench.advance("demo", HOUR_MS)

    assert await story(bench, message) == [(1_000, "waiting", "handset off")]


async def test_a_handset_that_goes_off_after_it_has_the_message_has_it(bench: Bench) -> None:
    """Only the receipt was still on its way."""
    await put(bench, replace(PHONE, memory_part_count=9))
    message = await post(await bench.world())
    await bench.advance("demo", 950)

    await put(bench, replace(OFF, memory_part_count=0))
    await bench.advance("demo", HOUR_MS)

    assert await story(bench, message) == [(1_000, "delivered", "")]


async def test_a_message_that_would_not_have_arrived_does_not_wait(bench: Bench) -> None:
    """What becomes of it was settled, and so is what is heard of it."""
    numbers = [E164("+15005550010"), E164("+15005550060")]
    for number in numbers:
        await put(bench, Handset(number, is_on=False))
    world = await bench.world()
    sent = [await post(world, to=number) for number in numbers]

    await bench.advance("demo", VALIDITY_MS)

    assert [(await story(bench, one))[-1][1:] for one in sent] == [
        ("undelivered", "unreachable"),
        ("undelivered", "no receipt"),
    ]


async def test_a_magic_number_waits_like_any_other(bench: Bench) -> None:
    """What a test says of its handset goes before what its digits say."""
    number = E164("+15005550000")
    await put(bench, Handset(number, is_on=False))
    message = await post(await bench.world(), to=number)
    await bench.advance("demo", HOUR_MS)
    assert (await read(bench, message)).state is State.SENT

    await put(bench, Handset(number))
    await bench.advance("demo", HOUR_MS)

    assert (await read(bench, message)).state is State.DELIVERED


async def test_who_is_forgotten_waits_no_more(bench: Bench) -> None:
    """Nobody can wake what was sent to an erased number; the number stands in no index."""
    await put(bench, OFF)
    message = await post(await bench.world())
    await bench.advance("demo", HOUR_MS)
    world = await bench.world()

    await erase(world, ALICE, gdpr_token(world, ALICE))
    await put(bench, PHONE)
    await bench.advance("demo", VALIDITY_MS)

    assert await bench.store.count("demo", waiting_for(ALICE)) == 0
    assert await world.get(WAITING_COUNT.key(ALICE)) is None
    assert (await story(bench, message))[-1][1:] == ("undelivered", "validity expired")


async def test_a_message_that_is_gone_is_not_missed(bench: Bench) -> None:
    """It was cleaned up, while it waited or on its way."""
    await put(bench, OFF)
    world = await bench.world()
    message = await post(world)
    await bench.advance("demo", 600)
    on_its_way = await post(world)
    await forget(world, message.id)
    await bench.advance("demo", HOUR_MS)
    await forget(world, on_its_way.id)

    await put(bench, PHONE)

    assert await bench.advance("demo", HOUR_MS) == ()


async def test_what_has_arrived_is_not_sent_again(bench: Bench) -> None:
    """Its receipt is on its way, and the handset is told something else meanwhile."""
    await put(bench, OFF)
    message = await post(await bench.world())
    await bench.advance("demo", 1_000)
    await put(bench, replace(PHONE, memory_part_count=5))
    await bench.advance("demo", 450)

    await put(bench, PHONE)
    await bench.advance("demo", HOUR_MS)

    assert (await story(bench, message))[1:] == [(1_500, "delivered", "")]


async def test_nobody_is_left_waiting_by_those_who_meet() -> None:
    """On a store that answers a turn later, phones are turned on while messages come to wait."""
    bench = build_bench(store=YieldingStore(), credit=None)
    numbers = [E164(f"+120255501{n:02}") for n in range(20)]
    world = await bench.world()
    for number in numbers:
        await handsets.put(world, Handset(number, is_on=False))
    sent = [(await send(world, hello(to=number))).result for number in numbers]
    await bench.advance("demo", 899)

    await asyncio.gather(
        bench.advance("demo", 1_000),
        *(handsets.put(world, Handset(number)) for number in numbers),
    )
    await bench.advance("demo", HOUR_MS)

    assert {(await read(bench, one)).state for one in sent} == {State.DELIVERED}


async def test_handsets_that_come_and_go_end_every_message_once() -> None:
    """A grumpy carrier, and phones that are turned off and on by chance, over three days."""
    bench = build_bench(credit=None, profile="grumpy")
    numbers = [E164(f"+120255501{n:02}") for n in range(10)]
    world = await bench.world()
    dice = world.dice
    sent = []
    for hour in range(72):
        for n, number in enumerate(numbers):
            chance = dice.fraction(str(hour), str(n))
            room = int(chance * 40) if chance < 0.2 else None
            await put(bench, Handset(number, is_on=chance < 0.6, memory_part_count=room))
        texts = [f"{hour} {n} " + "x" * (n * 30) for n in range(10)]
        world = await bench.world()
        sent += [await post(world, text, to=numbers[n]) for n, text in enumerate(texts)]
        await bench.advance("demo", HOUR_MS)
    await bench.advance("demo", 2 * VALIDITY_MS)

    whats = set()
    for message in sent:
        timeline = (await read(bench, message)).timeline
        finals = [event for event in timeline if event.state in FINAL_STATES]
        assert len({event.state for event in finals}) == 1
        assert all(one.at <= other.at for one, other in pairwise(timeline))
        whats |= {(event.what, event.detail.partition(":")[0]) for event in timeline}
    assert {(What.WAITING, "handset off"), (What.WAITING, "memory full")} <= whats
    assert (What.UNDELIVERED, "validity expired") in whats
    assert [await waiting(bench, number) for number in numbers] == [0] * 10


async def test_no_record_is_kept_of_messages_to_ordinary_handsets(bench: Bench) -> None:
    """They cost what they always did."""
    message = await post(await bench.world())
    await bench.advance("demo", HOUR_MS)

    world = await bench.world()
    assert await world.get(HANDSETS) is None
    assert await world.get(ARRIVAL.key(message.id)) is None


class LateStore(MemoryStore):
    """A memory store where something happens right before the next change set is written."""

    before_commit: Callable[[], Awaitable[object]] | None = None

    async def commit(self, world: str, change: Change) -> None:
        interruption, self.before_commit = self.before_commit, None
        if interruption is not None:
            await interruption()
        await super().commit(world, change)


async def test_who_comes_to_wait_while_the_phone_is_turned_on_is_not_forgotten() -> None:
    """The message found the phone off, and whoever turned it on found nobody waiting."""
    store = LateStore()
    bench = build_bench(store=store)
    await put(bench, OFF)
    message = await post(await bench.world())
    await bench.advance("demo", 899)
    store.before_commit = partial(bench.advance, "demo", 1)

    await put(bench, PHONE)
    await bench.advance("demo", HOUR_MS)

    assert await story(bench, message) == [
        (900, "waiting", "handset off"),
        (1_399, "delivered", ""),
    ]


async def test_what_has_arrived_waits_for_nothing(bench: Bench) -> None:
    """Its receipt is slow, and the phone is turned off and on meanwhile."""
    profiles = cast("dict[str, Profile]", bench.worlds.parts.stock.profiles)
    slow = replace(profiles["perfect"].receipts, latency=Fixed(10_000))
    profiles["perfect"] = replace(profiles["perfect"], receipts=slow)
    await put(bench, OFF)
    message = await post(await bench.world())
    await bench.advance("demo", 1_000)
    await put(bench, PHONE)
    await bench.advance("demo", 500)

    for handset in (OFF, PHONE, OFF):
        await put(bench, handset)
    await bench.advance("demo", HOUR_MS)

    assert (await story(bench, message))[1:] == [(11_400, "delivered", "")]


async def test_a_message_arrives_part_by_part(bench: Bench) -> None:
    """Each time there is room for one; what is there stays there."""
    message = await post(await bench.world(), THREE_PARTS)
    for _ in range(3):
        await put(bench, replace(PHONE, memory_part_count=1))
        await bench.advance("demo", 60_000)

    assert await story(bench, message) == [
        (900, "waiting", "memory full: part 1 of 3 arrived"),
        (60_400, "waiting", "memory full: parts 1-2 of 3 arrived"),
        (120_500, "delivered", ""),
    ]


async def test_a_copy_of_a_world_waits_for_the_same_phones(bench: Bench) -> None:
    """What waits, what is there in part, and what is planned come along, and go on alike."""
    tunnel = Coverage((Span(NOW + 60_000, NOW + 70_000),))
    await put(bench, replace(PHONE, memory_part_count=2))
    await put(bench, Handset(BOB, coverage=tunnel))
    world = await bench.world()
    sent = [await post(world, THREE_PARTS), await post(world, to=BOB)]
    await bench.advance("demo", 1_000)

    await copies.fork(bench.worlds, "demo", "copy")
    for name in ("demo", "copy"):
        await handsets.put(await bench.world(name), replace(PHONE, memory_part_count=1))
        await bench.advance(name, HOUR_MS)

    copy, original = await bench.world("copy"), await bench.world()
    for message in sent:
        found = await find_message(copy, message.id)
        assert found == await find_message(original, message.id)
        assert found.state is State.DELIVERED
