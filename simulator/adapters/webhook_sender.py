"""Sends webhooks: POST, no redirects, and an end to all patience."""

import asyncio
from time import monotonic_ns
from typing import Final

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector

from simulator.domain.webhooks import Reply
from simulator.services.telling import Letter

__all__ = ["HttpSender"]

# Of an answer, as many bytes are read and kept; nobody acts on them.
_BODY_BYTES_MAX: Final = 512

# The letter says how long; nothing else does.
_NO_TIMEOUT: Final = ClientTimeout(total=None, sock_connect=None)


class HttpSender:
    """Posts letters over HTTP. How many at once is for whoever asks it to."""

    def __init__(self) -> None:
        self._session: ClientSession | None = None

    async def send(self, letter: Letter) -> Reply:
        """Post a letter; whatever goes wrong is told, not raised."""
        begun_ns = monotonic_ns()
        try:
            async with asyncio.timeout(letter.timeout_ms / 1000):
                status, body = await self._post(letter)
        except TimeoutError:
            return _failed(f"no answer within {letter.timeout_ms / 1000:g} s", begun_ns)
        except (ClientError, OSError, ValueError) as error:
            return _failed(_told(error), begun_ns)
        return Reply(status, "", _elapsed_ms(begun_ns), body.decode(errors="replace"))

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _post(self, letter: Letter) -> tuple[int, bytes]:
        async with self._opened().post(
            letter.url,
            data=letter.body,
            headers=letter.headers,
            allow_redirects=False,  # a redirect is an answer like any other, and no good one
        ) as response:
            return response.status, await response.content.read(_BODY_BYTES_MAX)

    def _opened(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=0),
                cookie_jar=DummyCookieJar(),
                timeout=_NO_TIMEOUT,
                skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding"),
                auto_decompress=False,
            )
        return self._session


def _failed(why: str, begun_ns: int) -> Reply:
    return Reply(None, why, _elapsed_ms(begun_ns), "")


def _told(error: Exception) -> str:
    return str(error) or type(error).__name__


def _elapsed_ms(begun_ns: int) -> int:
    return (monotonic_ns() - begun_ns) // 1_000_000
