"""A sender is pending until a code decides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.address import E164
from simulator.domain.dice import Dice
from simulator.domain.senders import (
    METHODS,
    WRONG_COUNT_MAX,
    Region,
    Sender,
    SenderState,
    SenderWish,
    register,
)

PHONE, OTHER_PHONE = E164("+14155550123"), E164("+14155550124")
NOW = 1_790_000_000_000

seeds = st.integers(0, 999)


def pending(
    number: E164 = PHONE,
    methods: tuple[str, ...] | None = None,
    *,
    sender_id: str = "id",
    code_nth: int = 1,
    seed: int = 7,
    now: int = NOW,
) -> Sender:
    """Register a sender, with all that does not matter chosen."""
    wish = SenderWish(number, Region.WESTERN, methods)
    return register(sender_id, wish, face="gateway", code_nth=code_nth, dice=Dice(seed), now=now)


def wrong(sender: Sender) -> str:
    """Make a guess that misses."""
    return "000000" if sender.code != "000000" else "000001"


def after_guesses(sender: Sender, count: int) -> Sender:
    """Guess wrong so many times."""
    for _ in range(count):
        sender = sender.after_code(wrong(sender))
    return sender


def differences(one: Sender, other: Sender) -> set[str]:
    """Name the members in which two senders differ."""
    names = Sender.__dataclass_fields__
    return {name for name in names if getattr(one, name) != getattr(other, name)}


def test_a_sender_is_registered_as_wished() -> None:
    """It waits for its first code, with all of its guesses left."""
    sender = pending(methods=("voice", "sms"))

    assert (sender.id, sender.face, sender.number) == ("id", "gateway", PHONE)
    assert (sender.region, sender.methods) == (Region.WESTERN, ("voice", "sms"))
    assert (sender.state, sender.created_at) == (SenderState.PENDING, NOW)
    assert (sender.code_nth, sender.wrong_count, sender.attempts_left) == (1, 0, 5)


def test_without_methods_a_sender_is_verified_by_sms() -> None:
    """That is how the code comes; who names no methods at all means none."""
    assert pending().methods == METHODS == ("sms",)
    assert pending(methods=()).methods == ()


@given(seed=seeds)
def test_a_code_has_six_digits_even_when_it_begins_with_zeros(seed: int) -> None:
    """The number 42 is the code 000042."""
    sender = pending(seed=seed)
    for code_nth in range(2, 20):
        assert len(sender.code) == 6
        assert sender.code.isascii()
        assert sender.code.isdecimal()
        sender = sender.with_new_code(code_nth, Dice(seed))


def test_chance_decides_the_code_and_order_does_not() -> None:
    """Id and instant follow the order of arrival; the number and the turn do not."""
    code = pending().code

    assert pending(sender_id="other", now=NOW + 5).code == code
    assert pending(OTHER_PHONE).code != code
    assert pending(code_nth=2).code != code
    assert pending(seed=8).code != code


def test_the_right_code_verifies() -> None:
    """Nothing else about the sender changes."""
    sender = after_guesses(pending(), 4)

    verified = sender.after_code(sender.code)

    assert verified.state is SenderState.VERIFIED
    assert differences(sender, verified) == {"state"}


def test_the_fifth_wrong_code_rejects() -> None:
    """Each is counted; until the fifth the right one is still good."""
    lives = [after_guesses(pending(), count) for count in range(WRONG_COUNT_MAX + 1)]

    assert [sender.attempts_left for sender in lives] == [5, 4, 3, 2, 1, 0]
    assert [sender.state for sender in lives] == [SenderState.PENDING] * 5 + [SenderState.REJECTED]


@pytest.mark.parametrize("state", [SenderState.VERIFIED, SenderState.REJECTED])
def test_what_is_decided_stays_decided(state: SenderState) -> None:
    """Neither a wrong code nor the right one makes a difference then."""
    sender = pending()
    decided = {
        SenderState.VERIFIED: sender.after_code(sender.code),
        SenderState.REJECTED: after_guesses(sender, 5),
    }[state]

    assert decided.state is state
    assert decided.after_code(sender.code) == decided
    assert decided.after_code(wrong(sender)) == decided


def test_a_new_code_is_no_new_chance() -> None:
    """The guesses at the old one still count, and the old one is wrong now."""
    old = after_guesses(pending(), 3)

    new = old.with_new_code(2, Dice(7))

    assert differences(old, new) == {"code", "code_nth"}
    assert (new.code_nth, new.attempts_left) == (2, 2)
    assert new.after_code(old.code).attempts_left == 1
    assert new.after_code(new.code).state is SenderState.VERIFIED


def test_a_code_that_is_drawn_twice_is_followed_by_the_next_number() -> None:
    """As the same chance draws the same code."""
    assert pending().with_new_code(1, Dice(7)).code == f"{(int(pending().code) + 1) % 10**6:06}"


@given(seed=seeds)
def test_a_new_code_never_equals_the_old_one(seed: int) -> None:
    """Else the old one would live on in it, which chance alone would let happen one day."""
    old = pending(seed=seed)

    assert old.with_new_code(1, Dice(seed)).code == f"{(int(old.code) + 1) % 10**6:06}"
