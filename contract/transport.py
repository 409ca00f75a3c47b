"""Every call that the suite makes of the gateway goes through here, and is seen by the monitors."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from aiohttp import ClientError, ClientSession, ClientTimeout
from yarl import URL

from contract import wall
from contract.exchange import Exchange
from contract.verdicts import CouldNotRun

__all__ = ["Pace", "Transport"]

Watcher = Callable[[Exchange], None]

# So many calls in a row that nobody answered are the end of the run.
_DEAF_AFTER: Final = 5

# How long to wait for whoever says "come back later", and how often.
_RETRY_AFTER_MAX_S: Final = 30.0
_RETRIES_MAX: Final = 5


class Pace:
    """Leaves time between calls, so that no more of them begin in a second than are allowed."""

    def __init__(self, rps: float) -> None:
        self._gap_s = 1 / rps if rps else 0.0
        self._next_at = 0.0

    async def wait(self) -> None:
        """Wait for one's turn."""
        if not self._gap_s:
            return
        at = max(wall.now(), self._next_at)
        self._next_at = at + self._gap_s
        if (rest := at - wall.now()) > 0:
            await wall.pause(rest)


class Transport:
    """Calls the gateway, at the allowed pace, and shows each exchange to whoever watches."""

    def __init__(self, url: str, session: ClientSession, timeout_s: float, pace: Pace) -> None:
        self.url = url
        self.count = 0
        self._session = session
        self._timeout = ClientTimeout(total=timeout_s)
        self._pace = pace
        self._watchers: list[Watcher] = []
        self._deaf_count = 0

    def watch(self, watcher: Watcher) -> None:
        """Show all exchanges from now on to somebody."""
        self._watchers.append(watcher)

    def show(self, exchange: Exchange) -> None:
        """Show an exchange that another engine made."""
        self.count += 1
        for watcher in self._watchers:
            watcher(exchange)

    async def call(self, asked: Exchange, authorization: str) -> Exchange:
        """Make a call.

        Args:
            asked: an exchange of which only the request is known.
            authorization: the header of that name; empty for none.

        Returns:
            the exchange with its answer; whoever said "come back later" was obeyed.

        Raises:
            CouldNotRun: nobody answers.
        """
        for _ in range(_RETRIES_MAX):
            answered = await self._call_once(asked, authorization)
            if answered.status != 429:
                return answered
            await wall.pause(_delay_s(answered))
        raise CouldNotRun("the target goes on answering 429, Too Many Requests; try a lower --rps")

    async def _call_once(self, asked: Exchange, authorization: str) -> Exchange:
        if self._deaf_count >= _DEAF_AFTER:
            raise CouldNotRun(f"the target did not answer {_DEAF_AFTER} calls in a row")
        await self._pace.wait()
        headers = dict(asked.sent)
        if authorization:
            headers["Authorization"] = authorization
        try:
            answered = await self._send(asked, headers)
        except (ClientError, TimeoutError, asyncio.IncompleteReadError, OSError) as error:
            self._deaf_count += 1
            raise CouldNotRun(
                f"{asked.method} {asked.path} was not answered: {_say(error)}"
            ) from error
        self._deaf_count = 0
        self.show(answered)
        return answered

    async def _send(self, asked: Exchange, headers: Mapping[str, str]) -> Exchange:
        begun_at = wall.now()
        async with self._session.request(
            asked.method,
            URL(self.url + asked.path, encoded=True),
            data=asked.body,
            headers=headers,
            timeout=self._timeout,
            allow_redirects=False,
            skip_auto_headers=("Content-Type",),
        ) as response:
            answer = await response.read()
            return Exchange(
                asked.operation,
                asked.method,
                asked.path,
                asked.authorization,
                asked.sent,
                asked.body,
                response.status,
                {name.lower(): text for name, text in response.headers.items()},
                answer,
                (wall.now() - begun_at) * 1000,
            )


def _delay_s(answered: Exchange) -> float:
    """Tell how long to wait for whoever is busy."""
    told = answered.headers.get("retry-after", "1")
    delay_s = float(told) if told.replace(".", "", 1).isdigit() else 1.0
    if delay_s > _RETRY_AFTER_MAX_S:
        raise CouldNotRun(f"the target is busy for {told} seconds more")
    return delay_s


def _say(error: Exception) -> str:
    """Say what a library found."""
    if isinstance(error, TimeoutError):
        return "nothing came within the time that it has"
    return str(error) or type(error).__name__
