"""What stands before servers that are equal, in the place of a real balancer."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import orjson
from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.processes import Served

__all__ = ["Balancer", "connected"]

# Who does not answer for so long has been frozen; another one is asked.
_PATIENCE_S: Final = 1.5

_FAILURE_COUNTS_AS: Final = 20


class Balancer:
    """What stands before replicas: asks another one where one does not answer, or says 503.

    The one that was asked least is next, and one that has failed counts as asked quite often.

    Attributes:
        asked_again: texts that were sent more than once without a key.
    """

    def __init__(self, sessions: Sequence[ClientSession]) -> None:
        """Take a session with each."""
        self.asked_again: set[object] = set()
        self._sessions = sessions
        self._asked_counts = [0] * len(sessions)

    async def post(self, path: str, body: Mapping[str, object], key: str) -> Any:  # noqa: ANN401 - JSON
        """Post until somebody answers; what is done twice by that has no key."""
        headers = {"Idempotency-Key": key} if key else {}
        return (await self._ask("POST", path, json=body, headers=headers))["data"]

    async def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """Get until somebody answers."""
        return await self._ask("GET", path)

    async def _ask(self, method: str, path: str, **told: Any) -> Any:  # noqa: ANN401 - JSON
        while True:
            asked_count = min(self._asked_counts)
            place = self._asked_counts.index(asked_count)
            self._asked_counts[place] += _FAILURE_COUNTS_AS
            with suppress(ClientError, ConnectionError, TimeoutError):
                async with self._sessions[place].request(method, path, **told) as response:
                    document = orjson.loads(await response.read())
                    if response.status < 300:
                        self._asked_counts[place] += 1 - _FAILURE_COUNTS_AS
                        return document
                    assert response.status == 503, document
                    assert response.headers["Retry-After"]
            if "json" in told and not told["headers"]:
                self.asked_again.add(told["json"].get("body"))


@asynccontextmanager
async def connected(serving: Served, world: str) -> AsyncIterator[ClientSession]:
    """Connect to a server, as a world."""
    headers = {"Authorization": f"Bearer ifr_pk_proj_{world}"}
    timeout = ClientTimeout(total=_PATIENCE_S)
    async with ClientSession(serving.url, headers=headers, timeout=timeout) as session:
        yield session
