"""How calls are signed: HMAC-SHA256 over the query, as each of the official SDKs does it.

What is signed is all of the query but the signature, sorted by name: `name=value`, joined by `&`.
The SDKs differ in how they spell that, in the unit of the timestamp and in the form of the
signature, and each of them gets through to the vendor.
"""

import hmac
from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Final
from urllib.parse import parse_qsl, quote, quote_plus

__all__ = ["instant_ms", "is_signature"]

_SIGNATURE: Final = "signature"

# The largest number of seconds that can be one; milliseconds are a thousand times as many. It will
# have to be looked at again in the year 5138.
_SECONDS_MAX: Final = 10**11

# What encodeURIComponent leaves as it is, beside letters and digits (ECMA-262, 19.2.6.4).
_UNRESERVED: Final = "-_.!~*'()"


def instant_ms(timestamp: str) -> int | None:
    """Read a timestamp, in seconds (Python, Go, PHP, .NET) or in milliseconds (the others).

    None if it is none.
    """
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= len("9" * 15)):
        return None
    number = int(timestamp)
    return number * 1_000 if number < _SECONDS_MAX else number


def is_signature(signature: str, query: str, secret: str) -> bool:
    """Tell whether this is a signature of a query, comparing in a time that tells nothing.

    Args:
        signature: in hexadecimal digits, or in base64.
        query: as it was sent.
        secret: of the access key.
    """
    # Some clients forget that a plus sign in a query is a blank.
    given = signature.replace(" ", "+").encode()
    fits = [
        hmac.compare_digest(given, form)
        for text in _spellings(query)
        for form in _forms(hmac.digest(secret.encode(), text.encode(), sha256))
    ]
    return any(fits)


def _spellings(query: str) -> Iterator[str]:
    """Spell what was signed, in all ways in which somebody may have."""
    as_sent = sorted(part.partition("=")[::2] for part in query.split("&"))
    yield _joined(as_sent)
    pairs = sorted(parse_qsl(query, keep_blank_values=True))
    yield _joined(pairs)  # Java
    yield _joined([(name, quote(text, safe=_UNRESERVED)) for name, text in pairs])  # Node
    yield _joined([(quote_plus(name), quote_plus(text)) for name, text in pairs])


def _joined(pairs: Sequence[Sequence[str]]) -> str:
    return "&".join(f"{name}={text}" for name, text in pairs if name != _SIGNATURE)


def _forms(digest: bytes) -> tuple[bytes, bytes]:
    return digest.hex().encode(), b64encode(digest)
