"""How a request says on whose behalf it is made: `Authorization: Bearer ifr_pk_proj_<world>`."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from aiohttp import hdrs, web

from simulator.face.refused import Unauthorized
from simulator.services.worlds import NAME

__all__ = ["environment", "keys", "world_of"]

_KEY_PREFIX: Final = "ifr_pk_proj_"
_REVOKED: Final = "revoked"
_REMEDY: Final = (
    "Send Authorization: Bearer ifr_pk_proj_<world>, with letters and digits for <world>."
)


def keys(world: str) -> str:
    """Spell the key of a world."""
    return f"{_KEY_PREFIX}{world}"


def environment(world: str, url: str) -> Mapping[str, str]:
    """Name the variables of the documentation's examples."""
    return {"INFRAI_API_KEY": keys(world), "INFRAI_BASE_URL": f"{url}/v1"}


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
        raise Unauthorized(f"There is no key. {_REMEDY}")
    if scheme.lower() != "bearer":
        raise Unauthorized(f"The scheme is not Bearer. {_REMEDY}")
    world = key.removeprefix(_KEY_PREFIX)
    if world == key:
        raise Unauthorized(_foreign(key))
    if not NAME.fullmatch(world):
        raise Unauthorized(f"The key names no world. {_REMEDY}")
    if world.startswith(_REVOKED):
        raise Unauthorized("This key has been revoked.")
    return world


def _foreign(key: str) -> str:
    """Say why a key is not taken, without repeating any of it."""
    if key.startswith(("ifr_", "sk_", "KEY")):
        return (
            "This looks like a live key of a vendor. It was not stored; keep it away from "
            f"simulators. {_REMEDY}"
        )
    return f"The key is none of ours. {_REMEDY}"
