"""A socket, for what no HTTP client would send."""

import asyncio
from typing import Final

from yarl import URL

__all__ = ["ask"]

_PATIENCE_S: Final = 60


async def ask(url: str, line: bytes, *headers: bytes) -> bytes:
    """Write a request as it stands, and read until the server hangs up."""
    at = URL(url)
    reader, writer = await asyncio.open_connection(at.host, at.port)
    try:
        writer.write(b"\r\n".join((line, b"Connection: close", *headers, b"", b"")))
        return await asyncio.wait_for(reader.read(), _PATIENCE_S)
    finally:
        writer.close()
        await writer.wait_closed()
