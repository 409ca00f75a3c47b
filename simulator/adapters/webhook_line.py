"""A line to a customer's server: a connection on which one thing after the other is asked."""

import asyncio
from typing import cast

from simulator.adapters.webhook_answer import Answer, NoAnswer, read_answer

__all__ = ["Line"]


class Line(asyncio.Protocol):
    """A connection. Who has asked waits for the answer before anything else is asked."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._asked: asyncio.Future[Answer] | None = None

    @property
    def is_open(self) -> bool:
        """Whether something can be asked."""
        return self._transport is not None and not self._transport.is_closing()

    async def ask(self, request: bytes) -> Answer:
        """Send a request, and wait for what matters of the answer.

        Raises:
            NoAnswer: what has come is none.
            OSError: the connection has broken.
        """
        if self._transport is None:
            raise NoAnswer("the connection was closed")
        self._received = b""
        self._asked = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._asked

    def close(self) -> None:
        """Hang up, whatever is still to come."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Take what has come. Who says something unasked, or more than was asked, is not heard."""
        asked = self._asked
        if asked is None or asked.done():
            self.close()
        else:
            self._received += data
            self._look(asked, has_ended=False)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of the connection; an answer may end with it."""
        self._transport = None
        asked = self._asked
        if asked is None or asked.done():
            return
        if exc is None:
            self._look(asked, has_ended=True)
        else:
            asked.set_exception(exc)

    def _look(self, asked: asyncio.Future[Answer], *, has_ended: bool) -> None:
        """See if what has come is an answer."""
        try:
            answer = read_answer(self._received, has_ended=has_ended)
        except NoAnswer as none:
            asked.set_exception(none)
        else:
            if answer is not None:
                asked.set_result(answer)
