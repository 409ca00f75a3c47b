"""The inspector of texts, through the control API."""

import json
from typing import Any

import pytest

from tests.clients import ALICE, Control


async def inspected(control: Control, text: str, **members: object) -> Any:  # noqa: ANN401 - JSON
    """Inspect a text."""
    reply = await control.post("/_sim/segments", {"text": text, **members})
    assert reply.status == 200, reply.body
    return reply.document


async def test_a_short_text_is_told_in_full(control: Control) -> None:
    """One segment needs no header; there is nothing to be done about it, and no price to it."""
    assert await inspected(control, "a€") == {
        "encoding": "GSM_7",
        "segment_count": 1,
        "unit_count": 3,
        "units_left": 157,
        "parts": [{"text": "a€", "unit_count": 3, "starts_at": 0, "udh": None}],
        "boundaries": [],
        "characters": [
            {
                "character": "a",
                "code_point": "U+0061",
                "name": "LATIN SMALL LETTER A",
                "units": 1,
                "count": 1,
                "first_at": 0,
                "escape": False,
                "forces_ucs2": False,
            },
            {
                "character": "€",
                "code_point": "U+20AC",
                "name": "EURO SIGN",
                "units": 2,
                "count": 1,
                "first_at": 1,
                "escape": True,
                "forces_ucs2": False,
            },
        ],
        "forced_by": [],
        "hints": [],
        "to": None,
        "price_usd": None,
    }


async def test_an_empty_text_is_one_empty_segment(control: Control) -> None:
    """It has no characters."""
    told = await inspected(control, "")

    assert (told["segment_count"], told["units_left"], told["characters"]) == (1, 160, [])


async def test_a_long_text_has_headers_boundaries_and_a_price(control: Control) -> None:
    """Each part with its header in hexadecimal, and where it begins."""
    told = await inspected(control, "a" * 152 + "€" + "b" * 160, to=ALICE)

    assert (told["segment_count"], told["boundaries"]) == (3, [152, 304])
    assert [part["udh"] for part in told["parts"]] == [
        "050003000301",
        "050003000302",
        "050003000303",
    ]
    assert (told["to"], told["price_usd"]) == (ALICE, 0.0237)
    (cut,) = told["hints"]
    assert cut == {
        "kind": "cut",
        "message": "Cut 9 characters at the end: then it takes 2 segments instead of 3.",
        "character_count": 9,
        "segment_count": 2,
        "price_usd": 0.0158,
    }


async def test_the_price_of_the_inspector_is_that_of_the_message(control: Control) -> None:
    """Who asks before sending is not told something else."""
    text = "It\u2019s " * 40
    told = await inspected(control, text, to=ALICE)
    gateway = {"Authorization": "Bearer ifr_pk_proj_test"}
    body = {"to": ALICE, "body": text}
    await control.call("POST", "/v1/sms/send", body, headers=gateway)

    (message,) = (await control.get("/_sim/messages")).document["items"]
    assert message["price_usd"] == told["price_usd"]
    assert message["segments"] == {
        name: told[name] for name in ("encoding", "segment_count", "unit_count")
    }


async def test_a_text_that_could_be_gsm_7_says_how(control: Control) -> None:
    """The hint names what cannot be seen or told apart, and has the text as it would be."""
    told = await inspected(
        control, "\u201cHi\u201d\u00a0\u2013 it\u2019s me 😀" + "." * 60, to=ALICE
    )
    respell, cut = told["hints"]

    assert [one["name"] for one in told["forced_by"]] == [
        "LEFT DOUBLE QUOTATION MARK",
        "RIGHT DOUBLE QUOTATION MARK",
        "NO-BREAK SPACE",
        "EN DASH",
        "RIGHT SINGLE QUOTATION MARK",
        "GRINNING FACE",
    ]
    assert respell == {
        "kind": "respell",
        "message": (
            'To keep it in GSM-7, write U+201C (LEFT DOUBLE QUOTATION MARK) as ",'
            ' U+201D (RIGHT DOUBLE QUOTATION MARK) as ", U+00A0 (NO-BREAK SPACE) as a space,'
            " U+2013 (EN DASH) as -, U+2019 (RIGHT SINGLE QUOTATION MARK) as ';"
            " leave out U+1F600 (GRINNING FACE):"
            " then it has 75 septets and takes 1 segment instead of 2."
        ),
        "text": '"Hi" - it\'s me ' + "." * 60,
        "swaps": [
            {"found": "\u201c", "code_points": "U+201C", "lookalike": '"', "count": 1},
            {"found": "\u201d", "code_points": "U+201D", "lookalike": '"', "count": 1},
            {"found": "\u00a0", "code_points": "U+00A0", "lookalike": " ", "count": 1},
            {"found": "\u2013", "code_points": "U+2013", "lookalike": "-", "count": 1},
            {"found": "\u2019", "code_points": "U+2019", "lookalike": "'", "count": 1},
        ],
        "left_out": ["😀"],
        "unit_count": 75,
        "segment_count": 1,
        "price_usd": 0.0079,
    }
    assert (cut["character_count"], cut["segment_count"], cut["price_usd"]) == (7, 1, 0.0079)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\u2026", "write U+2026 (HORIZONTAL ELLIPSIS) as ...: then it has 3 septets and"),
        (
            "e\u0301",
            "U+0065 U+0301 (LATIN SMALL LETTER E and COMBINING ACUTE ACCENT) as é: then it has 1",
        ),
        (
            "\u200b\u2028",
            "write U+200B (ZERO WIDTH SPACE) as nothing, U+2028 (LINE SEPARATOR) as a line feed:",
        ),
        (
            "😀" + "a" * 69,
            "leave out U+1F600 (GRINNING FACE): then it has 69 septets and takes 1 seg",
        ),
        ("\u2018\u2019\u201c\u201d\u2013\u2014\u00a0", " as -, 2 more: then it has 7 septets"),
    ],
)
async def test_a_hint_is_a_sentence(control: Control, text: str, message: str) -> None:
    """It names five characters and counts the rest."""
    hint = (await inspected(control, text))["hints"][0]

    assert hint["message"].startswith("To keep it in GSM-7, ")
    assert message in hint["message"]


async def test_one_character_is_one(control: Control) -> None:
    """A sentence minds its grammar."""
    (hint,) = (await inspected(control, "a" * 161))["hints"]

    assert hint["message"] == "Cut 1 character at the end: then it takes 1 segment instead of 2."


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["text"]),
        ({"text": None}, ["text"]),
        ({"text": "a" * 10_001}, ["text"]),
        ({"text": "😀" * 9_000}, ["text"]),
        ({"text": "a", "to": "no number"}, ["to"]),
        ({"text": "a", "encoding": "GSM_7"}, ["encoding"]),
    ],
)
async def test_what_makes_no_sense_is_refused(
    control: Control, body: object, fields: list[str]
) -> None:
    """Too long a text, too, is the caller's mistake, and is named."""
    reply = await control.post("/_sim/segments", body)

    assert (reply.status, reply.fields) == (422, fields)


async def test_the_longest_text_is_inspected(control: Control) -> None:
    """Ten thousand characters, all of them different."""
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 10_000)))

    assert len((await inspected(control, text))["characters"]) == 10_000


async def test_half_a_surrogate_pair_is_no_json(control: Control) -> None:
    """RFC 8259, 8.2: what a receiver makes of it is unpredictable."""
    raw = json.dumps({"text": "\ud83d"}).encode()

    reply = await control.call("POST", "/_sim/segments", raw=raw)
    assert (reply.status, reply.error["code"]) == (400, "INVALID_JSON")
