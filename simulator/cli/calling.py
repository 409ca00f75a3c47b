"""Calling a server that runs: how commands reach the control API."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import aiohttp
import orjson

from simulator.domain.value import value

__all__ = ["CallFailed", "Remote", "remote_of"]

_URL_DEFAULT: Final = "http://127.0.0.1:7670"
_PATIENCE: Final = aiohttp.ClientTimeout(total=60)


class CallFailed(Exception):
    """No server, or one that says no; the message is for a person."""


@value
class Remote:
    """A server, and the token that its control API may want.

    Attributes:
        token: None where none is known.
    """

    url: str
    token: str | None

    def call(
        self, method: str, path: str, document: object = None, world: str | None = None
    ) -> Any:  # noqa: ANN401 - JSON is anything
        """Ask, and give the answer's document.

        Raises:
            CallFailed: nobody answers, or the answer is no.
        """
        return asyncio.run(self._call(method, path, document, world))

    async def _call(self, method: str, path: str, document: object, world: str | None) -> Any:  # noqa: ANN401 - as above
        headers = {
            "Content-Type": "application/json",
            **({"Authorization": f"Bearer {self.token}"} if self.token else {}),
            **({"X-Sim-World": world} if world else {}),
        }
        body = None if document is None else orjson.dumps(document)
        try:
            async with (
                aiohttp.ClientSession(timeout=_PATIENCE) as session,
                session.request(
                    method, f"{self.url}/_sim/{path}", data=body, headers=headers
                ) as response,
            ):
                return _checked(response.status, await response.read())
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise CallFailed(f"no carriersim answers at {self.url}: {error}") from None


def remote_of(url: str | None, token: str | None, environment: Mapping[str, str]) -> Remote:
    """Tell which server is meant: by flag, else environment, else the usual one."""
    chosen = url or environment.get("SIM_URL") or _URL_DEFAULT
    return Remote(chosen.rstrip("/"), token or environment.get("SIM_ADMIN_TOKEN") or None)


def _checked(status: int, body: bytes) -> Any:  # noqa: ANN401 - as above
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise CallFailed(f"what answers there is no carriersim (status {status})") from None
    if status >= 300:  # noqa: PLR2004 - RFC 9110, 15.3: 2xx is success
        error = document.get("error") if isinstance(document, dict) else None
        said = error.get("message") if isinstance(error, dict) else None
        raise CallFailed(f"{said or 'refused'} (status {status})")
    return document
