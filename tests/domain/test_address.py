"""Numbers, short codes and names: what is an address and what is not."""

import subprocess
import sys
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.address import (
    E164,
    InvalidAddress,
    OriginatorKind,
    calling_code,
    originator_kind,
    parse_e164,
    parse_originator,
)

CALLING_CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


def is_accepted(text: str) -> bool:
    """Say whether we take the text for a number."""
    try:
        parse_e164(text)
    except InvalidAddress:
        return False
    return True


def phonenumbers_accepts(text: str) -> bool | None:
    """Ask phonenumbers the same; None where it reads another number into the text."""
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return False
    if phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) != text:
        return None
    reason = phonenumbers.is_possible_number_with_reason(number)
    return reason == phonenumbers.ValidationResult.IS_POSSIBLE


@pytest.mark.parametrize("code", CALLING_CODES)
def test_every_length_under_every_calling_code_is_judged_as_phonenumbers_does(code: int) -> None:
    """The numbering plan decides which lengths a number may have, for special services too."""
    for total in range(7, 16):
        texts = [f"+{code}{start}1234567890123"[: total + 1] for start in "023456789"]
        expected = {text: phonenumbers_accepts(text) for text in texts}
        comparable = {text for text, verdict in expected.items() if verdict is not None}

        assert comparable
        assert {text: is_accepted(text) for text in comparable} == {
            text: expected[text] for text in comparable
        }


@given(
    code=st.sampled_from(CALLING_CODES),
    digits=st.from_regex("[0-9]{14}", fullmatch=True),
    total=st.integers(7, 15),
)
def test_any_digits_are_judged_as_phonenumbers_does(code: int, digits: str, total: int) -> None:
    """It is the length that makes a number possible, whatever its digits are."""
    text = f"+{code}{digits}"[: total + 1]
    expected = phonenumbers_accepts(text)

    assert expected is None or is_accepted(text) == expected


def test_exactly_the_assigned_calling_codes_are_known() -> None:
    """No calling code begins another, so that three digits tell whether it is assigned."""
    assigned = {str(code) for code in CALLING_CODES}
    for head in map(str, range(100, 1000)):
        is_assigned = any(head.startswith(code) for code in assigned)
        texts = [f"+{head}{'5' * rest}" for rest in range(4, 13)]

        assert any(map(is_accepted, texts)) == is_assigned, head


@given(st.text(alphabet="+0123456789 -٣²x\n", max_size=18))
def test_only_a_plus_and_ascii_digits_make_a_number(text: str) -> None:
    """E.164 is written with + and the digits 0 to 9; other scripts, spaces and dashes are not."""
    if is_accepted(text):
        assert text[0] == "+"
        assert set(text[1:]) <= set("0123456789")
        assert 7 <= len(text[1:]) <= 15


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        "15550100123",
        "+155501",
        "+1555010012345678",
        "+05550100123",
        "+1 555 010 0123",
        "+15550100123\n",
        "+1555010012٣",
        "+1555010012²",
        "++15550100123",
    ],
)
def test_what_is_not_written_as_e164_is_told_how_to_be(text: str) -> None:
    """The first thing to get right is the form: +, calling code, 7 to 15 digits."""
    with pytest.raises(InvalidAddress, match=r"^must start with \+ .* 7 to 15 digits \(E\.164\)$"):
        parse_e164(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("+9995550100", "+999 is no assigned country calling code"),
        (
            "+1555010012",
            "a number of +1 has 10 digits after the country code, this one has 9",
        ),
        (
            "+155501001234",
            "a number of +1 has 10 digits after the country code, this one has 11",
        ),
        (
            "+4416320",
            "a number of +44 has 7, 9 or 10 digits after the country code, this one has 5",
        ),
        (" 15550100123", "begins with a space; in a URL, a + is written as %2B"),
        ("+40555", "must start with + and a country calling code, and hold 7 to 15 digits"),
        ("+4055501", "a number of +40 has 6 or 9 digits after the country code, this one has 5"),
        (
            "+919000000",
            "a number of +91 has 8 to 13 digits after the country code, this one has 7",
        ),
    ],
)
def test_a_number_outside_its_plan_is_told_the_plan(text: str, sentence: str) -> None:
    """Whoever mistyped a number reads which digits are wrong, not only that they are."""
    with pytest.raises(InvalidAddress) as refusal:
        parse_e164(text)

    assert str(refusal.value).startswith(sentence)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("+15550100123", "1"),
        ("+447700900123", "44"),
        ("+390655501001", "39"),
        ("+353209100123", "353"),
        ("+2905501", "290"),
        ("+80055501001", "800"),
        ("+881655501001", "881"),
    ],
)
def test_a_number_knows_its_calling_code(text: str, code: str) -> None:
    """The code is 1 to 3 digits; +800 and +881 belong to services, not to countries."""
    number = parse_e164(text)

    assert number == text
    assert calling_code(number) == code


def test_a_parsed_number_is_the_very_text() -> None:
    """A million stored numbers must cost a million plain strings and nothing more."""
    text = "+15550100123"

    assert parse_e164(text) is text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("+15550100123", OriginatorKind.E164),
        ("611", OriginatorKind.SHORT_CODE),
        ("55501", OriginatorKind.SHORT_CODE),
        ("19955501", OriginatorKind.SHORT_CODE),
        ("A", OriginatorKind.ALPHANUMERIC_SENDER_ID),
        ("2FA", OriginatorKind.ALPHANUMERIC_SENDER_ID),
        ("Bob & Sons", OriginatorKind.ALPHANUMERIC_SENDER_ID),
        ("Café", OriginatorKind.ALPHANUMERIC_SENDER_ID),
        ("ΩΔ-1", OriginatorKind.ALPHANUMERIC_SENDER_ID),
        ("It's.A+Test", OriginatorKind.ALPHANUMERIC_SENDER_ID),
    ],
)
def test_an_originator_is_a_number_a_short_code_or_a_name(text: str, kind: OriginatorKind) -> None:
    """Three kinds there are, told apart by their characters."""
    originator = parse_originator(text)

    assert originator == text
    assert originator_kind(originator) is kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "12",
        "195550100",
        "5550 100",
        "٣٣٣٣",
        "TwelveLetter",
        " Shop",
        "Shop ",
        "Shop\n",
        "Sh\top",
        "ñandú",
        "Магазин",
        "Shop😀",
        "a|b",
        "1-2",
        "-",
    ],
)
def test_what_no_handset_shows_as_sender_is_refused(text: str) -> None:
    """Digits too few or too many, names too long, spaces outside, letters GSM does not have."""
    with pytest.raises(InvalidAddress, match=r"short code of 3 to 8 digits.* at least one letter$"):
        parse_originator(text)


def test_an_originator_with_a_plus_must_be_a_possible_number() -> None:
    """The plus sign promises a number, so +Shop and a short number are judged as one."""
    for text in ("+Shop", "+1555010012"):
        with pytest.raises(InvalidAddress, match=r"digits"):
            parse_originator(text)


@given(st.text(max_size=13))
def test_every_text_is_one_kind_of_originator_or_refused(text: str) -> None:
    """An accepted name fits the 11 septets of an address field, and has a letter."""
    try:
        originator = parse_originator(text)
    except InvalidAddress:
        return
    if originator_kind(originator) is OriginatorKind.ALPHANUMERIC_SENDER_ID:
        assert 1 <= len(text) <= 11
        assert text == text.strip()
        assert any(map(str.isalpha, text))


def test_the_kind_of_a_stored_originator_is_read_off_its_text() -> None:
    """An address that comes back from a store is a plain string, and still known for what it is."""
    assert originator_kind(E164("+15550100123")) is OriginatorKind.E164


def test_phonenumbers_is_not_imported_before_the_first_number() -> None:
    """Its import takes 30 ms, and the process shall answer before it needs them."""
    program = "import sys, simulator.domain.address; print('phonenumbers' in sys.modules)"
    answer = subprocess.run(  # noqa: S603 - our own interpreter and a program written above
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )

    assert answer.stdout == "False\n"
