"""What goes back to a caller, before it is HTTP."""

from simulator.domain.value import value

__all__ = ["Answer"]


@value
class Answer:
    """A status, a JSON body, and headers of its own beside those that every answer has."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
