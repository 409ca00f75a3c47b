"""Globs, against a slow reading of what they mean."""

from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simulator.domain.glob import GLOB_LENGTH_MAX, Glob


def fits_slowly(glob: str, text: str) -> bool:
    """Tell whether a glob stands for a text, by trying everything a star may stand for."""
    if not glob:
        return not text
    if glob[0] == "*":
        return any(fits_slowly(glob[1:], text[start:]) for start in range(len(text) + 1))
    return bool(text) and glob[0] in ("?", text[0]) and fits_slowly(glob[1:], text[1:])


@pytest.mark.parametrize(
    ("glob", "text"),
    [
        ("Your code is ??????", "Your code is 123456"),
        ("*code*", "Your code is 123456"),
        ("*", ""),
        ("*\n*", "one\ntwo"),
        ("a*b*b", "abb"),
        ("?*?", "ab"),
        ("(a+)+$ [x] \\", "(a+)+$ [x] \\"),
        ("a\\?", "a\\b"),
    ],
)
def test_a_glob_stands_for_a_whole_text(glob: str, text: str) -> None:
    """A star is any characters, line feeds too; a question mark is one; all else is itself."""
    assert Glob.of(glob).fits(text)


@pytest.mark.parametrize(
    ("glob", "text"),
    [
        ("code", "Your code"),
        ("code", "codes"),
        ("code\n", "code"),
        ("code", "code\n"),
        ("?", ""),
        ("?", "ab"),
        ("a*a", "a"),
        ("*ab*ba*", "aba"),
        ("CODE", "code"),
        ("[a]", "a"),
    ],
)
def test_a_glob_stands_for_nothing_else(glob: str, text: str) -> None:
    """Nothing may be left over, and case matters."""
    assert not Glob.of(glob).fits(text)


@given(st.text("ab?*", max_size=8), st.text("ab\n", max_size=8))
@example("*ab*ab", "abab")
@example("*ab*ab", "aab")
def test_a_glob_is_what_the_slow_reading_says(glob: str, text: str) -> None:
    """Looking for each piece only once misses nothing."""
    assert Glob.of(glob).fits(text) == fits_slowly(glob, text)


def test_short_globs_are_what_the_slow_reading_says() -> None:
    """All of them, on all short texts."""
    texts = ["".join(each) for size in range(5) for each in product("ab", repeat=size)]
    for glob in ("".join(each) for each in product("ab?*", repeat=4)):
        assert [Glob.of(glob).fits(text) for text in texts] == [
            fits_slowly(glob, text) for text in texts
        ]


def test_a_glob_that_nearly_fits_is_not_tried_in_every_way() -> None:
    """A pattern whose stars were tried at every place would take longer than anybody lives."""
    assert not Glob.of("*a" * (GLOB_LENGTH_MAX // 2 - 1) + "b").fits("a" * 1_600)


def test_a_long_glob_is_refused() -> None:
    """Its length is part of what it costs."""
    assert Glob.of("a" * GLOB_LENGTH_MAX).fits("a" * GLOB_LENGTH_MAX)
    with pytest.raises(ValueError, match="has more than 200 characters"):
        Glob.of("a" * (GLOB_LENGTH_MAX + 1))
