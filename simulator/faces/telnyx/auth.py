"""How a request says on whose behalf it is made: `Authorization: Bearer KEY_<world>`."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from aiohttp import hdrs, web

from simulator.face.refused import Unauthorized
from simulator.services.worlds import NAME

__all__ = ["environment", "keys", "world_of"]

_KEY_PREFIX: Final = "KEY_"
_REVOKED: Final = "revoked"
_REMEDY: Final = "Send Authorization: Bearer KEY_<world>, with letters and digits for <world>."

# What keys of real accounts look like: the vendor's own, and those of the other vendors here.
_LIVE: Final = ("KEY", "ifr_", "sk_")


def keys(world: str) -> str:
    """Spell the key of a world."""
    return f"{_KEY_PREFIX}{world}"


def environment(world: str, url: str) -> Mapping[str, str]:
    """Name the variables that the official SDK reads."""
    return {"TELNYX_API_KEY": keys(world), "TELNYX_BASE_URL": f"{url}/v2"}


def world_of(request: web.Request) -> str:
    """Read the world out of the key.

    Raises:
        Unauthorized: no key, or none of ours.
    """
    return _world_of(request.headers.get(hdrs.AUTHORIZATION, ""))


@lru_cache(maxsize=4096)
def _world_of(authorization: str) -> str:
    # RFC 9110, 11.4: credentials = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
    scheme, _, credential = authorization.partition(" ")
    key = credential.lstrip(" ")
    if not key:
        raise Unauthorized(f"Could not find any usable credentials in the request. {_REMEDY}")
    if scheme.lower() != "bearer":
        raise Unauthorized(f"Could not understand the provided credentials. {_REMEDY}")
    world = key.removeprefix(_KEY_PREFIX)
    if world == key:
        raise Unauthorized(_foreign(key))
    if not NAME.fullmatch(world):
        raise Unauthorized(f"The API key looks malformed: it names no world. {_REMEDY}")
    if world.startswith(_REVOKED):
        raise Unauthorized("The API key has been revoked.")
    return world


def _foreign(key: str) -> str:
    """Say why a key is not taken, without repeating any of it."""
    if key.startswith(_LIVE):
        return (
            "This looks like a live key of a vendor. It was not stored; keep it away from "
            f"simulators. {_REMEDY}"
        )
    return f"The API key looks malformed. Check that you copied it correctly. {_REMEDY}"
