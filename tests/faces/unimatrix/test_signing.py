"""Signatures of calls, in all the ways in which the official SDKs make them."""

import hmac
import json
from base64 import b64encode
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.faces.unimatrix.signing import instant_ms, is_signature
from simulator.resources import fixtures_folder

VECTORS = json.loads((fixtures_folder() / "unimatrix" / "signatures.json").read_bytes())["vectors"]
SECRET = "secret_test"  # noqa: S105 - of nobody
QUERY = "action=otp.send&accessKeyId=test&algorithm=hmac-sha256&timestamp=1700000000&nonce=01234567"

each_vector = pytest.mark.parametrize("vector", VECTORS, ids=lambda one: one["signature"][:8])


def digest(text: str, secret: str = SECRET) -> bytes:
    """Compute what a signature of a text is made of."""
    return hmac.digest(secret.encode(), text.encode(), "sha256")


@each_vector
def test_what_the_sdks_sign_is_taken(vector: dict[str, Any]) -> None:
    """With the signature in the query, at its end or before all, as it is sent."""
    signature, query, secret = vector["signature"], vector["query"], vector["secret"]
    spelled = f"signature={quote(signature, safe='')}"

    for sent in (query, f"{query}&{spelled}", f"{spelled}&{query}"):
        assert is_signature(signature, sent, secret)


@each_vector
def test_the_vectors_are_what_they_say(vector: dict[str, Any]) -> None:
    """The signed text is the query in order, and the signature is that of the text."""
    made = digest(vector["signed"], vector["secret"])

    assert vector["signature"] in {made.hex(), b64encode(made).decode()}
    assert sorted(parse_qsl(vector["query"])) == parse_qsl(vector["signed"])


@each_vector
def test_one_changed_parameter_is_noticed(vector: dict[str, Any]) -> None:
    """Whichever it is; so are one more, one less, and another secret."""
    signature, query, secret = vector["signature"], vector["query"], vector["secret"]
    parts = query.split("&")
    for position, part in enumerate(parts):
        others = [*parts[:position], *parts[position + 1 :]]
        assert not is_signature(signature, "&".join([*others, f"{part}0"]), secret)
        assert not is_signature(signature, "&".join(others), secret)
    assert not is_signature(signature, f"{query}&more=1", secret)
    assert not is_signature(signature, query, f"{secret}0")


@pytest.mark.parametrize(
    "signature", ["", "0", "é", "=" * 44, "signature", digest(QUERY).hex()[:-1], "\0" * 64]
)
def test_what_is_no_signature_is_none(signature: str) -> None:
    """It may be anything: it comes from outside."""
    assert not is_signature(signature, QUERY, SECRET)


def test_a_blank_is_taken_for_the_plus_sign_that_it_was() -> None:
    """Base64 has plus signs, and in a query they are blanks unless they are escaped."""
    queries = (f"{QUERY}{n}" for n in range(100))
    query = next(one for one in queries if b"+" in b64encode(digest(in_order(one))))
    signature = b64encode(digest(in_order(query))).decode().replace("+", " ")

    assert " " in signature
    assert is_signature(signature, query, SECRET)


def in_order(query: str) -> str:
    """Sort a query."""
    return "&".join(sorted(query.split("&")))


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)


@given(st.dictionaries(texts, texts, max_size=4).filter(lambda one: "signature" not in one))
def test_every_spelling_of_what_is_signed_is_taken(members: dict[str, str]) -> None:
    """Whatever is in it, though the keys that the simulator gives out hold nothing to escape."""
    query = urlencode(members)
    pairs = sorted(members.items())
    for signed in (
        "&".join(f"{name}={text}" for name, text in pairs),  # Java
        urlencode(pairs),  # Python, Go, PHP, Ruby
        "&".join(f"""{name}={quote(text, safe="-_.!~*'()")}""" for name, text in pairs),  # Node
    ):
        made = digest(signed)
        assert is_signature(made.hex(), query, SECRET)
        assert is_signature(b64encode(made).decode(), query, SECRET)


def test_what_was_signed_as_it_was_sent_is_taken() -> None:
    """As by .NET, whose escapes have small letters."""
    sent = "action=otp.send&accessKeyId=caf%c3%a9%2b"

    assert is_signature(digest("accessKeyId=caf%c3%a9%2b&action=otp.send").hex(), sent, SECRET)


@pytest.mark.parametrize(
    ("timestamp", "expected"),
    [
        ("1700000000", 1_700_000_000_000),
        ("1700000000500", 1_700_000_000_500),
        ("99999999999", 99_999_999_999_000),
        ("100000000000", 100_000_000_000),
        ("0", 0),
        ("", None),
        ("-1", None),
        ("1.7e9", None),
        ("1700000000.5", None),
        (" 1700000000", None),
        ("٣", None),
        ("9" * 16, None),
        ("9" * 10_000, None),
    ],
)
def test_a_timestamp_is_in_seconds_or_milliseconds(timestamp: str, expected: int | None) -> None:
    """By its size; what is no number of them is nothing."""
    assert instant_ms(timestamp) == expected
