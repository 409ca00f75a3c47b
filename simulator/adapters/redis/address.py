"""Where a Redis is, and how one gets in there: what a URL says."""

import asyncio
import ssl
from collections.abc import Callable
from typing import Any, Final, TypeVar

from redis.asyncio.connection import SSLConnection, parse_url
from redis.exceptions import RedisError

from simulator.domain.value import value

__all__ = ["Address", "parse_address"]

P = TypeVar("P", bound=asyncio.BaseProtocol)

_PORT: Final = 6379


@value
class Address:
    """A Redis, as a URL names it.

    Attributes:
        shown: what to call it in front of people, who are told no password.
        path: of its socket on this machine; empty where it has a host and a port.
        login: what is said at the beginning; nothing where everybody may come in.
        tls: None speaks in the open.
        database: by its number.
    """

    shown: str
    path: str
    host: str
    port: int
    login: tuple[str, ...]
    tls: ssl.SSLContext | None
    database: int

    async def connect(self, make: Callable[[], P]) -> P:
        """Connect.

        Raises:
            OSError: nobody is there.
        """
        loop = asyncio.get_running_loop()
        if self.path:
            return (await loop.create_unix_connection(make, self.path))[1]
        return (await loop.create_connection(make, self.host, self.port, ssl=self.tls))[1]


def parse_address(url: str, shown: str) -> Address:
    """Read redis://, rediss:// and unix://, as redis-py does.

    Raises:
        ValueError: this is none of them, or what it says of TLS cannot be had.
    """
    told: dict[str, Any] = dict(parse_url(url))
    user, password = told.get("username"), told.get("password")
    login = () if password is None else ("AUTH", user or "default", password)
    is_secret = told.get("connection_class") is SSLConnection
    return Address(
        shown,
        told.get("path", ""),
        told.get("host", "localhost"),
        told.get("port", _PORT),
        login,
        _tls(told) if is_secret else None,
        told.get("db", 0),
    )


def _tls(told: dict[str, Any]) -> ssl.SSLContext:
    options = {name: option for name, option in told.items() if name.startswith("ssl_")}
    try:
        context: ssl.SSLContext = SSLConnection(**options).ssl_context.get()
    except (OSError, TypeError, RedisError) as error:
        raise ValueError(f"its options for TLS: {error}") from None
    return context
