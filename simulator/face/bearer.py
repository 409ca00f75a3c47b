"""Keys of vendors who take them as `Authorization: Bearer <prefix><world>`."""

from functools import lru_cache
from typing import Final

from aiohttp import hdrs, web

from simulator.domain.value import value
from simulator.face.refused import Unauthorized
from simulator.services.worlds import NAME

__all__ = ["BearerKeys", "Unfit"]

_REVOKED: Final = "revoked"

# What keys of real accounts look like, at any of the vendors here.
_LIVE: Final = ("KEY", "ifr_", "sk_")
_LOOKS_LIVE: Final = (
    "This looks like a live key of a vendor. It was not stored; keep it away from simulators."
)

_KNOWN_COUNT_MAX: Final = 4096


@value
class Unfit:
    """How a vendor says what is wrong with a key; what to send instead is said behind it.

    Attributes:
        missing: there is none.
        scheme: it comes by another scheme.
        foreign: it does not begin as his keys do.
        nameless: it names no world.
        revoked: it has been taken back.
    """

    missing: str
    scheme: str
    foreign: str
    nameless: str
    revoked: str


class BearerKeys:
    """Spells keys that name a world, and reads them."""

    def __init__(self, prefix: str, unfit: Unfit) -> None:
        """Take what keys begin with, and what to say of others."""
        self._prefix = prefix
        self._unfit = unfit
        self._remedy = (
            f"Send Authorization: Bearer {prefix}<world>, with letters and digits for <world>."
        )
        self._read = lru_cache(_KNOWN_COUNT_MAX)(self._read_anew)

    def spell(self, world: str) -> str:
        """Spell the key of a world."""
        return f"{self._prefix}{world}"

    def world_of(self, request: web.Request) -> str:
        """Read the world out of the key.

        Raises:
            Unauthorized: no key, or none of ours.
        """
        return self._read(request.headers.get(hdrs.AUTHORIZATION, ""))

    def _read_anew(self, authorization: str) -> str:
        # RFC 9110, 11.4: credentials = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
        scheme, _, credential = authorization.partition(" ")
        key = credential.lstrip(" ")
        if not key:
            raise self._refused(self._unfit.missing)
        if scheme.lower() != "bearer":
            raise self._refused(self._unfit.scheme)
        world = key.removeprefix(self._prefix)
        if world == key:  # none of which is repeated
            raise self._refused(_LOOKS_LIVE if key.startswith(_LIVE) else self._unfit.foreign)
        if not NAME.fullmatch(world):
            raise self._refused(self._unfit.nameless)
        if world.startswith(_REVOKED):
            raise Unauthorized(self._unfit.revoked)
        return world

    def _refused(self, why: str) -> Unauthorized:
        return Unauthorized(f"{why} {self._remedy}")
