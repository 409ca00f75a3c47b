"""What goes back to a caller, before it is HTTP."""

from collections.abc import AsyncGenerator

from msgspec import Struct

from simulator.domain.value import value

__all__ = ["Answer", "Stream"]


class Answer(Struct, frozen=True, gc=False):
    """A status, a body (JSON unless a header says otherwise), and headers beside those of all."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


@value
class Stream:
    """A body that is written while it comes into being, with status 200.

    Attributes:
        chunks: the body; it is closed when the caller goes away.
    """

    media_type: str
    chunks: AsyncGenerator[bytes, None]
