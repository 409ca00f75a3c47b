"""Instants and durations, as people and programs write them."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.face.instants import (
    INSTANT_MAX,
    iso,
    parse_duration,
    parse_instant,
    spell_duration,
)

NOON = 1_795_262_400_000  # 2026-11-21T12:00:00Z

instants = st.integers(min_value=0, max_value=INSTANT_MAX)
UNITS_MS = {"d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1}


@given(instants)
def test_an_instant_survives_being_written_and_read(instant: int) -> None:
    """Milliseconds are kept, from 1970 to the last moment of 9999."""
    assert parse_instant(iso(instant)) == instant


@given(one=instants, other=instants)
def test_instants_sort_as_text(one: int, other: int) -> None:
    """All have the same length, so that whoever sorts the texts sorts the instants."""
    assert (iso(one) < iso(other)) == (one < other)
    assert len(iso(one)) == len("2026-11-21T12:00:00.000Z")


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (7, "1970-01-01T00:00:00.007Z"),
        (NOON, "2026-11-21T12:00:00.000Z"),
        (INSTANT_MAX, "9999-12-31T23:59:59.999Z"),
        (INSTANT_MAX + 1, "9999-12-31T23:59:59.000Z"),
    ],
)
def test_instants_are_written_in_utc_with_milliseconds(instant: int, text: str) -> None:
    """The letter Z says so."""
    assert iso(instant) == text


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-21T12:00:00Z", NOON),
        ("2026-11-21T12:00:00", NOON),
        ("2026-11-21 12:00", NOON),
        ("2026-11-21T13:30:00+01:30", NOON),
        ("2026-11-21T07:00:00-05:00", NOON),
        ("2026-11-21", NOON - 43_200_000),
        ("2026-11-21T12:00:00.25Z", NOON + 250),
        ("2026-11-21T12:00:00.123999Z", NOON + 123),
    ],
)
def test_instants_are_read_in_the_spellings_of_iso_8601(text: str, instant: int) -> None:
    """Without an offset it is UTC, and what is finer than a millisecond is cut off."""
    assert parse_instant(text) == instant


@given(instant=instants, minutes=st.integers(-14 * 60, 14 * 60))
def test_an_offset_changes_the_spelling_and_not_the_instant(instant: int, minutes: int) -> None:
    """The same moment has another hour elsewhere."""
    moment = datetime(1970, 1, 2, tzinfo=UTC) + timedelta(milliseconds=instant // 2)
    elsewhere = moment.astimezone(timezone(timedelta(minutes=minutes)))

    assert parse_instant(elsewhere.isoformat()) == parse_instant(moment.isoformat())


@pytest.mark.parametrize("text", ["", "noon", "2026-13-01", "1795262400", "2026-11-21T25:00Z"])
def test_what_is_no_instant_is_refused_with_an_example(text: str) -> None:
    """The message can follow the name of the field."""
    with pytest.raises(ValueError, match=r"^must be an instant such as 2026-11-21T12:00:00Z$"):
        parse_instant(text)


@pytest.mark.parametrize(
    "text", ["1969-12-31T23:59:59.999Z", "1970-01-01T00:00+01:00", "9999-12-31T23:59-01:00"]
)
def test_an_instant_that_could_not_be_written_back_is_refused(text: str) -> None:
    """The years are those of UTC, whatever the offset."""
    with pytest.raises(ValueError, match=r"^must lie between the years 1970 and 9999$"):
        parse_instant(text)


@given(st.text() | st.text("0123456789-+:TZ. W", max_size=26))
def test_whatever_is_written_is_an_instant_or_refused(text: str) -> None:
    """No text does anything else."""
    with suppress(ValueError):
        assert 0 <= parse_instant(text) <= INSTANT_MAX


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("0s", 0),
        ("250ms", 250),
        ("2.5s", 2_500),
        ("0.001s", 1),
        ("10m", 600_000),
        ("1m500ms", 60_500),
        ("1h30m", 5_400_000),
        ("1.5h", 5_400_000),
        ("1d", 86_400_000),
        ("30m1h", 5_400_000),
        ("999999999999d", INSTANT_MAX),
    ],
)
def test_durations_are_numbers_with_units(text: str, ms: int) -> None:
    """In whatever order, and with at most three decimals."""
    assert parse_duration(text) == ms


@given(st.integers(min_value=0, max_value=10**12))
def test_a_duration_is_the_sum_of_its_parts(ms: int) -> None:
    """Written from the largest unit to the smallest, it is read back exactly."""
    text, left = "", ms
    for unit, unit_ms in UNITS_MS.items():
        count, left = divmod(left, unit_ms)
        text += f"{count}{unit}"

    assert parse_duration(text) == ms


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10",
        "m",
        "-1s",
        "+1s",
        "1 s",
        "1S",
        "1.s",
        ".5s",
        "1.0001s",
        "1e3s",
        "1w",
        "1s\n",
        "\u0661s",
    ],
)
def test_what_is_no_duration_is_refused_with_examples(text: str) -> None:
    """A number without a unit could mean anything; only ASCII digits are digits."""
    with pytest.raises(ValueError, match=r"^must be a duration such as 10m, 1h30m, 2\.5s or 250ms"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("ms", "text"),
    [(30 * 86_400_000, "30d"), (90_000, "90s"), (5_400_000, "90m"), (1_500, "1500ms"), (0, "0s")],
)
def test_a_duration_is_written_in_one_unit(ms: int, text: str) -> None:
    """The largest that it is a multiple of."""
    assert spell_duration(ms) == text


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_a_written_duration_is_read_back(ms: int) -> None:
    """Without loss."""
    assert parse_duration(spell_duration(ms)) == ms
