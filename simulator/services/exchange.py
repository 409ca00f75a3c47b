"""A call of a vendor's API and what it was answered, as the journal of its world keeps it."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

__all__ = ["KEPT_BYTES_MAX", "Exchange"]

# Of a body and of an answer; one byte more is kept, and tells that there was more.
KEPT_BYTES_MAX: Final = 4096


class Exchange(Struct, frozen=True, gc=False):
    """A call and its answer.

    References to what the call had made anyway: it is put together in the middle of answering, and
    taken apart only when somebody looks.

    Attributes:
        at: the world's time at which the call came in.
        elapsed_ns: what the answer took, of the wall's time.
        operation: the name of the route, or `unknown` where nothing is at the path.
        target: path and query, without secrets.
        agent: the header User-Agent.
        media_type: the header Content-Type.
        key: the header Idempotency-Key.
        body: what was sent, its first 4,097 bytes; None where nobody has read it.
        answer: what was answered, its first 4,097 bytes.
        warnings: what the caller was told though nothing failed.
        fault: the rule that decided how this went, and what it did; None where no rule did.
    """

    at: int
    elapsed_ns: int
    face: str
    operation: str
    method: str
    target: str
    status: int
    agent: str | None
    media_type: str | None
    key: str | None
    body: bytes | None
    answer: bytes
    warnings: Sequence[str]
    fault: tuple[str, str] | None
