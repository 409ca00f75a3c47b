"""What a project has its vendor guard it against: strangers who have its key, and too many texts.

None of it holds unless it was asked for.
"""

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final

from simulator.domain.address import E164
from simulator.domain.value import value

__all__ = [
    "NO_SAFEGUARDS",
    "CallerList",
    "Exceeded",
    "Safeguards",
    "SendingLimits",
    "Sendings",
    "parse_network",
]

_MINUTE_MS: Final = 60_000
_HOUR_MS: Final = 60 * _MINUTE_MS
_DAY_MS: Final = 24 * _HOUR_MS


@lru_cache(maxsize=4096)
def parse_network(spelled: str) -> IPv4Network | IPv6Network:
    """Read an address, or a range of them in CIDR notation (RFC 4632).

    Raises:
        ValueError: it is neither, or has bits set behind the length of its prefix.
    """
    return ip_network(spelled)


@value
class CallerList:
    """Addresses that may call, or that may not.

    Attributes:
        is_of_friends: whether these alone may call; else all but these may.
        networks: addresses and ranges, as `parse_network` reads them.
    """

    is_of_friends: bool
    networks: tuple[str, ...]

    def admits(self, caller: str | None) -> bool:
        """Tell whether a caller at an address may come in; one that has none is on no list."""
        is_listed = caller is not None and self._lists(caller)
        return is_listed is self.is_of_friends

    def _lists(self, caller: str) -> bool:
        address = ip_address(caller)
        # RFC 4291, 2.5.5.2: how a socket for both versions shows an IPv4 address.
        mapped = getattr(address, "ipv4_mapped", None) or address
        return any(mapped in parse_network(network) for network in self.networks)


@value
class Sendings:
    """How many texts went to a number in the minute, the hour and the day of the last one."""

    at: int
    in_minute: int
    in_hour: int
    in_day: int


@value
class Exceeded:
    """There have been as many as there may be; so long until there may be one more."""

    wait_ms: int


@value
class SendingLimits:
    """How many texts a number may be sent; None is any number of them.

    Minutes, hours and days are those of the clock, in UTC, rather than so long a time before each
    text: the vendor calls its days natural ones.

    Attributes:
        exempt: numbers to which no limit applies.
    """

    per_minute: int | None = None
    per_hour: int | None = None
    per_day: int | None = None
    exempt: tuple[E164, ...] = ()

    def after_one_more(self, so_far: Sendings | None, now: int) -> Sendings | Exceeded:
        """Count one more text to a number, or tell how long it has to wait."""
        last = so_far or Sendings(now, 0, 0, 0)
        rows = (
            (self.per_minute, _MINUTE_MS, last.in_minute),
            (self.per_hour, _HOUR_MS, last.in_hour),
            (self.per_day, _DAY_MS, last.in_day),
        )
        counts = [count if last.at // span == now // span else 0 for _, span, count in rows]
        waits = [
            span - now % span
            for (limit, span, _), count in zip(rows, counts, strict=True)
            if limit is not None and count >= limit
        ]
        return Exceeded(max(waits)) if waits else Sendings(now, *(count + 1 for count in counts))


@value
class Safeguards:
    """What holds for all who call with a project's key.

    Attributes:
        is_signing_demanded: whether each call has to be signed with the project's secret.
        callers: where calls may come from; None is anywhere.
        limits: how many texts a number may be sent; None is any number of them.
    """

    is_signing_demanded: bool = False
    callers: CallerList | None = None
    limits: SendingLimits | None = None


NO_SAFEGUARDS: Final = Safeguards()
