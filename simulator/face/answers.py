"""What goes back to a caller, before it is HTTP."""

from simulator.domain.value import value

__all__ = ["Answer"]


@value
class Answer:
    """A status, a body (JSON unless a header says otherwise), and headers beside those of all."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
