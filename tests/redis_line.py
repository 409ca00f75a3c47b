"""A line to the Redis of the tests that a test can cut, or let swallow all answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.redis_server import emptied
from tests.stores import turns

__all__ = ["Cuttable", "cuttable"]


class Cuttable:
    """Hands on what is said, in both directions.

    Attributes:
        url: of our end.
        beyond: the URL of Redis itself, to get there by.
        is_deaf: whether answers are swallowed.
        is_closed: whether nobody may connect.
        deaf_at: a word from which on answers are swallowed.
        cut_at: a word of which Redis hears nothing, for all is cut at it.
    """

    def __init__(self, folder: Path) -> None:
        self.beyond = emptied()
        self.path = folder / "line.sock"
        self.url = f"unix://{self.path}"
        self.is_deaf = False
        self.is_closed = False
        self.deaf_at = b""
        self.cut_at = b""
        self._writers: set[asyncio.StreamWriter] = set()

    async def hand_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Connect a connection with Redis, until either end is closed."""
        if self.is_closed:
            writer.close()
            return
        path = self.beyond.removeprefix("unix://")
        there_reader, there_writer = await asyncio.open_unix_connection(path)
        self._writers |= {writer, there_writer}
        back = asyncio.create_task(self._copy(there_reader, writer, is_back=True))
        await self._copy(reader, there_writer, is_back=False)
        await back

    async def _copy(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_back: bool
    ) -> None:
        with suppress(ConnectionError):
            while said := await reader.read(65_536):
                if self.deaf_at and self.deaf_at in said:
                    self.is_deaf, self.deaf_at = True, b""
                if self.cut_at and self.cut_at in said:
                    self.cut()
                elif not (is_back and self.is_deaf):
                    writer.write(said)
        writer.close()
        self._writers.discard(writer)

    def cut(self) -> None:
        """Cut all connections; who connects again can be heard again."""
        self.is_deaf = False
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()


@asynccontextmanager
async def cuttable() -> AsyncIterator[Cuttable]:
    """Lay a line to a Redis that is empty."""
    with TemporaryDirectory(prefix="line") as folder:
        line = Cuttable(Path(folder))
        server = await asyncio.start_unix_server(line.hand_on, line.path)
        try:
            yield line
        finally:
            server.close()
            line.cut()
            await turns()
