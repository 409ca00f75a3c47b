"""A number is taken out of a world, and everything that was counted stays."""

import pytest

from simulator.domain.address import E164
from simulator.domain.erasure import is_erased
from simulator.domain.message import Message, State
from simulator.domain.refusals import Conflicting, Forbidden
from simulator.domain.safeguards import Safeguards, SendingLimits
from simulator.domain.suppression import SuppressionWish
from simulator.services.accounts import balance_of
from simulator.services.erasure import erase, gdpr_token
from simulator.services.inbound import list_inbound, receive_now
from simulator.services.inspection import MessageFilter, find_messages
from simulator.services.lists import find_message, list_messages
from simulator.services.messaging import resend
from simulator.services.otps import OtpWish, latest, send_otp, send_wished, verify
from simulator.services.pages import PageRequest
from simulator.services.safeguards import put
from simulator.services.suppressions import check, list_suppressions, suppress
from simulator.services.tables import (
    LATEST_OTP_FACE,
    SENDINGS,
    SUPPRESSED,
    inbound_from,
    messages_to,
    otps_of,
)
from simulator.services.world import World
from tests.parts import Bench, build_bench
from tests.stores import InterruptedStore, TakenStore
from tests.traffic import ALICE, BOB, FACE, OTHER_FACE, forget, once, post

SENDER = E164("+12025550199")


async def erased(world: World, phone: E164 = ALICE) -> bool:
    """Erase a number with its token."""
    return (await erase(world, phone, gdpr_token(world, phone))).result


def counted(message: Message) -> tuple[object, ...]:
    """Tell everything of a message that usage and balance are made of."""
    return (
        message.id,
        message.state,
        message.price,
        message.charged,
        message.segment_count,
        message.timeline,
        message.vendor,
    )


async def test_a_token_is_of_a_number_in_a_world(bench: Bench) -> None:
    """It is the same each time, and another's is another."""
    world, other = await bench.world(), await bench.world("other")

    token = gdpr_token(world, ALICE)

    assert token == gdpr_token(await bench.world(), ALICE)
    assert len({token, gdpr_token(world, BOB), gdpr_token(other, ALICE)}) == 3


@pytest.mark.parametrize("others", [True, False])
async def test_a_wrong_token_is_refused_with_the_right_one(bench: Bench, *, others: bool) -> None:
    """Nothing is erased; the hint is all that is needed to do it."""
    world = await bench.world()
    made = (await suppress(world, SuppressionWish(ALICE))).result
    message = await post(world)

    with pytest.raises(Forbidden) as caught:
        await erase(world, ALICE, gdpr_token(world, BOB) if others else "")

    assert gdpr_token(world, ALICE) in caught.value.hint
    assert ALICE in caught.value.reason
    assert await check(world, ALICE) == made
    assert await find_message(world, message.id) == message


async def test_all_suppressions_of_the_number_are_erased(bench: Bench) -> None:
    """And no others; the answer tells whether there were any."""
    world = await bench.world()
    for scope in ("account", "global"):
        await suppress(world, SuppressionWish(ALICE, scope))
    bob = (await suppress(world, SuppressionWish(BOB))).result

    assert [await erased(world) for _ in range(2)] == [True, False]

    page, total_count = await list_suppressions(world, PageRequest())
    assert (page.items, total_count) == ([bob], 1)
    assert await check(world, ALICE) is None
    assert await world.get(SUPPRESSED.key(ALICE)) is None


async def test_messages_stay_without_the_number(bench: Bench) -> None:
    """One pseudonym stands in its place, in what was sent there and in what came from there."""
    world = await bench.world()
    sent = [await post(world, f"{n}: is {ALICE} your number?") for n in range(3)]
    received = (await receive_now(world, ALICE, SENDER, f"{ALICE} is.")).result

    await erased(world)

    messages = [await find_message(world, message.id) for message in sent]
    (inbound,) = (await list_inbound(world, PageRequest())).items
    (pseudonym,) = {message.destination for message in messages} | {inbound.handset}
    assert is_erased(pseudonym)
    assert messages[0].text == f"0: is {pseudonym} your number?"
    assert (inbound.id, inbound.destination) == (received.id, SENDER)
    assert inbound.text == f"{pseudonym} is."
    assert (await list_messages(world, PageRequest())).items == messages[::-1]


async def test_nobody_finds_messages_by_an_erased_number(bench: Bench) -> None:
    """The lists that bear its name are empty."""
    world = await bench.world()
    await post(world)
    await receive_now(world, ALICE, SENDER, "hi")

    await erased(world)

    found = await find_messages(world, MessageFilter(destination=ALICE), 10)
    assert found.messages == ()
    store = world.parts.store
    assert await store.count(world.name, messages_to(ALICE)) == 0
    assert await store.count(world.name, inbound_from(ALICE)) == 0


async def test_usage_and_balance_still_agree(bench: Bench) -> None:
    """Counts, prices and states are as they were, and so is the money."""
    world = await bench.world()
    sent = [await post(world, "a" * 161 * n) for n in range(1, 4)]
    balance = await balance_of(world)

    await erased(world)

    for message in sent:
        assert counted(await find_message(world, message.id)) == counted(message)
    assert await balance_of(world) == balance


async def test_others_are_not_touched(bench: Bench) -> None:
    """Neither another number's messages, nor the same number's in another world."""
    world, other = await bench.world(), await bench.world("other")
    bobs, elsewhere = await post(world, to=BOB), await post(other)
    inbound = (await receive_now(world, BOB, SENDER, "hi")).result
    code = (await send_otp(world, FACE, BOB)).result.otp

    await erased(world)

    assert await find_message(world, bobs.id) == bobs
    assert await find_message(other, elsewhere.id) == elsewhere
    assert (await list_inbound(world, PageRequest())).items == [inbound]
    assert await latest(world, BOB) == code


async def test_codes_sent_to_the_number_are_erased(bench: Bench) -> None:
    """Those of every face: neither is verified any more, and none is the latest."""
    world = await bench.world()
    codes = [(face, (await send_otp(world, face, ALICE)).result.otp) for face in (FACE, OTHER_FACE)]
    wish = OtpWish(OTHER_FACE, ALICE, purpose="login")
    login = (await send_wished(world, wish)).result.otp

    await erased(world)

    assert await latest(world, ALICE) is None
    assert await world.get(LATEST_OTP_FACE.key(ALICE)) is None
    for face, otp in codes:
        assert not (await verify(world, face, ALICE, otp.code)).result
    assert not (await verify(world, OTHER_FACE, ALICE, login.code, purpose="login")).result
    assert await world.parts.store.count(world.name, otps_of(ALICE)) == 0


async def test_how_much_the_number_was_sent_is_forgotten(bench: Bench) -> None:
    """Where there is a limit it begins anew: there is nobody any more who had so many."""
    await put(await bench.world(), Safeguards(limits=SendingLimits(per_day=1)))
    world = await bench.world()
    await send_wished(world, OtpWish(FACE, ALICE))

    await erased(world)

    assert await world.get(SENDINGS.key(ALICE)) is None


async def test_a_message_on_its_way_arrives_all_the_same(bench: Bench) -> None:
    """It is the carrier's already, and its fate was decided by what it was."""
    message = await post(await bench.world())

    await erased(await bench.world())
    await bench.advance("demo", 10_000)

    arrived = await find_message(await bench.world(), message.id)
    assert arrived.state is State.DELIVERED
    assert is_erased(arrived.destination)


async def test_a_message_that_is_gone_is_no_hindrance(bench: Bench) -> None:
    """Its line is taken out all the same."""
    world = await bench.world()
    gone = await post(world)
    await forget(world, gone.id)

    await erased(world)

    assert await world.parts.store.count(world.name, messages_to(ALICE)) == 0


async def test_what_comes_later_is_new(bench: Bench) -> None:
    """A number that was erased is a number like any other, and can be erased again."""
    world = await bench.world()
    await post(world)
    await erased(world)

    message = await post(world)
    assert message.destination == ALICE
    assert len((await find_messages(world, MessageFilter(destination=ALICE), 10)).messages) == 1

    await erased(world)
    assert is_erased((await find_message(world, message.id)).destination)


async def test_a_retry_is_answered_as_the_first_time(bench: Bench) -> None:
    """With a key, what was suppressed then is still told."""
    world = await bench.world()
    await suppress(world, SuppressionWish(ALICE))
    token = gdpr_token(world, ALICE)

    first, second = [await erase(world, ALICE, token, once()) for _ in range(2)]

    assert (first.result, second.result, second.is_replayed) == (True, True, True)


async def test_an_erasure_that_met_another_change_begins_again() -> None:
    """What is erased is what is there when it is done."""
    store = TakenStore()
    world = await build_bench(store=store).world()
    message = await post(world)
    store.taken_count = 3

    await erased(world)

    assert is_erased((await find_message(world, message.id)).destination)


async def test_what_was_erased_cannot_be_sent_again(bench: Bench) -> None:
    """There is nobody left to send it to."""
    world = await bench.world()
    message = await post(world)
    await erase(world, ALICE, gdpr_token(world, ALICE))

    with pytest.raises(Conflicting):
        await resend(world, message.id, only_failed=False)


@pytest.mark.parametrize("direction", ["to", "from"])
async def test_a_message_of_the_same_moment_keeps_no_number(direction: str) -> None:
    """One that is accepted while the others are being erased is erased with them, or is later."""
    store = InterruptedStore()
    world = await build_bench(store=store).world()
    await post(world)
    await receive_now(world, ALICE, BOB, "hello")

    async def another() -> None:
        if direction == "to":
            await post(world, "another")
        else:
            await receive_now(world, ALICE, BOB, "another")

    store.before_commit = another
    await erased(world)

    for index in (messages_to(ALICE), inbound_from(ALICE)):
        assert await store.count("demo", index) == 0
    messages = (await list_messages(world, PageRequest())).items
    received = (await list_inbound(world, PageRequest())).items
    assert len(messages) + len(received) == 3
    assert all(is_erased(message.destination) for message in messages)
    assert all(is_erased(inbound.handset) for inbound in received)
