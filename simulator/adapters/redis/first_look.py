"""The first look at a Redis: whether it is one that we can use."""

from typing import Final

from simulator.adapters.opening import CannotOpenError
from simulator.adapters.redis.nodes import Nodes
from simulator.adapters.redis.places import FORMAT
from simulator.adapters.redis.wire import MisunderstoodError
from simulator.domain.refusals import StoreFailed

__all__ = ["look"]

# Who changes what is written, or where, counts it up.
_FORMAT: Final = "2"


async def look(nodes: Nodes, shown: str) -> None:
    """Connect, and see what is there.

    Raises:
        CannotOpenError: nobody is there, or it is none that we can use.
    """
    try:
        await nodes.open()
        link = nodes.of(FORMAT).link
        if await link.ask(("GET", FORMAT)) is None:  # else it need not have room for more
            await link.ask(("SET", FORMAT, _FORMAT, "NX"))
        written = (await link.ask(("GET", FORMAT))).decode()
    except StoreFailed as failed:
        said = "does not answer" if failed.__cause__ is None else f"refuses: {failed.__cause__}"
        raise CannotOpenError(f"{shown} {said}") from None
    except (OSError, MisunderstoodError) as error:
        raise CannotOpenError(f"{shown} cannot be used: {error}") from None
    if written != _FORMAT:
        raise CannotOpenError(f"{shown} has format {written}, and this version writes {_FORMAT}")
