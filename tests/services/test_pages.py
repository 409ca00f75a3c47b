"""Cursors: each is good for the list that made it."""

from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.refusals import Invalid
from simulator.services.pages import LIMIT_DEFAULT, PageRequest, read_cursor, write_cursor

names = st.text(st.characters(exclude_characters=" ", exclude_categories=["Cs"]), min_size=1)


@given(index=names, last=names)
def test_a_cursor_leads_back_to_its_row(index: str, last: str) -> None:
    """What was written is read, and it needs no quoting in an address."""
    cursor = write_cursor(index, last)

    assert read_cursor(index, cursor) == last
    assert all(mark.isalnum() or mark in "-_" for mark in cursor)


@given(index=names, other=names, last=names)
def test_a_cursor_is_good_for_its_own_list(index: str, other: str, last: str) -> None:
    """On any other list it is refused."""
    if index == other:
        return

    with pytest.raises(Invalid):
        read_cursor(other, write_cursor(index, last))


@given(st.text())
def test_what_is_no_cursor_is_refused(text: str) -> None:
    """Whatever is not exactly what was handed out is refused, and nothing else happens."""
    with pytest.raises(Invalid) as caught:
        read_cursor("messages", text)

    assert caught.value.problems[0].field == "cursor"


@pytest.mark.parametrize("tail", ["=", "==", "\n", "!", " "])
def test_a_cursor_has_one_spelling(tail: str) -> None:
    """What decodes to the same and is not the same was not handed out."""
    with pytest.raises(Invalid):
        read_cursor("messages", write_cursor("messages", "1") + tail)


def test_bytes_that_are_no_text_are_refused() -> None:
    """A cursor holds UTF-8."""
    with pytest.raises(Invalid):
        read_cursor("messages", urlsafe_b64encode(b"messages \xff").decode())


def test_a_page_has_20_rows_unless_asked() -> None:
    """And it is the first."""
    assert PageRequest() == PageRequest(None, 20)
    assert LIMIT_DEFAULT == 20
