"""Where a Redis is, and how one gets in there: what a URL says."""

import asyncio
import re
import ssl
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from redis.asyncio.connection import SSLConnection, parse_url
from redis.exceptions import RedisError

from simulator.domain.value import value

__all__ = ["Address", "parse_address", "parse_addresses"]

P = TypeVar("P", bound=asyncio.BaseProtocol)

_PORT: Final = 6379

# What stands before the hosts, these, and what stands behind them.
_WITH_HOSTS: Final = re.compile(r"(rediss?://(?:[^/?#]*@)?)([^/?#]*)(.*)", re.DOTALL)


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

    @property
    def user(self) -> str:
        """Whom Redis takes us for."""
        return self.login[1] if self.login else "default"

    async def connect(self, make: Callable[[], P]) -> P:
        """Connect.

        Raises:
            OSError: nobody is there.
        """
        loop = asyncio.get_running_loop()
        if self.path:
            return (await loop.create_unix_connection(make, self.path))[1]
        return (await loop.create_connection(make, self.host, self.port, ssl=self.tls))[1]


def parse_addresses(url: str, shown: str) -> Sequence[Address]:
    """Read a URL in which there may be several hosts, with commas between them.

    Whom to be there, in which database, and whom to trust is the same for all.

    Raises:
        ValueError: says what is wrong with it, and of which host.
    """
    told = _WITH_HOSTS.fullmatch(url)
    if told is None or "," not in url:
        return (parse_address(url, shown),)
    before, hosts, behind = told.groups()
    if before.count("@") > 1 and "," in before.partition("@")[2]:
        raise ValueError(
            "user and password stand once, before the first host, and an @ in them as %40"
        )
    if "," not in hosts:
        return (parse_address(url, shown),)
    return [_one_of_several(before, host, behind) for host in hosts.split(",")]


def _one_of_several(before: str, host: str, behind: str) -> Address:
    if not host or host != host.strip():
        raise ValueError("its hosts are to stand with one comma and nothing else between them")
    try:
        return parse_address(f"{before}{host}{behind}", host)
    except ValueError as error:
        raise ValueError(f"{host}: {error}") from None


def parse_address(url: str, shown: str) -> Address:
    """Read redis://, rediss:// and unix://, as redis-py does.

    Raises:
        ValueError: this is none of them, its database is no number, or what it says of TLS cannot
            be had.
    """
    told: dict[str, Any] = dict(parse_url(url))
    if "path" not in told and "db" not in told and urlsplit(url).path.strip("/"):
        raise ValueError("its database is to be a number")  # which redis-py takes for 0
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
