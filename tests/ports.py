"""Ports for programs that do not take a free one by themselves."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["reserved"]


@contextmanager
def reserved() -> Iterator[int]:
    """Have a port of 127.0.0.1 that the system gives to nobody else.

    As long as a socket is bound to it that does not listen, it is neither found to be free nor used
    for a connection; who asks for it by its number may still listen on it, with SO_REUSEADDR.
    """
    with socket.socket() as holding:
        holding.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holding.bind(("127.0.0.1", 0))
        yield holding.getsockname()[1]
