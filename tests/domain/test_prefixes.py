"""Tables by number prefix: the longest match wins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.prefixes import InvalidPrefix, PrefixTable

# Few digits and short prefixes, so that they nest and match often.
prefixes = st.from_regex(r"\+[12][0-2]{0,5}", fullmatch=True)
numbers = st.from_regex(r"\+[12][0-2]{0,9}", fullmatch=True)


@given(rows=st.dictionaries(prefixes, st.integers() | st.none(), max_size=12), number=numbers)
def test_the_longest_prefix_wins(rows: dict[str, int | None], number: str) -> None:
    """A slow search over all rows finds the same row, or none and so the default."""
    matching = [prefix for prefix in rows if number.startswith(prefix)]
    expected = rows[max(matching, key=len)] if matching else -1

    assert PrefixTable.of(rows, default=-1).longest_match(number) == expected


def test_a_table_without_rows_gives_its_default() -> None:
    """The default stands for every number."""
    assert PrefixTable.of({}, default="rest").longest_match("+15550100123") == "rest"


def test_a_row_may_hold_nothing() -> None:
    """A row that says None is a row, and hides the shorter ones."""
    table = PrefixTable.of({"+1": "one", "+1876": None}, default="rest")

    assert table.longest_match("+18765550100") is None


def test_a_table_does_not_change_with_what_it_was_made_of() -> None:
    """Who made the table keeps a mapping that is no longer ours."""
    rows = {"+1": "one"}
    table = PrefixTable.of(rows, default="rest")
    rows["+1"] = "another"

    assert table.longest_match("+15550100123") == "one"


def test_tables_with_the_same_rows_are_equal() -> None:
    """The order in which rows were written down means nothing."""
    rows = {"+1": 1, "+44": 44}

    assert PrefixTable.of(rows, default=0) == PrefixTable.of(
        dict(reversed(rows.items())), default=0
    )
    assert PrefixTable.of(rows, default=0) != PrefixTable.of(rows, default=1)


def test_a_table_that_has_been_asked_for_many_numbers_answers_and_stays_small() -> None:
    """What was found is remembered by its beginning, and forgotten before it fills the memory."""
    table = PrefixTable.of({"+1": "one", "+155501000": "fiction"}, default="rest")
    numbers = [f"+1555{beginning:05}00" for beginning in range(25_000)]

    found = [table.longest_match(number) for number in [*numbers, *numbers]]

    assert found.count("fiction") == 2
    assert found.count("one") == 2 * 25_000 - 2
    assert len(table.found) <= 10_000


@pytest.mark.parametrize(
    "prefix", ["", "+", "1", "44", "+0", "+1 876", "+1x", "+٣", "+44\n", "+1234567890123456"]
)
def test_a_prefix_that_no_number_begins_with_is_refused_by_name(prefix: str) -> None:
    """A row that could never match is a mistake of whoever wrote it."""
    with pytest.raises(InvalidPrefix) as refusal:
        PrefixTable.of({"+1": 1, prefix: 2}, default=0)

    assert f'"{prefix}" is no prefix' in str(refusal.value)
