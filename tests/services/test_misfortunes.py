"""What goes wrong with messages on purpose, from acceptance to receipt."""

import asyncio
from collections.abc import Sequence

import pytest

from simulator.domain.address import E164
from simulator.domain.fault_effects import (
    Deliver,
    Effect,
    Fault,
    LostResponse,
    Queue,
    RateLimit,
    Receipt,
    VendorDown,
)
from simulator.domain.faults import RuleWish, Stage, Tally
from simulator.domain.message import Message, State, What
from simulator.domain.occasion import Match
from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import InsufficientCredit, VendorFailed, VendorUnavailable
from simulator.domain.suppression import SuppressionWish
from simulator.services import faults
from simulator.services.accounts import balance_of, set_balance
from simulator.services.drafts import Draft, perform
from simulator.services.lists import find_message
from simulator.services.messaging import cancel, send, send_batch
from simulator.services.otps import send_otp
from simulator.services.suppressions import suppress
from simulator.services.tables import FAULT_TALLY
from tests.parts import CREDIT, Bench, build_bench
from tests.stores import YieldingStore
from tests.traffic import (
    ALICE,
    BOB,
    FACE,
    PRICE,
    UNIMATRIX_PRICE,
    fail_vendors,
    fate,
    hello,
    once,
    post,
)

FAILS_ONCE = E164("+15005550090")
LOSES_ANSWER = E164("+15005550120")


async def let(bench: Bench, *effects: Effect, times: int | None = None, **match: object) -> None:
    """Let these go wrong, each by a rule."""
    wanted = Match(**match)  # type: ignore[arg-type] # members by their names
    rules = [RuleWish(None, wanted, (Stage(effect, times),), "{}") for effect in effects]
    await faults.replace(await bench.world(), rules)


async def hits(bench: Bench) -> list[int]:
    """Tell how often each rule has decided."""
    return [one.hit_count for one in await faults.show(await bench.world())]


async def lived(bench: Bench, message: Message) -> Message:
    """Wait for the end of a message."""
    await bench.advance("demo", 4 * 86_400_000)
    return await find_message(await bench.world(), message.id)


async def test_a_message_tells_what_was_decided_about_it(bench: Bench) -> None:
    """Though the rule is gone by then; what was accepted before is left alone."""
    before = await post(await bench.world())
    await let(bench, Deliver("failed", "spam", None), destination="+1202*")
    message = await post(await bench.world())
    assert message.fault == Fault("rule-1", Deliver("failed", "spam", None))
    await faults.replace(await bench.world(), [])
    assert fate(await lived(bench, message))[-1][1:] == ("failed", "failed", "spam")
    assert (await lived(bench, before)).state is State.DELIVERED
    assert before.fault is None


@pytest.mark.parametrize(
    ("effect", "whats"),
    [
        (Deliver("undelivered", "off", 5_000), ["sent", "undelivered"]),
        (Receipt("lose", None), ["sent", "undelivered"]),
        (Receipt("duplicate", None), ["sent", "delivered", "receipt_repeated"]),
        (Receipt("contradict", None), ["sent", "delivered", "receipt_contradicted"]),
        (Receipt("reorder", None), ["delivered", "sent_late"]),
        (Receipt("delay", 60_000), ["sent", "delivered"]),
    ],
)
async def test_a_message_lives_as_was_decided(
    bench: Bench, effect: Effect, whats: list[str]
) -> None:
    """From the network on; until it is dispatched it is like any other."""
    await let(bench, effect)
    message = await lived(bench, await post(await bench.world()))
    came = [event.what.value for event in message.timeline]
    assert came == ["queued", "dispatched", *whats]


async def test_fate_bends_what_is_bent_already(bench: Bench) -> None:
    """A rule goes before a number: it was made on purpose."""
    await let(bench, Deliver("failed", "spam", None))
    message = await lived(bench, await post(await bench.world(), to=E164("+15005550000")))
    assert message.state is State.FAILED


async def test_each_message_of_a_batch_is_an_occasion(bench: Bench) -> None:
    """The second of those that are alike is the second, within one batch, too."""
    await let(bench, Deliver("failed", "spam", None), times=2)
    batch = [hello("same"), hello("other"), hello("same"), hello("same")]
    answers = (await send_batch(await bench.world(), batch)).result
    ends = [answer.fault is not None for answer in answers if isinstance(answer, Message)]
    assert ends == [True, True, True, False]
    assert await hits(bench) == [3]


async def test_a_rule_may_want_one_operation(bench: Bench) -> None:
    """Which is told where a face is asked; here nobody has asked for any."""
    await let(bench, Deliver("failed", "spam", None), op="sms.send")
    assert (await post(await bench.world())).fault is None


async def test_what_is_suppressed_is_no_occasion(bench: Bench) -> None:
    """It goes nowhere, so nothing can go wrong with it."""
    await let(bench, Deliver("failed", "spam", None))
    await suppress(await bench.world(), SuppressionWish(ALICE))
    message = await post(await bench.world())
    assert (message.state, message.fault) == (State.SUPPRESSED, None)
    assert await hits(bench) == [0]


async def test_what_is_not_paid_for_is_no_occasion(bench: Bench) -> None:
    """It is refused before anything is decided about it."""
    await let(bench, Deliver("failed", "spam", None), times=1)
    await set_balance(await bench.world(), MicroUsd(0))
    with pytest.raises(InsufficientCredit):
        await post(await bench.world())
    assert await hits(bench) == [0]


# --- Vendors --------------------------------------------------------------------------------------


@pytest.mark.parametrize("vendors", [(), ("telnyx",)])
async def test_the_next_vendor_takes_what_one_does_not(
    bench: Bench, vendors: tuple[str, ...]
) -> None:
    """And the message's timeline says so."""
    await let(bench, VendorDown(vendors))
    message = await post(await bench.world())
    assert message.vendor == "unimatrix"
    assert message.timeline[0].detail == "telnyx down, taken by unimatrix"
    assert message.fault == Fault("rule-1", VendorDown(vendors))


async def test_whoever_steps_in_takes_his_own_price(bench: Bench) -> None:
    """It is he who is paid, not the one who was down; and what is not covered is not taken."""
    await let(bench, VendorDown(("telnyx",)))
    batch = [hello(), hello(to=BOB), hello(vendor="unimatrix")]
    done = await send_batch(await bench.world(), batch)
    assert done.charged == 3 * UNIMATRIX_PRICE
    assert await balance_of(await bench.world()) == CREDIT - done.charged
    await set_balance(await bench.world(), MicroUsd(UNIMATRIX_PRICE - 1))
    with pytest.raises(InsufficientCredit):
        await post(await bench.world())


async def test_a_vendor_that_would_not_have_taken_it_is_no_matter(bench: Bench) -> None:
    """It is for the next rule to say what goes wrong."""
    await let(bench, VendorDown(("unimatrix",)), Receipt("lose", None))
    message = await post(await bench.world())
    assert (message.vendor, message.fault) == ("telnyx", Fault("rule-2", Receipt("lose", None)))


async def test_whoever_is_pinned_is_refused(bench: Bench) -> None:
    """So is everybody when all are down; it costs nothing, and the try counts."""
    await let(bench, VendorDown(("telnyx",)), times=2)
    pinned = hello(vendor="telnyx")
    for _ in range(2):
        with pytest.raises(VendorUnavailable, match="telnyx"):
            await send(await bench.world(), pinned)
    assert await balance_of(await bench.world()) == CREDIT
    assert (await send(await bench.world(), pinned)).result.vendor == "telnyx"
    assert await hits(bench) == [2]
    await let(bench, VendorDown(("telnyx", "unimatrix")))
    with pytest.raises(VendorUnavailable) as refused:
        await post(await bench.world())
    assert refused.value.fault is not None
    assert refused.value.fault.effect == VendorDown(("telnyx", "unimatrix"))


async def test_who_is_down_of_himself_is_no_rules_doing(bench: Bench) -> None:
    """A rule that decides something else about the message is not named for it."""
    await let(bench, Receipt("lose", None))
    await fail_vendors(await bench.world(), "telnyx")
    world = await bench.world()
    with pytest.raises(VendorUnavailable) as refused:
        await send(world, hello(vendor="telnyx"))
    assert refused.value.fault is None


async def test_a_batch_pays_for_what_was_taken(bench: Bench) -> None:
    """What no vendor took is refused at its place, and is free."""
    await let(bench, VendorDown(("telnyx",)), destination=ALICE)
    batch = [hello(vendor="telnyx"), hello(to=BOB), hello("x", to=FAILS_ONCE)]
    done = await send_batch(await bench.world(), batch)
    assert [type(answer) for answer in done.result] == [VendorUnavailable, Message, VendorFailed]
    assert done.charged == PRICE
    assert await balance_of(await bench.world()) == CREDIT - PRICE
    assert await hits(bench) == [1]


async def test_tries_at_once_are_counted_one_by_one() -> None:
    """A refusal counts, however many meet: of twenty, five are refused."""
    bench = build_bench(store=YieldingStore(), credit=None)
    await let(bench, VendorDown(("telnyx",)), times=5)
    world = await bench.world()
    tries = (send(world, hello(vendor="telnyx")) for _ in range(20))
    came = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, VendorUnavailable) for one in came) == 5
    assert await hits(bench) == [5]


async def test_a_try_in_a_world_that_is_gone_brings_nothing_back(bench: Bench) -> None:
    """It is refused all the same, and nothing of it is counted."""

    async def fail(draft: Draft) -> None:
        key = FAULT_TALLY.key("x")
        await draft.fetch(key)
        draft.put(key, Tally(()))
        await bench.worlds.delete("demo")
        raise VendorFailed("telnyx")

    with pytest.raises(VendorFailed):
        await perform(await bench.world(), fail)
    assert await bench.worlds.names() == []


# --- A queue --------------------------------------------------------------------------------------


def dispatched(messages: Sequence[Message]) -> list[int]:
    """Tell how long after their acceptance messages were dispatched."""
    return [
        event.at - message.created_at
        for message in messages
        for event in message.timeline
        if event.what is What.DISPATCHED
    ]


async def test_what_is_too_much_is_accepted_and_waits(bench: Bench) -> None:
    """Two at once, and one each second; all are delivered in the end."""
    await let(bench, Queue(RateLimit(1_000_000, 2, "key")))
    sent = [await post(await bench.world(), f"n{number}") for number in range(5)]
    assert [message.state for message in sent] == [State.QUEUED] * 5
    messages = [await lived(bench, message) for message in sent]
    assert dispatched(messages) == [250, 250, 1_250, 2_250, 3_250]
    assert {message.state for message in messages} == {State.DELIVERED}
    assert [message.fault and message.fault.held_ms for message in messages] == [
        *(None, None, 1_000, 2_000, 3_000)
    ]


async def test_what_waits_can_be_taken_back(bench: Bench) -> None:
    """It has not been dispatched, and costs nothing then."""
    await let(bench, Queue(RateLimit(60_000_000, 1, "recipient")))
    await post(await bench.world())
    message = await post(await bench.world(), "more")
    await bench.advance("demo", 30_000)
    assert (await cancel(await bench.world(), message.id)).result.is_cancelled
    assert (await lived(bench, message)).state is State.CANCELLED
    assert await balance_of(await bench.world()) == CREDIT - PRICE


# --- Magic numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize("last", range(10))
async def test_a_vendor_fails_once_and_then_works(bench: Bench, last: int) -> None:
    """On each message to such a number; nothing is charged for the failure."""
    number = E164(f"{FAILS_ONCE[:-1]}{last}")
    for text in ("one", "two"):
        with pytest.raises(VendorFailed, match="telnyx"):
            await post(await bench.world(), text, to=number)
        message = await lived(bench, await post(await bench.world(), text, to=number))
        assert message.state is State.DELIVERED
        assert (await post(await bench.world(), text, to=number)).fault is None
    assert await balance_of(await bench.world()) == CREDIT - 4 * PRICE


async def test_a_failure_is_not_remembered_for_its_key(bench: Bench) -> None:
    """The retry with the same key is carried out."""
    world, wanted = await bench.world(), hello(to=FAILS_ONCE)
    with pytest.raises(VendorFailed):
        await send(world, wanted, once())
    done = await send(world, wanted, once())
    assert not done.is_replayed


async def test_a_code_that_was_not_sent_kills_no_other(bench: Bench) -> None:
    """The vendor fails, and of the code nothing is left; the next one is sent."""
    world = await bench.world()
    with pytest.raises(VendorFailed):
        await send_otp(world, FACE, FAILS_ONCE)
    assert (await send_otp(world, FACE, FAILS_ONCE)).result.otp.nth == 1


@pytest.mark.parametrize("last", range(10))
async def test_an_answer_may_be_lost(bench: Bench, last: int) -> None:
    """The message is accepted, charged and delivered, and it is told that nobody may hear of it."""
    message = await post(await bench.world(), to=E164(f"{LOSES_ANSWER[:-1]}{last}"))
    assert message.fault == Fault("magic", LostResponse())
    assert (await lived(bench, message)).state is State.DELIVERED
    assert await balance_of(await bench.world()) == CREDIT - PRICE
