"""One-time passcodes, sent and verified."""

import pytest

from simulator.domain.otp import OTP_RULES, Otp
from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import InsufficientCredit, NotFound
from simulator.services.accounts import balance_of, set_balance
from simulator.services.lists import find_message
from simulator.services.otps import expiry, latest, send_otp, verify
from simulator.services.world import World
from tests.parts import CREDIT, NOW, Bench
from tests.traffic import ALICE, BOB, FACE, OTHER_FACE, PRICE, once


async def issued(world: World) -> Otp:
    """Send a code to Alice."""
    return (await send_otp(world, FACE, ALICE)).result.otp


async def is_right(world: World, code: str) -> bool:
    """Try a code of Alice's."""
    return (await verify(world, FACE, ALICE, code)).result


def wrong(otp: Otp) -> str:
    """Make a code that is not this one."""
    return "000000" if otp.code != "000000" else "000001"


async def test_a_code_is_sent_as_a_message(bench: Bench) -> None:
    """The message goes to the same number, tells the code and how long it is good, and is paid."""
    world = await bench.world()

    sent = await send_otp(world, FACE, ALICE)

    otp, message = sent.result.otp, sent.result.message
    assert message.text == f"{otp.code} is your verification code. It expires in 5 min."
    assert (message.destination, message.face) == (ALICE, FACE)
    assert await find_message(world, message.id) == message
    assert (otp.created_at, otp.expires_at) == (NOW, NOW + 300_000)
    assert sent.charged == PRICE


async def test_a_right_code_is_right_once(bench: Bench) -> None:
    """It is used up by being verified."""
    world = await bench.world()
    otp = await issued(world)

    assert [await is_right(world, otp.code) for _ in range(2)] == [True, False]


async def test_a_wrong_code_is_counted(bench: Bench) -> None:
    """After so many guesses the right one comes too late."""
    world = await bench.world()
    otp = await issued(world)

    for _ in range(OTP_RULES.attempt_count - 1):
        assert not await is_right(world, wrong(otp))
    assert await latest(world, ALICE) != otp
    other = await bench.world("other")
    other_otp = await issued(other)
    assert await is_right(world, otp.code)

    for _ in range(OTP_RULES.attempt_count):
        assert not await is_right(other, wrong(other_otp))
    assert not await is_right(other, other_otp.code)


async def test_a_code_expires(bench: Bench) -> None:
    """It is good in its last millisecond, and not in the next."""
    otp = await issued(await bench.world())
    other = await issued(await bench.world("other"))
    await bench.advance("demo", 299_999)
    await bench.advance("other", 300_000)

    assert await is_right(await bench.world(), otp.code)
    assert not await is_right(await bench.world("other"), other.code)


async def test_a_number_without_a_code_has_no_right_one(bench: Bench) -> None:
    """Nothing was sent, so nothing is right, and nothing is made by asking."""
    world = await bench.world()

    assert not await is_right(world, "123456")
    assert await latest(world, ALICE) is None


async def test_a_new_code_kills_the_old_one(bench: Bench) -> None:
    """Only the last code is good; what it replaced is remembered."""
    world = await bench.world()
    old = await issued(world)

    new = await issued(world)

    assert new.code != old.code
    assert new.superseded == (old.code,)
    assert not await is_right(world, old.code)
    assert await is_right(world, new.code)


async def test_a_code_is_good_for_its_own_number_and_face(bench: Bench) -> None:
    """Another number, another face and another world each know nothing of it."""
    world = await bench.world()
    code = (await issued(world)).code

    assert not (await verify(world, FACE, BOB, code)).result
    assert not (await verify(world, OTHER_FACE, ALICE, code)).result
    assert not await is_right(await bench.world("other"), code)
    assert await is_right(world, code)


async def test_two_faces_have_codes_of_their_own(bench: Bench) -> None:
    """A code sent through one face does not kill the other's; the latest is whichever came last."""
    world = await bench.world()
    mine = await issued(world)

    theirs = (await send_otp(world, OTHER_FACE, ALICE)).result.otp

    assert await latest(world, ALICE) == theirs
    assert (await verify(world, OTHER_FACE, ALICE, theirs.code)).result
    assert await is_right(world, mine.code)


async def test_without_credit_the_old_code_lives_on(bench: Bench) -> None:
    """A code that could not be sent replaces nothing."""
    world = await bench.world()
    old = await issued(world)
    await set_balance(world, MicroUsd(0))

    with pytest.raises(InsufficientCredit):
        await send_otp(world, FACE, ALICE)

    assert await latest(world, ALICE) == old
    assert await is_right(world, old.code)


async def test_a_retry_sends_no_second_code_and_uses_none_up(bench: Bench) -> None:
    """With a key, a code is sent once and verified once, and the answers are repeated."""
    world = await bench.world()

    first, second = [await send_otp(world, FACE, ALICE, once()) for _ in range(2)]
    attempt = once(capability="verify")
    code = first.result.otp.code
    answers = [await verify(world, FACE, ALICE, code, attempt) for _ in range(2)]

    assert second.result == first.result
    assert [answer.result for answer in answers] == [True, True]
    assert [answer.is_replayed for answer in answers] == [False, True]
    assert await balance_of(world) == CREDIT - PRICE


async def test_it_can_be_told_when_a_code_expires(bench: Bench) -> None:
    """The latest one, through whichever face it was sent; a number without codes has no such."""
    await issued(await bench.world())
    await bench.advance("demo", 1_000)
    world = await bench.world()
    second = (await send_otp(world, OTHER_FACE, ALICE)).result.otp

    assert await expiry(world, ALICE) == second.expires_at == NOW + 301_000
    with pytest.raises(NotFound):
        await expiry(world, BOB)
