"""Senders, from the registration of a number to its end."""

import asyncio

import pytest

from simulator.domain.address import E164
from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import (
    Conflicting,
    InsufficientCredit,
    Invalid,
    NotFound,
    SignatureRequired,
)
from simulator.domain.senders import Region, Sender, SenderState, SenderWish
from simulator.services.accounts import balance_of, set_balance
from simulator.services.lists import list_messages
from simulator.services.once import Once
from simulator.services.pages import PageRequest
from simulator.services.senders import delete, get, list_senders, register, verify
from simulator.services.tables import SENDERS
from simulator.services.world import World
from tests.parts import CREDIT, NOW, Bench
from tests.traffic import ALICE, BOB, FACE, PRICE, once

WISH = SenderWish(ALICE, Region.WESTERN)


async def registered(world: World, number: E164 = ALICE) -> Sender:
    """Register a number."""
    return (await register(world, FACE, SenderWish(number, Region.WESTERN))).result


async def texts(world: World) -> list[str]:
    """Tell the texts of all messages, the last one first."""
    return [message.text for message in (await list_messages(world, PageRequest())).items]


def wrong(sender: Sender) -> str:
    """Make a code that is not this one."""
    return "000000" if sender.code != "000000" else "000001"


async def objection(world: World, sender_id: str, code: str, key: Once | None = None) -> str:
    """Try a code that is refused as wrong, and tell what is said to it."""
    with pytest.raises(Invalid) as refusal:
        await verify(world, sender_id, code, key)
    (problem,) = refusal.value.problems
    return f"{problem.field} {problem.message}"


async def rejected(world: World) -> Sender:
    """Register a number and guess until it is rejected."""
    sender = await registered(world)
    for _ in range(5):
        await objection(world, sender.id, wrong(sender))
    return await get(world, sender.id)


# --- Registration ---------------------------------------------------------------------------------


async def test_a_number_is_registered_and_sent_a_code(bench: Bench) -> None:
    """The code comes in an ordinary message to the number, through the same face, and is paid."""
    world = await bench.world()

    done = await register(world, FACE, SenderWish(ALICE, Region.CHINA, ("sms", "voice")))

    sender = done.result
    assert (sender.number, sender.region, sender.methods) == (ALICE, Region.CHINA, ("sms", "voice"))
    assert (sender.state, sender.created_at) == (SenderState.PENDING, NOW)
    assert await get(world, sender.id) == sender
    (message,) = (await list_messages(world, PageRequest())).items
    assert message.text == f"{sender.code} is the code that registers {ALICE} as a sender."
    assert (message.destination, message.face, message.segment_count) == (ALICE, FACE, 1)
    assert done.charged == PRICE
    assert await balance_of(world) == CREDIT - PRICE


async def test_a_number_is_registered_once(bench: Bench) -> None:
    """Whether it is verified yet or not."""
    world = await bench.world()
    sender = await registered(world)

    for code in (sender.code, None):
        with pytest.raises(Conflicting, match="registered already"):
            await registered(world)
        await verify(world, sender.id, code)

    assert len(await texts(world)) == 1


async def test_a_number_is_registered_once_by_many_at_the_same_moment(bench: Bench) -> None:
    """One of them is first; the others are told."""
    world = await bench.world()

    outcomes = await asyncio.gather(
        *[register(world, FACE, WISH) for _ in range(10)], return_exceptions=True
    )

    assert sum(isinstance(outcome, Conflicting) for outcome in outcomes) == 9
    assert len((await list_senders(world, PageRequest())).items) == 1


async def test_other_numbers_and_other_worlds_have_senders_of_their_own(bench: Bench) -> None:
    """A number is registered in one world, and may be in the next as well."""
    world, other = await bench.world(), await bench.world("other")
    mine = await registered(world)

    theirs = [await registered(world, BOB), await registered(other)]

    assert len({sender.code for sender in (mine, *theirs)}) == 3
    with pytest.raises(NotFound):
        await get(other, mine.id)


async def test_a_code_that_cannot_be_sent_registers_nothing(bench: Bench) -> None:
    """Without credit the number stays free."""
    world = await bench.world()
    await set_balance(world, MicroUsd(0))

    with pytest.raises(InsufficientCredit):
        await registered(world)

    assert (await list_senders(world, PageRequest())).items == []
    await set_balance(world, CREDIT)
    assert (await registered(world)).code_nth == 1


async def test_a_number_in_china_needs_a_signature_for_its_code(bench: Bench) -> None:
    """The code is a message like any other, whatever region is asked for."""
    with pytest.raises(SignatureRequired):
        await registered(await bench.world(), E164("+8613800000000"))


async def test_a_retry_registers_no_second_sender(bench: Bench) -> None:
    """With a key, one sender is made and one code is sent."""
    world = await bench.world()

    first, second = [await register(world, FACE, WISH, once()) for _ in range(2)]

    assert (second.result, second.is_replayed) == (first.result, True)
    assert await balance_of(world) == CREDIT - PRICE


# --- Verification ---------------------------------------------------------------------------------


async def test_the_right_code_verifies(bench: Bench) -> None:
    """It costs nothing."""
    world = await bench.world()
    sender = await registered(world)

    done = await verify(world, sender.id, sender.code)

    assert done.result.state is SenderState.VERIFIED
    assert done.charged == 0
    assert await get(world, sender.id) == done.result


async def test_a_verified_sender_is_answered_as_it_is(bench: Bench) -> None:
    """Whatever the code, and without one no new code is sent."""
    world = await bench.world()
    sender = await registered(world)
    verified = (await verify(world, sender.id, sender.code)).result

    for code in (None, sender.code, wrong(sender)):
        assert (await verify(world, sender.id, code)).result == verified

    assert len(await texts(world)) == 1


async def test_wrong_codes_count_down(bench: Bench) -> None:
    """Each is refused by its member and told how many are left; the right one is good till then."""
    world = await bench.world()
    sender = await registered(world)

    said = [await objection(world, sender.id, wrong(sender)) for _ in range(4)]

    assert said == [f"code is wrong; attempts left: {left}" for left in (4, 3, 2, 1)]
    assert (await verify(world, sender.id, sender.code)).result.state is SenderState.VERIFIED


async def test_the_fifth_wrong_code_rejects(bench: Bench) -> None:
    """The refusal says so; then even the right code is too late, and no new one is sent."""
    world = await bench.world()
    sender = await registered(world)

    said = [await objection(world, sender.id, wrong(sender)) for _ in range(5)]

    assert said[-1] == "code is wrong for the last time; the sender is rejected"
    assert (await get(world, sender.id)).state is SenderState.REJECTED
    for code in (sender.code, None):
        with pytest.raises(Conflicting, match="rejected"):
            await verify(world, sender.id, code)
    assert len(await texts(world)) == 1


async def test_wrong_codes_at_the_same_moment_all_count(bench: Bench) -> None:
    """Guessing in parallel gains nothing."""
    world = await bench.world()
    sender = await registered(world)

    await asyncio.gather(
        *[verify(world, sender.id, wrong(sender)) for _ in range(5)], return_exceptions=True
    )

    assert (await get(world, sender.id)).state is SenderState.REJECTED


async def test_without_a_code_a_new_one_is_sent(bench: Bench) -> None:
    """It is paid, kills the old one, and is no new chance."""
    world = await bench.world()
    old = await registered(world)
    await objection(world, old.id, wrong(old))

    done = await verify(world, old.id)

    new = done.result
    assert (new.id, new.state, new.attempts_left) == (old.id, SenderState.PENDING, 4)
    assert (await texts(world))[0].startswith(f"{new.code} ")
    assert done.charged == PRICE
    assert await objection(world, old.id, old.code) == "code is wrong; attempts left: 3"
    assert (await verify(world, old.id, new.code)).result.state is SenderState.VERIFIED


async def test_a_new_code_that_cannot_be_sent_leaves_the_old_one_alive(bench: Bench) -> None:
    """Without credit nothing changes."""
    world = await bench.world()
    sender = await registered(world)
    await set_balance(world, MicroUsd(0))

    with pytest.raises(InsufficientCredit):
        await verify(world, sender.id)

    assert await get(world, sender.id) == sender


async def test_a_retry_of_a_right_code_is_answered_alike(bench: Bench) -> None:
    """With a key a new code is sent once; and a wrong code is judged anew each time."""
    world = await bench.world()
    sender = await registered(world)

    first, second = [await verify(world, sender.id, None, once("renew")) for _ in range(2)]
    assert (second.result, second.is_replayed) == (first.result, True)
    assert len(await texts(world)) == 2

    sender = first.result
    said = [await objection(world, sender.id, wrong(sender), once("guess")) for _ in range(2)]
    assert said == [f"code is wrong; attempts left: {left}" for left in (4, 3)]


# --- Lists and the end ----------------------------------------------------------------------------


async def test_senders_are_listed_newest_first(bench: Bench) -> None:
    """In pages, as they are now."""
    world = await bench.world()
    senders = [await registered(world, E164(f"+1415555010{nth}")) for nth in range(3)]
    verified = (await verify(world, senders[2].id, senders[2].code)).result

    first = await list_senders(world, PageRequest(limit=2))
    last = await list_senders(world, PageRequest(first.next_cursor, limit=2))

    assert [*first.items, *last.items] == [verified, senders[1], senders[0]]
    assert last.next_cursor is None


async def test_a_sender_that_was_given_up_is_gone(bench: Bench) -> None:
    """It cannot be read, verified, listed or given up again."""
    world = await bench.world()
    sender = await registered(world)

    assert (await delete(world, sender.id)).result

    assert (await list_senders(world, PageRequest())).items == []
    assert await world.parts.store.count(world.name, SENDERS) == 0
    for ask in (get, verify, delete):
        with pytest.raises(NotFound) as refusal:
            await ask(world, sender.id)
        assert (refusal.value.kind, refusal.value.name) == ("sender", sender.id)


async def test_a_retry_of_the_end_is_answered_alike(bench: Bench) -> None:
    """With a key, the second call finds what the first one did."""
    world = await bench.world()
    sender = await registered(world)

    first, second = [await delete(world, sender.id, once(capability="end")) for _ in range(2)]

    assert (first.result, first.is_replayed) == (True, False)
    assert (second.result, second.is_replayed) == (True, True)


async def test_a_number_that_was_given_up_may_be_registered_again(bench: Bench) -> None:
    """As another sender, for which the code of the one before is worth nothing."""
    world = await bench.world()
    old = await registered(world)
    await delete(world, old.id)

    new = await registered(world)

    assert new.id != old.id
    assert (new.code_nth, new.attempts_left) == (2, 5)
    assert await objection(world, new.id, old.code) == "code is wrong; attempts left: 4"


async def test_a_number_that_was_rejected_may_be_registered_again(bench: Bench) -> None:
    """The rejected sender is still there, and giving it up leaves the number to the new one."""
    world = await bench.world()
    old = await rejected(world)

    new = await registered(world)

    assert (await list_senders(world, PageRequest())).items == [new, old]
    await delete(world, old.id)
    with pytest.raises(Conflicting, match="registered already"):
        await registered(world)
