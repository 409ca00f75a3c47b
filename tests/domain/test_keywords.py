"""A keyword is a whole text, however it is spelled, in any language."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.keywords import InvalidKeywords, Keyword, KeywordTable

FILE = Path(__file__).parents[2] / "fixtures" / "keywords" / "2026.json"
LANGUAGES: dict[str, dict[str, list[str]]] = json.loads(FILE.read_text(encoding="utf-8"))
TABLE = KeywordTable.of(LANGUAGES)
WORDS = [
    (word, Keyword(name))
    for rows in LANGUAGES.values()
    for name, words in rows.items()
    for word in words
]
PLAIN: dict[str, Any] = {"stop": ["STOP"], "start": ["START"], "help": ["HELP"]}

blanks = st.text(" \t\n\u00a0\u3000", max_size=3)
marks = st.text(".!?,;:…。、\uff01\uff1f\"'”» ", max_size=4)
spellings = st.sampled_from(
    [
        str.upper,
        str.lower,
        str.swapcase,
        lambda word: normalize("NFD", word),
        lambda word: "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in word),
    ]
)


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        *((word, Keyword.STOP) for word in ("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END")),
        *((word, Keyword.STOP) for word in ("QUIT", "Stop all", "revoke", "opt out")),
        *((word, Keyword.START) for word in ("START", "YES", "UNSTOP")),
        *((word, Keyword.HELP) for word in ("HELP", "INFO")),
        *((word, Keyword.STOP) for word in ("ARRET", "arrêt", "ALTO", "baja", "Stopp", "SAIR")),
        *(
            (word, Keyword.STOP)
            for word in ("退订", "TD", "停止", "解除", "СТОП", "수신거부", "הסר")
        ),
        *((word, Keyword.START) for word in ("OUI", "開始", "sí")),
        *((word, Keyword.HELP) for word in ("AYUDA", "aide", "Hilfe", "ヘルプ", "ﾍﾙﾌﾟ", "帮助")),
    ],
)
def test_the_shipped_words_mean_what_people_mean(text: str, keyword: Keyword) -> None:
    """Those that carriers obey everywhere, and those of many languages."""
    assert TABLE.recognise(text) is keyword


@given(known=st.sampled_from(WORDS), spelling=spellings, before=blanks, behind=marks, after=blanks)
def test_spelling_does_not_matter(
    known: tuple[str, Keyword], spelling: Callable[[str], str], before: str, behind: str, after: str
) -> None:
    """Case, width, accents in one piece or two, blanks around, and punctuation behind."""
    word, keyword = known

    assert TABLE.recognise(before + spelling(word) + behind + after) is keyword


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "...",
        "Please stop",
        "STOP it",
        "don't stop!",
        "stop\nhelp",
        "S T O P",
        "STOPPED",
        "#stop",
        "(stop)",
        "stop 😀",
        "no",
        "fine",
    ],
)
def test_only_a_whole_text_is_a_keyword(text: str) -> None:
    """Who writes more than the word has something else to say."""
    assert TABLE.recognise(text) is None


def test_ornate_letters_are_letters() -> None:
    """A text in mathematical bold, as some people decorate theirs, says what it says."""
    assert TABLE.recognise("\U0001d412\U0001d413\U0001d40e\U0001d40f") is Keyword.STOP


def test_case_is_folded_as_unicode_has_it() -> None:
    """Some letters have two in the other case."""
    table = KeywordTable.of({"de": PLAIN | {"stop": ["Schluß"]}})

    assert table.recognise("SCHLUSS") is Keyword.STOP


def test_blanks_within_count_as_one() -> None:
    """A word of two words is known by both, in their order."""
    assert TABLE.recognise("stop \n all") is Keyword.STOP
    assert TABLE.recognise("all stop") is None


def test_a_table_is_read_from_its_languages() -> None:
    """The same word may stand in several languages, if it asks for the same thing."""
    table = KeywordTable.of({"en": PLAIN, "xx": PLAIN | {"stop": ["Stop!", "Halt"]}})

    assert table.keywords == {
        "stop": Keyword.STOP,
        "halt": Keyword.STOP,
        "start": Keyword.START,
        "help": Keyword.HELP,
    }


@pytest.mark.parametrize(
    "rows",
    [
        None,
        [],
        "stop",
        {},
        {"stop": ["STOP"], "start": ["START"]},
        PLAIN | {"stpo": ["STOP"]},
    ],
)
def test_a_language_has_words_for_each_keyword_and_for_nothing_else(rows: object) -> None:
    """A misspelt or forgotten row is found when the table is read."""
    with pytest.raises(InvalidKeywords, match="keywords of xx are no words for stop, start, help"):
        KeywordTable.of({"en": PLAIN, "xx": rows})


@pytest.mark.parametrize("words", [None, "STOP", [], [""], [" "], ["!"], [7], ["STOP", None]])
def test_a_row_is_a_list_of_words(words: object) -> None:
    """What would be recognised in no text, or in every empty one, is no word."""
    with pytest.raises(InvalidKeywords, match=r"keywords of xx: .* no list of .* for start"):
        KeywordTable.of({"xx": PLAIN | {"start": words}})


def test_a_word_asks_for_one_thing_in_all_languages() -> None:
    """Nobody tells a carrier in which language they write."""
    with pytest.raises(InvalidKeywords, match='of xx: "stop" cannot be help, it is stop'):
        KeywordTable.of({"en": PLAIN, "xx": PLAIN | {"help": ["Stop"]}})
