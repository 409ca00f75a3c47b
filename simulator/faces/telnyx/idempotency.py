"""`Idempotency-Key`, as the vendor reads it.

What is remembered is found by key, operation and world. Query and body must be the same as they
were, the body byte for byte; other headers do not matter.
"""

import re
from hashlib import blake2b
from typing import Final

from multidict import istr

from simulator.face import Call
from simulator.face.refused import VendorRule
from simulator.services.once import Once

__all__ = ["REPLAYED", "once"]

# Says that an answer is that of an earlier call.
REPLAYED: Final = (("Idempotent-Replayed", "true"),)

_HEADER: Final = istr("Idempotency-Key")
_KEY: Final = re.compile(r"[A-Za-z0-9_:-]{1,255}")


def once(call: Call) -> Once | None:
    """Tell whether a call, whose body has been read, is to be carried out once.

    Raises:
        VendorRule: the header is malformed, or there are two of it.
    """
    told = call.request.headers.getall(_HEADER, ())
    if not told:
        return None
    if len(told) > 1 or not _KEY.fullmatch(told[0]):
        detail = "There must be one key, of 1 to 255 letters, digits and _:-."
        raise VendorRule("10015", f"header.{_HEADER}", detail)
    sent = call.request.query_string.encode() + b"\n" + (call.body or b"")
    return Once(call.capability, told[0], blake2b(sent, digest_size=16).hexdigest())
