"""Sending, taking back, and sending again."""

import pytest

from simulator.domain.address import AlphanumericSenderId
from simulator.domain.message import State, What
from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import (
    InsufficientCredit,
    Invalid,
    NotFound,
    UnknownVendor,
    VendorUnavailable,
)
from simulator.services.accounts import balance_of, set_balance
from simulator.services.lists import find_message, list_messages
from simulator.services.messaging import BatchItem, cancel, resend, send, send_batch
from simulator.services.pages import PageRequest
from simulator.services.submission import Submission
from tests.parts import CREDIT, NOW, Bench, build_bench
from tests.traffic import ALICE, BOB, FACE, PRICE, UNIMATRIX_PRICE, fail_vendors, hello, once, post


async def test_a_message_is_accepted_charged_and_kept(bench: Bench) -> None:
    """What comes back is what is found later, and its price is taken."""
    world = await bench.world()
    wanted = Submission(FACE, ALICE, "a" * 161, AlphanumericSenderId("Shop"))

    sent = await send(world, wanted)

    message = sent.result
    assert (message.state, message.segment_count, message.created_at) == (State.QUEUED, 2, NOW)
    assert (message.originator, message.text, message.vendor) == ("Shop", "a" * 161, "telnyx")
    assert sent.charged == message.price == 2 * PRICE
    assert await find_message(world, message.id) == message
    assert await balance_of(world) == CREDIT - 2 * PRICE


async def test_a_message_is_refused_that_costs_more_than_there_is(bench: Bench) -> None:
    """The refusal names price and balance; nothing is kept, and the last cent can be spent."""
    world = await bench.world()
    await set_balance(world, MicroUsd(PRICE))

    with pytest.raises(InsufficientCredit) as caught:
        await send(world, hello("a" * 161))

    assert (caught.value.price, caught.value.balance) == (2 * PRICE, PRICE)
    assert (await list_messages(world, PageRequest())).items == []
    await post(world)
    assert await balance_of(world) == 0


async def test_unlimited_credit_never_runs_out() -> None:
    """The balance falls, below zero at last, and nothing is refused."""
    world = await build_bench(credit=None).world()
    await set_balance(world, MicroUsd(1))

    await post(world)

    assert await balance_of(world) == 1 - PRICE


async def test_equal_messages_are_counted(bench: Bench) -> None:
    """The second of a likeness is the second, in one batch as in two requests."""
    world = await bench.world()

    one = await post(world)
    two, other, three = (await send_batch(world, [hello(), hello("x"), hello()])).result

    assert not isinstance(two, Exception)
    assert not isinstance(other, Exception)
    assert not isinstance(three, Exception)
    assert (one.nth, two.nth, three.nth, other.nth) == (1, 2, 3, 1)
    assert one.likeness == two.likeness == three.likeness != other.likeness


# --- Batches --------------------------------------------------------------------------------------


async def test_a_batch_answers_each_item_at_its_place(bench: Bench) -> None:
    """What makes no sense is told where it stood; the rest is sent, and only that is paid."""
    world = await bench.world()
    nonsense = Invalid.field("messages.1.to", "is nobody")

    sent = await send_batch(world, [hello("a"), nonsense, hello("b"), hello("c", vendor="nobody")])

    first, second, third, fourth = sent.result
    assert second is nonsense
    assert isinstance(fourth, UnknownVendor)
    kept = (await list_messages(world, PageRequest())).items
    assert kept == [third, first]
    assert sent.charged == 2 * PRICE
    assert await balance_of(world) == CREDIT - 2 * PRICE


async def test_a_batch_goes_as_far_as_the_credit(bench: Bench) -> None:
    """Items are paid in their order; what is too dear is refused, what is cheaper still goes."""
    world = await bench.world()
    await set_balance(world, MicroUsd(2 * PRICE + 1))

    sent = await send_batch(world, [hello("1"), hello("a" * 161), hello("2"), hello("3")])

    refused = [isinstance(answer, InsufficientCredit) for answer in sent.result]
    assert refused == [False, True, False, True]
    assert isinstance(sent.result[3], InsufficientCredit)
    assert sent.result[3].balance == 1
    assert await balance_of(world) == 1


async def test_an_empty_batch_is_nothing(bench: Bench) -> None:
    """No items, no answers, no charge."""
    sent = await send_batch(await bench.world(), [])

    assert (sent.result, sent.charged) == ((), 0)


async def test_a_batch_with_a_key_bills_once(bench: Bench) -> None:
    """The second time the same answers come back, those of refused items too."""
    world = await bench.world()
    batch: list[BatchItem] = [hello("a"), Invalid.field("messages.1.to", "is nobody"), hello("b")]

    first = await send_batch(world, batch, once())
    second = await send_batch(world, batch, once())

    assert second.result == first.result
    assert (second.is_replayed, second.charged) == (True, 0)
    assert await balance_of(world) == CREDIT - 2 * PRICE


# --- Taking back ----------------------------------------------------------------------------------


async def test_a_message_can_be_taken_back_before_its_dispatch(bench: Bench) -> None:
    """It is cancelled then, its price comes back, and nothing more happens to it."""
    world = await bench.world()
    message = await post(world)
    await bench.advance("demo", 249)

    taken = (await cancel(await bench.world(), message.id)).result

    assert taken.is_cancelled
    assert taken.message.state is State.CANCELLED
    assert taken.message.timeline[-1].at == NOW + 249
    assert taken.message.charged == 0
    assert await balance_of(world) == CREDIT
    assert await bench.advance("demo", 10_000) == ()
    assert await find_message(world, message.id) == taken.message


async def test_a_dispatched_message_cannot_be_taken_back(bench: Bench) -> None:
    """It is left as it is, and so is the money."""
    message = await post(await bench.world())
    await bench.advance("demo", 250)
    world = await bench.world()

    taken = (await cancel(world, message.id)).result

    assert not taken.is_cancelled
    assert taken.message.state is State.SENDING
    assert await balance_of(world) == CREDIT - PRICE


async def test_a_message_is_taken_back_once(bench: Bench) -> None:
    """The second attempt does nothing and gives nothing back."""
    world = await bench.world()
    message = await post(world)
    first = await cancel(world, message.id)

    second = await cancel(world, message.id)

    assert (first.result.is_cancelled, second.result.is_cancelled) == (True, False)
    assert await balance_of(world) == CREDIT


async def test_only_what_is_there_can_be_taken_back_or_sent_again(bench: Bench) -> None:
    """Another world's message does not exist in this one."""
    message = await post(await bench.world("other"))
    world = await bench.world()

    with pytest.raises(NotFound):
        await cancel(world, message.id)
    with pytest.raises(NotFound):
        await resend(world, message.id, only_failed=False)


# --- Sending again --------------------------------------------------------------------------------


async def test_sent_again_it_is_a_new_message_of_the_same_content(bench: Bench) -> None:
    """Same face, number, text, sender and vendor; a new id, the next of its likeness, and paid."""
    world = await bench.world()
    wanted = Submission(FACE, BOB, "hi", AlphanumericSenderId("Shop"), "unimatrix")
    old = (await send(world, wanted)).result

    again = await resend(world, old.id, only_failed=False)

    (new,) = again.result
    assert new.id > old.id
    assert (new.face, new.destination, new.text) == (old.face, old.destination, old.text)
    assert (new.originator, new.vendor) == ("Shop", "unimatrix")
    assert (new.likeness, new.nth, new.state) == (old.likeness, 2, State.QUEUED)
    assert again.charged == UNIMATRIX_PRICE


async def test_what_did_not_fail_is_left_alone_if_so_wished(bench: Bench) -> None:
    """With `only_failed` a message on its way, or delivered, is not sent again."""
    message = await post(await bench.world())

    for _ in range(5):
        again = await resend(await bench.world(), message.id, only_failed=True)
        assert (again.result, again.charged) == ((), 0)
        await bench.advance("demo", 250)


async def test_what_failed_is_sent_again() -> None:
    """On a bad day some fail and some do not arrive; those, and only those, go out again."""
    bench = build_bench(profile="grumpy")
    world = await bench.world()
    messages = [await post(world, f"hello {n}") for n in range(60)]
    await bench.advance("demo", 10**9)
    world = await bench.world()
    states = {message.id: (await find_message(world, message.id)).state for message in messages}
    assert set(states.values()) == {State.DELIVERED, State.UNDELIVERED, State.FAILED}

    for message_id, state in states.items():
        again = await resend(world, message_id, only_failed=True)
        assert bool(again.result) is (state is not State.DELIVERED)


# --- Vendors --------------------------------------------------------------------------------------


async def test_another_vendor_steps_in_where_one_is_down(bench: Bench) -> None:
    """The message goes, and its timeline tells who was passed over."""
    await fail_vendors(await bench.world(), "telnyx")

    message = await post(await bench.world())

    assert message.vendor == "unimatrix"
    assert message.timeline[0].what is What.QUEUED
    assert message.timeline[0].detail == "telnyx down, taken by unimatrix"


async def test_where_all_is_well_nothing_is_told(bench: Bench) -> None:
    """The preferred vendor takes it without a word."""
    message = await post(await bench.world())

    assert (message.vendor, message.timeline[0].detail) == ("telnyx", "")


@pytest.mark.parametrize(
    ("vendor", "named"), [(None, "telnyx, unimatrix"), ("unimatrix", "unimatrix")]
)
async def test_nobody_steps_in_where_all_are_down(
    bench: Bench, vendor: str | None, named: str
) -> None:
    """The refusal names who might have taken it; nothing is paid."""
    await fail_vendors(await bench.world(), "telnyx", "unimatrix")
    world = await bench.world()

    with pytest.raises(VendorUnavailable) as caught:
        await send(world, hello(vendor=vendor))

    assert caught.value.vendor == named
    assert await balance_of(world) == CREDIT


async def test_a_pinned_vendor_carries_it_or_nobody(bench: Bench) -> None:
    """Who is pinned is never replaced; who is unknown is told with those that are known."""
    await fail_vendors(await bench.world(), "telnyx")
    world = await bench.world()

    assert (await send(world, hello(vendor="unimatrix"))).result.vendor == "unimatrix"
    with pytest.raises(VendorUnavailable):
        await send(world, hello(vendor="telnyx"))
    with pytest.raises(UnknownVendor) as caught:
        await send(world, hello(vendor="nobody"))
    assert (caught.value.vendor, caught.value.known) == ("nobody", ("telnyx", "unimatrix"))
