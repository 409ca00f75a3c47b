"""Which calls and messages a rule means."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.dice import Dice
from simulator.domain.occasion import DAY_MINUTES, Match, Occasion, Span, TextPattern, Window

DICE = Dice(7)
SENT = Occasion("gateway", "sms.send", "Shop", "+15551234567", "Big Promo, 5% off")

minutes = st.integers(0, DAY_MINUTES - 1)
instants = st.integers(0, 4_000_000_000_000)


@pytest.mark.parametrize(
    ("match", "fits"),
    [
        (Match(), True),
        (Match(faces=("gateway", "telnyx")), True),
        (Match(faces=("telnyx",)), False),
        (Match(faces=()), False),
        (Match(op="sms.send"), True),
        (Match(op="sms.*"), True),
        (Match(op="sms.otp"), False),
        (Match(op="sms"), False),
        (Match(originator="Shop"), True),
        (Match(originator="Sh?p"), True),
        (Match(originator=""), False),
        (Match(destination="+1555*"), True),
        (Match(destination="1555*"), False),
        (Match(text="/promo/i"), True),
        (Match(text="/promo/"), False),
        (Match(between=Window(0, 60)), True),
        (Match(between=Window(60, 120)), False),
        (Match(op="sms.send", destination="+44*"), False),
    ],
)
def test_all_that_a_match_asks_for_must_be_so(match: Match, fits: bool) -> None:  # noqa: FBT001
    """What it does not ask for may be anything; patterns are for the whole of a member."""
    assert match.fits(SENT, now=0) is fits


@pytest.mark.parametrize(
    ("spelled", "text", "fits"),
    [
        ("Hello", "Hello", True),
        ("Hello", "Hello!", False),
        ("Hel*", "Hello!", True),
        ("", "", True),
        ("/", "/", True),
        ("/lo/", "Hello", True),
        ("/LO/", "Hello", False),
        ("/LO/i", "Hello", True),
        ("/stra\u00dfe/i", "HAUPTSTRASSE", True),
        ("/^He/", "Hello", True),
        ("/^lo/", "Hello", False),
        ("/lo$/", "Hello", True),
        ("/He$/", "Hello", False),
        ("/^Hello$/", "Hello", True),
        ("/^Hello$/", "Hello Hello", False),
        ("/promo|sale/", "a sale", True),
        ("/promo|sale/", "a sail", False),
        ("/H?l*o/", "say Hullabaloo", True),
        ("/a/b/i", "xA/By", True),
        ("//", "anything", True),
        ("/a.c/", "abc", False),
    ],
)
def test_a_text_is_like_its_pattern(spelled: str, text: str, fits: bool) -> None:  # noqa: FBT001
    """Without slashes it is the whole text, between them it is sought."""
    assert TextPattern.of(spelled).fits(text) is fits
    assert Match(text=spelled).fits(Occasion("gateway", "sms.send", text=text), 0) is fits


@pytest.mark.parametrize(
    ("spelled", "said"),
    [
        ("/promo/x", "'x' behind the second slash"),
        ("/promo/ii", "'ii'"),
        (r"/\d+/", "no regular expression"),
        ("/(a+)+$/", "no regular expression"),
        ("/[ab]/", "no regular expression"),
        ("/a{2}/", "no regular expression"),
        ("x" * 201, "200"),
        (f"/{'x' * 199}/", "200"),
    ],
)
def test_a_pattern_that_means_something_else_is_refused(spelled: str, said: str) -> None:
    """Whoever writes a regular expression is told, and need not wonder."""
    with pytest.raises(ValueError, match=said):
        TextPattern.of(spelled)


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_part_is_found_wherever_it_stands(before: str, behind: str) -> None:
    """Line breaks and all."""
    assert TextPattern.of("/needle/").fits(f"{before}needle{behind}")


@pytest.mark.parametrize(
    ("minute", "is_held"), [(1_319, False), (1_320, True), (0, True), (359, True), (360, False)]
)
def test_a_window_may_go_past_midnight(minute: int, is_held: bool) -> None:  # noqa: FBT001
    """From ten in the evening until before six."""
    assert Window(22 * 60, 6 * 60).holds(minute * 60_000) is is_held


@given(minutes, minutes.filter(bool), instants)
def test_a_window_is_a_part_of_each_day(start: int, length: int, instant: int) -> None:
    """As many minutes as there are from one to the other, past midnight or not, in UTC."""
    end = (start + length) % DAY_MINUTES
    at = datetime.fromtimestamp(instant // 1000, UTC)
    since = (at.hour * 60 + at.minute - start) % DAY_MINUTES
    assert Window(start, end).holds(instant) is (since < length)


@given(st.integers(1, 50), st.none() | st.integers(0, 50), st.integers(1, 120))
def test_a_span_has_two_ends_or_one(first: int, more: int | None, nth: int) -> None:
    """Both of them are in it."""
    last = None if more is None else first + more
    assert Span(first, last).holds(nth) is (
        nth in range(first, 1_000 if last is None else last + 1)
    )


def test_what_a_request_says_is_cut_short() -> None:
    """It may be a megabyte, and looking through that takes a while; the path is for the rest."""
    long = ("s" * 999, "t" * 999, "x" * 99_999)
    occasion = Occasion.of("gateway", "sms.send", long, path="/v1/sms/send")
    sizes = [len(part) for part in (occasion.originator, occasion.destination, occasion.text)]
    assert sizes == [100, 100, 2_000]
    assert occasion.path == ""
    assert Occasion.of("gateway", "sms.list", ("", "", ""), path="/v1").path == "/v1"


texts = st.text("a\x1f'\\,", max_size=3)
occasions = st.builds(Occasion, *([texts] * 6))


@given(occasions, occasions)
def test_occasions_are_alike_if_they_are_the_same(one: Occasion, other: Occasion) -> None:
    """No part can pass for two, whatever is written in it; who would carry it is no matter."""
    parts = [
        (each.face, each.op, each.originator, each.destination, each.text, each.path)
        for each in (one, other)
    ]
    if "\x1f" not in one.face + one.op + other.face + other.op:  # these are ours
        assert (one.likeness(DICE) == other.likeness(DICE)) is (parts[0] == parts[1])


@given(st.floats(0, 1), st.integers(1, 1_000))
def test_a_ratio_is_a_share(ratio: float, nth: int) -> None:
    """What is taken at some ratio is taken at each that is higher; at 0 none is, at 1 all are."""
    question = ("rule", "likeness")
    taken = Match(ratio=ratio).takes(nth, question, DICE)
    assert not Match(ratio=0).takes(nth, question, DICE)
    assert Match(ratio=1).takes(nth, question, DICE)
    assert Match(ratio=(1 + ratio) / 2).takes(nth, question, DICE) >= taken


def test_a_ratio_holds_on_the_whole() -> None:
    """Of many, about so many."""
    match = Match(ratio=0.3)
    taken = sum(match.takes(1, ("rule", str(number)), DICE) for number in range(2_000))
    assert 540 < taken < 660
