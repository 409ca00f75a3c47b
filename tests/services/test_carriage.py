"""Carriers with terms: worlds that live by the profile of a country."""

from itertools import pairwise

import pytest

from simulator.domain.address import E164, AlphanumericSenderId, Originator
from simulator.domain.clock import ClockWish
from simulator.domain.message import FINAL_STATES, Message, State
from simulator.domain.terms import Queue
from simulator.services.lists import find_message
from simulator.services.messaging import cancel, send
from simulator.services.signatures import SignatureWish, create
from simulator.services.submission import Submission
from simulator.services.tables import QUEUE
from tests.parts import NOW, Bench, build_bench
from tests.traffic import FACE, forget

SHOP = AlphanumericSenderId("Shop")
NUMBER = E164("+12025550199")
NEW_YORK = E164("+12125550123")
LONDON = E164("+447700900123")
DELHI = E164("+919876543210")
TOKYO = E164("+819012345678")
HOUR_MS = 3_600_000
# Half past ten at night in New York: the tests begin at 14:13 in London.
LATE_MS = 12 * HOUR_MS
DAYS_MS = 72 * HOUR_MS


async def sent(
    bench: Bench, to: E164, text: str = "Hello", sender: Originator | None = None
) -> Message:
    """Send, and tell the message as it then is."""
    wish = Submission(FACE, to, text, sender)
    return (await send(await bench.world(), wish)).result


async def read(bench: Bench, message: Message) -> Message:
    """Read a message as it is now."""
    return await find_message(await bench.world(), message.id)


async def details(bench: Bench, message: Message) -> dict[str, str]:
    """Tell what has happened to a message, and why."""
    return {event.what.value: event.detail for event in (await read(bench, message)).timeline}


@pytest.fixture
def bench() -> Bench:
    """Worlds that take each destination by its own country."""
    return build_bench(profile="countries", credit=None)


async def test_each_destination_is_carried_by_its_own_country(bench: Bench) -> None:
    """India replaces a number, Britain shows it, and a country without a profile is perfect."""
    delhi, london, tokyo = [await sent(bench, to, "Hi", NUMBER) for to in (DELHI, LONDON, TOKYO)]

    await bench.advance("demo", DAYS_MS)

    assert (await details(bench, delhi))["sent"] == "sender shown as 54321"
    assert (await details(bench, london))["sent"] == ""
    instants = [event.at - NOW for event in (await read(bench, tokyo)).timeline]
    assert instants == [0, 250, 500, 1_000]


async def test_a_name_is_refused_in_america(bench: Bench) -> None:
    """Not by us: by the network, when it is asked."""
    message = await sent(bench, NEW_YORK, "Hello", SHOP)

    await bench.advance("demo", HOUR_MS)

    assert (await details(bench, message))["failed"] == "sender Shop is not allowed"


async def test_a_name_that_was_approved_passes_in_india(bench: Bench) -> None:
    """As a signature of that name, whatever others there are; before that it was refused."""
    early = await sent(bench, DELHI, "Hello", SHOP)
    for text in ("Other", "Shop", "reject"):
        await create(await bench.world(), SignatureWish(text))
    await bench.advance("demo", HOUR_MS)
    late = await sent(bench, DELHI, "Hello again", SHOP)

    await bench.advance("demo", HOUR_MS)

    assert (await details(bench, early))["failed"] == "sender Shop unregistered"
    assert "sent" in await details(bench, late)


async def test_advertising_waits_for_the_morning(bench: Bench) -> None:
    """Held at half past ten at night, and dispatched at eight."""
    await bench.advance("demo", LATE_MS)
    sale, code = await sent(bench, NEW_YORK, "Big sale!"), await sent(bench, NEW_YORK, "Code 1")

    await bench.advance("demo", DAYS_MS)

    timeline = {event.what.value: event for event in (await read(bench, sale)).timeline}
    assert timeline["held"].detail == 'quiet hours for advertising ("sale")'
    eight_in_new_york = 13 * HOUR_MS
    assert timeline["dispatched"].at % (24 * HOUR_MS) == eight_in_new_york
    assert "held" not in await details(bench, code)


async def test_what_is_held_can_be_taken_back(bench: Bench) -> None:
    """It has not been dispatched, and its price comes back; nothing moves it any more."""
    await bench.advance("demo", LATE_MS)
    message = await sent(bench, NEW_YORK, "Big sale!")
    await bench.advance("demo", HOUR_MS)

    cancelled = (await cancel(await bench.world(), message.id)).result
    await bench.advance("demo", DAYS_MS)

    assert cancelled.is_cancelled
    assert (await read(bench, message)).state is State.CANCELLED


async def test_a_sender_is_taken_at_its_pace(bench: Bench) -> None:
    """One segment a second from a number; others, and the carrier's own, do not queue with it."""
    numbered = [await sent(bench, NEW_YORK, f"{n}" + "x" * 150 * n, NUMBER) for n in range(3)]
    unnamed = [await sent(bench, NEW_YORK, f"Hello {n}") for n in range(3)]
    elsewhere = await sent(bench, LONDON, "Hello", NUMBER)

    await bench.advance("demo", DAYS_MS)

    timelines = [(await read(bench, one)).timeline for one in numbered]
    assert [one.segment_count for one in numbered] == [1, 1, 2]
    dispatched = sorted((two[1].at, two[1].detail) for two in timelines)
    waits = [later - sooner for (sooner, _), (later, _) in pairwise(dispatched)]
    assert all(1_000 <= wait <= 2_000 for wait in waits)
    assert [detail.partition(": ")[2] for _, detail in dispatched] == [
        "",
        *2 * ["1 segments a second from +12025550199"],
    ]
    for one in (*unnamed, elsewhere):
        assert (await details(bench, one))["dispatched"] == ""


async def test_a_queue_knows_what_was_sent_before(bench: Bench) -> None:
    """What is cancelled before its turn was found takes none; what is gone, too."""
    first, second = [await sent(bench, NEW_YORK, f"{n}", NUMBER) for n in range(2)]
    third = await sent(bench, NEW_YORK, "x" * 200, NUMBER)
    await cancel(await bench.world(), first.id)
    await forget(await bench.world(), second.id)

    await bench.advance("demo", HOUR_MS)

    assert (await details(bench, third))["dispatched"] == ""
    assert "dispatched" not in await details(bench, first)
    key = QUEUE.key(f"us-2026 telnyx {NUMBER}")
    dispatched_at = (await read(bench, third)).timeline[1].at
    assert await (await bench.world()).get(key) == Queue(2_000, dispatched_at)


async def test_a_queue_is_no_longer_when_the_clock_is_set_back(bench: Bench) -> None:
    """Two that were queued keep the next one waiting for two seconds, not for a month."""
    for n in range(3):
        await sent(bench, NEW_YORK, f"{n}", NUMBER)
    await bench.advance("demo", 600)
    await bench.timeline.change_clock("demo", ClockWish(now=NOW - 30 * 24 * HOUR_MS))
    message = await sent(bench, NEW_YORK, "late", NUMBER)

    await bench.advance("demo", 10_000)

    assert "dispatched" in await details(bench, message)


async def test_a_magic_number_has_its_fate_in_every_country(bench: Bench) -> None:
    """No term stands in its way, and no network reports it for it."""
    await bench.advance("demo", LATE_MS)
    good = [await sent(bench, E164(f"+1500555000{n}"), "Big sale", SHOP) for n in range(10)]
    bad = [await sent(bench, E164(f"+1500555001{n}"), "Big sale", SHOP) for n in range(10)]

    await bench.advance("demo", DAYS_MS)

    assert {(await read(bench, one)).state for one in good} == {State.DELIVERED}
    assert {(await read(bench, one)).state for one in bad} == {State.UNDELIVERED}


async def test_the_record_keeps_the_sender_that_was_asked_for(bench: Bench) -> None:
    """What handsets show instead is on the timeline alone."""
    message = await sent(bench, DELHI, "Hi", NUMBER)

    await bench.advance("demo", HOUR_MS)

    assert (await read(bench, message)).originator == NUMBER


async def test_every_country_ends_every_message_once() -> None:
    """Two hundred texts from three senders to each, some of them at night."""
    bench = build_bench(profile="countries", credit=None)
    await bench.advance("demo", LATE_MS)
    numbers = [NEW_YORK, LONDON, DELHI, "+33612345678", "+5511987654321", "+2348031234567"]
    wishes = [
        (E164(to), f"{text} {n}", sender)
        for n in range(67)
        for to in numbers
        for text, sender in (("sale", None), ("code", SHOP), ("promo", NUMBER))
    ]
    messages = [await sent(bench, *wish) for wish in wishes]

    await bench.advance("demo", 2 * DAYS_MS)

    for message in messages:
        timeline = (await read(bench, message)).timeline
        assert len({event.state for event in timeline} & FINAL_STATES) == 1
        assert all(one.at <= other.at for one, other in pairwise(timeline))
