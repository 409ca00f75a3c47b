"""One-time passcodes, sent and verified."""

from typing import Any

import pytest

from simulator.domain.address import E164
from simulator.domain.otp import OTP_RULES, Otp
from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import InsufficientCredit, Invalid, NotFound, RateLimited
from simulator.domain.safeguards import Safeguards, SendingLimits
from simulator.services.accounts import balance_of, set_balance
from simulator.services.lists import find_message
from simulator.services.otps import (
    OtpSent,
    OtpWish,
    expiry,
    latest,
    send_otp,
    send_wished,
    verify,
)
from simulator.services.safeguards import put
from simulator.services.templates import TemplateWish, create
from simulator.services.world import World
from simulator.services.worlds import WorldWish
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


# --- Codes as they are wished for -----------------------------------------------------------------


async def wished(world: World, **wish: Any) -> OtpSent:  # noqa: ANN401 - a member is what it is
    """Send a code to Alice as it is wished for."""
    return (await send_wished(world, OtpWish(OTHER_FACE, ALICE, **wish))).result


async def test_a_code_is_made_as_it_is_wished_for(bench: Bench) -> None:
    """So long, in these words, in this name, carried by this vendor."""
    sent = await wished(
        await bench.world(),
        vendor="unimatrix",
        digit_count=4,
        name="Acme",
        words="{code} for {ttl} min",
    )

    assert len(sent.otp.code) == 4
    assert sent.message.text == f"【Acme】{sent.otp.code} for 5 min"
    assert sent.message.vendor == "unimatrix"


async def test_a_code_may_be_chosen(bench: Bench) -> None:
    """It lives as long as it was given, or as long as any other, and may come again."""
    world = await bench.world()

    first = (await wished(world, code="1234", lifetime_ms=60_000)).otp
    second = (await wished(world, code="1234")).otp

    assert (first.code, first.expires_at, first.is_own) == ("1234", NOW + 60_000, True)
    assert (second.code, second.expires_at) == ("1234", NOW + 300_000)
    assert (await verify(world, OTHER_FACE, ALICE, "1234", lifetime_ms=1)).result


@pytest.mark.parametrize(
    ("wish", "code"), [({}, "000000"), ({"digit_count": 8}, "000000"), ({"code": "1234"}, "1234")]
)
async def test_a_magic_number_gets_its_code_unless_one_was_chosen(
    bench: Bench, wish: dict[str, Any], code: str
) -> None:
    """Whoever chooses a code will ask for that one."""
    sent = await send_wished(await bench.world(), OtpWish(FACE, E164("+15005550110"), **wish))

    assert sent.result.otp.code == code


async def test_codes_for_two_purposes_live_side_by_side(bench: Bench) -> None:
    """Neither kills the other or stands for it; the latest is whichever came last."""
    world = await bench.world()
    login = (await wished(world, purpose="login")).otp
    reset = (await wished(world, purpose="reset")).otp

    async def is_for(purpose: str, code: str) -> bool:
        return (await verify(world, OTHER_FACE, ALICE, code, purpose=purpose)).result

    assert await latest(world, ALICE) == reset
    assert not await is_for("reset", login.code)
    assert not await is_for("", login.code)
    assert await is_for("login", login.code)
    assert await is_for("reset", reset.code)
    again = (await wished(world, purpose="login")).otp
    assert (again.nth, again.superseded) == (2, (login.code,))


async def test_whoever_verifies_says_how_long_a_drawn_code_is_good(bench: Bench) -> None:
    """As some vendors have it: the time is not that of sending."""
    code = (await wished(await bench.world())).otp.code
    await bench.advance("demo", 600_000)
    world = await bench.world()

    assert not (await verify(world, OTHER_FACE, ALICE, code)).result
    assert (await verify(world, OTHER_FACE, ALICE, code, lifetime_ms=600_001)).result


@pytest.mark.parametrize("called", ["id", "name"])
async def test_a_template_of_the_project_may_word_it(bench: Bench, called: str) -> None:
    """By its id or its name; it is filled with the code and its minutes."""
    world = await bench.worlds.create(WorldWish("hasty", review_ms=0))
    made = (await create(world, TemplateWish("login", "{code}, {{ttl}}!"))).result
    template_id = made.id if called == "id" else "login"

    sent = await wished(world, words=None, template_id=template_id, name="Acme")

    assert sent.message.text == f"【Acme】{sent.otp.code}, 5!"


async def test_codes_keep_to_limits(bench: Bench) -> None:
    """A number that has had too many gets no other, and the last one lives on."""
    await put(await bench.world(), Safeguards(limits=SendingLimits(per_minute=1)))
    world = await bench.world()
    code = (await wished(world)).otp.code

    with pytest.raises(RateLimited):
        await wished(world)

    assert (await verify(world, OTHER_FACE, ALICE, code)).result
    assert (await send_otp(world, FACE, ALICE)).result.otp.nth == 1  # of nobody's concern


async def test_codes_in_a_name_need_a_good_one(bench: Bench) -> None:
    """As all texts do."""
    with pytest.raises(Invalid, match="signature"):
        await wished(await bench.world(), name="A")
