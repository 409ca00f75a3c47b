"""Sends webhooks: POST, no redirects, and an end to all patience.

It takes little of HTTP: what goes out is ours, and of what comes back only the status counts. A
client for everything (aiohttp's) took five times as long to prepare a request and to take its
answer apart, which was two fifths of the price of a webhook.
"""

import asyncio
import ssl
from base64 import b64encode
from functools import cached_property, lru_cache
from time import monotonic_ns
from typing import Final, NamedTuple

from yarl import URL

from simulator.adapters.webhook_answer import Answer
from simulator.adapters.webhook_line import Line
from simulator.domain.value import value
from simulator.domain.webhooks import Reply
from simulator.services.telling import Letter

__all__ = ["HttpSender"]

# How long a connection is kept of which nobody makes use; many servers keep theirs no longer.
_IDLE_S: Final = 15


class _Server(NamedTuple):
    """Who can be asked one thing after the other on the same connection."""

    host: str
    port: int
    is_secure: bool


@value
class _Place:
    """Where a URL leads.

    Attributes:
        head: how each request to it begins.
        credentials: what the URL says of whose requests they are; empty if it says nothing.
    """

    server: _Server
    head: str
    credentials: str


class HttpSender:
    """Posts letters over HTTP. How many at once is for whoever asks it to."""

    def __init__(self) -> None:
        # Lines on which nothing is asked, with what will close them.
        self._free: dict[_Server, dict[Line, asyncio.TimerHandle]] = {}

    async def send(self, letter: Letter) -> Reply:
        """Post a letter; whatever goes wrong is told, not raised."""
        begun_ns = monotonic_ns()
        try:
            async with asyncio.timeout(letter.timeout_ms / 1000):
                answer = await self._post(_place(letter.url), letter)
        except TimeoutError:
            return _failed(f"no answer within {letter.timeout_ms / 1000:g} s", begun_ns)
        except (OSError, ValueError) as error:
            return _failed(str(error) or type(error).__name__, begun_ns)
        text = answer.body.decode(errors="replace")
        return Reply(answer.status, "", _elapsed_ms(begun_ns), text)

    async def close(self) -> None:
        """Close all connections on which nothing is asked."""
        for lines in self._free.values():
            for line, closing in lines.items():
                closing.cancel()
                line.close()
        self._free.clear()
        await asyncio.sleep(0)  # the loop closes them in its next turn

    async def _post(self, place: _Place, letter: Letter) -> Answer:
        line = self._free_line(place.server) or await self._connect(place.server)
        try:
            answer = await line.ask(_request(place, letter))
        except BaseException:
            line.close()
            raise
        if answer.is_last:
            line.close()
        else:
            self._keep(place.server, line)
        return answer

    def _free_line(self, server: _Server) -> Line | None:
        """Take the line that was used last: it is the likeliest to be open still."""
        while lines := self._free.get(server):
            line, closing = lines.popitem()
            closing.cancel()
            if not lines:
                del self._free[server]
            if line.is_open:
                return line
        return None

    def _keep(self, server: _Server, line: Line) -> None:
        """Keep a line for a while."""
        closing = asyncio.get_running_loop().call_later(_IDLE_S, self._drop, server, line)
        self._free.setdefault(server, {})[line] = closing

    def _drop(self, server: _Server, line: Line) -> None:
        line.close()
        del self._free[server][line]
        if not self._free[server]:
            del self._free[server]

    async def _connect(self, server: _Server) -> Line:
        """Open a line.

        Raises:
            ConnectionError: nobody is reached.
        """
        tls = self._tls if server.is_secure else None
        loop = asyncio.get_running_loop()
        try:
            _, line = await loop.create_connection(Line, server.host, server.port, ssl=tls)
        except OSError as error:
            why = error.strerror or error
            raise ConnectionError(f"cannot reach {server.host}:{server.port}: {why}") from error
        return line

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Whom we trust; to read that takes a while, and most receivers are on this machine."""
        return ssl.create_default_context()


@lru_cache(maxsize=1024)
def _place(url: str) -> _Place:
    """Tell where a URL leads.

    Raises:
        ValueError: nowhere.
    """
    parsed = URL(url)
    host, port, named = parsed.raw_host, parsed.port, parsed.host_port_subcomponent
    if parsed.scheme not in {"http", "https"} or not (host and port and named):
        raise ValueError(f"{url} is not the URL of anybody who speaks HTTP")
    credentials = ""
    if parsed.user is not None or parsed.password is not None:
        told = f"{parsed.user or ''}:{parsed.password or ''}"
        credentials = f"Basic {b64encode(told.encode()).decode()}"
    head = f"POST {parsed.raw_path_qs} HTTP/1.1\r\nHost: {named}\r\n"
    return _Place(_Server(host, port, parsed.scheme == "https"), head, credentials)


def _request(place: _Place, letter: Letter) -> bytes:
    fields = [f"{name}: {told}\r\n" for name, told in letter.headers.items()]
    if place.credentials and "Authorization" not in letter.headers:
        fields.append(f"Authorization: {place.credentials}\r\n")
    head = f"{place.head}Content-Length: {len(letter.body)}\r\n{''.join(fields)}\r\n"
    return head.encode() + letter.body


def _failed(why: str, begun_ns: int) -> Reply:
    return Reply(None, why, _elapsed_ms(begun_ns), "")


def _elapsed_ms(begun_ns: int) -> int:
    return (monotonic_ns() - begun_ns) // 1_000_000
