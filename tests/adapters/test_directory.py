"""A directory of all numbers that answers alike in every run, and is never in a hurry to load."""

import os
import random  # noqa: TID251 - to see that nobody touches it
import subprocess
import sys
import unicodedata
from pathlib import Path
from time import process_time

import phonenumbers
import pytest
from faker.providers.person.en_US import Provider as English
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from simulator.adapters.directory import OfflineDirectory
from simulator.domain.address import E164
from simulator.domain.numbering import LineType, Listing

DIRECTORY = OfflineDirectory()
NORTH_AMERICAN = "+14155550123"


def examples(kind: int) -> list[str]:
    """Give a number of a kind in each country that has one, as phonenumbers' authors chose it."""
    found = [
        phonenumbers.example_number_for_type(region, kind)
        for region in sorted(phonenumbers.SUPPORTED_REGIONS)
    ]
    return [phonenumbers.format_number(one, PhoneNumberFormat.E164) for one in found if one]


@pytest.mark.parametrize(
    ("phone", "country_code", "carrier", "line_type"),
    [
        ("+14155550123", "US", None, LineType.MOBILE_OR_LANDLINE),
        ("+16135550123", "CA", None, LineType.MOBILE_OR_LANDLINE),
        ("+18005550123", "US", None, LineType.TOLL_FREE),
        ("+442079460123", "GB", None, LineType.LANDLINE),
        ("+447400123456", "GB", "Three", LineType.MOBILE),
        ("+4930123456", "DE", None, LineType.LANDLINE),
        ("+4915112345678", "DE", "T-Mobile", LineType.MOBILE),
        ("+8613800138000", "CN", "China Mobile", LineType.MOBILE),
        ("+815012345678", "JP", None, LineType.VOIP),
        ("+80012345678", None, None, LineType.TOLL_FREE),
    ],
)
def test_a_number_tells_where_and_what_it_is(
    phone: str, country_code: str | None, carrier: str | None, line_type: LineType
) -> None:
    """Its country, who runs it and what it leads to, as far as its digits say."""
    listing = DIRECTORY.look_up(phone)

    assert (listing.phone, listing.is_valid) == (phone, True)
    assert (listing.country_code, listing.line_type) == (country_code, line_type)
    assert listing.carrier == carrier
    assert listing.caller_name


def test_every_country_has_a_code_and_names() -> None:
    """Wherever a number is, somebody has it, in whatever language; a blank is no carrier."""
    for phone in examples(PhoneNumberType.MOBILE):
        listing = DIRECTORY.look_up(phone)
        assert listing.is_valid
        assert listing.country_code is not None
        assert len(listing.country_code) == 2
        assert listing.caller_name
        assert listing.carrier != ""


def test_there_is_a_word_for_every_line_and_a_line_for_every_word() -> None:
    """Whatever a number leads to by its plan, it has a type; and each type has numbers."""
    kinds = [kind for kind in PhoneNumberType.values() if kind != PhoneNumberType.UNKNOWN]

    phones = [phone for kind in kinds for phone in examples(kind)[:25]]

    told = {DIRECTORY.look_up(phone).line_type for phone in [*phones, NORTH_AMERICAN]}

    assert told == set(LineType)


@pytest.mark.parametrize(
    "written", ["+1 415 555 0123", "+1 (415) 555-0123", "+1.415.555.0123", "+1-415-555-0123"]
)
def test_a_number_may_be_written_as_people_do(written: str) -> None:
    """It is answered in E.164."""
    assert DIRECTORY.look_up(written) == DIRECTORY.look_up(NORTH_AMERICAN)


@pytest.mark.parametrize(
    "phone",
    [
        "",
        "+",
        "nonsense",
        "14155550123",  # from where would one dial that?
        "0049 30 123456",
        "+1415555012",
        "+141555501234",
        "+15550100123",  # no area has this code
        "+99912345678",  # no country has this code
        "+" + "1" * 30,
        "+" + "(" * 30,
        "+1 415" + " " * 30 + "555 0123",  # nobody writes like that
        "tel:+14155550123",
        "call +14155550123",
        "+14155550123 ext. 5",
        "+14155550123\n",
        "+1415555\x000123",
        "+1415555\ud8000123",
        "\N{FULLWIDTH PLUS SIGN}14155550123",
        "+1415555012\N{ARABIC-INDIC DIGIT THREE}",
        "+1415555012\N{FULLWIDTH DIGIT THREE}",
    ],
    ids=ascii,
)
def test_what_is_no_number_comes_back_as_it_was(phone: str) -> None:
    """Nothing is known of it but that it is none."""
    assert DIRECTORY.look_up(phone) == Listing(phone, is_valid=False)


@given(text=st.text() | st.text("+0123456789 ().-", max_size=40).map("+{}".format))
def test_whatever_is_asked_is_answered(text: str) -> None:
    """Nothing raises; a number in the answer is one, and leads to the same answer."""
    listing = DIRECTORY.look_up(text)

    if listing.is_valid:
        assert DIRECTORY.look_up(listing.phone) == listing
    else:
        assert listing == Listing(text, is_valid=False)


@pytest.mark.parametrize(
    "filling", ["1", " ", "(", "\x00", "\ud800", "+", "\N{FULLWIDTH DIGIT ONE}"]
)
def test_a_mebibyte_is_no_number_and_costs_nothing(filling: str) -> None:
    """However long a text is, no more of it is looked at than a number may have."""
    text = "+1" + filling * 2**20
    DIRECTORY.look_up(text)

    started_at = process_time()
    for _ in range(100):
        DIRECTORY.look_up(text)

    assert process_time() - started_at < 0.5


@pytest.mark.parametrize(
    ("phone", "script"),
    [
        ("+14155550123", "LATIN"),
        ("+919876543210", "LATIN"),  # faker has names in six of India's languages; this is English
        ("+8613800138000", "CJK"),
        ("+79161234567", "CYRILLIC"),
        ("+302101234567", "GREEK"),
        ("+97225551234", "HEBREW"),
    ],
)
def test_names_fit_the_country(phone: str, script: str) -> None:
    """They are written as they are there, in English where that is one of the languages."""
    name = DIRECTORY.look_up(phone).caller_name or ""

    assert {unicodedata.name(one).split()[0] for one in name if one.isalpha()} == {script}


def test_names_in_canada_are_english() -> None:
    """Faker has none of that country, but French and, by mistake, Catalan ones."""
    for n in range(20):
        name = DIRECTORY.look_up(f"+161355501{n:02}").caller_name or ""
        assert not English.last_names.keys().isdisjoint(name.split())


def test_numbers_have_names_of_their_own() -> None:
    """Neighbours rarely share one, and looking others up changes nobody's."""
    phones = [f"+141555501{n:02}" for n in range(100)]
    names = {phone: DIRECTORY.look_up(phone).caller_name for phone in phones}

    assert len(set(names.values())) > 90
    for phone in reversed(phones):
        assert DIRECTORY.look_up(phone).caller_name == names[phone]


def test_looking_up_leaves_chance_alone() -> None:
    """Whoever shares the process finds its random numbers as they would have been."""
    before = random.getstate()

    DIRECTORY.look_up(NORTH_AMERICAN)

    assert random.getstate() == before


_PROGRAM = """
import sys
from simulator.adapters.directory import OfflineDirectory
from simulator.app import build, load
from simulator.settings import Settings
directory = OfflineDirectory()
load(Settings())
loaded = set(sys.modules)
build(Settings(), 7)
assert set(sys.modules) == loaded, "each worker would load it again"
heavy = {"cryptography", "faker", "phonenumbers", "prometheus_client", "redis", "yaml"}
print(sorted(heavy & set(sys.modules)))
print(ascii([directory.look_up(phone).caller_name for phone in sys.argv[1:]]))
"""


def ran(*phones: str, hash_seed: int) -> list[str]:
    """Look numbers up in a process of its own, and tell what it printed."""
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-c", _PROGRAM, *phones],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout.splitlines()


def test_names_are_the_same_in_every_process_and_load_when_needed() -> None:
    """Neither the hash seed nor the order of asking decides; no start waits for any of it."""
    phones = ["+14155550123", "+4915112345678", "+8613800138000"]

    loaded, names = ran(*phones, hash_seed=1)
    _, reversed_names = ran(*reversed(phones), hash_seed=2)

    here = [DIRECTORY.look_up(phone).caller_name for phone in phones]
    assert loaded == "[]"
    assert names == ascii(here)
    assert reversed_names == ascii(here[::-1])


# --- Regions --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "region"),
    [
        ("+13125550001", "US"),
        ("+14165550123", "CA"),
        ("+17875550123", "PR"),
        ("+12425550123", "BS"),
        ("+4915112345678", "DE"),
        ("+80012345678", ""),
        # Of no place in the plan: magic numbers, and those that nobody has.
        ("+15005550001", "US"),
        ("+4400000000", "GB"),
    ],
)
def test_a_number_has_a_country(number: str, region: str) -> None:
    """Whether or not there can be such a number, as long as its code is a country's."""
    assert DIRECTORY.region_of(E164(number)) == region
