"""Rules, phones and carriers with terms together: a message has one end, and it was foretold."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from simulator.domain.address import E164, AlphanumericSenderId
from simulator.domain.explanation import FaultReason
from simulator.domain.fault_effects import (
    CarrierEffect,
    Deliver,
    Effect,
    Queue,
    RateLimit,
    Receipt,
    VendorDown,
)
from simulator.domain.faults import RuleWish, Stage
from simulator.domain.handset import Handset
from simulator.domain.message import FINAL_STATES, Message, State, What
from simulator.domain.occasion import Match
from simulator.services import faults, handsets
from simulator.services.explanations import explain
from simulator.services.lists import find_message
from simulator.services.messaging import send
from simulator.services.submission import Submission
from tests.parts import NOW, Bench, build_bench
from tests.traffic import ALICE, FACE, fate, post

DAYS_MS = 96 * 3_600_000
OFF, ON = Handset(ALICE, is_on=False), Handset(ALICE)
OVERTAKEN: Effect = Receipt("reorder", None)
EFFECTS: Sequence[CarrierEffect] = (
    Deliver("delivered", "", 9_000),
    Deliver("undelivered", "absent", None),
    Deliver("failed", "spam", None),
    Receipt("lose", None),
    Receipt("duplicate", 4_000),
    Receipt("contradict", None),
    Receipt("reorder", None),
    Receipt("delay", 60_000),
    VendorDown(()),
    Queue(RateLimit(20_000_000, 1, "recipient")),
)


async def let(bench: Bench, *effects: Effect) -> None:
    """Let these go wrong with all messages, the first first."""
    wishes = [RuleWish(None, Match(), (Stage(effect, None),), "{}") for effect in effects]
    await faults.replace(await bench.world(), wishes)


async def whats(bench: Bench, message: Message) -> list[str]:
    """Name what has happened to a message since it was dispatched."""
    found = await find_message(await bench.world(), message.id)
    return [event.what.value for event in found.timeline[2:]]


async def test_no_report_overtakes_a_message_that_waits(bench: Bench) -> None:
    """The rule would have it delivered before it was sent; the phone is off."""
    await let(bench, OVERTAKEN)
    await handsets.put(await bench.world(), OFF)
    message = await post(await bench.world())

    await bench.advance("demo", 60_000)
    assert await whats(bench, message) == ["sent", "waiting"]
    await handsets.put(await bench.world(), ON)
    await bench.advance("demo", DAYS_MS)

    assert await whats(bench, message) == ["sent", "waiting", "delivered"]


async def test_a_phone_that_goes_off_on_the_way_is_not_overtaken_either(bench: Bench) -> None:
    """The report was planned when the phone was on; the network's news comes in its place."""
    await let(bench, OVERTAKEN)
    message = await post(await bench.world())
    await bench.advance("demo", 300)
    assert await whats(bench, message) == []

    await handsets.put(await bench.world(), OFF)
    await bench.advance("demo", 60_000)
    assert await whats(bench, message) == ["sent", "waiting"]
    await handsets.put(await bench.world(), ON)
    await bench.advance("demo", DAYS_MS)

    assert await whats(bench, message) == ["sent", "waiting", "delivered"]


@pytest.mark.parametrize("effect", EFFECTS, ids=str)
@pytest.mark.parametrize("profile", ["perfect", "grumpy", "countries", "in-2026", "us-2026"])
async def test_what_rules_bend_is_foretold(profile: str, effect: CarrierEffect) -> None:
    """To the millisecond, with each effect, for phones that are on, off, full and landlines."""
    bench = build_bench(profile=profile, credit=None)
    await let(bench, effect)
    phones = [ON, OFF, replace(ON, is_landline=True), replace(ON, memory_part_count=1)]
    sent, foretold = [], []
    for n in range(16):
        number = E164(f"+120255501{n:02}")
        await handsets.put(await bench.world(), replace(phones[n % 4], number=number))
        sender = AlphanumericSenderId("Shop") if n % 3 == 0 else None
        wish = Submission(FACE, number, f"{'sale ' * (n % 2)}{n} {'x' * 20 * n}", sender)
        sent.append((await send(await bench.world(), wish)).result)
        foretold.append((await explain(await bench.world(), sent[-1].id)).foretold)

    await bench.advance("demo", DAYS_MS)

    for message, expected in zip(sent, foretold, strict=True):
        found = await find_message(await bench.world(), message.id)
        states = [event.state for event in found.timeline]
        assert sum(state in FINAL_STATES for state in dict.fromkeys(states)) == 1
        if any(event.detail.startswith("after ") for event in found.timeline):
            assert found.state is expected.state  # it had to queue behind others
        else:
            assert fate(found) == fate(expected)


async def test_the_rule_is_among_the_reasons(bench: Bench) -> None:
    """Though it is gone; a message that no rule has decided about has no such reason."""
    await let(bench, Deliver("failed", "spam", None))
    decided = await post(await bench.world())
    await let(bench)
    free = await post(await bench.world(), "free")

    found = (await explain(await bench.world(), decided.id)).reasons
    assert decided.fault is not None
    assert FaultReason(decided.fault) in found
    found = (await explain(await bench.world(), free.id)).reasons
    assert not any(isinstance(one, FaultReason) for one in found)


async def test_a_queue_holds_back_before_the_carrier_does(bench: Bench) -> None:
    """The third of three waits twice as long as the second, and then for the carrier."""
    await let(bench, Queue(RateLimit(10_000_000, 1, "key")))
    sent = [await post(await bench.world(), f"{n}") for n in range(3)]
    foretold = [(await explain(await bench.world(), one.id)).foretold for one in sent]
    await bench.advance("demo", DAYS_MS)
    found = [await find_message(await bench.world(), one.id) for one in sent]
    assert found == foretold
    dispatched = [one.timeline[1].at - NOW for one in found]
    assert dispatched == [250, 10_250, 20_250]
    assert {one.timeline[1].what for one in found} == {What.DISPATCHED}
    assert {one.state for one in found} == {State.DELIVERED}
