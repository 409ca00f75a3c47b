"""Which passcode stands in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.spotting import spot


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Your code is 123456", "123456"),
        ("123456 is your verification code.", "123456"),
        ("G-482913 is your Google verification code", "482913"),
        ("Code: 123-456", "123456"),
        ("Your Acme PIN: 0042. It expires in 10 minutes.", "0042"),
        ("Ref 20261128: your code is 7788", "7788"),
        ("Use 12345678 as your one-time password", "12345678"),
        ("Tu código es 9911", "9911"),
        ("您的验证码是654321,5分钟内有效", "654321"),
        ("Call +14155550100 and say code 5566", "5566"),
        ("https://example.com/verify/123456 or code 778899", "778899"),
        ("Pay $1234.50 with code 2233", "2233"),
        ("Your table at 1830 is ready", None),
        ("Your code is on its way", None),
        ("code 123", None),
        ("code 123456789", None),
        ("code A1B2C3", None),
        ("", None),
    ],
)
def test_a_code_is_told_from_other_numbers(text: str, code: str | None) -> None:
    """By its length, by what is around it, and by a word for it."""
    assert spot(text) == code


@given(st.text(st.sampled_from("code 1234567890-.:+/"), max_size=200))
def test_what_is_spotted_is_digits(text: str) -> None:
    """Four to eight of them, whatever the text."""
    code = spot(text)
    assert code is None or (code.isdecimal() and 4 <= len(code) <= 8)
