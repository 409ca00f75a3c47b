"""A passcode dies by time, by use, by guesses or by its successor."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.address import E164
from simulator.domain.dice import Dice
from simulator.domain.otp import OTP_RULES, Otp, OtpRules, Verdict, issue

PHONE, OTHER_PHONE = E164("+15550100123"), E164("+15550100124")
NOW = 1_790_000_000_000
EXPIRES_AT = NOW + 300_000

seeds = st.integers(0, 999)


def passcode(
    previous: Otp | None = None,
    *,
    otp_id: str = "id",
    face: str = "gateway",
    destination: E164 = PHONE,
    rules: OtpRules = OTP_RULES,
    seed: int = 7,
    now: int = NOW,
) -> Otp:
    """Issue a code, with all that does not matter chosen."""
    return issue(
        otp_id,
        face=face,
        destination=destination,
        previous=previous,
        rules=rules,
        dice=Dice(seed),
        now=now,
    )


def chain(count: int, *, digit_count: int = 6, seed: int = 7) -> list[Otp]:
    """Issue a code, and its successor, and so on."""
    codes = [passcode(rules=OtpRules(digit_count), seed=seed)]
    while len(codes) < count:
        codes.append(passcode(codes[-1], rules=OtpRules(digit_count), seed=seed))
    return codes


def wrong(otp: Otp) -> str:
    """Make a guess that misses."""
    return "000000" if otp.code != "000000" else "000001"


def after_guesses(otp: Otp, count: int) -> Otp:
    """Guess wrong so many times."""
    for _ in range(count):
        otp = otp.after(otp.verdict(wrong(otp), NOW))
    return otp


def test_a_code_is_made_by_the_rules() -> None:
    """Six digits, five minutes and five attempts, unless the rules say otherwise."""
    plain = passcode()
    other = passcode(rules=OtpRules(digit_count=4, lifetime_ms=1_000, attempt_count=2))

    assert (plain.id, plain.face, plain.destination, plain.nth) == ("id", "gateway", PHONE, 1)
    assert (plain.created_at, plain.expires_at, plain.attempts_left) == (NOW, EXPIRES_AT, 5)
    assert (len(plain.code), plain.is_used, plain.superseded) == (6, False, ())
    assert (len(other.code), other.expires_at, other.attempts_left) == (4, NOW + 1_000, 2)


@pytest.mark.parametrize("digit_count", [1, 4, 6, 8])
@given(seed=seeds)
def test_a_code_has_its_digits_even_when_it_begins_with_zeros(digit_count: int, seed: int) -> None:
    """The number 42 is the code 000042."""
    for otp in chain(20, digit_count=digit_count, seed=seed):
        assert len(otp.code) == digit_count
        assert otp.code.isascii()
        assert otp.code.isdecimal()


def test_chance_decides_the_code_and_order_does_not() -> None:
    """Id and instant follow the order of arrival; the number, the face and the turn do not."""
    code = passcode().code

    assert passcode(otp_id="other", now=NOW + 5).code == code
    assert passcode(destination=OTHER_PHONE).code != code
    assert passcode(face="sms").code != code
    assert passcode(passcode()).code != code
    assert passcode(seed=8).code != code


def test_a_code_that_would_be_its_own_successor_is_followed_by_the_next_number() -> None:
    """Which chance lets happen in one of ten where there is one digit."""
    for old, new in pairwise(chain(60, digit_count=1)):
        drawn = passcode(replace(old, code="none"), rules=OtpRules(1)).code
        expected = drawn if drawn != old.code else str((int(drawn) + 1) % 10)
        assert new.code == expected != old.code


@pytest.mark.parametrize("digit_count", [1, 2])
@given(seed=seeds)
def test_a_code_never_equals_the_one_it_replaces(digit_count: int, seed: int) -> None:
    """Else the old code would live on in the new one; with one digit a tenth of them would."""
    codes = [otp.code for otp in chain(60, digit_count=digit_count, seed=seed)]

    assert all(old != new for old, new in pairwise(codes))


def test_a_successor_starts_afresh() -> None:
    """Neither the guesses nor the use nor the age of the old code are the new one's."""
    old = after_guesses(passcode(), 3).after(Verdict.VALID)

    new = passcode(old, now=NOW + 7)

    assert (new.nth, new.attempts_left, new.is_used) == (2, 5, False)
    assert (new.created_at, new.expires_at) == (NOW + 7, EXPIRES_AT + 7)


@pytest.mark.parametrize("count", [1, 2, 10, 11, 12, 25])
def test_the_last_ten_codes_that_were_replaced_are_remembered(count: int) -> None:
    """Oldest first; who types one of them can be told that there is a newer one."""
    *replaced, last = chain(count)

    assert last.superseded == tuple(otp.code for otp in replaced[-10:])
    assert last.nth == count


@pytest.mark.parametrize(
    ("is_used", "is_expired", "is_exhausted", "right", "other"),
    [
        (False, False, False, Verdict.VALID, Verdict.WRONG),
        (False, False, True, Verdict.EXHAUSTED, Verdict.EXHAUSTED),
        (False, True, False, Verdict.EXPIRED, Verdict.EXPIRED),
        (False, True, True, Verdict.EXPIRED, Verdict.EXPIRED),
        (True, False, False, Verdict.USED, Verdict.USED),
        (True, False, True, Verdict.USED, Verdict.USED),
        (True, True, False, Verdict.USED, Verdict.USED),
        (True, True, True, Verdict.USED, Verdict.USED),
    ],
)
def test_a_dead_code_is_dead_whatever_is_typed(
    *, is_used: bool, is_expired: bool, is_exhausted: bool, right: Verdict, other: Verdict
) -> None:
    """Use goes before age and age before guesses; only a living code is compared at all."""
    otp = after_guesses(passcode(), 5 if is_exhausted else 0)
    otp = otp.after(Verdict.VALID) if is_used else otp
    now = EXPIRES_AT if is_expired else NOW

    assert otp.verdict(otp.code, now) is right
    assert otp.verdict(wrong(otp), now) is other


def test_a_code_expires_at_its_instant_and_not_before() -> None:
    """The instant named is the first at which it is no longer good."""
    otp = passcode()

    assert otp.verdict(otp.code, EXPIRES_AT - 1) is Verdict.VALID
    assert otp.verdict(otp.code, EXPIRES_AT) is Verdict.EXPIRED


def test_guesses_count_down_to_the_end() -> None:
    """The fifth wrong guess is still called wrong; after it even the right code is too late."""
    lives = [after_guesses(passcode(), count) for count in range(7)]

    assert [otp.attempts_left for otp in lives] == [5, 4, 3, 2, 1, 0, 0]
    assert [otp.verdict(otp.code, NOW) for otp in lives] == [
        *[Verdict.VALID] * 5,
        *[Verdict.EXHAUSTED] * 2,
    ]


def test_a_code_works_once() -> None:
    """Using it costs no guess and changes nothing else."""
    otp = passcode(passcode())

    used = otp.after(otp.verdict(otp.code, NOW))

    assert used.verdict(used.code, NOW) is Verdict.USED
    changed = {
        name for name in Otp.__dataclass_fields__ if getattr(used, name) != getattr(otp, name)
    }
    assert changed == {"is_used"}


@pytest.mark.parametrize("verdict", [Verdict.EXPIRED, Verdict.EXHAUSTED, Verdict.USED])
def test_an_attempt_on_a_dead_code_leaves_no_trace(verdict: Verdict) -> None:
    """There is nothing left to count."""
    otp = passcode()

    assert otp.after(verdict) == otp


def test_what_a_code_is_for_is_asked_of_chance() -> None:
    """Codes for other purposes are other draws, and each remembers its own."""
    purposes = ["", "login", "reset"]

    codes = [passcode(rules=OtpRules(purpose=purpose)) for purpose in purposes]

    assert len({otp.code for otp in codes}) == len(purposes)
    assert [otp.after(Verdict.WRONG).purpose for otp in codes] == purposes


@pytest.mark.parametrize(("is_own", "expected"), [(False, Verdict.EXPIRED), (True, Verdict.VALID)])
def test_who_verifies_may_say_how_long_drawn_codes_are_good(
    *, is_own: bool, expected: Verdict
) -> None:
    """Shorter or longer than they were to be; one that somebody chose has a time of its own."""
    otp = passcode(rules=OtpRules(code="1234", is_own=is_own)).after(Verdict.WRONG)

    assert otp.verdict("1234", NOW + 9, lifetime_ms=10) is Verdict.VALID
    assert otp.verdict("1234", NOW + 10, lifetime_ms=10) is expected
    late = otp.verdict("1234", EXPIRES_AT, lifetime_ms=10**9)
    assert late is (Verdict.EXPIRED if is_own else Verdict.VALID)
